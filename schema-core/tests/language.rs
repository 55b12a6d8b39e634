//! The language: what its faults say, and where.
//!
//! Each file in `language/faults` is a text with faults, named for them, and below a line `----` what is
//! to be said: the source that the fault points at, ` | `, the message. `BLESS=1` writes what is said;
//! read it before you commit it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails it")]

use std::path::{Path, PathBuf};

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::fault::{Fault, Site};
use schema_core::syntax::{SourceMap, parse_declaration, parse_snapshot, print_model, print_snapshot};

const MARK: &str = "----\n";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language").join(name)
}

/// The files of a folder, in the order of their names: path, text above the mark, text below it.
fn cases(name: &str) -> Vec<(PathBuf, String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are no cases in {name}");
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
            let (source, expected) = text.split_once(MARK).unwrap_or((&text, ""));
            (path.clone(), source.to_owned(), expected.to_owned())
        })
        .collect()
}

fn told(source: &str, faults: &[Fault]) -> String {
    let mut told = String::new();
    for fault in faults {
        let slice = match fault.site {
            Site::Source(span) => &source[span.start..span.end],
            _ => "(declaration)",
        };
        told.push_str(&format!("{} | {}\n", slice.replace('\n', "⏎"), fault.message));
    }
    told
}

/// What the faults say must be `expected`, or becomes it.
fn compare(path: &Path, source: &str, expected: &str, faults: &[Fault], wrong: &mut Vec<String>) {
    let told = told(source, faults);
    if told == expected {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, format!("{source}{MARK}{told}")).unwrap();
    } else {
        wrong.push(format!("{}\nexpected:\n{expected}said:\n{told}", path.display()));
    }
}

