//! What is refused, and that nothing was changed by it.

use rusqlite::{Connection, OpenFlags};
use schema_core::history::History;
use schema_sqlite::Upgrade;

use crate::support::{
    BASELINE, CHAIN, File, NAMES, REBUILD, Step, busy_timeout, dump, history, left_as_it_was, refused, upgrade,
};

fn says(error: &schema_sqlite::Error, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
    assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
}

#[test]
fn a_connection_inside_a_transaction() {
    for count in [0, 1, 3] {
        let file = File::at(count);
        let mut connection = file.open();
        connection.execute_batch("BEGIN; CREATE TABLE mine (a);").unwrap();
        let before = dump(&connection);
        let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
        assert!(error.is_in_transaction(), "{error}");
        says(&error, &["commit it or roll it back"]);
        assert!(!connection.is_autocommit(), "the transaction is the caller's");
        assert_eq!(dump(&connection), before);
        connection.execute_batch("COMMIT").unwrap();
        connection.execute_batch("SELECT a FROM mine").unwrap();
    }
}

#[test]
fn a_read_only_database() {
    let file = File::at(1);
    let before = file.bytes();
    let mut connection = Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
    assert!(error.is_read_only(), "{error}");
    says(&error, &["`0001_baseline`", "`0003_rebuild`"]);
    assert!(connection.is_autocommit());

    let mut connection = file.open();
    connection.execute_batch("PRAGMA query_only = ON").unwrap();
    let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
    assert!(error.is_read_only(), "{error}");
    left_as_it_was(&connection);
    assert_eq!(file.bytes(), before);
}

#[test]
fn a_file_that_is_no_database() {
    let file = File::new();
    std::fs::write(file.path(), "no database, and long enough not to be taken for an empty one\n".repeat(40)).unwrap();
    let before = file.bytes();
    let mut connection = Connection::open(file.path()).unwrap();
    let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
    assert!(error.is_not_a_database(), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    assert!(connection.is_autocommit());
    assert_eq!(file.bytes(), before);
}

#[test]
fn a_locked_database() {
    let file = File::at(1);
    let before = file.bytes();
    for lock in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"] {
        let other = file.open();
        other.execute_batch(lock).unwrap();
        let mut connection = file.open();
        busy_timeout(&connection, 50);
        let start = std::time::Instant::now();
        let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
        assert!(error.is_busy(), "{error}");
        assert!(start.elapsed().as_millis() >= 50, "the busy timeout is honoured");
        other.execute_batch("ROLLBACK").unwrap();
        left_as_it_was(&connection);
    }
    assert_eq!(file.bytes(), before);
}

#[test]
fn a_reader_in_the_way_of_the_commit() {
    let file = File::at(1);
    let before = file.bytes();
    let reader = file.open();
    reader.execute_batch("BEGIN; SELECT * FROM users;").unwrap();
    let mut connection = file.open();
    busy_timeout(&connection, 50);
    let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
    assert!(error.is_busy(), "{error}");
    assert_eq!(error.report().unwrap().applied.len(), 2, "both had run, and were rolled back");
    left_as_it_was(&connection);
    drop(connection);
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(file.bytes(), before);
}

#[test]
fn a_database_newer_than_the_program() {
    for known in 0..3 {
        let error = refused(&File::at(3), &history(&CHAIN[..known]));
        assert!(error.is_newer(), "{error}");
        says(&error, &["`0003_rebuild`"]);
        if known > 0 {
            says(&error, &[CHAIN[known - 1].name]);
        }
    }
}

#[test]
fn a_database_of_another_history() {
    const OTHER: Step = Step { name: "0002_other", ..NAMES };
    const CHANGED: Step = Step { up: "ALTER TABLE users ADD COLUMN name TEXT; -- edited", ..OTHER };
    let error = refused(&File::at(3), &history(&[BASELINE, CHANGED, REBUILD]));
    assert!(error.is_other_history(), "{error}");
    says(&error, &["revision 2", "`0002_names`", "`0002_other`"]);

    // Of another history *and* newer: what differs first is told.
    let error = refused(&File::at(3), &history(&[BASELINE, CHANGED]));
    assert!(error.is_other_history(), "{error}");

    // The same revisions under other names are the same history: numbers are for people.
    let file = File::at(2);
    assert!(upgrade(&mut file.open(), &history(&[BASELINE, OTHER])).unwrap().applied.is_empty());
}

#[test]
fn a_database_with_our_tables_but_no_history() {
    for name in ["users", "USERS", "\"Posts\""] {
        let file = File::new();
        file.execute(format!("CREATE TABLE {name} (id INTEGER PRIMARY KEY, email TEXT); CREATE TABLE x (a)"));
        let error = refused(&file, &history(&CHAIN));
        assert!(error.is_no_history(), "{error}");
        says(&error, &[&format!("`{}`", name.trim_matches('"'))]);
    }
    let file = File::new();
    file.execute("CREATE VIEW posts AS SELECT 1");
    assert!(refused(&file, &history(&CHAIN)).is_no_history());
}

