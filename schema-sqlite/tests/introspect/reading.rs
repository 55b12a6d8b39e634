//! What SQL is written, and what model it must read back as.

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::dialect::sqlite::{lower, rowid_alias};
use schema_core::model::{
    Action, Check, Column, Conflict, DefaultValue, Direction, ForeignKey, Generated, Index, IndexKey, IndexPart,
    KeyColumn, Literal, Model, Name, NotNull, PrimaryKey, Sql, Storage, Table, Type, Unique,
};
use schema_core::sql::create;
use schema_core::syntax::parse_declaration;
use schema_sqlite::{drift, inspect};

use crate::support::{database, read};

fn verbatim(ty: &str) -> Type {
    Type::Verbatim(Sql::new(ty))
}

fn column(name: &str, ty: &str) -> Column {
    Column::new(name, verbatim(ty))
}

fn nullable(name: &str, ty: &str) -> Column {
    Column { nullable: true, ..column(name, ty) }
}

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::from(*name)).collect()
}

fn key(columns: &[&str]) -> PrimaryKey {
    PrimaryKey::new(names(columns))
}

fn part(column: &str) -> IndexPart {
    IndexPart { key: IndexKey::Column(column.into()), collation: None, direction: Direction::Asc }
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table { columns, ..Table::new(name) }
}

fn model(tables: Vec<Table>) -> Model {
    Model::of_tables(tables)
}

#[test]
fn a_table_with_everything_that_the_model_can_say() {
    let read = read(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
         CREATE TABLE \"order items\" (
             /* a comment */ id INTEGER PRIMARY KEY AUTOINCREMENT,
             parent INTEGER NOT NULL REFERENCES parents ON DELETE CASCADE ON UPDATE SET DEFAULT, -- another
             code TEXT DEFAULT 'a, (b' CONSTRAINT fk_code REFERENCES parents(code) NOT DEFERRABLE,
             \"full\" TEXT COLLATE nocase GENERATED ALWAYS AS (code || '(' || parent) STORED,
             double DOUBLE PRECISION AS (n * 2),
             n DECIMAL(10,2) NOT NULL DEFAULT -5 CHECK (n > -5),
             made DATETIME DEFAULT CURRENT_TIMESTAMP,
             untyped,
             CONSTRAINT uq UNIQUE (parent, code),
             CONSTRAINT ck CHECK ( n <> 'it''s' ),
             FOREIGN KEY (parent, code) REFERENCES \"order items\" (id, n)
         );
         CREATE INDEX ix ON \"order items\" (parent DESC, code COLLATE NOCASE, lower(code) COLLATE RTRIM DESC, (n + 1))
             WHERE n > 0 AND code <> ';';
         CREATE UNIQUE INDEX [ux] ON \"order items\" (\"code\");",
    );
    let parents = Table {
        primary_key: Some(key(&["id"])),
        uniques: vec![Unique::new(None, ["code"])],
        ..table("parents", vec![column("id", "INTEGER"), column("code", "TEXT")])
    };
    let reference = |name: Option<&str>, columns: &[&str], to: &str, references: &[&str]| ForeignKey {
        name: name.map(Name::from),
        columns: names(columns),
        table: to.into(),
        references: names(references),
        bare: false,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferred: false,
    };
    let items = Table {
        columns: vec![
            column("id", "INTEGER"),
            column("parent", "INTEGER"),
            Column { default: Some(DefaultValue::Literal(Literal::Text("a, (b".into()))), ..nullable("code", "TEXT") },
            Column {
                collation: Some("NOCASE".into()),
                generated: Some(Generated { expr: Sql::new("code || '(' || parent"), storage: Storage::Stored }),
                ..nullable("full", "TEXT")
            },
            Column {
                generated: Some(Generated { expr: Sql::new("n * 2"), storage: Storage::Virtual }),
                ..nullable("double", "DOUBLE PRECISION")
            },
            Column {
                default: Some(DefaultValue::Literal(Literal::Integer("-5".into()))),
                ..column("n", "DECIMAL(10,2)")
            },
            Column { default: Some(DefaultValue::Expr(Sql::new("CURRENT_TIMESTAMP"))), ..nullable("made", "DATETIME") },
            nullable("untyped", ""),
        ],
        primary_key: Some(PrimaryKey { autoincrement: true, ..key(&["id"]) }),
        foreign_keys: vec![
            ForeignKey {
                on_delete: Action::Cascade,
                on_update: Action::SetDefault,
                bare: true,
                ..reference(None, &["parent"], "parents", &["id"])
            },
            reference(Some("fk_code"), &["code"], "parents", &["code"]),
            reference(None, &["parent", "code"], "order items", &["id", "n"]),
        ],
        uniques: vec![Unique::new(Some("uq".into()), ["parent", "code"])],
        checks: vec![
            Check { name: None, expr: Sql::new("n > -5") },
            Check { name: Some("ck".into()), expr: Sql::new("n <> 'it''s'") },
        ],
        indexes: vec![
            Index {
                name: "ix".into(),
                unique: false,
                parts: vec![
                    IndexPart { direction: Direction::Desc, ..part("parent") },
                    IndexPart { collation: Some("NOCASE".into()), ..part("code") },
                    IndexPart {
                        key: IndexKey::Expr(Sql::new("lower(code)")),
                        collation: Some("RTRIM".into()),
                        direction: Direction::Desc,
                    },
                    IndexPart { key: IndexKey::Expr(Sql::new("(n + 1)")), ..part("n") },
                ],
                filter: Some(Sql::new("n > 0 AND code <> ';'")),
            },
            Index { name: "ux".into(), unique: true, parts: vec![part("code")], filter: None },
        ],
        ..Table::new("order items")
    };
    assert_eq!(read, model(vec![parents, items]));
    assert_eq!(lower(&read), read, "lowering what was read changes nothing");
}

