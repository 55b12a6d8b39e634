//! Fresh and old databases arrive at head by the one path, with every row.

use schema_core::history::History;
use schema_sqlite::{Upgrade, applied, current};

use crate::support::{CHAIN, File, Step, history, named, pragma, query, recorded, upgrade};

const CHILDREN: &str = "SELECT id, user_id, body FROM posts ORDER BY id";

#[test]
fn a_fresh_database_runs_the_whole_chain() {
    let file = File::new();
    let mut connection = file.open();
    let report = upgrade(&mut connection, &history(&CHAIN)).unwrap();
    assert_eq!((report.from, report.to.as_deref()), (None, Some("0003_rebuild")));
    let ran: Vec<(&str, usize)> =
        report.applied.iter().map(|revision| (revision.name.as_str(), revision.statements)).collect();
    assert_eq!(ran, [("0001_baseline", 3), ("0002_names", 1), ("0003_rebuild", 4)]);
    assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);

    let report = upgrade(&mut connection, &history(&CHAIN)).unwrap();
    assert_eq!((report.from.as_deref(), report.to.as_deref()), (Some("0003_rebuild"), Some("0003_rebuild")));
    assert!(report.applied.is_empty());
}

#[test]
fn an_old_database_arrives_with_every_row_and_its_sequence() {
    let fresh = File::new();
    upgrade(&mut fresh.open(), &history(&CHAIN)).unwrap();
    let schema = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY name";
    for start in 1..=3 {
        let file = File::at(start);
        let mut connection = file.open();
        let before = query(&connection, CHILDREN);
        assert_eq!(before.len(), 4);
        let report = upgrade(&mut connection, &history(&CHAIN)).unwrap();
        assert_eq!(report.applied.len(), 3 - start);
        assert_eq!(query(&connection, CHILDREN), before);
        let ids = query(&connection, "SELECT id, email FROM users ORDER BY id");
        assert_eq!(ids.len(), 3);
        assert!(ids[2].contains("9223372036854775807") && ids[2].contains("\"007\""));
        assert_eq!(query(&connection, "SELECT seq FROM sqlite_sequence WHERE name = 'posts'"), ["Integer(77)"]);
        assert_eq!(pragma(&connection, "foreign_keys"), 1);
        assert!(query(&connection, "PRAGMA foreign_key_check").is_empty());
        assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
        assert_eq!(query(&connection, schema), query(&fresh.open(), schema));
    }
}

#[test]
fn the_database_says_what_ran_and_carries_the_way_back() {
    let file = File::at(2);
    let connection = file.open();
    let chain = history(&CHAIN[..2]);
    let ran = applied(&connection, "main").unwrap();
    assert_eq!(ran.len(), 2);
    for (at, (ran, revision)) in ran.iter().zip(chain.revisions.iter()).enumerate() {
        assert_eq!((ran.ordinal, ran.name.as_str(), ran.identity), (at + 1, &*revision.name, revision.identity));
        assert!(ran.applied_at.ends_with('Z') && ran.applied_at.len() == 20, "{}", ran.applied_at);
    }
    assert_eq!(current(&connection, "main").unwrap().unwrap().name, "0002_names");
    assert_eq!(applied(&connection, "other").unwrap(), []);
    assert_eq!(current(&File::new().open(), "main").unwrap(), None);
    let down = "SELECT down_sql FROM frostline_history ORDER BY ordinal";
    assert_eq!(query(&connection, down)[1], format!("Text({:?})", CHAIN[1].down));
}

#[test]
fn an_empty_history_asks_for_nothing() {
    let file = File::new();
    file.execute("CREATE TABLE users (id); PRAGMA user_version = 7");
    let before = file.bytes();
    let report = upgrade(&mut file.open(), &history(&[])).unwrap();
    assert_eq!((report.from, report.to, report.applied.len()), (None, None, 0));
    assert_eq!(file.bytes(), before);
}

#[test]
fn what_others_made_is_left_alone() {
    let file = File::new();
    file.execute(
        "CREATE TABLE theirs (a TEXT PRIMARY KEY ON CONFLICT REPLACE); CREATE VIEW v AS SELECT a FROM theirs;
         CREATE TRIGGER g AFTER INSERT ON theirs BEGIN SELECT 1; END;
         CREATE VIRTUAL TABLE f USING fts5 (x);
         INSERT INTO theirs VALUES ('kept');",
    );
    let mut connection = file.open();
    upgrade(&mut connection, &history(&CHAIN[..1])).unwrap();
    connection.execute_batch("CREATE TABLE more (a REFERENCES users); CREATE VIEW w AS SELECT a FROM more").unwrap();
    let report = upgrade(&mut connection, &history(&CHAIN)).unwrap();
    assert_eq!(report.applied.len(), 2);
    assert_eq!(query(&connection, "SELECT a FROM theirs"), ["Text(\"kept\")"]);
    assert_eq!(
        query(&connection, "SELECT count(*) FROM sqlite_master WHERE name IN ('v', 'g', 'f', 'w')"),
        ["Integer(4)"]
    );
}

