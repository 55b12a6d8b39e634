//! What shipped programs' databases hold: read, said in the language, made anew, and the same.

use schema_core::model::{DefaultValue, Literal};
use schema_sqlite::introspect;

use crate::support::{all_come_back, comes_back, database};

#[test]
fn keys() {
    all_come_back(&[
        "CREATE TABLE t (id integer primary key)",
        "CREATE TABLE t (id Integer Primary Key Autoincrement)",
        "CREATE TABLE t (id int primary key)",
        "CREATE TABLE t (id int primary key desc)",
        "CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))",
        "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, v)",
        "CREATE TABLE t (v, id INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, p INTEGER REFERENCES t) STRICT",
        "CREATE TABLE t (id INTEGER PRIMARY KEY ASC)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)",
        "CREATE TABLE t (id \"INTEGER\" PRIMARY KEY)",
        "CREATE TABLE t (code TEXT PRIMARY KEY)",
        "CREATE TABLE t (code PRIMARY KEY)",
        "CREATE TABLE t (a TEXT, b TEXT NOT NULL, c, PRIMARY KEY (a, b))",
        "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (b DESC, a COLLATE NOCASE))",
        "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
        "CREATE TABLE t (a INTEGER PRIMARY KEY DESC) WITHOUT ROWID",
        "CREATE TABLE t (a TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID, STRICT",
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE)",
        "CREATE TABLE t (a, b, CONSTRAINT pk PRIMARY KEY (a, b) ON CONFLICT IGNORE)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT)",
        "CREATE TABLE t (id INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t (id INTEGER, name TEXT, PRIMARY KEY (id AUTOINCREMENT))",
        "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL PRIMARY KEY)",
    ]);
}

#[test]
fn types() {
    let tables = [
        "",
        "INT",
        "unsigned big int",
        "VARCHAR(255)",
        "varchar ( 255 )",
        "NVARCHAR(100)",
        "NUMERIC(10,5)",
        "DECIMAL(10, -2)",
        "DOUBLE PRECISION",
        "NATIVE CHARACTER(70)",
        "\"quoted type\"",
        "[bracketed type]",
        "'type in a string'",
        "`type in ticks`",
        "\"with \"\"quotes\"\"\"",
        "GEOMETRY",
        "\"GEOMETRY(POINT)\"",
        "LONGVARCHAR",
        "CURRENCY",
        "ANY",
        "INTEGER /* of a kind */",
        "\"INT\" \"BIG\"",
        "GENERATED",
        "é",
    ]
    .map(|ty| format!("CREATE TABLE t (id INTEGER PRIMARY KEY, a {ty}, b {ty} NOT NULL, c {ty} DEFAULT NULL)"));
    all_come_back(&tables);
    let tables = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY", "text"]
        .map(|ty| format!("CREATE TABLE t (a {ty} PRIMARY KEY, b {ty}) STRICT"));
    all_come_back(&tables);
}

#[test]
fn defaults() {
    let tables = [
        "1",
        "-1",
        "+1",
        "- 1",
        "1.5",
        ".5",
        "5.",
        "1e10",
        "-0.0",
        "0x1F",
        "-0x1F",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999",
        "007",
        "'x'",
        "''",
        "'it''s'",
        "'two\nlines'",
        "\"x\"",
        "\"it's\"",
        "[x]",
        "`x`",
        "x",
        "none",
        "true",
        "FALSE",
        "\"true\"",
        "null",
        "(NULL)",
        "x'00ff'",
        "X''",
        "CURRENT_TIMESTAMP",
        "current_date",
        "(CURRENT_TIMESTAMP)",
        "(datetime('now', 'localtime'))",
        "(strftime('%s', 'now') * 1000)",
        "(1 + 2)",
        "((1))",
        "('x' || ')')",
        "(lower(hex(randomblob(16))))",
        "(json_array())",
        "(x'00')",
        "(-1)",
        "(CASE WHEN 1 THEN 2 ELSE 3 END)",
    ]
    .map(|default| {
        format!("CREATE TABLE t (a TEXT DEFAULT {default}, b NOT NULL DEFAULT {default} UNIQUE, c INTEGER)")
    });
    all_come_back(&tables);
}

