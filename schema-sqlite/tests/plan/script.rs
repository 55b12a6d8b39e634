//! Running scripts as the run time does: foreign keys off, one transaction, no new violations.

use std::collections::BTreeSet;

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::model::Model;
use schema_core::plan::Plan;
use schema_core::sql;

/// An empty database with foreign keys on.
pub(crate) fn empty() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection
}

/// A database made from a model alone.
pub(crate) fn made(model: &Model) -> Result<Connection, String> {
    let connection = empty();
    let script = sql::create(model, Dialect::Sqlite);
    connection.execute_batch(&script).map_err(|error| format!("{error}\n{script}"))?;
    Ok(connection)
}

pub(crate) fn text(plan: &Plan) -> String {
    sql::script(plan, Dialect::Sqlite)
}

/// Runs the script of a plan; on an error nothing has changed.
pub(crate) fn apply(connection: &Connection, plan: &Plan) -> Result<(), String> {
    let script = text(plan);
    let violations = |connection: &Connection| -> Result<BTreeSet<String>, String> {
        let mut statement = connection.prepare("PRAGMA foreign_key_check").map_err(|error| error.to_string())?;
        let rows = statement.query_map([], |row| {
            let rowid: Option<i64> = row.get(1)?;
            Ok(format!("{} {rowid:?} {}", row.get::<_, String>(0)?, row.get::<_, String>(2)?))
        });
        rows.and_then(Iterator::collect).map_err(|error| error.to_string())
    };
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    let before = violations(connection).unwrap_or_default();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let result = connection.execute_batch(&script).map_err(|error| error.to_string()).and_then(|()| {
        let new: Vec<String> = violations(connection)?.difference(&before).cloned().collect();
        if new.is_empty() { Ok(()) } else { Err(format!("FOREIGN KEY violations: {new:?}")) }
    });
    if connection.is_autocommit() {
        panic!("the script ended the transaction\n{script}");
    }
    connection.execute_batch(if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    let legacy: bool = connection.query_row("PRAGMA legacy_alter_table", [], |row| row.get(0)).unwrap();
    // A rollback does not take a pragma back; the runner does.
    if legacy {
        assert!(result.is_err(), "the script leaves `legacy_alter_table` on\n{script}");
        connection.pragma_update(None, "legacy_alter_table", false).unwrap();
    }
    result
}

/// What the looks of a plan find: count, example key, and what is wrong. Only those that find something.
pub(crate) fn looks(connection: &Connection, plan: &Plan) -> Result<Vec<String>, String> {
    let script = text(plan);
    let mut found = Vec::new();
    for look in script.lines().filter_map(|line| line.strip_prefix("-- look: ")) {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (count, key, about): (i64, Option<String>, String) =
            connection.query_row(look, [], read).map_err(|error| format!("{error}\n{look}"))?;
        if count > 0 {
            found.push(format!("{count} {} {about}", key.unwrap_or_else(|| "-".to_owned())));
        }
    }
    Ok(found)
}

/// The version of the library that the tests run on: (3, 54).
pub(crate) fn library() -> (u16, u16) {
    let number = rusqlite::version_number();
    (u16::try_from(number / 1_000_000).unwrap(), u16::try_from(number / 1000 % 1000).unwrap())
}

/// Says loudly that something was not tested: what is printed with `print!` is shown for failures alone.
pub(crate) fn skipped(what: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}: this is SQLite {}", rusqlite::version());
}