#[test]
fn faults_say_what_and_where() {
    let mut wrong = Vec::new();
    for (path, source, expected) in cases("faults") {
        let parsed = parse_declaration(&source);
        let mut faults = parsed.faults;
        faults.extend(check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL));
        assert!(!faults.is_empty(), "{} has no fault", path.display());
        for fault in &faults {
            style(&fault.message);
        }
        compare(&path, &source, &expected, &faults, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_of_a_snapshot_say_what_and_where() {
    let mut wrong = Vec::new();
    for (path, source, expected) in cases("snapshot_faults") {
        let parsed = parse_snapshot(&source);
        assert!(!parsed.faults.is_empty(), "{} has no fault", path.display());
        for fault in &parsed.faults {
            style(&fault.message);
        }
        compare(&path, &source, &expected, &parsed.faults, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lower case, no full stop, no word of the grammar.
fn style(message: &str) {
    assert!(!message.ends_with('.'), "{message}");
    assert!(!message.starts_with(|c: char| c.is_uppercase()), "{message}");
    for rule in ["plain_ident", "column_type", "word_", "EOI", "something else", "a word"] {
        assert!(!message.contains(rule), "{message}");
    }
}

/// Without spans every fault is at the declaration as a whole, and says the same.
#[test]
fn a_model_without_spans_has_the_same_faults() {
    for (path, source, _) in cases("faults") {
        let parsed = parse_declaration(&source);
        if !parsed.faults.is_empty() {
            continue;
        }
        let (model, mut spans) = (parsed.value.model, parsed.value.spans);
        // Without a text no reference is unchecked.
        let parts = spans.tables.iter_mut().flat_map(|spans| &mut spans.foreign_key_parts);
        parts.for_each(|parts| parts.unchecked = None);
        let mut with: Vec<_> =
            check(&model, Some(&spans), Dialect::ALL).into_iter().map(|fault| fault.message).collect();
        let mut without: Vec<_> = check(&model, None, Dialect::ALL).into_iter().map(|fault| fault.message).collect();
        with.sort();
        without.sort();
        assert_eq!(with, without, "{}", path.display());
    }
}

/// Whatever is wrong, what could be read is there, so that its struct exists.
#[test]
fn faults_leave_the_rest_readable() {
    let text = "table users {\n id intger,\n name text uniqe,\n index (,),\n age integer,\n}\ntable posts stirct { id bigint, }";
    let parsed = parse_declaration(text);
    assert_eq!(
        print_model(&parsed.value.model),
        "table users {\n    id integer,\n    name text,\n    age integer,\n}\n\ntable posts {\n    id bigint,\n}\n"
    );
    assert_eq!(parsed.faults.len(), 4, "{:#?}", parsed.faults);
}

/// `tables[i]` of the map belongs to `tables[i]` of the model, and so on down.
#[test]
fn the_source_map_has_the_shape_of_the_model() {
    let texts = cases("faults").into_iter().map(|(_, source, _)| source);
    for text in texts.chain([std::fs::read_to_string(folder("every_form.schema")).unwrap()]) {
        let declaration = parse_declaration(&text).value;
        let SourceMap { tables, .. } = &declaration.spans;
        assert_eq!(tables.len(), declaration.model.tables.len());
        for (table, spans) in declaration.model.tables.iter().zip(tables) {
            assert_eq!(spans.columns.len(), table.columns.len());
            assert_eq!(spans.primary_key.is_some(), table.primary_key.is_some());
            assert_eq!(spans.foreign_keys.len(), table.foreign_keys.len());
            assert_eq!(spans.foreign_key_parts.len(), table.foreign_keys.len());
            assert_eq!(spans.uniques.len(), table.uniques.len());
            assert_eq!(spans.unique_parts.len(), table.uniques.len());
            assert_eq!(spans.checks.len(), table.checks.len());
            assert_eq!(spans.check_parts.len(), table.checks.len());
            assert_eq!(spans.indexes.len(), table.indexes.len());
            assert_eq!(spans.index_parts.len(), table.indexes.len());
        }
    }
}

#[test]
fn every_form_has_one_canonical_text() {
    let text = std::fs::read_to_string(folder("every_form.schema")).unwrap();
    let parsed = parse_declaration(&text);
    assert_eq!(told(&text, &parsed.faults), "");
    assert_eq!(told(&text, &check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL)), "");
    assert_eq!(parsed.value.settings.revisions(), "db/revisions");
    assert_eq!(parsed.value.settings.history(), "cache");
    let printed = print_model(&parsed.value.model);
    let path = folder("every_form.canonical.schema");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    assert_eq!(printed, std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n"));
    let again = parse_declaration(&printed);
    assert_eq!(told(&printed, &again.faults), "");
    assert_eq!(again.value.model, parsed.value.model);
}

#[test]
fn a_snapshot_has_one_canonical_text() {
    let text = "format 1\n\ntransition {\n    rename table a to b,\n    rename column \"t t\".a to b,\n    drop table \"a b\",\n    \
                drop column t.a,\n    backfill t.c with \"lower(d)\",\n    cast t.c with \"CAST(c AS TEXT)\",\n}\n\n\
                table t {\n    a integer primary key,\n    c text,\n}\n";
    let parsed = parse_snapshot(text);
    assert_eq!(told(text, &parsed.faults), "");
    assert_eq!(parsed.value.transition.casts.len(), 1);
    assert_eq!(print_snapshot(&parsed.value), text);
}

#[test]
fn the_empty_schema_is_one() {
    assert!(parse_declaration("").faults.is_empty());
    assert!(parse_declaration("\u{feff}// nothing yet\n").faults.is_empty());
    let empty = parse_snapshot("format 1\n");
    assert!(empty.faults.is_empty());
    assert_eq!(print_snapshot(&empty.value), "format 1\n");
}

#[test]
fn line_ends_of_windows_are_blanks() {
    let text = std::fs::read_to_string(folder("every_form.schema")).unwrap().replace("\r\n", "\n");
    let other = text.replace('\n', "\r\n");
    assert_eq!(parse_declaration(&other).value.model, parse_declaration(&text).value.model);
}

/// A reference without columns is one to the primary key, wherever that table stands.
#[test]
fn references_without_columns_find_the_key() {
    let text = "table posts { id integer primary key, by integer references users, re integer? references posts }
                table users { key integer, primary key (key) }";
    let model = parse_declaration(text).value.model;
    let keys: Vec<_> = model.tables[0].foreign_keys.iter().map(|key| key.references[0].as_str()).collect();
    assert_eq!(keys, ["key", "id"]);
}

/// A name that is made gives way to one that is written, wherever that stands.
#[test]
fn made_names_give_way() {
    let text = "table t { a integer unique, b integer, unique (a), unique uq_t_a_2 (b), index (a), index ix_t_a (b) }";
    let model = parse_declaration(text).value.model;
    let uniques: Vec<_> = model.tables[0].uniques.iter().map(|unique| unique.name.as_ref().unwrap().as_str()).collect();
    assert_eq!(uniques, ["uq_t_a", "uq_t_a_3", "uq_t_a_2"]);
    let indexes: Vec<_> = model.tables[0].indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(indexes, ["ix_t_a_2", "ix_t_a"]);
}