#[test]
fn constraints() {
    all_come_back(&[
        "CREATE TABLE t (a NOT NULL NOT NULL)",
        "CREATE TABLE t (a NULL, b CONSTRAINT n NULL)",
        "CREATE TABLE t (a UNIQUE UNIQUE, b, UNIQUE (a), UNIQUE (a, b))",
        "CREATE TABLE t (a CHECK (a > 0) CHECK (a < 9), CHECK (a <> 5), CHECK (a <> 5), CONSTRAINT c CHECK (1), CONSTRAINT c CHECK (2))",
        "CREATE TABLE t (a CONSTRAINT one CONSTRAINT two NOT NULL)",
        "CREATE TABLE t (a, CONSTRAINT u UNIQUE (a), CONSTRAINT u UNIQUE (a COLLATE NOCASE) ON CONFLICT REPLACE)",
        "CREATE TABLE t (a NOT NULL ON CONFLICT IGNORE, b CONSTRAINT nn NOT NULL ON CONFLICT ROLLBACK DEFAULT 1)",
        "CREATE TABLE t (a INT CONSTRAINT positive CHECK (a > 0), b INT, CONSTRAINT sum CHECK (a + b < 10))",
        // No comma between table constraints.
        "CREATE TABLE t (a, b, UNIQUE (a) UNIQUE (b) CHECK (a > 0))",
        "CREATE TABLE t (a COLLATE NOCASE COLLATE RTRIM, b TEXT COLLATE \"nocase\")",
        "CREATE TABLE t (a, CHECK (a IN (1, 2) OR a LIKE '%)' ESCAPE '\\'))",
        "CREATE TABLE t (\"a\" TEXT CHECK (\"a\" <> 'x'), CHECK (length([a]) > 0 AND `a` NOT NULL))",
    ]);
}

#[test]
fn references() {
    all_come_back(&[
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER NOT NULL REFERENCES \"P\" (\"ID\") ON DELETE SET NULL)",
        "CREATE TABLE c (p INTEGER REFERENCES gone (id) ON DELETE CASCADE)",
        "CREATE TABLE c (p INTEGER REFERENCES gone)",
        "CREATE TABLE c (a, b, FOREIGN KEY (a, b) REFERENCES gone)",
        "CREATE TABLE p (a, b); CREATE TABLE c (p REFERENCES p (a))",
        "CREATE TABLE p (a, b); CREATE TABLE c (p REFERENCES p)",
        "CREATE TABLE p (a TEXT PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p (a))",
        "CREATE TABLE p (a, b, PRIMARY KEY (a, b)); CREATE TABLE c (x, y, FOREIGN KEY (x, y) REFERENCES p ON UPDATE CASCADE)",
        "CREATE TABLE p (a, b, PRIMARY KEY (a, b)); CREATE TABLE c (x REFERENCES p)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, parent REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b); CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY);
         CREATE TABLE c (p REFERENCES p (id) MATCH FULL ON DELETE SET DEFAULT NOT DEFERRABLE, q CONSTRAINT fk REFERENCES p ON UPDATE RESTRICT)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id) REFERENCES p (id), FOREIGN KEY (p) REFERENCES p (id))",
        "CREATE VIEW v AS SELECT 1 AS id; CREATE TABLE c (p REFERENCES v (id))",
    ]);
}

#[test]
fn generated_columns() {
    all_come_back(&[
        "CREATE TABLE t (a INT, b INT AS (a * 2))",
        "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a * 2) STORED NOT NULL UNIQUE CHECK (b > 0))",
        "CREATE TABLE t (b AS (a || ')') VIRTUAL, a)",
        "CREATE TABLE t (a JSON, b TEXT GENERATED ALWAYS AS (a ->> '$.b') VIRTUAL); CREATE INDEX i ON t (b)",
        "CREATE TABLE t (a INT, b REFERENCES t (a) AS (a), UNIQUE (a))",
    ]);
}

#[test]
fn quotes_and_comments_and_words() {
    all_come_back(&[
        "CREATE TABLE [t t] ([a b] INT, `c``d` INT, 'e''f' INT, \"g\"\"h\" INT, UNIQUE ('a b', [c`d]), PRIMARY KEY (\"e'f\"))",
        "CREATE TABLE \"order\" (\"select\" INT, \"from\" INT REFERENCES \"order\" (\"select\"), \"index\" INT, UNIQUE (\"select\"))",
        "CREATE TABLE t (key TEXT, action, abort, \"desc\" INT, replace, temp, view, \"unique\", row, rows, current, filter, always)",
        "CREATE TABLE t -- the table\n ( -- its columns\n a INT -- a\n , /* b, */ b INT /* ) */ DEFAULT /* x */ 1 -- ,\n)-- end",
        "/* before */ CREATE /* in */ TABLE t (a /* CHECK (x) */ CHECK /* y */ (a /* > 1 */ > 0), -- DEFAULT 5\n b)",
        "CREATE TABLE t(a,b,c);CREATE INDEX i ON t(a,b DESC)WHERE c>0;CREATE UNIQUE INDEX[j]ON[t]([c])",
        "CREATE TABLE IF NOT EXISTS main.t (a)",
        "CREATE TABLE Ünï (Straße TEXT, \"🦀\" INT)",
        "CREATE TABLE t (Id INT, ID2 INT, CHECK (iD > 0)); CREATE INDEX i ON T (ID)",
        "CREATE TABLE \"a.b\" (\"c.d\" INT)",
        "CREATE TABLE t (\"two\nlines\" INT, \"a\tb\" INT)",
    ]);
}

