//! A failure in the middle leaves the database as it was.

use std::error::Error as _;

use crate::support::{
    BASELINE, CHAIN, File, NAMES, REBUILD, Step, history, left_as_it_was, pragma, query, refused, upgrade, with,
};

/// An upgrade that fails after it began: the file's content is as before.
fn fails(file: &File, history: &schema_core::history::History<'_>) -> schema_sqlite::Error {
    let before = file.dump();
    let mut connection = file.open();
    let error = upgrade(&mut connection, history).expect_err("fails");
    left_as_it_was(&connection);
    assert_eq!(file.dump(), before, "{error}");
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
    error
}

#[test]
fn a_statement_that_fails_is_named_and_everything_is_rolled_back() {
    const BROKEN: Step = Step {
        name: "0003_broken",
        up: "CREATE TABLE more (a);\n-- a comment\nINSERT INTO users\n  (nothing) VALUES (1);\nCREATE TABLE never (a);",
        ..REBUILD
    };
    for start in 0..=2 {
        let error = fails(&File::at(start), &history(&[BASELINE, NAMES, BROKEN]));
        assert!(error.is_sqlite(), "{error}");
        assert_eq!(
            error.to_string(),
            "statement 2 of revision `0003_broken` failed (`INSERT INTO users`); nothing was changed"
        );
        assert!(error.source().unwrap().to_string().contains("nothing"), "{:?}", error.source());
        let report = error.report().unwrap();
        assert_eq!(report.applied.len(), 2 - start, "what had run whole");
        assert_eq!(report.from, report.to);
        assert_eq!(report.from.as_deref(), [None, Some("0001_baseline"), Some("0002_names")][start]);
    }
}

#[test]
fn constraints_that_rows_do_not_meet_fail_the_upgrade() {
    let error = fails(&File::at(3), &with("CREATE UNIQUE INDEX u ON posts (user_id)"));
    assert!(error.source().unwrap().to_string().contains("UNIQUE"), "{:?}", error.source());
}

#[test]
fn a_script_may_not_end_the_transaction() {
    for sql in [
        "CREATE TABLE more (a); COMMIT; CREATE TABLE most (a)",
        "CREATE TABLE more (a); END TRANSACTION",
        "ROLLBACK; CREATE TABLE more (a)",
        "/* why */ rollback transaction",
        "BEGIN; CREATE TABLE more (a); COMMIT",
        // Two files put together, the second with its byte-order mark.
        "CREATE TABLE more (a);\n\u{feff}COMMIT; CREATE TABLE most (a)",
    ] {
        let error = fails(&File::at(3), &with(sql));
        assert!(error.is_history(), "{sql}: {error}");
        assert!(error.to_string().contains("`0004_more`"), "{error}");
    }
}

#[test]
fn a_conflict_that_rolls_back_is_a_failure() {
    let error = fails(&File::at(3), &with("INSERT OR ROLLBACK INTO users (id, email) VALUES (1, 'again')"));
    assert!(error.is_sqlite(), "{error}");
}

#[test]
fn references_that_would_point_nowhere_fail_the_upgrade() {
    let error = fails(&File::at(3), &with("DELETE FROM users WHERE id = 1"));
    assert!(error.is_foreign_keys(), "{error}");
    assert!(error.to_string().contains("2 rows of `posts` without their row in `users`"), "{error}");
    assert_eq!(error.report().unwrap().applied.len(), 1);
}

#[test]
fn references_that_pointed_nowhere_before_do_not() {
    let file = File::at(1);
    file.execute(
        "PRAGMA foreign_keys = OFF; INSERT INTO posts (user_id, body) VALUES (404, 'orphan'), (405, 'orphan')",
    );
    upgrade(&mut file.open(), &history(&CHAIN)).unwrap();

    // One is healed and another made: that is a new one.
    let error = fails(
        &file,
        &with(
            "DELETE FROM posts WHERE user_id = 404; UPDATE posts SET user_id = 406 WHERE user_id = 1 AND body = 'one'",
        ),
    );
    assert!(error.is_foreign_keys(), "{error}");
    assert!(error.to_string().contains("1 row of `posts`"), "{error}");
    upgrade(&mut file.open(), &with("DELETE FROM posts WHERE user_id = 404")).unwrap();
}

#[test]
fn old_violations_follow_a_renamed_table() {
    const RENAMED: Step = Step {
        name: "0002_renamed",
        tables: r#"
            transition { rename table posts to articles, }
            table users as User { id integer primary key, email text? default "none", }
            table articles {
                id integer primary key autoincrement,
                user_id integer,
                body text,
                foreign key _ (user_id) references users (id) on delete cascade,
                index ix_posts_user_id (user_id),
            }
        "#,
        up: "ALTER TABLE posts RENAME TO articles",
        down: "ALTER TABLE articles RENAME TO posts",
    };
    let file = File::at(1);
    file.execute("PRAGMA foreign_keys = OFF; INSERT INTO posts (user_id, body) VALUES (404, 'orphan')");
    upgrade(&mut file.open(), &history(&[BASELINE, RENAMED])).unwrap();
    assert_eq!(query(&file.open(), "PRAGMA foreign_key_check").len(), 1);
}

