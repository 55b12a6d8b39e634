//! Views, triggers and virtual tables.

use schema_core::model::{Name, Trigger, View, VirtualTable};
use schema_sqlite::{UnsaidKind, inspect, introspect};

use crate::support::{comes_back, database, read, unsaid};

#[test]
fn views_triggers_and_virtual_tables_are_read_as_they_are_written() {
    let read = comes_back(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
         CREATE VIEW IF NOT EXISTS main.v /* as */ AS -- why
             WITH x AS (SELECT a FROM t) SELECT a AS \"as\" FROM x; -- and so on
         CREATE VIEW w(\"(\", b) AS SELECT id, a FROM t;
         CREATE TRIGGER IF NOT EXISTS main.g AFTER UPDATE OF a ON main.t WHEN new.a <> 'ON x' BEGIN
             UPDATE t SET a = ';' WHERE id = old.id;
             SELECT CASE WHEN 1 THEN 2 END;
         END;
         CREATE TRIGGER h INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.\"as\"; END;
         CREATE VIRTUAL TABLE IF NOT EXISTS main.f USING fts5(a, content='t', tokenize = \"porter 'ascii'\");
         CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
         CREATE VIRTUAL TABLE empty USING fts4();",
    );
    assert_eq!(
        read.views,
        [
            View::new("v", "WITH x AS (SELECT a FROM t) SELECT a AS \"as\" FROM x"),
            View::new("w", "(\"(\", b) AS SELECT id, a FROM t"),
        ]
    );
    assert_eq!(read.triggers[0].name.as_str(), "g");
    assert_eq!(read.triggers[0].table(), Some(Name::from("t")));
    assert_eq!(
        read.triggers[1],
        Trigger::new("h", "INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.\"as\"; END")
    );
    assert_eq!(
        read.virtual_tables,
        [
            VirtualTable::new("f", "fts5", "a, content='t', tokenize = \"porter 'ascii'\""),
            VirtualTable::new("r", "rtree", "id, x0, x1"),
            VirtualTable::new("empty", "fts4", ""),
        ]
    );
    assert_eq!(read.tables.len(), 1, "their shadow tables are theirs");
}

#[test]
fn what_altering_a_table_rewrites_in_them_is_read() {
    let read = comes_back(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
         CREATE VIEW v AS SELECT a FROM t;
         CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = new.a; END;
         ALTER TABLE t RENAME COLUMN a TO \"b c\";
         ALTER TABLE t RENAME TO u;",
    );
    assert_eq!(read.views, [View::new("v", "SELECT \"b c\" FROM u")]);
    assert_eq!(
        read.triggers[0],
        Trigger::new("g", "AFTER INSERT ON u BEGIN DELETE FROM u WHERE \"b c\" = new.\"b c\"; END")
    );
}

#[test]
fn their_names_may_be_anything() {
    for name in
        ["select", "a b", "it's", "\"quoted\"", "`tick`", "a;b", "é🦀", "a)", "--", "/*", "as", "on", "a.b", "if"]
    {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let read = comes_back(&format!(
            "CREATE TABLE t (a);
             CREATE VIEW {quoted} AS SELECT a FROM t;
             CREATE TRIGGER {quoted} INSTEAD OF INSERT ON {quoted} BEGIN SELECT 1; END;"
        ));
        assert_eq!(read.views, [View::new(name, "SELECT a FROM t")]);
        assert_eq!(read.triggers[0].name.as_str(), name);
        assert_eq!(read.triggers[0].table(), Some(Name::from(name)));
    }
}

#[test]
fn what_reads_alike_is_one() {
    let one = "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a, b FROM t WHERE a > 0;
               CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT a FROM t; END";
    let other = "CREATE TABLE t (a, b); create view if not exists \"v\" as select \"a\" , b /* x */ from [t] where a>0;
                 CREATE TRIGGER main.g after insert ON 't' begin select a from t ; end";
    let (one, other) = (read(one), read(other));
    assert_eq!(one.views, other.views);
    assert_eq!(one.triggers[0].table(), other.triggers[0].table());
    assert_ne!(read("CREATE VIEW v AS SELECT 1").views, read("CREATE VIEW v AS SELECT 2").views);
}

#[test]
fn a_virtual_table_and_its_shadows_are_told_apart() {
    let sql = "CREATE TABLE f_data (a); DROP TABLE f_data;
               CREATE VIRTUAL TABLE f USING fts5(a); CREATE TABLE t (a); CREATE TABLE f_other (a); CREATE INDEX i ON t (a)";
    let found = inspect(&database(sql)).unwrap();
    let names: Vec<&str> = found.model.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["t", "f_other"]);
    assert!(found.unsaid.is_empty(), "{:?}", found.unsaid);
}

/// A module of the application's own, in a database that is opened without it.
#[test]
fn a_module_that_is_not_there_is_told_by_name() {
    let connection = database(
        "CREATE VIRTUAL TABLE f USING fts5(a); CREATE TABLE t (a);
         PRAGMA writable_schema = ON;
         UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE f USING strange(a)' WHERE name = 'f';
         PRAGMA writable_schema = RESET;",
    );
    let found = inspect(&connection).unwrap();
    assert_eq!(found.unsaid.len(), 1);
    assert_eq!(found.unsaid[0].kind, UnsaidKind::VirtualTable);
    let words = "virtual table `f` (its module `strange` is not in this SQLite library)";
    assert_eq!(found.unsaid[0].to_string(), words);
    assert!(found.model.virtual_tables.is_empty());
    assert!(introspect(&connection).unwrap_err().to_string().contains(words));
}

#[test]
fn temporary_ones_are_left_out() {
    let read = read(
        "CREATE TABLE t (a); CREATE TEMP VIEW v AS SELECT 1; CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
         CREATE VIRTUAL TABLE temp.f USING fts5(a);",
    );
    assert!(read.views.is_empty() && read.triggers.is_empty() && read.virtual_tables.is_empty());
    assert_eq!(unsaid("CREATE TABLE t (a)"), Vec::<String>::new());
}