#[test]
fn altered_tables() {
    all_come_back(&[
        "CREATE TABLE t (a INT); ALTER TABLE t ADD COLUMN b TEXT; ALTER TABLE t ADD c NOT NULL DEFAULT 'x' COLLATE NOCASE",
        "CREATE TABLE t (a INT -- why\n); ALTER TABLE t ADD COLUMN b TEXT CHECK (b <> '')",
        "CREATE TABLE t (a INT, CHECK (a > 0)); ALTER TABLE t ADD COLUMN b INT REFERENCES t (a)",
        "CREATE TABLE t (a INT, UNIQUE (a)); ALTER TABLE t ADD COLUMN b INT GENERATED ALWAYS AS (a) VIRTUAL",
        "CREATE TABLE t (a INT, b INT) STRICT; ALTER TABLE t ADD COLUMN c TEXT DEFAULT NULL; ALTER TABLE t DROP COLUMN b",
        "CREATE TABLE t (a INT, b INT); ALTER TABLE t RENAME COLUMN a TO \"select\"; ALTER TABLE t RENAME TO \"from\"",
        "CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\", NULL AS d, 1.5 AS e, x'00' AS f",
        "CREATE TABLE s (a INTEGER PRIMARY KEY, b VARCHAR(10), c DATE, d BOOLEAN); CREATE TABLE t AS SELECT * FROM s",
    ]);
}

#[test]
fn indexes() {
    all_come_back(&[
        "CREATE TABLE t (a, b); CREATE INDEX i ON t (a COLLATE NOCASE DESC, b ASC)",
        "CREATE TABLE t (a TEXT, b); CREATE INDEX i ON t (lower(a), b + 1 DESC, (a || b) COLLATE NOCASE) WHERE b IS NOT NULL AND a IN ('x', 'y)')",
        "CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (a) WHERE b = 1; CREATE UNIQUE INDEX IF NOT EXISTS main.j ON t (a) -- why",
        "CREATE TABLE t (a, b); CREATE INDEX \"i j\" ON \"t\" (\"a\", 'b'); CREATE INDEX k ON t ((a)); CREATE INDEX l ON t (((a)))",
        "CREATE TABLE t (a, b); CREATE INDEX i ON t (coalesce(a, b), CASE a WHEN 1 THEN 2 END, a -> '$.x')",
        "CREATE TABLE t (a, b); CREATE INDEX i ON t (a, a, b COLLATE BINARY)",
        "CREATE TABLE t (a, b); CREATE INDEX i ON t (1, 'x' || a)",
    ]);
}

#[test]
fn a_default_that_is_read_is_the_one_that_sqlite_stores() {
    let model = comes_back("CREATE TABLE t (a DEFAULT \"it's\", b DEFAULT ('x'), c DEFAULT -1)");
    let default = |at: usize| model.tables[0].columns[at].default.clone().unwrap();
    assert_eq!(default(0), DefaultValue::Literal(Literal::Text("it's".to_owned())));
    assert!(matches!(default(1), DefaultValue::Expr(_)));
    assert_eq!(default(2), DefaultValue::Literal(Literal::Integer("-1".to_owned())));
}

