//! Histories made by hand, files to run them on, and dumps to judge them by.

use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use schema_core::dialect::Dialect;
use schema_core::history::{History, Identity, Revision, Script};
use schema_sqlite::{Error, Report, Result, Upgrade};

/// One revision as a test writes it.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// The tables of the snapshot.
    pub(crate) tables: &'static str,
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
}

pub(crate) const BASELINE: Step = Step {
    name: "0001_baseline",
    tables: r#"
        table users as User {
            id integer primary key,
            email text? default "none",
        }
        table posts as Post {
            id integer primary key autoincrement,
            user_id integer,
            body text,
            foreign key _ (user_id) references users (id) on delete cascade,
            index ix_posts_user_id (user_id),
        }
    "#,
    up: "-- the beginning
        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none');
        CREATE TABLE posts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            body TEXT NOT NULL
        );
        CREATE INDEX ix_posts_user_id ON posts (user_id);",
    down: "DROP TABLE posts; DROP TABLE users;",
};

pub(crate) const NAMES: Step = Step {
    name: "0002_names",
    tables: r#"
        table users as User {
            id integer primary key,
            email text? default "none",
            name text?,
        }
        table posts as Post {
            id integer primary key autoincrement,
            user_id integer,
            body text,
            foreign key _ (user_id) references users (id) on delete cascade,
            index ix_posts_user_id (user_id),
        }
    "#,
    up: "ALTER TABLE users ADD COLUMN name TEXT;",
    down: "ALTER TABLE users DROP COLUMN name;",
};

/// Copies the parent of the posts into a new shape: with foreign keys on, dropping it would delete them.
pub(crate) const REBUILD: Step = Step {
    name: "0003_rebuild",
    tables: r#"
        table users as User {
            id integer primary key,
            name text?,
            email text,
        }
        table posts as Post {
            id integer primary key autoincrement,
            user_id integer,
            body text,
            foreign key _ (user_id) references users (id) on delete cascade,
            index ix_posts_user_id (user_id),
        }
    "#,
    up: r#"
        CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
        INSERT INTO new_users (id, name, email) SELECT id, name, coalesce(email, '?') FROM users;
        DROP TABLE users;
        ALTER TABLE new_users RENAME TO users;
    "#,
    down: r#"
        CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none', name TEXT);
        INSERT INTO new_users (id, name, email) SELECT id, name, email FROM users;
        DROP TABLE users;
        ALTER TABLE new_users RENAME TO users;
    "#,
};

pub(crate) const CHAIN: [Step; 3] = [BASELINE, NAMES, REBUILD];

pub(crate) const ROWS: &str = "
    INSERT INTO users (id, email) VALUES (1, 'a@example.org'), (2, NULL), (9223372036854775807, '007');
    INSERT INTO posts (user_id, body) VALUES (1, 'one'), (1, 'two'), (2, x'00ff'), (9223372036854775807, '');
    INSERT INTO posts (id, user_id, body) VALUES (77, 1, 'gone');
    DELETE FROM posts WHERE id = 77;
";

pub(crate) fn history(steps: &[Step]) -> History<'static> {
    named("main", steps)
}

pub(crate) fn named(name: &str, steps: &[Step]) -> History<'static> {
    let mut revisions: Vec<Revision<'static>> = Vec::new();
    for step in steps {
        let snapshot = format!("format 1\n{}", step.tables);
        let scripts =
            vec![Script { dialect: Dialect::Sqlite, up: step.up.to_owned().into(), down: step.down.to_owned().into() }];
        let parent = revisions.last().map(|parent| parent.identity);
        revisions.push(Revision {
            name: step.name.to_owned().into(),
            identity: Identity::of(parent, &snapshot, &scripts),
            snapshot: snapshot.into(),
            scripts: scripts.into(),
        });
    }
    let declaration = steps.last().map(|step| step.tables).unwrap_or_default();
    History {
        name: name.to_owned().into(),
        revisions: revisions.into(),
        declaration: declaration.into(),
        ..History::default()
    }
}