#[test]
fn the_text_of_an_expression_is_kept() {
    let read = read("CREATE TABLE t (a CHECK (a  > /* why */ 0), b DEFAULT ( 1 +  2 ))");
    assert_eq!(read.tables[0].checks[0].expr.as_str(), "a  > /* why */ 0");
    let Some(DefaultValue::Expr(expr)) = &read.tables[0].columns[1].default else { panic!() };
    assert_eq!(expr.as_str(), "1 +  2");
}

#[test]
fn forms_that_say_the_same_are_one_model() {
    for (one, other) in [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER, PRIMARY KEY (id))"),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY)",
            "CREATE TABLE T2 (id INTEGER, PRIMARY KEY (ID)); ALTER TABLE T2 RENAME TO t",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY)",
            "create table [t] (`id` integer constraint pk primary key asc on conflict abort)",
        ),
        ("CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT, UNIQUE (A))"),
        ("CREATE TABLE t (a TEXT NULL COLLATE BINARY)", "CREATE TABLE t (a TEXT)"),
        ("CREATE TABLE t (a INT CHECK (a > 0))", "CREATE TABLE t (a INT, CHECK (a>0))"),
        ("CREATE TABLE t (a DEFAULT TRUE)", "CREATE TABLE t (a DEFAULT true)"),
        ("CREATE TABLE t (a DEFAULT \"x\")", "CREATE TABLE t (a DEFAULT 'x')"),
        ("CREATE TABLE t (a DEFAULT current_date)", "CREATE TABLE t (a DEFAULT CURRENT_DATE)"),
        ("CREATE TABLE t (b, a TEXT AS (1) VIRTUAL)", "CREATE TABLE t (b, a TEXT GENERATED ALWAYS AS (1))"),
        (
            "CREATE TABLE t (a TEXT PRIMARY KEY, b TEXT) WITHOUT ROWID",
            "CREATE TABLE t (a TEXT NOT NULL, b TEXT, PRIMARY KEY (a)) WITHOUT ROWID",
        ),
        ("CREATE TABLE t (a TEXT PRIMARY KEY) STRICT", "CREATE TABLE t (a text NOT NULL PRIMARY KEY) STRICT"),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a))",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b, FOREIGN KEY (B) REFERENCES T (A) MATCH FULL DEFERRABLE)",
        ),
        (
            "CREATE TABLE t (a COLLATE NOCASE); CREATE INDEX i ON t (a)",
            "CREATE TABLE t (a COLLATE nocase); CREATE INDEX i ON t (\"A\" COLLATE nocase ASC)",
        ),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, PRIMARY KEY (a COLLATE nocase DESC))"),
        ("CREATE TABLE t (a TEXT PRIMARY KEY DESC)", "CREATE TABLE t (a TEXT, PRIMARY KEY (a DESC))"),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY DESC) WITHOUT ROWID",
            "CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC)) WITHOUT ROWID",
        ),
        (
            "CREATE TABLE t (a DEFAULT 1 COLLATE nocase)",
            "CREATE TABLE t (a CONSTRAINT d DEFAULT 1 CONSTRAINT c COLLATE nocase)",
        ),
        (
            "CREATE TABLE t (a, b CHECK (b <> 'open'), c AS (a || 'it''s')); CREATE INDEX i ON t (b) WHERE a <> 'x'",
            "CREATE TABLE t (a, b CHECK (b <> \"open\"), c AS (a || \"it's\")); CREATE INDEX i ON t (b) WHERE \"A\" <> \"x\"",
        ),
        (
            "CREATE TABLE t (a); CREATE INDEX i ON t (a COLLATE NOCASE)",
            "CREATE TABLE t (a); CREATE INDEX i ON t ((((a)) COLLATE nocase))",
        ),
        ("CREATE TABLE t (a); CREATE INDEX i ON t (a DESC)", "CREATE TABLE t (a); CREATE INDEX i ON t ((A) DESC)"),
        (
            "CREATE TABLE t (a, b); CREATE INDEX i ON t (a) WHERE b",
            "CREATE TABLE t (a, b); CREATE INDEX i ON t ('a') WHERE \"b\"",
        ),
    ] {
        let mut right = read(other);
        // A constraint's name is a difference; here it only shows that it may stand there.
        right.tables.iter_mut().for_each(|table| {
            if let Some(key) = &mut table.primary_key {
                key.name = None;
            }
        });
        assert_eq!(read(one), right, "{one}\n{other}");
    }
}

