//! The commands that write a history anew, on a hundred revisions and on a thousand.
//!
//! The baseline is `cargo schema upgrade` of a database that is not there: the same start, the same reading of the
//! files, and the SQL of the whole chain once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

#[path = "../../benches/support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use schema_core::history::Draft;
use support::chain::Chain;
use support::{head, ratio, time};

fn main() {
    commands(100, &[(1, 5.0), (10, 5.0), (90, 10.0)]);
    commands(1000, &[(1, 5.0), (100, 10.0), (900, 60.0)]);
}

/// Each command on so many revisions; `rebases` are the revisions that move, with what is aimed at.
fn commands(length: usize, rebases: &[(usize, f64)]) {
    head(&format!("on {length} revisions, against an upgrade from nothing"));
    let mut chain = Chain::default();
    chain.grow(length, "t");
    let whole = project(&chain, &[]);
    run(whole.path(), "check");
    ratio("squash", 5.0, 5, || changing(whole.path(), "squash"), || upgrade(whole.path()));
    if length <= 100 {
        ratio("verify", 40.0, 3, || time(|| run(whole.path(), "verify")), || upgrade(whole.path()));
    }

    for (moved, aim) in rebases.iter().copied() {
        let mut common = Chain::default();
        let stay = moved.min(length / 20);
        common.grow(length - moved - stay, "t");
        let (mut stays, mut moves) = (common.clone(), common.clone());
        stays.grow(stay, "a");
        moves.grow(moved, "b");
        let forked = project(&stays, &moves.revisions[common.revisions.len()..]);
        let name = format!("rebase of {moved}, after {}", stays.revisions.len());
        ratio(&name, aim, 3, || changing(forked.path(), "rebase"), || upgrade(whole.path()));
    }
}

/// A package with this history, and more revisions that follow an earlier one of its own.
fn project(chain: &Chain, more: &[schema_core::history::Revision<'static>]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        fs::write(path, text).expect("is written");
    };
    write("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    write("src/lib.rs", &format!("frostline::schema! {{\n{}\n}}\n", chain.clone().history().declaration));
    let mut index = String::from("frostline 1\n");
    for revision in chain.revisions.iter().chain(more) {
        let Draft { name, identity, snapshot, scripts } = Draft::of(revision);
        index.push_str(&format!("{name} {identity}\n"));
        write(&format!("revisions/{name}/snapshot.schema"), &snapshot);
        write(&format!("revisions/{name}/sqlite.up.sql"), &scripts[0].up);
        write(&format!("revisions/{name}/sqlite.down.sql"), &scripts[0].down);
    }
    write("revisions/history", &index);
    folder
}

/// The command on a copy of the package, which it changes.
fn changing(folder: &Path, command: &str) -> Duration {
    let copy = tempfile::tempdir().expect("a folder");
    let status = Command::new("cp").arg("-a").arg(folder.join(".")).arg(copy.path()).status();
    assert!(status.expect("cp runs").success());
    time(|| run(copy.path(), command))
}

fn upgrade(folder: &Path) -> Duration {
    let database = tempfile::tempdir().expect("a folder");
    let file = database.path().join("fresh.db");
    time(|| run(folder, &format!("upgrade -q -d {}", file.display())))
}

fn run(folder: &Path, command: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-schema"))
        .current_dir(folder)
        .args(command.split(' '))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}
