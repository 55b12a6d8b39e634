//! Empty databases start from a checkpoint; every other one walks the chain.

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::history::{Checkpoint, History};

use crate::support::{CHAIN, File, dump, history, query, recorded, upgrade};

/// The chain, with a checkpoint of its first two revisions whose way is to be told from the chain's.
fn with_checkpoint() -> History<'static> {
    let mut chain = history(&CHAIN);
    chain.checkpoints = vec![Checkpoint {
        revisions: 2,
        identity: chain.revisions[1].identity,
        dialect: Dialect::Sqlite,
        sql: "-- from nothing
            CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none', name TEXT);
            CREATE TABLE posts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                body TEXT NOT NULL
            );
            CREATE INDEX ix_posts_user_id ON posts (user_id);
            INSERT INTO users (id, email) VALUES (4, 'by the checkpoint');"
            .into(),
    }]
    .into();
    chain
}

fn users(connection: &Connection) -> usize {
    query(connection, "SELECT * FROM users").len()
}

#[test]
fn an_empty_database_starts_from_it() {
    let file = File::new();
    let mut connection = file.open();
    let chain = with_checkpoint();
    let report = upgrade(&mut connection, &chain).unwrap();
    let ran: Vec<(&str, usize)> =
        report.applied.iter().map(|revision| (revision.name.as_str(), revision.statements)).collect();
    assert_eq!(ran, [("0001_baseline", 0), ("0002_names", 4), ("0003_rebuild", 4)]);
    assert_eq!(users(&connection), 1);
    assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);
    // The history is the chain's, with every way back.
    let plain = File::new();
    upgrade(&mut plain.open(), &history(&CHAIN)).unwrap();
    let sql = "SELECT ordinal, name, identity, down_sql FROM frostline_history";
    assert_eq!(query(&connection, sql), query(&plain.open(), sql));
    let bytes = file.bytes();
    assert!(upgrade(&mut connection, &chain).unwrap().applied.is_empty());
    assert!(upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.is_empty());
    assert_eq!(file.bytes(), bytes);
    schema_sqlite::back(&mut connection, &chain, 0).unwrap();
    assert_eq!(
        query(&connection, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"),
        Vec::<String>::new()
    );
}

#[test]
fn a_database_at_any_revision_walks_the_chain() {
    let chain = with_checkpoint();
    for count in 1..=3 {
        let (walked, plain) = (File::at(count), File::at(count));
        upgrade(&mut walked.open(), &chain).unwrap();
        upgrade(&mut plain.open(), &history(&CHAIN)).unwrap();
        let rows = |file: &File| query(&file.open(), "SELECT * FROM users ORDER BY id");
        assert_eq!(rows(&walked), rows(&plain));
    }
    // One that went back to the start, and one with something of somebody else's.
    let back = File::at(2);
    schema_sqlite::back(&mut back.open(), &chain, 0).unwrap();
    let foreign = File::new();
    foreign.execute("CREATE TABLE mine (a)");
    upgrade(&mut foreign.open(), &chain).unwrap();
    assert_eq!(users(&foreign.open()), 0);
}

#[test]
fn one_that_is_not_of_this_chain_is_passed_over() {
    let mut chain = with_checkpoint();
    chain.checkpoints.to_mut()[0].identity = chain.revisions[0].identity;
    let file = File::new();
    upgrade(&mut file.open(), &chain).unwrap();
    assert_eq!(users(&file.open()), 0);
    // Nor is one beyond the revisions that are there.
    let chain = with_checkpoint();
    let short = History { revisions: chain.revisions[..1].to_vec().into(), ..chain };
    upgrade(&mut File::new().open(), &short).unwrap();
}

#[test]
fn one_that_fails_changes_nothing() {
    let mut chain = with_checkpoint();
    chain.checkpoints.to_mut()[0].sql = "CREATE TABLE users (id INTEGER PRIMARY KEY); SELECT * FROM missing;".into();
    let file = File::new();
    let error = upgrade(&mut file.open(), &chain).unwrap_err();
    assert!(error.to_string().contains("statement 2 of the checkpoint of revision `0002_names`"), "{error}");
    assert_eq!(dump(&file.open()), dump(&File::new().open()));
}