#[test]
fn violations_without_a_rowid_are_counted() {
    const TREES: Step = Step {
        name: "0001_trees",
        tables: "table nodes without rowid { name text primary key, parent text?, foreign key _ (parent) references nodes (name), }",
        up: "CREATE TABLE nodes (name TEXT PRIMARY KEY, parent TEXT REFERENCES nodes (name)) WITHOUT ROWID",
        down: "DROP TABLE nodes",
    };
    const MORE: Step = Step { name: "0002_more", up: "INSERT INTO nodes VALUES ('c', 'gone')", ..TREES };
    let file = File::new();
    upgrade(&mut file.open(), &history(&[TREES])).unwrap();
    file.execute("PRAGMA foreign_keys = OFF; INSERT INTO nodes VALUES ('a', NULL), ('b', 'gone')");
    let error = fails(&file, &history(&[TREES, MORE]));
    assert!(error.to_string().contains("1 row of `nodes`"), "{error}");
    const FINE: Step = Step { name: "0002_fine", up: "INSERT INTO nodes VALUES ('c', 'a')", ..TREES };
    upgrade(&mut file.open(), &history(&[TREES, FINE])).unwrap();
}

#[test]
fn a_reference_that_nobody_can_check_is_new_or_was_there() {
    let file = File::at(3);
    file.execute("CREATE TABLE theirs (a REFERENCES users (email)); CREATE TABLE fine (a REFERENCES users (id))");
    let error = fails(&file, &with("DELETE FROM users WHERE id = 1"));
    assert!(error.to_string().contains("2 rows of `posts`"), "the others are checked all the same: {error}");
    assert!(!error.to_string().contains("theirs"), "{error}");
    let error = fails(&File::at(3), &with("CREATE TABLE more (a REFERENCES users (email))"));
    assert!(error.is_foreign_keys() && error.to_string().contains("`more`"), "{error}");
}

/// Renamed past the view, `posts` would go on naming the table's old name.
#[test]
fn a_view_in_the_way_of_a_table_that_others_name_fails_the_upgrade() {
    let file = File::at(3);
    file.execute("CREATE VIEW v AS SELECT * FROM gone");
    let error = fails(&file, &with("ALTER TABLE users RENAME TO moved"));
    assert!(error.source().unwrap().to_string().contains("error in view v"), "{:?}", error.source());
}

#[test]
fn a_disk_that_is_full_rolls_back() {
    let file = File::at(3);
    let before = file.dump();
    let mut connection = file.open();
    let pages = pragma(&connection, "page_count");
    connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let error = upgrade(&mut connection, &with("CREATE TABLE big AS SELECT zeroblob(1000000)")).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("full"), "{:?}", error.source());
    left_as_it_was(&connection);
    drop(connection);
    assert_eq!(file.dump(), before);
}

#[test]
fn an_interrupted_upgrade_rolls_back() {
    let file = File::at(3);
    let before = file.dump();
    let mut connection = file.open();
    let handle = connection.get_interrupt_handle();
    let sql = "CREATE TABLE big AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let stop = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        handle.interrupt();
    });
    let error = upgrade(&mut connection, &with(sql)).unwrap_err();
    stop.join().unwrap();
    assert!(error.source().unwrap().to_string().contains("interrupt"), "{:?}", error.source());
    left_as_it_was(&connection);
    drop(connection);
    assert_eq!(file.dump(), before);
}

/// A rename that a broken view of somebody else's stops is tried without SQLite's look at views; but then no
/// reference follows, not even the table's own.
#[test]
fn a_rename_past_a_broken_view_leaves_no_reference_behind() {
    const NODES: Step = Step {
        name: "0001_nodes",
        tables: "table nodes { id integer primary key, up integer?, foreign key _ (up) references nodes (id) }",
        up: "CREATE TABLE nodes (id INTEGER PRIMARY KEY, up INTEGER REFERENCES nodes (id))",
        down: "DROP TABLE nodes",
    };
    const RENAMED: Step = Step {
        name: "0002_renamed",
        tables: "table leaves { id integer primary key, up integer?, foreign key _ (up) references leaves (id) }",
        up: "ALTER TABLE nodes RENAME TO leaves",
        down: "ALTER TABLE leaves RENAME TO nodes",
    };
    let file = File::new();
    upgrade(&mut file.open(), &history(&[NODES])).unwrap();
    file.execute("INSERT INTO nodes VALUES (1, NULL), (2, NULL); CREATE VIEW broken AS SELECT * FROM missing");
    let error = fails(&file, &history(&[NODES, RENAMED]));
    assert!(error.is_sqlite(), "{error}");
    file.execute("DROP VIEW broken");
    upgrade(&mut file.open(), &history(&[NODES, RENAMED])).unwrap();
    file.execute("UPDATE leaves SET up = 1 WHERE id = 2");
}