/// Between the drop of a table and the renaming of its copy, a view or trigger that names it names what
/// is not there, and SQLite refuses the renaming.
#[test]
fn a_rebuild_passes_views_and_triggers_that_others_made() {
    let file = File::at(2);
    let mut connection = file.open();
    connection
        .execute_batch(
            "CREATE VIEW v AS SELECT id, email FROM users;
             CREATE TABLE theirs (a);
             CREATE TRIGGER g AFTER INSERT ON theirs BEGIN INSERT INTO users (id, email) VALUES (NEW.a, 'g'); END;",
        )
        .unwrap();
    upgrade(&mut connection, &history(&CHAIN)).unwrap();
    assert_eq!(query(&connection, "SELECT count(*) FROM v"), ["Integer(3)"]);
    connection.execute_batch("INSERT INTO theirs VALUES (50); DELETE FROM users WHERE id = 1").unwrap();
    assert_eq!(query(&connection, "SELECT email FROM v WHERE id = 50"), ["Text(\"g\")"]);
    assert_eq!(query(&connection, "SELECT count(*) FROM posts"), ["Integer(2)"], "the references are as they were");
    assert_eq!(pragma(&connection, "legacy_alter_table"), 0);
}

#[test]
fn two_histories_live_in_one_database() {
    const OTHER: Step = Step {
        name: "0001_other",
        tables: "table others { id integer primary key, }",
        up: "CREATE TABLE others (id INTEGER PRIMARY KEY)",
        down: "DROP TABLE others",
    };
    let (main, other) = (history(&CHAIN), named("cache", &[OTHER]));
    let file = File::new();
    let mut connection = file.open();
    let run = |connection: &mut _, history: &History<'_>| upgrade(connection, history).unwrap().applied.len();
    assert_eq!(run(&mut connection, &main), 3);
    assert_eq!(run(&mut connection, &other), 1);
    let before = file.bytes();
    for _ in 0..2 {
        assert_eq!(run(&mut connection, &main), 0);
        assert_eq!(run(&mut connection, &other), 0);
    }
    assert_eq!(file.bytes(), before, "the two do not take the header from each other at every start");
    assert_eq!(applied(&connection, "cache").unwrap().len(), 1);
}

#[test]
fn scripts_run_alike_with_a_byte_order_mark_and_with_windows_line_ends() {
    const MARKED: Step = Step {
        name: "0001_marked",
        tables: "table t { id integer primary key, a text? default \"x\\ny\", }",
        up: "\u{feff}-- a comment\r\nCREATE TABLE t (\r\n  id INTEGER PRIMARY KEY,\r\n  a TEXT DEFAULT 'x\r\ny'\r\n);\r\nINSERT INTO t (id) VALUES (1);\r\n",
        down: "DROP TABLE t;\r\n",
    };
    let file = File::new();
    let mut connection = file.open();
    let report = upgrade(&mut connection, &history(&[MARKED])).unwrap();
    assert_eq!(report.applied[0].statements, 2);
    assert_eq!(query(&connection, "SELECT a FROM t"), ["Text(\"x\\ny\")"]);
    assert!(!query(&connection, "SELECT sql FROM sqlite_master").concat().contains("\\r"));
    assert_eq!(query(&connection, "SELECT down_sql FROM frostline_history"), ["Text(\"DROP TABLE t;\\n\")"]);
}

#[test]
fn statements_may_return_rows_and_use_savepoints() {
    const CHATTY: Step = Step {
        name: "0001_chatty",
        tables: "table t { id integer primary key, }",
        up: "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3);
             SELECT * FROM t; PRAGMA table_info(t); INSERT INTO t VALUES (4) RETURNING id;
             SAVEPOINT a; DELETE FROM t; ROLLBACK TO a; RELEASE a; ;; -- the end",
        down: "DROP TABLE t",
    };
    let file = File::new();
    let report = upgrade(&mut file.open(), &history(&[CHATTY])).unwrap();
    assert_eq!(report.applied[0].statements, 9);
    assert_eq!(query(&file.open(), "SELECT count(*) FROM t"), ["Integer(4)"]);
}

#[test]
fn the_journal_mode_makes_no_difference() {
    for mode in ["WAL", "DELETE", "TRUNCATE", "MEMORY"] {
        let file = File::new();
        let mut connection = file.open();
        connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        assert_eq!(upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.len(), 3, "{mode}");
        assert_eq!(upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.len(), 0, "{mode}");
    }
}

#[test]
fn the_application_can_own_the_user_version() {
    let file = File::new();
    let mut connection = file.open();
    connection.execute_batch("PRAGMA user_version = 42").unwrap();
    for (count, ran) in [(2, 2), (2, 0), (3, 1), (3, 0)] {
        let history = history(&CHAIN[..count]);
        let report = Upgrade::new(&history).keep_user_version(true).run(&mut connection).unwrap();
        assert_eq!(report.applied.len(), ran);
        assert_eq!(pragma(&connection, "user_version"), 42);
    }
}
