//! Two schemas of one program: each goes its own way up and down, with rows and with foreign keys on, whether they
//! share a file or not.

use rusqlite::Connection;
use schema_core::history::History;
use schema_sqlite::{Upgrade, applied, back};

use crate::support::{CHAIN, File, ROWS, Step, history, left_as_it_was, named, query, upgrade};

const ACCOUNTS: Step = Step {
    name: "0001_accounts",
    tables: "table accounts { id integer primary key, name text }
        table entries {
            id integer primary key,
            account_id integer,
            amount real?,
            foreign key _ (account_id) references accounts (id) on delete cascade,
        }",
    up: "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE entries (
             id INTEGER PRIMARY KEY,
             account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
             amount REAL
         );",
    down: "DROP TABLE entries; DROP TABLE accounts;",
};

/// A rebuild of the parent: with foreign keys on, dropping it would delete the entries.
const KINDS: Step = Step {
    name: "0002_kinds",
    tables: "table accounts { id integer primary key, kind text default \"none\", name text }
        table entries {
            id integer primary key,
            account_id integer,
            amount real?,
            foreign key _ (account_id) references accounts (id) on delete cascade,
        }",
    up: "CREATE TABLE new_accounts (id INTEGER PRIMARY KEY, kind TEXT NOT NULL DEFAULT 'none', name TEXT NOT NULL);
         INSERT INTO new_accounts SELECT id, 'none', name FROM accounts;
         DROP TABLE accounts;
         ALTER TABLE new_accounts RENAME TO accounts;",
    down: "CREATE TABLE new_accounts (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         INSERT INTO new_accounts SELECT id, name FROM accounts;
         DROP TABLE accounts;
         ALTER TABLE new_accounts RENAME TO accounts;",
};

/// A schema of the program, and how its rows are told.
struct Schema {
    history: History<'static>,
    rows: &'static str,
    /// What every revision of it has.
    kept: &'static str,
    /// A row that refers to nothing.
    astray: &'static str,
    tables: &'static str,
}

fn schemas() -> [Schema; 2] {
    [
        Schema {
            history: history(&CHAIN),
            rows: ROWS,
            kept: "SELECT posts.id, user_id, hex(body), email FROM posts JOIN users ON users.id = user_id ORDER BY 1",
            astray: "INSERT INTO posts (user_id, body) VALUES (1000, '')",
            tables: "'users', 'posts'",
        },
        Schema {
            history: named("books", &[ACCOUNTS, KINDS]),
            rows: "INSERT INTO accounts (id, name) VALUES (1, 'cash'), (-7, ''), (9223372036854775807, '007');
                   INSERT INTO entries (account_id, amount) VALUES (1, 0.1), (1, -1e300), (-7, NULL), (9223372036854775807, 2)",
            kept: "SELECT entries.id, account_id, amount, name FROM entries JOIN accounts ON accounts.id = account_id ORDER BY 1",
            astray: "INSERT INTO entries (account_id) VALUES (1000)",
            tables: "'accounts', 'entries'",
        },
    ]
}

impl Schema {
    /// Brings a database to this many of its revisions; what is new there gets its rows.
    fn go(&self, connection: &mut Connection, revisions: usize) {
        let at = applied(connection, &self.history.name).unwrap().len();
        let ran = if revisions < at {
            back(connection, &self.history, revisions).unwrap()
        } else if let Some(last) = self.history.after(revisions) {
            Upgrade::new(&self.history).to(last.name.as_ref()).run(connection).unwrap()
        } else {
            return;
        };
        assert_eq!(ran.applied.len(), revisions.abs_diff(at));
        if at == 0 && revisions > 0 {
            let rows = if self.history.name == "main" && revisions == 3 {
                self.rows.replace("NULL", "'?'")
            } else {
                self.rows.to_owned()
            };
            connection.execute_batch(&rows).unwrap();
        }
    }

    /// All that a database has of it.
    fn dump(&self, connection: &Connection) -> Vec<String> {
        let mut lines = query(
            connection,
            &format!("SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({}) ORDER BY 1, 2", self.tables),
        );
        if !lines.is_empty() {
            for table in self.tables.replace('\'', "").split(", ") {
                lines.extend(query(connection, &format!("SELECT * FROM {table} ORDER BY id")));
            }
        }
        let record = "SELECT ordinal, name, identity, applied_at, down_sql FROM frostline_history WHERE history = ";
        if query(connection, "SELECT 1 FROM sqlite_master WHERE name = 'frostline_history'").len() == 1 {
            lines.extend(query(connection, &format!("{record}'{}' ORDER BY ordinal", self.history.name)));
        }
        lines
    }

