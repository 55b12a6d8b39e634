//! The accident that Frostline cures, replayed on the worked example.
//!
//! There: a baseline that created everything from the live models, so that the revision that added
//! `features_synced_at` failed on every fresh database with `duplicate column name`. Here: the baseline
//! is frozen without that column, and fresh and existing databases both arrive by the one path.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::path::Path;

use frostline::rusqlite::Connection;
use frostline::{History, Upgrade};

/// A program of the time when only the first `count` revisions existed.
fn program_of(count: usize) -> History<'static> {
    let mut history = schemas::HISTORY.clone();
    history.revisions = history.revisions[..count].to_vec().into();
    history
}

fn upgrade(file: &Path, history: &History<'_>) -> frostline::Report {
    let mut connection = Connection::open(file).expect("opens");
    Upgrade::new(history).run(&mut connection).expect("upgrades")
}

const ROWS: &str = r#"
    PRAGMA foreign_keys = ON;
    INSERT INTO products (id, customer_id, data, last_synced) VALUES
        (1, 9, '{"name": "Storefront"}', '2025-11-24 10:00:00.000000'), (2, 9, '007', NULL);
    INSERT INTO tests (id, customer_id, product_id, data, status) VALUES (10, 9, 1, '{}', 'running'), (11, 9, 2, '{}', NULL);
    INSERT INTO bugs (id, customer_id, test_id, data) VALUES (100, 9, 10, '{}'), (101, 9, 10, '{}'), (102, 9, 11, '{}');
    INSERT INTO features (id, customer_id, product_id, data, section_ids) VALUES (1000, 9, 1, '{}', '[1, 2]');
    INSERT INTO users (id, customer_id, data) VALUES (5, 9, '{}');
    INSERT INTO sync_events (customer_id, event_type, status, started_at) VALUES (9, 'initial', 'completed', '2025-11-24 10:00:00');
    INSERT INTO sync_events (id, customer_id, event_type, status, started_at) VALUES (77, 9, 'x', 'failed', '2025-11-25 10:00:00');
    DELETE FROM sync_events WHERE id = 77;
"#;

const TABLES: [&str; 6] = ["products", "tests", "bugs", "features", "users", "sync_events"];

/// Every value of every row, with its type, by column names of the baseline.
fn rows(connection: &Connection, columns: &[(String, Vec<String>)]) -> Vec<String> {
    let mut rows = Vec::new();
    for (table, columns) in columns {
        let list: Vec<String> =
            columns.iter().map(|column| format!("typeof(\"{column}\"), quote(\"{column}\")")).collect();
        let sql = format!("SELECT rowid, {} FROM \"{table}\" ORDER BY rowid", list.join(", "));
        let mut statement = connection.prepare(&sql).expect("prepares");
        let count = statement.column_count();
        let mut found = statement.query([]).expect("runs");
        while let Some(row) = found.next().expect("steps") {
            let values: Vec<String> =
                (0..count).map(|index| format!("{:?}", row.get_ref(index).expect("a value"))).collect();
            rows.push(format!("{table}: {}", values.join(" ")));
        }
    }
    rows
}

fn columns(connection: &Connection) -> Vec<(String, Vec<String>)> {
    TABLES
        .iter()
        .map(|table| {
            let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1)").expect("prepares");
            let names =
                statement.query_map([table], |row| row.get(0)).expect("runs").collect::<Result<_, _>>().expect("names");
            ((*table).to_owned(), names)
        })
        .collect()
}

#[test]
fn the_baseline_is_frozen_without_the_column_that_came_later() {
    let names: Vec<&str> = schemas::HISTORY.revisions.iter().map(|revision| &*revision.name).collect();
    assert_eq!(names, ["0001_baseline", "0002_features_synced_at", "0003_tests_refreshed"]);
    let baseline = &schemas::HISTORY.revisions[0];
    assert!(!baseline.scripts[0].up.contains("features_synced_at"));
    assert!(!baseline.snapshot.contains("features_synced_at"));
    assert!(schemas::HISTORY.revisions[1].scripts[0].up.contains("features_synced_at"));
}

/// What the other project did: the head's tables first, then the chain from its second revision on.
#[test]
fn a_baseline_from_live_models_fails_as_it_did() {
    let connection = Connection::open_in_memory().expect("opens");
    let fresh = tempfile::tempdir().expect("a folder");
    upgrade(&fresh.path().join("live.db"), &schemas::HISTORY);
    let live = Connection::open(fresh.path().join("live.db")).expect("opens");
    let mut statement = live
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'frostline%'")
        .expect("prepares");
    let mut objects = statement.query([]).expect("runs");
    while let Some(row) = objects.next().expect("steps") {
        connection.execute_batch(&row.get::<_, String>(0).expect("SQL")).expect("creates");
    }
    let error = connection.execute_batch(&schemas::HISTORY.revisions[1].scripts[0].up).expect_err("fails");
    assert!(error.to_string().contains("duplicate column name: features_synced_at"), "{error}");
}

#[test]
fn fresh_and_existing_databases_arrive_by_the_one_path_with_their_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = folder.path().join("fresh.db");
    let report = upgrade(&fresh, &schemas::HISTORY);
    assert_eq!(report.applied.len(), 3);

    for start in 1..=3 {
        let old = folder.path().join(format!("from_{start}.db"));
        assert_eq!(upgrade(&old, &program_of(start)).applied.len(), start);
        let connection = Connection::open(&old).expect("opens");
        connection.execute_batch(ROWS).expect("rows");
        let columns = columns(&connection);
        let before = rows(&connection, &columns);
        assert_eq!(before.len(), 2 + 2 + 3 + 1 + 1 + 1);
        drop(connection);

        let report = upgrade(&old, &schemas::HISTORY);
        assert_eq!(report.applied.len(), 3 - start);

        let connection = Connection::open(&old).expect("opens");
        assert_eq!(rows(&connection, &columns), before);
        let sequence: i64 = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'sync_events'", [], |row| row.get(0))
            .expect("a sequence");
        assert_eq!(sequence, 77, "a key is never given twice");
        let violations: i64 = connection
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
            .expect("checks");
        assert_eq!(violations, 0);
        drop(connection);

        for pragma in ["table_xinfo", "index_list", "foreign_key_list"] {
            for table in TABLES {
                let sql = format!("PRAGMA {pragma}({table})");
                let Some(expected) = support::sqlite3(&fresh, &sql) else { return };
                assert_eq!(support::sqlite3(&old, &sql), Some(expected), "{sql} from revision {start}");
            }
        }
    }
}
