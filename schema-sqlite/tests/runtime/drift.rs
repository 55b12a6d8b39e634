//! Drift, object by object.

use schema_core::syntax::parse_snapshot;
use schema_sqlite::drift;

const MODEL: &str = r#"format 1
    table parents { id integer primary key, code text, unique uq_code (code), }
    table things {
        id integer primary key,
        n integer default 1,
        a text? collate nocase,
        on boolean default true,
        made datetime default now,
        day date? default now,
        parent integer?,
        twice integer? generated "n * 2" virtual,
        check ck_n "n > 0",
        foreign key fk_parent (parent) references parents (id) on delete set null,
        index ix_a (a desc) where "a <> ''",
    }
"#;

const SQL: [&str; 3] = [
    "CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT NOT NULL, CONSTRAINT uq_code UNIQUE (code))",
    "CREATE TABLE things (
        id INTEGER PRIMARY KEY,
        n INTEGER NOT NULL DEFAULT 1,
        a TEXT COLLATE NOCASE,
        \"on\" BOOLEAN NOT NULL DEFAULT TRUE,
        made DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
        day DATE DEFAULT CURRENT_DATE,
        parent INTEGER,
        twice INTEGER GENERATED ALWAYS AS (n * 2) VIRTUAL,
        CONSTRAINT ck_n CHECK (n > 0),
        CONSTRAINT fk_parent FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE SET NULL
    )",
    "CREATE INDEX ix_a ON things (a DESC) WHERE a <> ''",
];

/// What differs when this text of the SQL is another.
fn differs(from: &str, to: &str) -> Vec<String> {
    let sql = SQL.join(";\n");
    assert!(sql.contains(from), "{from}");
    after(&sql.replacen(from, to, 1))
}

fn after(sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let parsed = parse_snapshot(MODEL);
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    let found = drift(&connection, &parsed.value.model).unwrap();
    found.into_iter().map(|difference| difference.message).collect()
}

#[test]
fn a_database_as_declared_has_none() {
    assert_eq!(after(&SQL.join(";")), Vec::<String>::new());
    assert_eq!(differs("DEFAULT TRUE", "DEFAULT 1"), Vec::<String>::new());
    assert_eq!(differs("n > 0", "\"n\"  >0 /* x */"), Vec::<String>::new());
}

#[test]
fn each_difference_is_told_by_its_name() {
    for (from, to, words) in [
        (
            "n INTEGER NOT NULL DEFAULT 1",
            "n BIGINT NOT NULL DEFAULT 1",
            "column `things.n` has type `BIGINT`, not type `INTEGER`",
        ),
        ("n INTEGER NOT NULL", "n INTEGER", "column `things.n` may be null"),
        ("a TEXT COLLATE", "a TEXT NOT NULL COLLATE", "column `things.a` may not be null"),
        ("DEFAULT 1", "DEFAULT 2", "column `things.n` has default `2`, not `1`"),
        ("DEFAULT 1", "", "column `things.n` has default none, not `1`"),
        ("DEFAULT CURRENT_DATE", "DEFAULT 'x''y'", "column `things.day` has default `'x''y'`, not `(CURRENT_DATE)`"),
        ("COLLATE NOCASE", "COLLATE RTRIM", "column `things.a` has collation `RTRIM`, not `NOCASE`"),
        ("COLLATE NOCASE", "", "column `things.a` has collation none, not `NOCASE`"),
        ("(n * 2) VIRTUAL", "(n * 3) VIRTUAL", "column `things.twice` is generated otherwise, as `n * 3`"),
        ("GENERATED ALWAYS AS (n * 2) VIRTUAL", "", "column `things.twice` is not generated"),
        ("day DATE DEFAULT CURRENT_DATE,", "", "column `things.day` is missing"),
        ("day DATE", "more TEXT, day DATE", "column `things.more` is not in the schema"),
        (
            "CONSTRAINT ck_n CHECK (n > 0)",
            "CONSTRAINT ck_n CHECK (n > 1)",
            "check `ck_n` of table `things` is not as the schema says",
        ),
        ("CONSTRAINT ck_n CHECK (n > 0),", "", "check `ck_n` of table `things` is missing"),
        (
            "ON DELETE SET NULL",
            "ON DELETE CASCADE",
            "reference `fk_parent` of table `things` is not as the schema says",
        ),
        (
            "CONSTRAINT uq_code",
            "CONSTRAINT uq_other",
            "unique constraint `uq_code` of table `parents` is unique constraint `uq_other`",
        ),
        ("ix_a ON things (a DESC)", "ix_a ON things (a)", "index `ix_a` of table `things` is not as the schema says"),
        ("INDEX ix_a", "UNIQUE INDEX ix_a", "index `ix_a` of table `things` is not as the schema says"),
        (
            "code TEXT NOT NULL",
            "code TEXT NOT NULL ON CONFLICT IGNORE",
            "column `parents.code` has `not null on conflict ignore`, not `not null on conflict abort`",
        ),
        (
            "ON DELETE SET NULL",
            "ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
            "reference `fk_parent` of table `things` is not as the schema says",
        ),
    ] {
        let found = differs(from, to);
        assert!(found.iter().any(|found| found == words), "{words}\n{found:#?}");
    }
}

