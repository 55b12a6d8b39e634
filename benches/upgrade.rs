//! What it costs to open a database that is at head, and to bring a fresh one there.
//!
//! The baselines are rusqlite by hand: open and one header pragma; the same SQL in one transaction.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::path::Path;
use std::time::Duration;

use frostline::Upgrade;
use frostline::rusqlite::Connection;
use schema_core::history::History;
use support::chain::history;
use support::{head, ratio, time};

fn main() {
    head("start of a database at head, against open and one pragma");
    for length in lengths() {
        let history = history(length);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("head.db");
        Upgrade::new(&history).run(&mut Connection::open(&file).expect("opens")).expect("upgrades");
        ratio(
            &format!("{length} revisions"),
            1.5,
            301,
            || {
                start(&file, |connection| {
                    assert!(Upgrade::new(&history).run(connection).expect("at head").applied.is_empty())
                })
            },
            || {
                start(&file, |connection| {
                    header(connection);
                })
            },
        );
    }

    head("fresh upgrade, against the same SQL in one transaction");
    for length in lengths() {
        let history = history(length);
        let rounds = if length == 1000 { 9 } else { 41 };
        ratio(
            &format!("{length} revisions"),
            1.05,
            rounds,
            || fresh(|connection| drop(Upgrade::new(&history).run(connection).expect("upgrades"))),
            || fresh(|connection| by_hand(connection, &history)),
        );
    }
}

/// How many revisions: 10, 100 and 1000, or what is asked for (`cargo bench --bench upgrade -- 10`).
fn lengths() -> Vec<usize> {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if asked.is_empty() { vec![10, 100, 1000] } else { asked }
}

/// Opens the file and hands it to `work`, many times: one open is too short to be timed.
fn start(file: &Path, work: impl Fn(&mut Connection)) -> Duration {
    time(|| {
        for _ in 0..20 {
            work(&mut Connection::open(file).expect("opens"));
        }
    })
}

fn header(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a header")
}

fn fresh(work: impl FnOnce(&mut Connection)) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = Connection::open(folder.path().join("fresh.db")).expect("opens");
    time(|| work(&mut connection))
}

fn by_hand(connection: &mut Connection, history: &History<'_>) {
    let transaction = connection.transaction().expect("begins");
    for revision in history.revisions.iter() {
        transaction.execute_batch(&revision.scripts[0].up).expect("runs");
    }
    transaction.commit().expect("commits");
}
