//! A database that was there before its history comes under it, and nothing of it changes.

use rusqlite::{Connection, OpenFlags};
use schema_sqlite::{Stamping, stamp};

use crate::support::{BASELINE, CHAIN, File, NAMES, ROWS, history, named, pragma, query, recorded, upgrade};

/// What the first revision makes, made by hand, with rows.
fn used() -> File {
    let file = File::new();
    file.execute(BASELINE.up);
    file.execute(ROWS);
    file
}

/// The tables of the schema with their rows.
fn content(connection: &Connection) -> Vec<String> {
    let mut lines =
        query(connection, "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('users', 'posts') ORDER BY name");
    lines.extend(query(connection, "SELECT * FROM users"));
    lines.extend(query(connection, "SELECT * FROM posts"));
    lines
}

#[test]
fn it_is_as_if_the_revision_had_run() {
    let file = used();
    let mut connection = file.open();
    let before = content(&connection);
    let report = stamp(&mut connection, &history(&CHAIN), 1, Stamping::default()).unwrap();
    assert_eq!((report.from, report.to.as_deref()), (None, Some("0001_baseline")));
    assert_eq!(content(&connection), before);
    assert_eq!(pragma(&connection, "foreign_keys"), 1);
    let rows = "SELECT history, ordinal, name, identity, format, down_sql FROM frostline_history";
    assert_eq!(query(&connection, rows), query(&File::at(1).open(), rows));

    let report = upgrade(&mut connection, &history(&CHAIN)).unwrap();
    assert_eq!((report.from.as_deref(), report.applied.len()), (Some("0001_baseline"), 2));
    assert_eq!(query(&connection, "SELECT count(*) FROM posts"), ["Integer(4)"]);
    // The header is that of an upgrade: the next start reads nothing else.
    let file = used();
    let mut connection = file.open();
    stamp(&mut connection, &history(&CHAIN[..1]), 1, Stamping::default()).unwrap();
    let header = pragma(&connection, "user_version");
    assert_ne!(header, 0);
    connection.execute_batch("PRAGMA user_version = 0").unwrap();
    upgrade(&mut connection, &history(&CHAIN[..1])).unwrap();
    assert_eq!(pragma(&connection, "user_version"), header);
}

#[test]
fn what_differs_is_refused_unless_it_is_forced() {
    let file = used();
    let before = file.dump();
    for (revisions, missing) in [(2, "column `users.name` is missing"), (3, "column `users.name` is missing")] {
        let error = stamp(&mut file.open(), &history(&CHAIN), revisions, Stamping::default()).unwrap_err();
        assert!(error.is_drift() && error.to_string().contains(missing), "{error}");
        assert_eq!(error.differences()[0].message, missing);
        assert_eq!(file.dump(), before);
    }
    let error = stamp(&mut file.open(), &history(&CHAIN), 0, Stamping::default()).unwrap_err();
    assert!(error.is_drift() && error.to_string().contains("the empty start has none"), "{error}");
    assert!(stamp(&mut file.open(), &history(&CHAIN), 9, Stamping::default()).unwrap_err().is_history());
    assert_eq!(file.dump(), before);
    stamp(&mut file.open(), &history(&CHAIN), 2, Stamping { force: true, ..Stamping::default() }).unwrap();
    assert_eq!(recorded(&file.open()), ["0001_baseline", "0002_names"]);
    // Back again: what is beyond is taken away, and the header follows.
    stamp(&mut file.open(), &history(&CHAIN), 1, Stamping::default()).unwrap();
    assert_eq!(recorded(&file.open()), ["0001_baseline"]);
    stamp(&mut file.open(), &history(&CHAIN), 0, Stamping { force: true, ..Stamping::default() }).unwrap();
    assert_eq!(query(&file.open(), "SELECT name FROM sqlite_schema WHERE name = 'frostline_history'"), [""; 0]);
    assert_eq!(pragma(&file.open(), "user_version"), 0);
}

#[test]
fn what_is_not_ours_stays() {
    // Another history in the same file.
    let file = used();
    let other = named("other", &[NAMES]);
    file.execute("ALTER TABLE users ADD COLUMN name TEXT");
    stamp(&mut file.open(), &other, 1, Stamping { force: true, ..Stamping::default() }).unwrap();
    let rows = "SELECT name FROM frostline_history WHERE history = 'other'";
    stamp(&mut file.open(), &history(&CHAIN), 2, Stamping::default()).unwrap();
    assert_eq!(query(&file.open(), rows), ["Text(\"0002_names\")"]);
    stamp(&mut file.open(), &history(&CHAIN), 0, Stamping { force: true, ..Stamping::default() }).unwrap();
    assert_eq!(query(&file.open(), rows), ["Text(\"0002_names\")"]);

    // The application's own header.
    let file = used();
    file.execute("PRAGMA user_version = 42");
    let error = stamp(&mut file.open(), &history(&CHAIN), 1, Stamping::default()).unwrap_err();
    assert!(error.is_user_version(), "{error}");
    stamp(&mut file.open(), &history(&CHAIN), 1, Stamping { keep_user_version: true, force: false }).unwrap();
    assert_eq!(pragma(&file.open(), "user_version"), 42);
}

#[test]
fn the_connection_is_looked_at_too() {
    let file = used();
    let before = file.bytes();
    let mut connection = file.open();
    connection.execute_batch("BEGIN").unwrap();
    let error = stamp(&mut connection, &history(&CHAIN), 1, Stamping::default()).unwrap_err();
    assert!(error.is_in_transaction(), "{error}");
    drop(connection);
    let mut connection = Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let error = stamp(&mut connection, &history(&CHAIN), 1, Stamping::default()).unwrap_err();
    assert!(error.is_read_only(), "{error}");
    assert_eq!(file.bytes(), before);
}