#[test]
fn forms_that_differ_are_two_models() {
    for (one, other) in [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INT PRIMARY KEY)"),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY DESC)"),
        ("CREATE TABLE t (id INT PRIMARY KEY DESC)", "CREATE TABLE t (id INTEGER PRIMARY KEY DESC)"),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY)"),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)"),
        ("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE t (id INT NOT NULL PRIMARY KEY)"),
        ("CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT (1))"),
        ("CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT '1')"),
        ("CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT TRUE)"),
        ("CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT +1)"),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t)",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a))",
        ),
        ("CREATE TABLE t (a DEFAULT 'x')", "CREATE TABLE t (a DEFAULT 'X')"),
        ("CREATE TABLE t (a DEFAULT NULL)", "CREATE TABLE t (a)"),
        ("CREATE TABLE t (a DEFAULT \"true\")", "CREATE TABLE t (a DEFAULT true)"),
        ("CREATE TABLE t (a VARCHAR(5))", "CREATE TABLE t (a VARCHAR(6))"),
        ("CREATE TABLE t (b, a TEXT AS (1) STORED)", "CREATE TABLE t (b, a TEXT AS (1) VIRTUAL)"),
        ("CREATE TABLE t (a TEXT) STRICT", "CREATE TABLE t (a TEXT)"),
        ("CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE t (a PRIMARY KEY)"),
        (
            "CREATE TABLE t (a COLLATE NOCASE); CREATE INDEX i ON t (a)",
            "CREATE TABLE t (a COLLATE NOCASE); CREATE INDEX i ON t (a COLLATE BINARY)",
        ),
        ("CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)"),
        ("CREATE TABLE t (a NOT NULL)", "CREATE TABLE t (a CONSTRAINT n NOT NULL)"),
        ("CREATE TABLE t (a NOT NULL)", "CREATE TABLE t (a NOT NULL ON CONFLICT FAIL)"),
        ("CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a UNIQUE ON CONFLICT FAIL)"),
        ("CREATE TABLE t (a UNIQUE)", "CREATE TABLE t (a, UNIQUE (a DESC))"),
        ("CREATE TABLE t (a PRIMARY KEY)", "CREATE TABLE t (a PRIMARY KEY ON CONFLICT FAIL)"),
        ("CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE UNIQUE INDEX i ON t (a)"),
        ("CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t (a DESC)"),
        ("CREATE TABLE t (a); CREATE INDEX i ON t (a)", "CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE a"),
    ] {
        assert_ne!(read(one), read(other), "{one}\n{other}");
    }
}

