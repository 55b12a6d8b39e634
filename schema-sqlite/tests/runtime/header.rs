//! A database that is at head is known by its header.

use std::io::{Seek as _, SeekFrom, Write as _};

use schema_sqlite::Upgrade;

use crate::support::{BASELINE, CHAIN, File, NAMES, REBUILD, Step, busy_timeout, history, pragma, query, upgrade};

/// Everything after the header of 100 bytes is made unreadable; the start does not notice.
#[test]
fn a_start_at_head_reads_the_header_and_no_more() {
    let file = File::at(3);
    let length = file.bytes().len() as u64;
    let mut raw = std::fs::OpenOptions::new().write(true).open(file.path()).unwrap();
    raw.seek(SeekFrom::Start(100)).unwrap();
    raw.write_all(&vec![0xff; usize::try_from(length - 100).unwrap()]).unwrap();
    drop(raw);

    let mut connection = rusqlite::Connection::open(file.path()).unwrap();
    assert!(connection.prepare("SELECT * FROM users").is_err(), "the schema is unreadable");
    assert!(upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.is_empty());
}

#[test]
fn a_start_at_head_writes_nothing() {
    let file = File::at(3);
    let before = file.bytes();
    upgrade(&mut file.open(), &history(&CHAIN)).unwrap();
    assert_eq!(file.bytes(), before);
}

#[test]
fn vacuum_makes_the_fingerprint_stale_and_the_next_start_renews_it() {
    let file = File::at(3);
    let chain = history(&CHAIN);
    let mut connection = file.open();
    let (user, schema) = (pragma(&connection, "user_version"), pragma(&connection, "schema_version"));
    assert_ne!(user, 0);
    connection.execute_batch("VACUUM").unwrap();
    assert_ne!(pragma(&connection, "schema_version"), schema);

    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());
    assert_ne!(pragma(&connection, "user_version"), user, "renewed");
    let before = file.bytes();
    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());
    assert_eq!(file.bytes(), before, "and by the header from then on");
}

#[test]
fn a_stale_fingerprint_that_cannot_be_renewed_is_no_error() {
    let file = File::at(3);
    file.execute("VACUUM");
    let before = file.bytes();
    let chain = history(&CHAIN);

    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let mut connection = rusqlite::Connection::open_with_flags(file.path(), flags).unwrap();
    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());

    let mut connection = file.open();
    connection.execute_batch("PRAGMA query_only = ON").unwrap();
    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());

    let writer = file.open();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut connection = file.open();
    busy_timeout(&connection, 0);
    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());
    drop(writer);
    assert_eq!(file.bytes(), before);
}

#[test]
fn a_copy_of_the_content_alone_is_at_head() {
    let file = File::at(3);
    let copy = File::new();
    // As `.dump` and `.read` do: every object and row, but neither of the header's numbers.
    let connection = copy.open();
    connection.execute("ATTACH ?1 AS old", [file.path().to_str().unwrap()]).unwrap();
    let sql = "SELECT sql FROM old.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
    let mut statement = connection.prepare(sql).unwrap();
    let objects: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    drop(statement);
    for sql in objects {
        connection.execute_batch(&sql).unwrap();
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for table in ["frostline_history", "users", "posts"] {
        connection.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM old.{table}")).unwrap();
    }
    connection.execute_batch("DETACH old").unwrap();
    assert_eq!(pragma(&connection, "user_version"), 0);
    drop(connection);

    let mut connection = copy.open();
    assert!(upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.is_empty());
    assert_ne!(pragma(&connection, "user_version"), 0);
    assert_eq!(query(&connection, "SELECT count(*) FROM posts"), ["Integer(4)"]);
}

/// The schema's text is edited without a change of `schema_version`: the header cannot know, and is not
/// asked again once something else changed.
#[test]
fn another_revision_of_the_same_schema_is_not_at_head() {
    let file = File::at(2);
    assert_eq!(upgrade(&mut file.open(), &history(&CHAIN)).unwrap().applied.len(), 1);
    assert!(upgrade(&mut file.open(), &history(&CHAIN[..2])).unwrap_err().is_newer());
}

/// A revision that changes rows alone leaves `schema_version` as it was, so the old fingerprint would go on
/// to say that the database is at the revision before it.
#[test]
fn a_fingerprint_does_not_outlive_an_upgrade_that_leaves_the_user_version_alone() {
    const DATA: Step = Step { name: "0004_data", up: "UPDATE users SET email = 'x'", down: "", ..REBUILD };
    let file = File::at(3);
    let whole = history(&[BASELINE, NAMES, REBUILD, DATA]);
    let report = Upgrade::new(&whole).keep_user_version(true).run(&mut file.open()).unwrap();
    assert_eq!(report.applied.len(), 1);
    assert!(upgrade(&mut file.open(), &history(&CHAIN)).unwrap_err().is_newer(), "an older program is told");
    assert!(upgrade(&mut file.open(), &whole).unwrap().applied.is_empty());

    // What the application wrote stays.
    let file = File::at(3);
    file.execute("PRAGMA user_version = 42");
    Upgrade::new(&whole).keep_user_version(true).run(&mut file.open()).unwrap();
    assert_eq!(pragma(&file.open(), "user_version"), 42);
}