#[test]
fn what_is_added_to_our_tables_differs_and_what_stands_beside_them_does_not() {
    let sql = SQL.join(";");
    for (more, words) in [
        ("CREATE INDEX mine ON things (n)", Some("index `mine` of table `things` is not in the schema")),
        (
            "CREATE TRIGGER g AFTER INSERT ON things BEGIN SELECT 1; END",
            Some("trigger `g` on `things` is not in the schema"),
        ),
        ("CREATE TABLE other (a UNIQUE ON CONFLICT FAIL); CREATE INDEX mine ON other (a)", None),
        ("CREATE VIEW v AS SELECT * FROM things", None),
        ("CREATE VIEW v AS SELECT 1 AS a; CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END", None),
        ("CREATE VIRTUAL TABLE f USING fts5 (a)", None),
    ] {
        let found = after(&format!("{sql};{more}"));
        assert_eq!(found, words.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{more}");
    }
}

const OBJECTS: &str = r#"
    table things { id integer primary key, a text?, }
    view named (x) "SELECT a FROM things"
    trigger g "AFTER INSERT ON things BEGIN DELETE FROM things WHERE a = new.a; END"
    trigger h "INSTEAD OF INSERT ON named BEGIN INSERT INTO things (a) VALUES (new.x); END"
    virtual table words "fts5(a, content='')"
"#;

const OBJECTS_SQL: [&str; 5] = [
    "CREATE TABLE things (id INTEGER PRIMARY KEY, a TEXT)",
    "CREATE VIEW IF NOT EXISTS main.named(x) AS SELECT a FROM things",
    "CREATE TRIGGER g AFTER INSERT ON things BEGIN delete from \"things\" where a = NEW.a; END",
    "CREATE TRIGGER h INSTEAD OF INSERT ON named BEGIN INSERT INTO things (a) VALUES (new.x); END",
    "CREATE VIRTUAL TABLE words USING fts5 (a, content = '' /* why */)",
];

#[test]
fn objects_are_told_one_by_one() {
    let parsed = parse_snapshot(&format!("format 1\n{OBJECTS}"));
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    let found = |sql: &str| -> Vec<String> {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let found = drift(&connection, &parsed.value.model).unwrap();
        found.into_iter().map(|difference| difference.message).collect()
    };
    let sql = OBJECTS_SQL.join(";\n");
    assert_eq!(found(&sql), Vec::<String>::new());
    let without = |nth: usize| -> String {
        let mut sql = OBJECTS_SQL.to_vec();
        sql.remove(nth);
        sql.join(";\n")
    };
    for (sql, words) in [
        (without(4), "virtual table `words` is missing"),
        (without(3), "trigger `h` is missing"),
        (without(2), "trigger `g` is missing"),
        (without(1).replace("ON named", "ON things").replace("INSTEAD OF", "AFTER"), "view `named` is missing"),
        (sql.replace("SELECT a", "SELECT id"), "view `named` is not as the schema says"),
        (sql.replace("(x) AS", "(y) AS").replace("new.x", "new.y"), "view `named` is not as the schema says"),
        (sql.replace("a = NEW.a", "a <> NEW.a"), "trigger `g` is not as the schema says"),
        (sql.replace("INSERT INTO things", "INSERT OR IGNORE INTO things"), "trigger `h` is not as the schema says"),
        (sql.replace("fts5 (a", "fts5 (b"), "virtual table `words` is not as the schema says"),
        (
            format!("{}; CREATE VIEW words AS SELECT 1", without(4)),
            "virtual table `words` is missing; in its place is a view",
        ),
        (
            format!("{}; CREATE TABLE words (a)", without(4)),
            "virtual table `words` is missing; in its place is a table",
        ),
        (
            format!("{sql}; CREATE TRIGGER i INSTEAD OF DELETE ON named BEGIN SELECT 1; END"),
            "trigger `i` on `named` is not in the schema",
        ),
    ] {
        let found = found(&sql);
        // With the view, or its column, its trigger is another.
        let count = if sql.contains("named(x)") { 1 } else { 2 };
        assert!(found.len() == count && found[0] == words, "{sql}\n{found:?}");
    }
    // What is beside them is not ours.
    let more = "CREATE VIEW v AS SELECT 1 AS a; CREATE TRIGGER vt INSTEAD OF DELETE ON v BEGIN SELECT 1; END;
                CREATE VIRTUAL TABLE more USING rtree (id, a, b)";
    assert_eq!(found(&format!("{sql};{more}")), Vec::<String>::new());
}

#[test]
fn what_took_a_tables_place_is_told() {
    let found = after(&format!("{}; CREATE VIEW things AS SELECT 1", SQL[0]));
    assert!(found.contains(&"table `things` is missing; in its place is a view".to_owned()), "{found:?}");
    let found = after(SQL[0]);
    assert_eq!(found, ["table `things` is missing"]);
    let found = after(&format!("{}; CREATE VIRTUAL TABLE things USING fts5 (a)", SQL[0]));
    assert!(found.contains(&"table `things` is missing; in its place is a virtual table".to_owned()), "{found:?}");
}

/// An enum is text with its check, whoever made it; and pulled it stays that.
#[test]
fn an_enum_has_not_drifted_from_what_was_made_of_it() {
    let snapshot = "format 1\nenum e { open, closed } table t { id integer primary key, a enum e, b enum e? }";
    let model = parse_snapshot(snapshot).value.model;
    let drifted = |sql: &str| -> Vec<String> {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        drift(&connection, &model).unwrap().into_iter().map(|difference| difference.message).collect()
    };
    let made = schema_core::sql::create(&model, schema_core::dialect::Dialect::Sqlite);
    assert_eq!(drifted(&made), [""; 0]);
    let by_hand = "CREATE TABLE t (id INTEGER PRIMARY KEY,
        a text not null CONSTRAINT ck_t_a CHECK (a in ( 'closed', 'open')), b TEXT,
        CONSTRAINT ck_t_b CHECK (b IN ('closed','open')))";
    assert_eq!(drifted(by_hand), [""; 0]);
    let other = drifted(&made.replacen("'closed', ", "", 1));
    assert!(other.len() == 1 && other[0].contains("ck_t_a"), "{other:?}");

    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(&made).unwrap();
    let read = schema_sqlite::introspect(&connection).unwrap();
    assert!(read.enums.is_empty());
    assert_eq!(read.tables[0].checks.len(), 2);
    let lowered = schema_core::dialect::sqlite::lower(&model);
    assert_eq!(schema_core::diff::diff(&read, &lowered, &schema_core::model::Transition::default()), []);
}