#[test]
fn names_of_every_kind_are_read_as_they_are() {
    let hostile = ["select", "a b", "it's", "\"quoted\"", "`tick`", "a;b", "é🦀", "A", "a)", "--", "/*", "x'00'"];
    for name in hostile {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let sql = [
            format!("CREATE TABLE {quoted} ({quoted} INTEGER CONSTRAINT {quoted} PRIMARY KEY, other REFERENCES {quoted}, CONSTRAINT {quoted} UNIQUE ({quoted}));"),
            format!("CREATE INDEX {} ON {quoted} ({quoted}, other);", quoted.replacen('"', "\"ix ", 1)),
        ]
        .concat();
        let read = read(&sql);
        let table = &read.tables[0];
        assert_eq!(table.name.as_str(), name);
        assert_eq!(table.columns[0].name.as_str(), name);
        let key = table.primary_key.as_ref().unwrap();
        assert_eq!((key.name.as_ref().unwrap().as_str(), key.columns[0].name.as_str()), (name, name));
        assert_eq!(table.uniques[0].name.as_ref().unwrap().as_str(), name);
        assert_eq!(table.foreign_keys[0].table.as_str(), name);
        assert_eq!(table.foreign_keys[0].references[0].as_str(), name);
        assert_eq!(table.indexes[0].parts[0].key, IndexKey::Column(name.into()));
    }
}

#[test]
fn what_altering_leaves_behind_is_read() {
    let read = read(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
         CREATE TABLE b (a INTEGER REFERENCES a (id));
         ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7 CHECK (y > 0);
         ALTER TABLE a RENAME COLUMN x TO \"z z\";
         ALTER TABLE a RENAME TO c;
         CREATE TABLE made AS SELECT id, \"z z\" FROM c;",
    );
    assert_eq!(read.tables.len(), 3);
    assert_eq!(read.tables[0].columns[1].name.as_str(), "z z");
    assert_eq!(read.tables[0].columns[2].default, Some(DefaultValue::Literal(Literal::Integer("7".into()))));
    assert_eq!(read.tables[1].foreign_keys[0].table.as_str(), "c");
    assert_eq!(read.tables[2].columns[0].name.as_str(), "id");
}

