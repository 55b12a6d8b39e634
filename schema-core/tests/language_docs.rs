//! `docs/language.md` says what is so: its blocks read and check, and the SQL below one is what it becomes.
//!
//! `BLESS=1` with the feature `plan` writes the SQL.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use std::path::{Path, PathBuf};

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::syntax::{parse_declaration, parse_snapshot};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language.md")
}

fn text() -> String {
    std::fs::read_to_string(path()).expect("docs/language.md is there").replace("\r\n", "\n")
}

/// The blocks in their order: language, line of the fence, contents.
fn blocks(text: &str) -> Vec<(&str, usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language, index + 1, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, _, contents))) => {
                contents.push_str(line);
                contents.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn every_block_reads_and_checks() {
    let text = text();
    let mut read = 0;
    for (language, line, contents) in blocks(&text) {
        match language {
            "frostline" => {
                let parsed = parse_declaration(&contents);
                assert!(parsed.faults.is_empty(), "language.md:{line}: {:#?}", parsed.faults);
                let faults = check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL);
                assert!(faults.is_empty(), "language.md:{line}: {faults:#?}");
                read += 1;
            }
            "frostline-snapshot" => {
                let parsed = parse_snapshot(&contents);
                assert!(parsed.faults.is_empty(), "language.md:{line}: {:#?}", parsed.faults);
                read += 1;
            }
            "sql" => {}
            other => panic!("language.md:{line}: nothing tests a block of `{other}`"),
        }
    }
    assert!(read > 15, "{read}");
}

/// The table of types is the truth.
#[test]
fn every_type_is_spelled_as_the_table_says() {
    use schema_core::dialect::sqlite::type_name;

    let text = text();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        // The table of types is the only one of five columns.
        let [_, word, loose, strict, _, _, _] = cells.as_slice() else { continue };
        if word.starts_with("sql") {
            continue;
        }
        let filled = |text: &str| text.replace("(n)", "(7)").replace("(p, s)", "(8, 3)");
        let word = filled(word);
        let parsed = parse_declaration(&format!("table t {{ a {word} }}"));
        assert!(parsed.faults.is_empty(), "{line}: {:#?}", parsed.faults);
        let ty = &parsed.value.model.tables[0].columns[0].ty;
        assert_eq!(type_name(ty, false), filled(loose), "{line}");
        assert_eq!(type_name(ty, true), filled(strict), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 17);
}

/// A block of SQL below a declaration is what that becomes on SQLite.
#[cfg(feature = "plan")]
#[test]
fn every_declaration_becomes_its_sql() {
    let text = text();
    let mut above = String::new();
    let mut wanted = Vec::new();
    for (language, line, contents) in blocks(&text) {
        match language {
            "frostline" => above = contents,
            "sql" => {
                let model = parse_declaration(&above).value.model;
                let sql = schema_core::sql::create(&model, Dialect::Sqlite);
                wanted.push((line, contents, format!("{}\n", sql.trim_end())));
            }
            _ => {}
        }
    }
    assert!(wanted.len() > 8, "{}", wanted.len());
    if std::env::var_os("BLESS").is_some() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (line, contents, sql) in wanted.iter().rev() {
            lines.splice(*line..line + contents.lines().count(), sql.lines().map(str::to_owned));
        }
        std::fs::write(path(), lines.join("\n") + "\n").unwrap();
        return;
    }
    for (line, contents, sql) in wanted {
        assert_eq!(contents, sql, "language.md:{line}");
    }
}
