//! What the workspace promises of itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_array().expect("a list").iter().map(|id| id.as_str().expect("an id")).collect()
}

/// With a root package, a bare `cargo build` builds the default members alone; a crate that is missing
/// there would have a silent guard.
#[test]
fn a_bare_cargo_build_builds_every_crate() {
    let metadata = metadata();
    let members = names(&metadata["workspace_members"]);
    assert!(members.len() >= 5, "the workspace has its crates: {members:?}");
    assert_eq!(members, names(&metadata["workspace_default_members"]));
}

/// Versions and lints are said once, in the workspace.
#[test]
fn every_crate_takes_its_dependencies_and_lints_from_the_workspace() {
    let metadata = metadata();
    for package in metadata["packages"].as_array().expect("a list") {
        let path = package["manifest_path"].as_str().expect("a path");
        let manifest = std::fs::read_to_string(path).expect("the manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{path} has lints of its own");
        let mut section = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]")
                && section != "[workspace.dependencies]"
                && !line.is_empty()
                && !line.starts_with('#')
            {
                assert!(line.contains("workspace = true"), "{path}: {line}");
            }
        }
    }
}

/// A program and the macros take the core with the same features; otherwise a build compiles it twice.
#[test]
fn a_build_compiles_the_core_once() {
    let metadata = metadata();
    let taken = |names: &[&str]| -> BTreeSet<String> {
        let packages = metadata["packages"].as_array().expect("a list").iter();
        let takers = packages.filter(|package| names.contains(&package["name"].as_str().expect("a name")));
        let taken = takers.flat_map(|package| package["dependencies"].as_array().expect("a list"));
        let core = taken.filter(|taken| taken["name"] == "schema-core" && taken["kind"].is_null());
        let features = core.flat_map(|core| core["features"].as_array().expect("a list"));
        features.map(|feature| feature.as_str().expect("a feature").to_owned()).collect()
    };
    let macros = taken(&["schema-macros"]);
    assert!(macros.contains("tokens"), "{macros:?}");
    assert_eq!(taken(&["frostline", "schema-sqlite"]), macros);
}

/// `rust-version` is at least what every crate asks for that users build, with the command.
#[test]
fn the_stated_rust_version_is_true_for_the_dependencies() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--workspace", "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    let crates: BTreeSet<(&str, &str)> =
        tree.lines().filter_map(|line| line.split_once(" v")).map(|(name, rest)| (name, word(rest))).collect();
    let stated = version(env!("CARGO_PKG_RUST_VERSION"));
    let mut seen = 0;
    for (name, number) in crates {
        let Some(manifest) = manifest(name, number) else { continue };
        let asked = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
        if let Some(asked) = asked {
            seen += 1;
            assert!(version(asked.trim_matches('"')) <= stated, "{name} {number} asks for Rust {asked}");
        }
    }
    assert!(seen > 10, "only {seen} crates state a version");
}

fn word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or(text)
}

/// The manifest of a crate in cargo's registry; `None` for the crates of this repository.
fn manifest(name: &str, number: &str) -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let home = home.expect("cargo has a home");
    let registries = std::fs::read_dir(home.join("registry/src")).expect("the registry's sources");
    registries
        .filter_map(Result::ok)
        .find_map(|registry| std::fs::read_to_string(registry.path().join(format!("{name}-{number}/Cargo.toml"))).ok())
}

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().expect("a number")).collect();
    parts.resize(3, 0);
    parts
}

/// The crates of a build with these features of the library, without those of anything else.
fn crates(features: &str) -> BTreeSet<String> {
    let arguments = ["tree", "--offline", "--package", "frostline", "--no-default-features", "--features", features];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--edges", "normal,build", "--prefix", "none"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("crates have names in UTF-8");
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The table of `docs/rows.md` is what cargo says.
#[test]
fn what_a_feature_adds_is_listed() {
    let guide = include_str!("../docs/rows.md");
    let plain = crates("bundled");
    let rows: Vec<&str> = guide.lines().skip_while(|line| *line != "| feature | crates |").skip(2).collect();
    let mut features = 0;
    for row in rows.into_iter().take_while(|line| line.starts_with('|')) {
        let (feature, listed) = row.trim_matches(['|', ' ']).split_once(" | ").expect("two columns");
        let feature = feature.trim_matches('`').split('`').next().expect("a name");
        // What follows a `;` or a clause says what they leave out.
        let listed = listed.split(';').next().expect("some text");
        let listed: BTreeSet<String> =
            listed.split(", ").filter(|name| !name.contains(' ')).map(str::to_owned).collect();
        let added = crates(&format!("bundled,{feature}")).difference(&plain).cloned().collect::<BTreeSet<_>>();
        assert_eq!(listed, added, "{feature}");
        features += 1;
    }
    assert_eq!(features, 8);
}