#[test]
fn what_a_constraint_says_beside_its_columns_is_read() {
    let read = read(
        "CREATE TABLE t (
             id INTEGER CONSTRAINT nn NOT NULL ON CONFLICT FAIL,
             a TEXT UNIQUE ON CONFLICT REPLACE,
             b TEXT NOT NULL ON CONFLICT ABORT REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED,
             c TEXT NULL,
             PRIMARY KEY (id DESC, b COLLATE nocase) ON CONFLICT IGNORE,
             UNIQUE (b COLLATE RTRIM DESC, a COLLATE binary ASC) ON CONFLICT ROLLBACK,
             FOREIGN KEY (c) REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED,
             CHECK (a) ON CONFLICT ROLLBACK
         )",
    );
    let table = &read.tables[0];
    assert_eq!(table.columns[0].not_null, NotNull { said: false, name: Some("nn".into()), conflict: Conflict::Fail });
    assert_eq!(table.columns[2].not_null, NotNull::default());
    let column = |name: &str, collation: Option<&str>, direction| KeyColumn {
        name: name.into(),
        collation: collation.map(Name::from),
        direction,
    };
    let columns = vec![column("id", None, Direction::Desc), column("b", Some("NOCASE"), Direction::Asc)];
    let key = PrimaryKey { conflict: Conflict::Ignore, ..PrimaryKey::new(columns) };
    assert_eq!(table.primary_key, Some(key));
    let columns = vec![column("b", Some("RTRIM"), Direction::Desc), column("a", None, Direction::Asc)];
    assert_eq!(
        table.uniques,
        [
            Unique { conflict: Conflict::Replace, ..Unique::new(None, ["a"]) },
            Unique { conflict: Conflict::Rollback, ..Unique::new(None, columns) },
        ]
    );
    assert!(table.foreign_keys.iter().all(|key| key.deferred));
    assert_eq!(table.checks[0].expr, Sql::new("a"));
}

#[test]
fn a_key_that_descends_on_its_column_is_not_the_rowid() {
    let of = |sql: &str| rowid_alias(&read(sql).tables[0]).map(|column| column.name.to_string());
    assert_eq!(of("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)"), None);
    assert_eq!(of("CREATE TABLE t (a INTEGER, PRIMARY KEY (a DESC))"), Some("a".to_owned()));
}

#[test]
fn system_temporary_and_attached_tables_are_left_out() {
    let read = read(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
         CREATE TABLE frostline_history (history TEXT, x TEXT);
         CREATE INDEX frostline_x ON frostline_history (x);
         CREATE INDEX i ON t (a);
         INSERT INTO t (a) VALUES ('x');
         ANALYZE;
         CREATE TEMP TABLE t (other TEXT);
         CREATE TEMP VIEW v AS SELECT 1;
         ATTACH ':memory:' AS more;
         CREATE TABLE more.u (a TEXT);
         CREATE TABLE more.t (b TEXT);",
    );
    assert_eq!(read.tables.len(), 1);
    assert_eq!(read.tables[0].columns.len(), 2);
    assert_eq!(read.tables[0].indexes.len(), 1);
}

#[test]
fn what_is_no_database_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(
        &path,
        "these are notes, more than one hundred bytes of them, so that nobody takes it for a header. ".repeat(20),
    )
    .unwrap();
    let error = inspect(&Connection::open(&path).unwrap()).unwrap_err();
    assert!(error.is_not_a_database(), "{error}");
}

/// What is declared is the same as what is read of it: SQLite rewrites the one when a column is renamed
/// beside it, and reads the other as what it is.
#[test]
fn an_expression_reads_back_as_what_was_declared() {
    for declared in [
        "table t { id integer primary key, a text?, b text?, check ck \"b <> \\\"open\\\"\", }",
        "table t { id integer primary key, a text?, b text?, index ix (sql \"a collate nocase\"), }",
        "table t { id integer primary key, a text?, b text?, index ix (sql \"(a)\" desc, sql \"lower(b) collate rtrim\"), }",
    ] {
        let parsed = parse_declaration(declared);
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let connection = database(&create(&parsed.value.model, Dialect::Sqlite));
        assert_eq!(drift(&connection, &parsed.value.model).unwrap(), [], "{declared}");
        connection
            .execute_batch(
                "ALTER TABLE t ADD COLUMN x; ALTER TABLE t RENAME COLUMN x TO y; ALTER TABLE t DROP COLUMN y",
            )
            .unwrap();
        assert_eq!(drift(&connection, &parsed.value.model).unwrap(), [], "{declared}");
    }
}