    /// Its references hold, and are enforced.
    fn holds(&self, connection: &Connection, revisions: usize) {
        assert_eq!(applied(connection, &self.history.name).unwrap().len(), revisions);
        if revisions > 0 {
            let error = connection.execute_batch(self.astray).unwrap_err().to_string();
            assert_eq!(error, "FOREIGN KEY constraint failed");
        } else {
            assert_eq!(self.dump(connection), Vec::<String>::new(), "nothing is left of it");
        }
    }
}

/// From each pair of places one of the two goes to each of its places, with `files` of databases.
fn walk(files: usize) {
    let schemas = schemas();
    for places in (0..=3).flat_map(|main| (0..=2).map(move |books| [main, books])) {
        for (moves, stays) in [(0, 1), (1, 0)] {
            for to in 0..=schemas[moves].history.revisions.len() {
                let what = format!("{places:?}: {moves} to {to} with {files} files");
                let held: Vec<File> = (0..files).map(|_| File::new()).collect();
                let file = |schema: usize| &held[schema % files];
                for (schema, place) in
                    schemas.iter().zip(places).enumerate().map(|(at, (schema, place))| ((at, schema), place))
                {
                    schema.1.go(&mut file(schema.0).open(), place);
                }
                let other = schemas[stays].dump(&file(stays).open());
                let bytes = file(stays).bytes();
                let mut connection = file(moves).open();
                let kept = (places[moves] > 0).then(|| query(&connection, schemas[moves].kept));
                schemas[moves].go(&mut connection, to);
                left_as_it_was(&connection);
                if let Some(kept) = kept.filter(|_| to > 0) {
                    assert_eq!(kept.len(), 4, "{what}");
                    let now = query(&connection, schemas[moves].kept);
                    // A rebuild of the chain says `?` for what was null.
                    let null = |row: &String| row.replace(" Null", " Text(\"?\")");
                    assert_eq!(
                        now.iter().map(null).collect::<Vec<_>>(),
                        kept.iter().map(null).collect::<Vec<_>>(),
                        "{what}"
                    );
                }
                schemas[moves].holds(&connection, to);
                drop(connection);

                assert_eq!(schemas[stays].dump(&file(stays).open()), other, "{what}");
                assert!(files == 1 || file(stays).bytes() == bytes, "{what}");
                schemas[stays].holds(&file(stays).open(), places[stays]);
                for held in &held {
                    let connection = held.open();
                    assert_eq!(query(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new(), "{what}");
                    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{what}");
                }
                // Both arrive at their heads from there, and one after the other finds nothing to do.
                for (at, schema) in schemas.iter().enumerate() {
                    upgrade(&mut file(at).open(), &schema.history).unwrap();
                }
                for (at, schema) in schemas.iter().enumerate() {
                    let bytes = file(at).bytes();
                    assert!(upgrade(&mut file(at).open(), &schema.history).unwrap().applied.is_empty(), "{what}");
                    assert_eq!(file(at).bytes(), bytes, "{what}");
                }
            }
        }
    }
}

#[test]
fn two_schemas_in_one_database_go_up_and_down_with_their_rows() {
    walk(1);
}

#[test]
fn two_databases_of_one_program_go_up_and_down_with_their_rows() {
    walk(2);
}

/// An older program is told of its own schema alone: that the other one is newer is not its affair.
#[test]
fn a_program_that_is_old_in_one_schema_is_refused_in_that_one() {
    let [main, books] = schemas();
    let file = File::new();
    main.go(&mut file.open(), 3);
    books.go(&mut file.open(), 2);
    for old in 0..2 {
        let (dump, bytes) = (file.dump(), file.bytes());
        let error = upgrade(&mut file.open(), &books.history.up_to(old)).unwrap_err();
        assert!(error.is_newer(), "{error}");
        assert!(upgrade(&mut file.open(), &main.history).unwrap().applied.is_empty());
        assert_eq!((file.dump(), file.bytes()), (dump, bytes));
    }
    for old in 0..3 {
        assert!(upgrade(&mut file.open(), &main.history.up_to(old)).unwrap_err().is_newer());
        assert!(upgrade(&mut file.open(), &books.history).unwrap().applied.is_empty());
    }
}