#[test]
fn a_user_version_of_somebody_else() {
    let file = File::new();
    file.execute("PRAGMA user_version = 3; CREATE TABLE theirs (a)");
    let error = refused(&file, &history(&CHAIN));
    assert!(error.is_user_version(), "{error}");
    says(&error, &["is 3", "keep_user_version"]);

    for count in [1, 3] {
        let file = File::at(count);
        file.execute("PRAGMA user_version = 3");
        let error = refused(&file, &history(&CHAIN));
        assert!(error.is_user_version(), "an application that writes it after an upgrade is told, too: {error}");
    }
}

#[test]
fn a_database_that_drifted() {
    for (sql, words) in [
        ("ALTER TABLE users ADD COLUMN extra TEXT", "column `users.extra` is not in revision `0001_baseline`"),
        ("ALTER TABLE users DROP COLUMN email", "column `users.email` is missing"),
        ("ALTER TABLE users RENAME TO people", "table `users` is missing"),
        ("DROP INDEX ix_posts_user_id", "index `ix_posts_user_id` of table `posts` is missing"),
        ("CREATE INDEX mine ON posts (body)", "index `mine` of table `posts` is not in revision `0001_baseline`"),
        (
            "CREATE TRIGGER mine AFTER DELETE ON posts BEGIN DELETE FROM users; END",
            "trigger `mine` on `posts` is not in revision `0001_baseline`",
        ),
    ] {
        let file = File::at(1);
        file.execute(sql);
        let error = refused(&file, &history(&CHAIN));
        assert!(error.is_drift(), "{sql}: {error}");
        says(&error, &[words]);
        assert!(!error.differences().is_empty());
        // At head, too.
        assert!(refused(&file, &history(&CHAIN[..1])).is_drift(), "{sql}");
    }
}

#[test]
fn a_history_of_a_newer_format() {
    let file = File::at(2);
    file.execute("UPDATE frostline_history SET format = 2 WHERE ordinal = 2; VACUUM");
    let error = refused(&file, &history(&CHAIN));
    assert!(error.is_newer(), "{error}");
    says(&error, &["format 2"]);
    assert!(schema_sqlite::applied(&file.open(), "main").unwrap_err().is_newer());
}

#[test]
fn a_history_that_is_damaged_or_not_ours() {
    for sql in [
        "UPDATE frostline_history SET identity = 'x' WHERE ordinal = 1",
        "DELETE FROM frostline_history WHERE ordinal = 1",
        "UPDATE frostline_history SET ordinal = 7 WHERE ordinal = 2",
        "DROP TABLE frostline_history; CREATE TABLE frostline_history (a)",
        "ALTER TABLE frostline_history DROP COLUMN applied_at",
    ] {
        let file = File::at(2);
        file.execute(format!("{sql}; VACUUM"));
        let error = refused(&file, &history(&CHAIN));
        assert!(error.is_history(), "{sql}: {error}");
    }
}

#[test]
fn a_revision_without_sql_or_with_a_snapshot_that_cannot_be_read() {
    let file = File::at(1);
    let mut chain = history(&CHAIN[..2]);
    chain.revisions.to_mut()[1].scripts.to_mut().clear();
    let error = refused(&file, &chain);
    assert!(error.is_history(), "{error}");
    says(&error, &["`0002_names`"]);

    let mut chain = history(&CHAIN[..2]);
    chain.revisions.to_mut()[0].snapshot = "format 1\ntable".into();
    let error = refused(&file, &chain);
    assert!(error.is_history(), "{error}");
    says(&error, &["`0001_baseline`"]);
}

#[test]
fn a_script_with_a_nul_in_it() {
    const NUL: Step = Step { up: "ALTER TABLE users ADD COLUMN name TEXT;\0DROP TABLE users;", ..NAMES };
    let error = refused(&File::at(1), &history(&[BASELINE, NUL]));
    assert!(error.is_history(), "{error}");
}

#[test]
fn a_temporary_object_in_the_way() {
    for sql in [
        "CREATE TEMP TABLE users (id)",
        "CREATE TEMP VIEW Users AS SELECT 1",
        "CREATE TEMP TABLE new_users (id)",
        "CREATE TEMP TRIGGER mine AFTER INSERT ON users BEGIN DELETE FROM posts; END",
    ] {
        let file = File::at(1);
        let before = file.bytes();
        let mut connection = file.open();
        connection.execute_batch(sql).unwrap();
        let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
        assert!(error.is_hidden(), "{sql}: {error}");
        left_as_it_was(&connection);
        drop(connection);
        assert_eq!(file.bytes(), before);
    }
    for sql in [
        "CREATE TEMP TABLE unrelated (id)",
        // Part of a longer name, and of a comment.
        "CREATE TEMP TABLE new (id)",
        "CREATE TEMP TABLE \"the beginning\" (id)",
    ] {
        let file = File::at(1);
        let mut connection = file.open();
        connection.execute_batch(sql).unwrap();
        upgrade(&mut connection, &history(&CHAIN)).unwrap();
    }
}

