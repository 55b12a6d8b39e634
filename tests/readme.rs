//! What the README shows is what happens.
//!
//! `BLESS=1 cargo test --test readme` writes what happened into the README; read the difference.

#![allow(clippy::panic, reason = "this is how a test fails")]

mod support;

use std::fs;

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::syntax::parse_declaration;
use support::Project;

fn readme() -> String {
    fs::read_to_string(support::repository().join("README.md")).expect("the README")
}

/// The fenced block after a marker line: its range in the text, without the fences.
fn block(text: &str, marker: &str) -> std::ops::Range<usize> {
    let marker = format!("<!-- story: {marker} -->\n");
    let fence = text.find(&marker).unwrap_or_else(|| panic!("no `{marker}`")) + marker.len();
    let start = fence + text[fence..].find('\n').expect("a fence") + 1;
    let end = start + text[start..].find("```").expect("a closing fence");
    start..end
}

#[test]
fn the_language_at_a_glance_is_the_language() {
    let text = readme();
    let mut blocks = 0;
    for part in text.split("```frostline\n").skip(1) {
        let block = part.split("```").next().expect("a closing fence");
        let parsed = parse_declaration(block);
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let faults = check(&parsed.value.model, Some(&parsed.value.spans), &[Dialect::Sqlite]);
        assert!(faults.is_empty(), "{faults:?}");
        blocks += 1;
    }
    assert_eq!(blocks, 1, "the README has the language in one block");
}

#[test]
fn the_story_is_what_happens() {
    let before = readme();
    let mut after = before.clone();
    let mut tell = |marker: &str, command: &str, output: &str| {
        let told = format!("$ {command}\n{}\n", output.trim_end());
        let range = block(&after, marker);
        after.replace_range(range, &told);
    };

    let project = Project::new("plain");
    let main = "\nfn main() {\n    println!(\"{}\", HISTORY.revisions.len());\n}\n";
    let declaration = &before[block(&before, "declare")];
    project.write("src/main.rs", &format!("{declaration}{main}"));

    tell("baseline", "cargo schema snapshot -m \"baseline\"", &project.snapshot(&["baseline"]));
    project.build().passes();

    project.edit("src/main.rs", "email text,\n", "email text,\n        last_seen datetime?,\n");
    let build = project.build();
    build.refused_at("last_seen", &["`users.last_seen`"]);
    tell("refused", "cargo build", &build.errors[0].rendered);

    tell("freeze", "cargo schema snapshot -m \"last seen\"", &project.snapshot(&["last seen"]));
    project.build().passes();

    if std::env::var_os("BLESS").is_some() {
        fs::write(support::repository().join("README.md"), &after).expect("the README is written");
    } else {
        assert_eq!(before, after, "the README tells another story; `BLESS=1 cargo test --test readme` mends it");
    }
}
