//! What the workspace promises of itself.

use std::collections::BTreeSet;
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

/// `rust-version` is at least what every dependency asks for.
#[test]
fn the_stated_rust_version_is_true_for_the_dependencies() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let stated = version(env!("CARGO_PKG_RUST_VERSION"));
    let mut seen = 0;
    for package in metadata["packages"].as_array().expect("packages") {
        // A crate that is named for another platform or feature is not built here, yet its number
        // would still bind a user who builds it; only the crates of this repository are exempt.
        let Some(asked) = package["rust_version"].as_str() else { continue };
        seen += 1;
        if used(&metadata, package["id"].as_str().expect("an id")) {
            assert!(version(asked) <= stated, "{} asks for Rust {asked}", package["name"]);
        }
    }
    assert!(seen > 10, "only {seen} packages state a version");
}

/// Whether the package is in the tree of the three crates that users build.
fn used(metadata: &Value, id: &str) -> bool {
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let mut open: Vec<&str> = nodes
        .iter()
        .filter_map(|node| node["id"].as_str())
        .filter(|id| ["frostline@", "schema-core@", "schema-macros@", "/schema-core#", "/schema-macros#"].iter().any(|part| id.contains(part)))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let Some(node) = nodes.iter().find(|node| node["id"] == next) else { continue };
        for dependency in node["deps"].as_array().expect("deps") {
            let normal = dependency["dep_kinds"].as_array().expect("kinds").iter().any(|kind| kind["kind"] != "dev");
            if normal {
                open.push(dependency["pkg"].as_str().expect("an id"));
            }
        }
    }
    seen.contains(id)
}

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().expect("a number")).collect();
    parts.resize(3, 0);
    parts
}
