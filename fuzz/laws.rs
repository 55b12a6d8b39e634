//! What holds for any text at all, one function a reader.
//!
//! `fuzz_targets/` calls them with what the fuzzer makes up; `tests/fuzzed.rs` with what it found, and with
//! the seeds. None may panic, hang or break its law.

#![allow(dead_code, reason = "each target takes one of them")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a law fails")]

use std::path::Path;

use proc_macro2::TokenStream;
use rusqlite::hooks::{AuthAction, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Batch, Connection};
use schema_core::check::check;
use schema_core::dialect::{Dialect, sqlite};
use schema_core::fault::{Fault, Site, Span};
use schema_core::history::Index;
use schema_core::model::{Model, Transition};
use schema_core::plan::{Target, both, plan as plan_of};
use schema_core::syntax::{flatten, parse_declaration, parse_snapshot, print_model, print_snapshot};
use schema_core::{diff, sql};
use schema_sqlite::{Apply, inspect};

/// A declaration is read or refused; each fault is at a place in the text; and what was read is printed so
/// that it is read again as the same.
pub(crate) fn declaration(text: &str) {
    let parsed = parse_declaration(text);
    places(&parsed.faults, text);
    let model = &parsed.value.model;
    let found = check(model, Some(&parsed.value.spans), Dialect::ALL);
    places(&found, text);
    if parsed.faults.is_empty() {
        let printed = print_model(model);
        let again = parse_declaration(&printed);
        assert!(again.faults.is_empty(), "the printer's text is refused: {:?}\n{printed}", again.faults);
        assert_eq!(&again.value.model, model, "{printed}");
        assert_eq!(print_model(&again.value.model), printed);
        if found.is_empty() {
            assert!(diff::diff(model, model, &Transition::default()).is_empty());
        }
    }
}

/// The same by way of a macro's tokens: each fault has a place among them.
pub(crate) fn tokens(text: &str) {
    let Ok(tokens) = text.parse::<TokenStream>() else { return };
    let flat = flatten(tokens);
    let parsed = parse_declaration(&flat.text);
    let found = check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL);
    for fault in parsed.faults.iter().chain(&found) {
        if let Site::Source(span) = &fault.site {
            // An empty place at the end has no token; a macro points at itself then.
            let _ = flat.spans(*span);
        }
    }
    declaration(&flat.text);
}

/// A snapshot is read or refused, with its transition, and printed so that it is read again as the same.
pub(crate) fn snapshot(text: &str) {
    let parsed = parse_snapshot(text);
    places(&parsed.faults, text);
    if parsed.faults.is_empty() {
        let printed = print_snapshot(&parsed.value);
        let again = parse_snapshot(&printed);
        assert!(again.faults.is_empty(), "the printer's text is refused: {:?}\n{printed}", again.faults);
        assert_eq!(again.value, parsed.value, "{printed}");
    }
}

/// An index is read or refused; one without a fault is printed as it was read.
pub(crate) fn index(text: &str) {
    let path = Path::new("history");
    let (read, faults) = Index::parse(text, path);
    if faults.is_empty() {
        let (again, faults) = Index::parse(&read.print(), path);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(again.print(), read.print());
    }
}

/// A schema that SQLite took is read or refused by name; what was read is what a declaration can say, and
/// creates the same schema again.
pub(crate) fn ddl(text: &str) {
    let mut connection = sandbox();
    run(&connection, text);
    unleash(&mut connection);
    let Ok(found) = inspect(&connection) else { return };
    if !found.unsaid.is_empty() {
        return;
    }
    let printed = print_model(&found.model);
    let parsed = parse_declaration(&printed);
    assert!(parsed.faults.is_empty(), "a pulled declaration is refused: {:?}\n{printed}", parsed.faults);
    assert_eq!(sqlite::lower(&parsed.value.model), found.model, "{printed}");

    // The planner refuses what a frozen script cannot hold: a carriage return in quotes.
    let Ok(up) = plan_of(&Model::default(), &found.model, &Transition::default(), &Target::SQLITE) else { return };
    let script = sql::script(&up, Dialect::Sqlite);
    let other = Connection::open_in_memory().unwrap();
    if let Err(error) = other.execute_batch(&script) {
        // A view or a trigger may name what is not there, or only what this database's order allowed; the
        // columns of a full-text index may be none of its content's.
        let Model { views, triggers, virtual_tables, .. } = &found.model;
        let is_plain = views.is_empty() && triggers.is_empty() && virtual_tables.is_empty();
        assert!(!is_plain, "{error}\n{script}");
        return;
    }
    assert_eq!(inspect(&other).unwrap().model, found.model, "{script}");
}