/// What SQLite's grammar takes although its documentation does not say so.
#[test]
fn odd_grammar() {
    all_come_back(&[
        "CREATE TABLE t (a CONSTRAINT x, b)",
        "CREATE TABLE t (a INT CONSTRAINT x CONSTRAINT y UNIQUE, b CONSTRAINT z)",
        "CREATE TABLE t (a, CONSTRAINT x)",
        "CREATE TABLE t (a, b, CONSTRAINT x CONSTRAINT y CHECK (a), CONSTRAINT z UNIQUE (b))",
        "CREATE TABLE t (a, CONSTRAINT x, UNIQUE (a))",
        "CREATE TABLE t (a INT DEFAULT 1 DEFAULT 2, b INT DEFAULT (3) DEFAULT 'x')",
        "CREATE TABLE t (a \"x\" 'y' [z])",
        "CREATE TABLE t (a HIDDEN, b INT HIDDEN)",
        "CREATE TABLE p (a UNIQUE); CREATE TABLE t (a REFERENCES p (a) ON INSERT CASCADE ON DELETE NO ACTION)",
        "CREATE TABLE t (a REFERENCES t ON DELETE SET DEFAULT DEFAULT 5, b)",
        "CREATE TABLE t (a REFERENCES t (a) ON DELETE CASCADE ON DELETE SET NULL, UNIQUE (a))",
        "CREATE TABLE t (a REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED NOT DEFERRABLE, UNIQUE (a))",
        "CREATE TABLE t (a REFERENCES t (a) NOT DEFERRABLE INITIALLY DEFERRED, UNIQUE (a))",
        "CREATE TABLE t (a REFERENCES t (a) DEFERRABLE INITIALLY IMMEDIATE DEFERRABLE INITIALLY DEFERRED, UNIQUE (a))",
        "CREATE TABLE t (a REFERENCES t (a) UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE t (a UNIQUE,\r\n\tb\x0cINT\r\n)",
        "CREATE TABLE t (a INTEGER PRIMARY KEY) without rowid",
        "CREATE TABLE t (a INT PRIMARY KEY) STRICT,WITHOUT ROWID",
        "CREATE TABLE t (a INT NOT NULL ON CONFLICT FAIL NOT NULL ON CONFLICT IGNORE)",
        "CREATE TABLE t (a INT NOT NULL NULL)",
        "CREATE TABLE t (a INT NULL NOT NULL)",
        "CREATE TABLE t (a UNIQUE ON CONFLICT FAIL CHECK (a) COLLATE NOCASE PRIMARY KEY)",
        "CREATE TABLE t (a, b, PRIMARY KEY (a, a))",
        "CREATE TABLE t (a, b, PRIMARY KEY (a, b, a)) WITHOUT ROWID",
        "CREATE TABLE t (a, b, UNIQUE (a, a), UNIQUE (a COLLATE NOCASE, a))",
        "CREATE TABLE t (a, b, UNIQUE (a), UNIQUE (a), UNIQUE (b, a), PRIMARY KEY (b))",
        "CREATE TABLE t (a INT, PRIMARY KEY (\"a\"), FOREIGN KEY ('a') REFERENCES t ([a]))",
        "CREATE TABLE t (a INTEGER, PRIMARY KEY ('a'))",
        "CREATE TABLE t (a CHECK (a IS NOT DISTINCT FROM 1 AND a NOTNULL AND a ISNULL IS FALSE))",
        "CREATE TABLE t (a CHECK (a -> '$.x' IS NOT NULL AND json_extract(a, '$.y') BETWEEN 1 AND 2))",
        "CREATE TABLE t (a CHECK (CAST(a AS INTEGER) = a AND a GLOB '[0-9]*' AND a <> X'00' AND 0x10 > 1e3))",
        "CREATE TABLE t (a CHECK (typeof(a) = 'text' COLLATE NOCASE AND (a, 1) = (1, a) AND a % 2 << 1 | 3 & ~a))",
        "CREATE TABLE t (a CHECK (iif(a, 1, 2) AND a = TRUE AND a IS NOT FALSE AND NULLIF(a, 3)))",
        "CREATE TABLE t (a CHECK (\"a\" <> \"no column\"))",
        "CREATE TABLE t (a CHECK (a LIKE 'x' ESCAPE '!'))",
        "CREATE TABLE t (\"a'b\" CHECK (\"a'b\" > 0), [c\"d] CHECK ([c\"d] > 0), CHECK (t.[c\"d] > 0))",
    ]);
}

#[test]
fn digits_with_lines_between_them() {
    if rusqlite::version_number() < 3_046_000 {
        eprintln!("SKIPPED: numbers such as 1_000 are SQLite 3.46's, and this is {}", rusqlite::version());
        return;
    }
    comes_back("CREATE TABLE t (a INT DEFAULT 1_000, b DEFAULT (1_0 + 2))");
}

/// A database of an application with collations and functions of its own, opened without them.
#[test]
fn what_the_library_lacks_is_read_all_the_same() {
    let connection = database(
        "CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE, b TEXT CHECK (hex(b) > ''), c AS (hex(b)), PRIMARY KEY (b COLLATE NOCASE));
         CREATE INDEX i ON t (hex(a), b COLLATE NOCASE);
         CREATE VIEW v AS SELECT hex(a) FROM t;
         PRAGMA writable_schema = ON;
         UPDATE sqlite_master SET sql = replace(replace(sql, 'hex', 'strange'), 'NOCASE', 'odd');
         PRAGMA writable_schema = RESET;",
    );
    let model = introspect(&connection).unwrap();
    let table = &model.tables[0];
    assert_eq!(table.columns[0].collation, Some("odd".into()));
    assert_eq!(table.checks[0].expr.as_str(), "strange(b) > ''");
    assert_eq!(table.indexes[0].parts[1].collation, Some("odd".into()));
    assert_eq!(model.views[0].sql.as_str(), "SELECT strange(a) FROM t");
}
