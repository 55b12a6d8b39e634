//! The laws of `fuzz/` on every compiler: over the texts of the tree, over these with a few pieces moved, and
//! over what a fuzzer found.
//!
//! `FROSTLINE_FUZZED=n` tries so many moved texts a law, in place of a few hundred.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

#[path = "../fuzz/laws.rs"]
mod laws;

use std::fs;
use std::path::{Path, PathBuf};

use schema_core::dialect::Dialect;
use schema_core::syntax::parse_declaration;
use schema_sqlite::inspect;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

/// What moves a text about: what is done, and where.
type Move = (u8, usize, usize);

/// The texts in these files of the repository, ends of lines as they are.
fn texts(folder: &str, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "target" {
                folders.push(path);
            } else if is_one(name) {
                found.push(fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(!found.is_empty(), "there is nothing in {folder}");
    found
}

/// The blocks of the language's page in this language.
fn blocks(language: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")).unwrap();
    let open = format!("```{language}\n");
    let found: Vec<String> =
        page.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect();
    assert!(found.len() > 10, "{}", found.len());
    found
}

/// The planner's cases, both declarations of each with a line between them.
fn pairs() -> Vec<String> {
    let cases = texts("schema-sqlite/tests/plan/cases", |name| name.ends_with(".case"));
    let pairs: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let (_, rest) = case.split_once("--- from\n")?;
            let (from, rest) = rest.split_once("--- to\n")?;
            Some(format!("{from}\n====\n{}", rest.split("\n---").next()?))
        })
        .collect();
    assert!(pairs.len() > 50, "{}", pairs.len());
    pairs
}

/// Words, numbers, strings and signs, with the space before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    for (at, this) in text.char_indices() {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let goes_on = (is_word(before) && is_word(this)) || before.is_whitespace();
        if at > start && !goes_on {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = this;
    }
    pieces.push(&text[start..]);
    pieces
}

/// The text with pieces left out, doubled, swapped, put elsewhere, or taken from the other text.
fn moved(text: &str, other: &str, moves: &[Move]) -> String {
    let (mut all, others) = (pieces(text), pieces(other));
    for (what, a, b) in moves {
        let (a, b) = (a % all.len(), b % all.len());
        match what % 5 {
            0 if all.len() > 1 => drop(all.remove(a)),
            0 | 1 => all.insert(b, all[a]),
            2 => all.swap(a, b),
            3 => all[a] = others[b % others.len()],
            _ => all.insert(a, others[b % others.len()]),
        }
    }
    all.concat()
}