/// A temporary `AUTOINCREMENT` table brings a temporary `sqlite_sequence`, and a script would take it for the
/// database's own: keys that were given once would be given again.
#[test]
fn a_temporary_sequence_does_not_take_the_place_of_ours() {
    const COPIED: Step = Step {
        name: "0002_copied",
        tables: BASELINE.tables,
        up: "CREATE TABLE copy (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                body TEXT NOT NULL
            );
            INSERT INTO copy SELECT * FROM posts;
            DELETE FROM sqlite_sequence WHERE name = 'copy';
            INSERT INTO sqlite_sequence SELECT 'copy', seq FROM sqlite_sequence WHERE name = 'posts';
            DROP TABLE posts;
            ALTER TABLE copy RENAME TO posts;
            CREATE INDEX ix_posts_user_id ON posts (user_id)",
        down: "",
    };
    let file = File::at(1);
    let before = file.bytes();
    let mut connection = file.open();
    connection.execute_batch("CREATE TEMP TABLE mine (id INTEGER PRIMARY KEY AUTOINCREMENT)").unwrap();
    let error = upgrade(&mut connection, &history(&[BASELINE, COPIED])).unwrap_err();
    assert!(error.is_hidden(), "{error}");
    assert_eq!(file.bytes(), before);
    left_as_it_was(&connection);

    let mut connection = file.open();
    upgrade(&mut connection, &history(&[BASELINE, COPIED])).unwrap();
    assert_eq!(query(&connection, "SELECT seq FROM sqlite_sequence WHERE name = 'posts'"), ["Integer(77)"]);
}

/// A row with one reference that pointed nowhere before gets a second one, to the same parent.
#[test]
fn a_second_reference_that_points_nowhere_is_new() {
    const TWICE: Step = Step {
        name: "0001_twice",
        tables: "table p { id integer primary key }
            table t {
                id integer primary key, a integer?, b integer?,
                foreign key _ (a) references p (id), foreign key _ (b) references p (id),
            }",
        up: "CREATE TABLE p (id INTEGER PRIMARY KEY);
            CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p (id), b INTEGER REFERENCES p (id))",
        down: "",
    };
    const WORSE: Step = Step { name: "0002_worse", up: "UPDATE t SET b = 88", ..TWICE };
    const AS_BAD: Step = Step { name: "0002_as_bad", up: "UPDATE t SET a = 88", ..TWICE };
    let file = File::new();
    upgrade(&mut file.open(), &history(&[TWICE])).unwrap();
    file.execute("PRAGMA foreign_keys = OFF; INSERT INTO t VALUES (1, 77, NULL)");
    let error = fails(&file, &history(&[TWICE, WORSE]));
    assert!(error.is_foreign_keys(), "{error}");
    assert!(error.to_string().contains("1 row of `t` without their row in `p`"), "{error}");
    upgrade(&mut file.open(), &history(&[TWICE, AS_BAD])).unwrap();
}

#[test]
fn a_script_leaves_the_history_alone() {
    for sql in ["DELETE FROM frostline_history", "DROP TABLE frostline_history"] {
        let error = fails(&File::at(3), &with(sql));
        assert!(error.is_history(), "{sql}: {error}");
    }
}

/// No rollback takes another file off again, or takes back what was written there before a commit fails.
#[test]
fn a_script_takes_no_other_database_in() {
    for sql in ["ATTACH ':memory:' AS other", "/* why */ detach other"] {
        let error = fails(&File::at(3), &with(sql));
        assert!(error.is_history(), "{sql}: {error}");
        assert!(error.to_string().contains("is about another database"), "{error}");
    }
}

#[test]
fn a_trigger_on_the_history_is_refused() {
    let file = File::at(1);
    file.execute("CREATE TRIGGER mine AFTER INSERT ON frostline_history BEGIN DELETE FROM users; END");
    let error = refused(&file, &history(&CHAIN));
    assert!(error.is_history(), "{error}");
    assert!(error.to_string().contains("`mine`"), "{error}");
}

/// `fn main() -> Result<…>` prints an error by `{:?}`.
#[test]
fn a_main_that_returns_it_prints_the_text_and_its_causes() {
    const NO_TABLE: Step = Step { name: "0003_no_table", up: "INSERT INTO nowhere VALUES (1);", ..REBUILD };
    let file = File::at(2);
    let error = fails(&file, &history(&[BASELINE, NAMES, NO_TABLE]));
    assert_eq!(
        format!("{error:?}"),
        "statement 1 of revision `0003_no_table` failed (`INSERT INTO nowhere VALUES (1);`); nothing was changed\n  \
         because: no such table: nowhere\n  because: Error code 1: SQL logic error"
    );
    assert!(format!("{error:#?}").contains("kind: "), "{error:#?}");
}
