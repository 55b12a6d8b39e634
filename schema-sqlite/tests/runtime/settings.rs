//! The connection's settings come back on every way out.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::support::{BASELINE, CHAIN, File, NAMES, Step, busy_timeout, history, pragma, query, upgrade, with};

const SETTINGS: [&str; 6] = [
    "foreign_keys",
    "legacy_alter_table",
    "recursive_triggers",
    "ignore_check_constraints",
    "writable_schema",
    "reverse_unordered_selects",
];

fn set(connection: &Connection, value: i64) {
    for name in SETTINGS {
        connection.execute_batch(&format!("PRAGMA {name} = {value}")).unwrap();
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, value == 1).unwrap();
}

fn assert_set(connection: &Connection, value: i64) {
    for name in SETTINGS {
        assert_eq!(pragma(connection, name), value, "{name}");
    }
    assert_eq!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML).unwrap(), value == 1);
    assert!(connection.is_autocommit());
}

#[test]
fn they_come_back_whatever_they_were() {
    for value in [0, 1] {
        let file = File::at(1);
        let mut connection = file.open();
        set(&connection, value);
        upgrade(&mut connection, &history(&CHAIN)).unwrap();
        assert_set(&connection, value);

        // A script that fails, one that changes them itself, and one that breaks references.
        for sql in [
            "CREATE TABLE x (a); SELECT * FROM missing",
            "PRAGMA legacy_alter_table = ON; PRAGMA recursive_triggers = ON; SELECT * FROM missing",
            "DELETE FROM users",
            "COMMIT",
            "PRAGMA query_only = ON",
        ] {
            assert!(upgrade(&mut connection, &with(sql)).is_err(), "{sql}");
            assert_eq!(pragma(&connection, "query_only"), 0, "{sql}");
            assert_set(&connection, value);
        }
        let sql = "PRAGMA legacy_alter_table = ON; PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = ON";
        upgrade(&mut connection, &with(sql)).unwrap();
        assert_set(&connection, value);
    }
}

#[test]
fn they_come_back_when_the_lock_is_not_had() {
    let file = File::at(1);
    let other = file.open();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut connection = file.open();
    busy_timeout(&connection, 0);
    set(&connection, 1);
    assert!(upgrade(&mut connection, &history(&CHAIN)).unwrap_err().is_busy());
    assert_set(&connection, 1);
}

/// With `ignore_check_constraints` on, the copy would keep a row that its new table refuses.
#[test]
fn checks_hold_while_a_script_runs() {
    const CHECKED: Step = Step {
        name: "0002_checked",
        up: "CREATE TABLE strict_users (id CHECK (id < 0)); INSERT INTO strict_users SELECT id FROM users",
        ..NAMES
    };
    let file = File::at(1);
    let mut connection = file.open();
    set(&connection, 1);
    let error = upgrade(&mut connection, &history(&[BASELINE, CHECKED])).unwrap_err();
    assert!(error.is_sqlite(), "{error}");
}

/// With `legacy_alter_table` on, the reference would go on naming the table's old name.
#[test]
fn a_rename_reaches_the_references() {
    let file = File::at(3);
    let mut connection = file.open();
    set(&connection, 1);
    upgrade(&mut connection, &with("ALTER TABLE users RENAME TO moved")).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM moved WHERE id = 1").unwrap();
    assert_eq!(query(&connection, "SELECT count(*) FROM posts"), ["Integer(2)"]);
}

/// SQLite takes a word in double quotes that names no column for a string, and would copy it into every
/// row.
#[test]
fn a_double_quoted_word_that_is_no_column_is_an_error() {
    let file = File::at(3);
    let before = file.bytes();
    let mut connection = file.open();
    set(&connection, 1);
    let error = upgrade(&mut connection, &with("UPDATE users SET name = \"mising\"")).unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("mising"), "{error}");
    assert_eq!(file.bytes(), before);
}