/// Between any two sound schemas that SQLite takes there is a way, or a refusal in words; the way leads
/// there, and back. A line of `=` stands between the two.
pub(crate) fn plan(text: &str) {
    let Some((from, to)) = text.split_once("\n====\n") else { return };
    let (Some(from), Some(to)) = (sound(from), sound(to)) else { return };
    let target = Target::SQLITE;
    let transition = Transition::default();
    let Ok((up, down)) = both(&from, &to, &transition, &target) else { return };
    let (Some(mut start), Some(end)) = (created(&from), created(&to)) else { return };
    leads(&mut start, &sql::script(&up, Dialect::Sqlite), &to, &transition);
    if inspect(&start).unwrap().model == inspect(&end).unwrap().model {
        leads(&mut start, &sql::script(&down, Dialect::Sqlite), &from, &transition);
    }
}

/// A declaration without a fault.
fn sound(text: &str) -> Option<Model> {
    let parsed = parse_declaration(text);
    let found = check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL);
    (parsed.faults.is_empty() && found.is_empty()).then_some(parsed.value.model)
}

/// A database of this schema; `None` where SQLite does not take its expressions.
fn created(model: &Model) -> Option<Connection> {
    let mut connection = sandbox();
    connection.execute_batch(&sql::create(model, Dialect::Sqlite)).ok()?;
    unleash(&mut connection);
    Some(connection)
}

fn leads(connection: &mut Connection, script: &str, to: &Model, transition: &Transition) {
    let from = inspect(connection).unwrap().model;
    if let Err(error) = (Apply { script, from: &from, to, transition }).run(connection) {
        let error = error.to_string();
        // What SQLite's grammar takes and the parser of its DDL does not is refused by name.
        let is_unread = error.contains("cannot be read");
        assert!(!error.contains("does not lead there") || is_unread, "{error}\n{script}");
    }
}

/// Every place lies in the text, at the borders of characters.
fn places(faults: &[Fault], text: &str) {
    for fault in faults {
        if let Site::Source(Span { start, end }) = fault.site {
            assert!(start <= end && text.get(start..end).is_some(), "{fault:?}");
        }
        assert!(!fault.message.is_empty());
    }
}

/// A database in memory that touches no file, and whose statements end.
fn sandbox() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).unwrap();
    connection
        .authorizer(Some(|context: rusqlite::hooks::AuthContext<'_>| match context.action {
            AuthAction::Attach { .. } | AuthAction::Pragma { .. } | AuthAction::Detach { .. } => Authorization::Deny,
            _ => Authorization::Allow,
        }))
        .unwrap();
    connection.progress_handler(10_000, Some(endless())).unwrap();
    connection
}

/// Stops a statement after a good number of SQLite's own steps.
fn endless() -> impl FnMut() -> bool + Send + 'static {
    let mut left = 50;
    move || {
        left -= 1;
        left < 0
    }
}

/// What is ours runs without the sandbox's limits.
fn unleash(connection: &mut Connection) {
    let none: Option<fn(rusqlite::hooks::AuthContext<'_>) -> Authorization> = None;
    connection.authorizer(none).unwrap();
    let none: Option<fn() -> bool> = None;
    connection.progress_handler(0, none).unwrap();
}

/// Runs the statements, until one is no SQL; what fails as it runs is passed over.
fn run(connection: &Connection, text: &str) {
    let mut batch = Batch::new(connection, text);
    while let Ok(Some(mut statement)) = rusqlite::fallible_iterator::FallibleIterator::next(&mut batch) {
        let _ = statement.raw_query().next();
    }
}