/// Holds the law over the seeds, over what was found, and over seeds that were moved.
fn holds(name: &str, seeds: &[String], law: fn(&str)) {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found").join(name);
    let found = if found.is_dir() { texts(&format!("fuzz/found/{name}"), |_| true) } else { Vec::new() };
    seeds.iter().chain(&found).for_each(|text| law(text));

    let cases = std::env::var("FROSTLINE_FUZZED").map_or(300, |cases| cases.parse().expect("a number"));
    let regressions = FileFailurePersistence::Off;
    let config = Config { cases, failure_persistence: Some(Box::new(regressions)), ..Config::default() };
    let moves = vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..6);
    TestRunner::new(config)
        .run(&(0..seeds.len(), 0..seeds.len(), moves), |(seed, other, moves)| {
            law(&moved(&seeds[seed], &seeds[other], &moves));
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_declaration_is_read_or_refused() {
    let mut seeds = blocks("frostline");
    seeds.extend(pairs().iter().map(|pair| pair.rsplit("====\n").next().unwrap().to_owned()));
    holds("declaration", &seeds, laws::declaration);
}

#[test]
fn any_tokens_are_read_or_refused() {
    holds("tokens", &blocks("frostline"), laws::tokens);
}

#[test]
fn any_snapshot_is_read_or_refused() {
    holds("snapshot", &texts("schemas/revisions", |name| name == "snapshot.schema"), laws::snapshot);
}

#[test]
fn any_index_is_read_or_refused() {
    holds("index", &texts("schemas/revisions", |name| name == "history"), laws::index);
}

#[test]
fn any_schema_that_sqlite_takes_is_read_or_refused() {
    holds("ddl", &blocks("sql"), laws::ddl);
}

#[test]
fn between_any_two_schemas_there_is_a_way_or_a_refusal() {
    holds("plan", &pairs(), laws::plan);
}

/// What SQLite reads in any ASCII case. Types are not among them: their letters are kept.
const KEYWORDS: &[&str] = &[
    "create",
    "table",
    "index",
    "unique",
    "view",
    "trigger",
    "virtual",
    "using",
    "on",
    "where",
    "as",
    "primary",
    "key",
    "autoincrement",
    "not",
    "null",
    "default",
    "check",
    "references",
    "foreign",
    "constraint",
    "collate",
    "asc",
    "desc",
    "delete",
    "update",
    "cascade",
    "restrict",
    "set",
    "no",
    "action",
    "deferrable",
    "initially",
    "deferred",
    "conflict",
    "rollback",
    "abort",
    "fail",
    "ignore",
    "replace",
    "generated",
    "always",
    "stored",
    "strict",
    "without",
    "rowid",
    "and",
    "or",
    "in",
    "is",
];

/// The tokens of a script as SQLite cuts it, without comments.
fn tokens(script: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = script.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |character: char| character.is_alphanumeric() || "_$.".contains(character);
        let quote = if rest.starts_with("x'") || rest.starts_with("X'") { '\'' } else { first };
        let length = match quote {
            '\'' | '"' => {
                let mut end = rest.find(quote).unwrap() + 1;
                loop {
                    end += rest[end..].find(quote).unwrap() + 1;
                    if !rest[end..].starts_with(quote) {
                        break end;
                    }
                    end += 1;
                }
            }
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '0'..='9' => {
                let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                let is_exponent = rest[..end].ends_with(['e', 'E']) && !rest.starts_with("0x");
                if is_exponent { end + 1 + tokens_of_digits(&rest[end + 1..]) } else { end }
            }
            _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            _ if "|<>=!-".contains(first) => rest.find(|it| !"|<>=!-".contains(it)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if !token.starts_with("--") {
            tokens.push(token);
        }
        rest = after.trim_start();
    }
    tokens
}

fn tokens_of_digits(text: &str) -> usize {
    text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len())
}

/// The script with other spaces, comments, keywords in other case, and names in other quotes.
fn respelled(script: &str, choices: &[u8]) -> String {
    let mut text = String::new();
    let mut choices = choices.iter().cycle();
    for token in tokens(script) {
        let choice = choices.next().unwrap();
        // SQLite takes a comment before these two words for a part of the type.
        let is_of_type = ["GENERATED", "ALWAYS"].contains(&token);
        let spaces = [" ", "\n", "\t ", " /* ; ' */ ", " -- it's \" one\n", "  "];
        text.push_str(spaces[usize::from(if is_of_type { choice % 3 } else { choice % 6 })]);
        let name = token.strip_prefix('"').and_then(|token| token.strip_suffix('"')).map(|it| it.replace("\"\"", "\""));
        match (name, choice / 6 % 4) {
            (Some(name), 0) if !name.contains(']') => text.push_str(&format!("[{name}]")),
            (Some(name), 1) => text.push_str(&format!("`{}`", name.replace('`', "``"))),
            (None, 0) if KEYWORDS.contains(&token.to_ascii_lowercase().as_str()) => {
                text.push_str(&token.to_ascii_lowercase());
            }
            (None, 1) if KEYWORDS.contains(&token.to_ascii_lowercase().as_str()) => {
                text.push_str(&token.to_ascii_uppercase());
            }
            _ => text.push_str(token),
        }
    }
    text
}

/// The schema that this script makes; `None` where SQLite does not take it.
fn made(script: &str) -> Option<schema_sqlite::Inspection> {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(script).ok()?;
    Some(inspect(&connection).unwrap())
}

/// Spaces, comments, the case of keywords and the kind of quotes make no difference in what is read.
#[test]
fn a_schema_that_is_spelled_otherwise_is_the_same() {
    let scripts: Vec<String> = pairs()
        .iter()
        .flat_map(|pair| pair.split("\n====\n").map(|text| parse_declaration(text).value.model).collect::<Vec<_>>())
        .map(|model| schema_core::sql::create(&model, Dialect::Sqlite))
        // What a module's arguments mean is the module's to say.
        .filter(|script| !script.contains(" USING ") && made(script).is_some())
        .collect();
    assert!(scripts.len() > 100, "{}", scripts.len());
    let config = Config {
        cases: std::env::var("FROSTLINE_FUZZED").map_or(300, |cases| cases.parse().expect("a number")),
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&(0..scripts.len(), vec(any::<u8>(), 1..200)), |(script, choices)| {
            let other = respelled(&scripts[script], &choices);
            prop_assert_eq!(made(&other), made(&scripts[script]), "{}\n{}", other, scripts[script]);
            Ok(())
        })
        .unwrap();
}