/// The chain with one more revision, of this SQL, that changes nothing of the schema.
pub(crate) fn with(up: &'static str) -> History<'static> {
    let more = Step { name: "0004_more", tables: REBUILD.tables, up, down: "" };
    history(&[BASELINE, NAMES, REBUILD, more])
}

/// A database file in a folder of its own.
pub(crate) struct File {
    folder: tempfile::TempDir,
}

impl File {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A file that the first `count` revisions of the chain ran on, with rows.
    pub(crate) fn at(count: usize) -> Self {
        let file = Self::new();
        upgrade(&mut file.open(), &history(&CHAIN[..count])).unwrap();
        if count > 0 {
            file.execute(if count < 3 { ROWS.to_owned() } else { ROWS.replace("NULL", "'?'") });
        }
        file
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// A connection with foreign keys on.
    pub(crate) fn open(&self) -> Connection {
        let connection = Connection::open(self.path()).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        connection
    }

    pub(crate) fn execute(&self, sql: impl AsRef<str>) {
        self.open().execute_batch(sql.as_ref()).unwrap_or_else(|error| panic!("{error}\n{}", sql.as_ref()));
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap_or_default()
    }

    pub(crate) fn dump(&self) -> Vec<String> {
        dump(&self.open())
    }
}

pub(crate) fn upgrade(connection: &mut Connection, history: &History<'_>) -> Result<Report> {
    Upgrade::new(history).run(connection)
}

/// Everything that a database holds: header, schema and rows, each value with its type.
pub(crate) fn dump(connection: &Connection) -> Vec<String> {
    let mut lines = vec![
        format!("user_version {}", pragma(connection, "user_version")),
        format!("schema_version {}", pragma(connection, "schema_version")),
    ];
    lines.extend(query(connection, "SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY rowid"));
    let tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY rowid";
    for table in query(connection, tables) {
        let table = table.trim_start_matches("Text(").trim_end_matches(')').trim_matches('"').to_owned();
        for row in query(connection, &format!("SELECT * FROM main.\"{table}\"")) {
            lines.push(format!("{table}: {row}"));
        }
    }
    lines
}

/// The rows of a query, a line each.
pub(crate) fn query(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let count = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<String> = (0..count)
            .map(|at| match row.get_ref(at).unwrap() {
                ValueRef::Text(text) => format!("Text({:?})", String::from_utf8_lossy(text)),
                other => format!("{other:?}"),
            })
            .collect();
        lines.push(values.join(" "));
    }
    lines
}

pub(crate) fn pragma(connection: &Connection, name: &str) -> i64 {
    connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
}

/// Waits so many milliseconds for a lock. (The driver's own call takes SQLite 3.44.)
pub(crate) fn busy_timeout(connection: &Connection, milliseconds: u32) {
    connection.query_row(&format!("PRAGMA busy_timeout = {milliseconds}"), [], |_| Ok(())).unwrap();
}

/// The names of the revisions that the history table holds, oldest first.
pub(crate) fn recorded(connection: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM frostline_history WHERE history = 'main' ORDER BY ordinal";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<rusqlite::Result<_>>().unwrap()
}

/// An upgrade that has to be refused, without a byte of the file changed.
pub(crate) fn refused(file: &File, history: &History<'_>) -> Error {
    let before = file.bytes();
    let mut connection = file.open();
    let error = upgrade(&mut connection, history).expect_err("is refused");
    left_as_it_was(&connection);
    drop(connection);
    assert_eq!(file.bytes(), before, "changed the file: {error}");
    error
}

/// The connection is usable: in no transaction, with its settings back.
pub(crate) fn left_as_it_was(connection: &Connection) {
    assert!(connection.is_autocommit());
    assert_eq!(pragma(connection, "foreign_keys"), 1);
}