/// It is the script's own, of the run before: that is said, and not that somebody else's is in the way.
#[test]
fn a_temporary_object_that_the_script_left() {
    for sql in [
        "CREATE TEMP TABLE junk (id);",
        "create temporary table if not exists \"Junk\" AS SELECT 1 AS id;",
        "CREATE TABLE temp.junk (id);",
        "CREATE TEMP VIEW temp.junk AS SELECT 1;",
    ] {
        let up = format!("ALTER TABLE users ADD COLUMN name TEXT;\n{sql}");
        let leaving = Step { up: up.leak(), ..NAMES };
        let failure = schema_sqlite::verify::up_down_up(&history(&[BASELINE, leaving])).unwrap_err().to_string();
        assert!(
            failure.contains("which revision `0002_names` makes, is there already; let its script drop"),
            "{failure}"
        );
        let file = File::at(1);
        let mut connection = file.open();
        connection.execute_batch("CREATE TEMP TABLE name (id)").unwrap();
        let error = upgrade(&mut connection, &history(&[BASELINE, leaving])).unwrap_err().to_string();
        assert!(error.contains("the temporary table `name` of this connection stands in the way"), "{error}");
    }
}

#[test]
fn a_temporary_object_with_quotes_in_its_name() {
    const QUOTED: Step = Step {
        name: "0001_quoted",
        tables: r#"table `a"b` { id integer primary key, }"#,
        up: r#"CREATE TABLE "a""b" (id INTEGER PRIMARY KEY)"#,
        down: "",
    };
    for script in [r#"CREATE TABLE "a""b" (id INTEGER PRIMARY KEY)"#, "CREATE TABLE 'A\"b' (id INTEGER PRIMARY KEY)"] {
        let file = File::new();
        let mut connection = file.open();
        connection.execute_batch(r#"CREATE TEMP TABLE [a"b] (id)"#).unwrap();
        let error = upgrade(&mut connection, &history(&[Step { up: script, ..QUOTED }])).unwrap_err();
        assert!(error.is_hidden(), "{error}");
    }
}

#[test]
fn a_script_that_would_write_into_the_schema_itself() {
    for sql in [
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'x'",
        "CREATE TABLE more (a); PRAGMA main.schema_version(7)",
    ] {
        // It is in the last of the scripts: nothing of the first has run either.
        let chain = history(&[BASELINE, NAMES, REBUILD, Step { name: "0004_more", up: sql, down: "", ..REBUILD }]);
        let error = refused(&File::at(1), &chain);
        assert!(error.is_history() && error.report().is_none(), "{error}");
        says(&error, &["`0004_more`", "`PRAGMA", "take it out"]);
    }
    let reads = "PRAGMA schema_version; PRAGMA writable_schema";
    let chain = history(&[BASELINE, Step { name: "0002_more", up: reads, down: "", ..BASELINE }]);
    let file = File::at(1);
    upgrade(&mut file.open(), &chain).unwrap();
}

#[test]
fn attached_databases_are_none_of_ours() {
    let file = File::at(1);
    let mut connection = file.open();
    connection
        .execute_batch(
            "ATTACH ':memory:' AS other; CREATE TABLE other.users (a); INSERT INTO other.users VALUES (1);
             CREATE TABLE other.frostline_history (a); CREATE INDEX other.ix_posts_user_id ON users (a);",
        )
        .unwrap();
    upgrade(&mut connection, &history(&CHAIN)).unwrap();
    let a: i64 = connection.query_row("SELECT a FROM other.users", [], |row| row.get(0)).unwrap();
    assert_eq!(a, 1);
}

/// All of them once more with the application's own `user_version`, where the header says nothing.
#[test]
fn refusals_do_not_depend_on_the_header() {
    let keep = |file: &File, history: &History<'_>| {
        let before = dump(&file.open());
        let error = Upgrade::new(history).keep_user_version(true).run(&mut file.open()).unwrap_err();
        assert_eq!(dump(&file.open()), before);
        error
    };
    assert!(keep(&File::at(3), &history(&CHAIN[..1])).is_newer());
    let file = File::at(3);
    file.execute("CREATE INDEX mine ON posts (body)");
    assert!(keep(&file, &history(&CHAIN)).is_drift());
}
