//! A script on a database without a history: all of it, or nothing.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;
use schema_core::model::{Model, Transition};
use schema_core::syntax::parse_declaration;
use schema_sqlite::{Apply, Progress, Result, inspect};

use crate::support::{BASELINE, File, NAMES, REBUILD, ROWS, pragma, query};

fn used() -> File {
    let file = File::new();
    file.execute(BASELINE.up);
    file.execute(ROWS);
    file
}

fn model(tables: &str) -> Model {
    let parsed = parse_declaration(tables);
    assert_eq!(parsed.faults, []);
    parsed.value.model
}

fn apply(connection: &mut Connection, script: &str, tables: &str) -> Result<usize> {
    let from = inspect(connection)?.model;
    let (to, transition) = (model(tables), Transition::default());
    Apply { script, from: &from, to: &to, transition: &transition }.run(connection)
}

#[test]
fn a_parent_is_rebuilt_and_no_child_is_lost() {
    let file = used();
    let mut connection = file.open();
    let posts = query(&connection, "SELECT rowid, * FROM posts");
    apply(&mut connection, NAMES.up, NAMES.tables).unwrap();
    assert_eq!(apply(&mut connection, REBUILD.up, REBUILD.tables).unwrap(), 4);
    assert_eq!(query(&connection, "SELECT rowid, * FROM posts"), posts);
    assert_eq!(query(&connection, "SELECT count(*) FROM users"), ["Integer(3)"]);
    assert_eq!(pragma(&connection, "foreign_keys"), 1);
    assert_eq!(query(&connection, "PRAGMA foreign_key_check"), [""; 0]);
    assert_eq!(pragma(&connection, "user_version"), 0);
}

#[test]
fn whatever_fails_changes_nothing() {
    let file = used();
    let before = file.dump();
    for (script, why) in [
        ("ALTER TABLE users ADD COLUMN name TEXT; SELECT * FROM missing;", "statement 2 of the script failed"),
        ("ALTER TABLE users ADD COLUMN other TEXT;", "does not lead there: column `users.name` is missing"),
        ("ALTER TABLE users ADD COLUMN name TEXT; DELETE FROM users;", "of `posts` without their row in `users`"),
        ("ALTER TABLE users ADD COLUMN name TEXT; COMMIT;", "is about the transaction"),
        ("ALTER TABLE users ADD COLUMN name TEXT; ATTACH 'x' AS x;", "is about another database"),
        ("", "column `users.name` is missing"),
    ] {
        let mut connection = file.open();
        let error = apply(&mut connection, script, NAMES.tables).unwrap_err();
        assert!(error.to_string().contains(why), "{script}: {error}");
        assert!(connection.is_autocommit());
        assert_eq!(pragma(&connection, "foreign_keys"), 1);
        assert_eq!(file.dump(), before, "{script}");
    }
}

#[test]
fn references_that_were_broken_before_are_no_reason() {
    let file = used();
    file.execute("PRAGMA foreign_keys = OFF; INSERT INTO posts (user_id, body) VALUES (99, 'lost')");
    apply(&mut file.open(), NAMES.up, NAMES.tables).unwrap();
    assert_eq!(query(&file.open(), "SELECT count(*) FROM posts"), ["Integer(5)"]);
}

#[test]
fn a_database_that_was_altered_since_is_not_touched() {
    let file = used();
    let mut connection = file.open();
    let from = inspect(&connection).unwrap().model;
    file.execute("ALTER TABLE users ADD COLUMN theirs TEXT");
    let before = file.dump();
    let (to, transition) = (model(NAMES.tables), Transition::default());
    let error =
        Apply { script: NAMES.up, from: &from, to: &to, transition: &transition }.run(&mut connection).unwrap_err();
    assert!(error.is_drift() && error.to_string().contains("altered since it was read"), "{error}");
    assert_eq!(file.dump(), before);
}

#[test]
fn a_callback_is_told_and_stops_it() {
    let file = used();
    let before = file.dump();
    let mut connection = file.open();
    let from = inspect(&connection).unwrap().model;
    let (to, transition) = (model(NAMES.tables), Transition::default());
    let apply = Apply { script: NAMES.up, from: &from, to: &to, transition: &transition };
    let error = apply.run_observed(&mut connection, |_| ControlFlow::Break(())).unwrap_err();
    assert!(error.is_cancelled(), "{error}");
    assert_eq!(file.dump(), before);
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let callback = move |progress: &Progress| {
        count.fetch_max(progress.statements, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    assert_eq!(apply.run_observed(&mut connection, callback).unwrap(), 1);
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

#[test]
fn rows_that_do_not_fit_are_found_before_anything_runs() {
    let file = used();
    let before = file.dump();
    let look = "-- look: SELECT count(*), quote(min(id)), 'column `email` of table `users` is null' FROM users WHERE email IS NULL";
    let error = apply(&mut file.open(), &format!("{look}\n{}", NAMES.up), NAMES.tables).unwrap_err();
    assert!(error.is_rows() && error.to_string().contains("is null in 1 row, with key 2"), "{error}");
    assert_eq!(file.dump(), before);
}

#[test]
fn a_collation_that_is_not_there_is_told_with_its_place() {
    let file = File::new();
    file.execute(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE);
         CREATE INDEX by_id ON tags (id, name);
         INSERT INTO tags VALUES (1, 'x'), (2, 'Y');
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'unicase') WHERE name = 'tags';",
    );
    let before = file.dump();
    for script in ["CREATE INDEX ix ON tags (name)", "REINDEX by_id", "CREATE TABLE b (a TEXT COLLATE unicase UNIQUE)"]
    {
        let mut connection = file.open();
        let tables = "table tags { id integer primary key, name text? collate unicase }";
        let error = apply(&mut connection, script, tables).unwrap_err().to_string();
        assert!(
            error.contains("the collation `unicase` of column `tags.name` is not in this SQLite library"),
            "{error}"
        );
        assert!(error.contains("statement 1 of the script failed") && error.contains("nothing was changed"), "{error}");
    }
    assert_eq!(file.dump(), before);
}

#[test]
fn a_history_and_a_transaction_are_refused() {
    let file = File::at(1);
    let before = file.bytes();
    let error = apply(&mut file.open(), NAMES.up, NAMES.tables).unwrap_err();
    assert!(error.is_history() && error.to_string().contains("`cargo schema upgrade`"), "{error}");
    assert_eq!(file.bytes(), before);

    let file = used();
    let mut connection = file.open();
    connection.execute_batch("BEGIN").unwrap();
    let error = apply(&mut connection, NAMES.up, NAMES.tables).unwrap_err();
    assert!(error.is_in_transaction(), "{error}");
}
