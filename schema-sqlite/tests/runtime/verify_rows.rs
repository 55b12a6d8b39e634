//! The proof with rows in every table: on schemas of every sort, and on scripts that lose something.

use rusqlite::Connection;
use schema_core::history::History;
use schema_sqlite::verify::{Failure, Notes, Verify, hazards_declared, rows_survive};

use crate::support::{BASELINE, NAMES, REBUILD, Step, history};

fn says(result: Result<Notes, Failure>, words: &[&str]) {
    let text = result.expect_err("is no proof").to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

fn proved(history: &History<'_>) -> Vec<String> {
    rows_survive(history).unwrap_or_else(|failure| panic!("{failure}")).notes
}

/// One revision that makes these tables, and a second that makes nothing.
fn tables(tables: &'static str, up: &'static str, down: &'static str) -> History<'static> {
    history(&[
        Step { name: "0001_baseline", tables, up, down },
        Step { name: "0002_more", tables, up: "SELECT 1", down: "SELECT 1" },
    ])
}

#[test]
fn a_rebuild_that_loses_or_changes_a_value_is_found() {
    const TEXT: Step = Step {
        up: "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
            INSERT INTO new_users (id, name, email) SELECT id, name, trim(coalesce(email, '?'), '0') FROM users;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;",
        ..REBUILD
    };
    says(
        rows_survive(&history(&[BASELINE, NAMES, TEXT])),
        &[
            "revision `0003_rebuild` up: table `users`, row `id` = 9007199254740993, `name` = '007': `email` was '007', is '7'",
        ],
    );

    // Only a whole number that is no float tells.
    const REAL: Step = Step {
        up: "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
            INSERT INTO new_users (id, name, email) SELECT CAST(CAST(id AS REAL) AS INTEGER), name, coalesce(email, '?')
            FROM users;
            UPDATE posts SET user_id = CAST(CAST(user_id AS REAL) AS INTEGER);
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;",
        ..REBUILD
    };
    says(rows_survive(&history(&[BASELINE, NAMES, REAL])), &["`id` was 9007199254740993, is 9007199254740992"]);
}

#[test]
fn rows_that_are_lost_are_counted() {
    const FEWER: Step = Step {
        up: "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
            INSERT INTO new_users (id, name, email) SELECT id, name, coalesce(email, '?') FROM users WHERE name IS NOT NULL;
            DROP TABLE posts;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;
            CREATE TABLE posts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                body TEXT NOT NULL
            );
            CREATE INDEX ix_posts_user_id ON posts (user_id);",
        ..REBUILD
    };
    says(
        rows_survive(&history(&[BASELINE, NAMES, FEWER])),
        &["table `users` had 6 rows, and has 5", "table `posts` had 6 rows, and has 0"],
    );
}

#[test]
fn a_way_back_that_loses_rows_is_found() {
    const BACK: Step = Step {
        down: "CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none', name TEXT);
            INSERT INTO new_users (id, name) SELECT id, name FROM users;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;",
        ..REBUILD
    };
    let broken = history(&[BASELINE, NAMES, BACK]);
    says(rows_survive(&broken), &["revision `0003_rebuild` down: table `users`, row `id` = "]);
    // What is never taken down has no way back to prove.
    for verify in [Verify::new(&broken).floor("0003_rebuild"), Verify::new(&broken).skip(["0003_rebuild"])] {
        assert_eq!(verify.rows_survive(), Ok(Notes::default()));
        assert_eq!(verify.up_down_up(), Ok(Notes::default()));
    }
    says(Verify::new(&broken).floor("0002_names").rows_survive(), &["revision `0003_rebuild` down"]);
    says(Verify::new(&broken).skip(["0004_gone"]).rows_survive(), &["there is no revision `0004_gone`"]);
    says(Verify::new(&broken).floor("0004_gone").up_down_up(), &["there is no revision `0004_gone`"]);
}

#[test]
fn a_column_that_breaks_on_rows_alone_is_found() {
    const BREAKS: Step = Step {
        up: "ALTER TABLE users ADD COLUMN name TEXT; CREATE UNIQUE INDEX x ON users (name) WHERE name IS NOT NULL;
             UPDATE users SET name = 'somebody'; DROP INDEX x;",
        ..NAMES
    };
    says(
        rows_survive(&history(&[BASELINE, BREAKS])),
        &["revision `0002_names` with rows in every table", "UNIQUE constraint failed"],
    );
}

#[test]
fn what_a_script_says_of_its_own_is_no_loss() {
    const LOWER: Step = Step {
        name: "0003_lower",
        up: "UPDATE users SET email = 'x' || email; DELETE FROM posts WHERE body = ''; INSERT INTO users (id) VALUES (1);",
        down: "DELETE FROM users WHERE id = 1;",
        ..NAMES
    };
    // What is not compared is told.
    assert_eq!(
        proved(&history(&[BASELINE, NAMES, LOWER])),
        [
            "revision `0003_lower`: values of `users.email` are changed by a statement of its own; what becomes of them is \
             yours to test",
            "revision `0003_lower`: rows of `posts` may go or be replaced by a statement of its own, so that whether each \
             survives is yours to test",
        ]
    );
}

#[test]
fn a_drop_that_may_be_a_rename_has_to_be_declared() {
    const RENAMED: Step = Step {
        name: "0002_renamed",
        tables: r#"
            table users as User { id integer primary key, mail text? default "none" }
            table posts as Post {
                id integer primary key autoincrement,
                user_id integer,
                body text,
                foreign key _ (user_id) references users (id) on delete cascade,
                index ix_posts_user_id (user_id),
            }
        "#,
        up: "ALTER TABLE users DROP COLUMN email; ALTER TABLE users ADD COLUMN mail TEXT DEFAULT 'none';",
        down: "ALTER TABLE users DROP COLUMN mail; ALTER TABLE users ADD COLUMN email TEXT DEFAULT 'none';",
    };
    let history = history(&[BASELINE, RENAMED]);
    let failure = hazards_declared(&history).unwrap_err().to_string();
    for text in ["revision `0002_renamed` loses rows or values and does not say so", "--rename users.email=mail"] {
        assert!(failure.contains(text), "{failure}");
    }
    Verify::new(&history).skip(["0002_renamed"]).hazards_declared().unwrap();
    hazards_declared(&self::history(&[BASELINE, NAMES])).unwrap();
}

#[test]
fn a_look_that_refuses_is_proved_on_rows_that_fit() {
    const LOOKS: Step = Step {
        up: "-- look: SELECT count(*), quote(min(id)), 'column `email` of table `users` is null' FROM users WHERE email IS NULL
            CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
            INSERT INTO new_users (id, name, email) SELECT id, name, email FROM users;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;",
        ..REBUILD
    };
    let notes = proved(&history(&[BASELINE, NAMES, LOOKS]));
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].starts_with("revision `0003_rebuild` is proved on rows that fit it alone: "), "{notes:?}");
}

#[test]
fn a_new_reference_and_a_new_unique_get_rows_that_fit_them() {
    const BEFORE: &str = "
        table users { id integer primary key }
        table posts { id integer primary key, user_id integer?, kind boolean }";
    const AFTER: &str = "
        table users { id integer primary key }
        table posts {
            id integer primary key, user_id integer?, kind boolean,
            foreign key _ (user_id) references users (id),
            unique _ (kind),
        }";
    let steps = [
        Step {
            name: "0001_a",
            tables: BEFORE,
            up: "CREATE TABLE users (id INTEGER PRIMARY KEY);
                CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER, kind BOOLEAN NOT NULL)",
            down: "DROP TABLE posts; DROP TABLE users",
        },
        Step {
            name: "0002_b",
            tables: AFTER,
            up: "-- look: SELECT count(*), NULL, 'a kind is there twice' FROM (SELECT 1 FROM posts GROUP BY kind HAVING count(*) > 1)
                CREATE TABLE n (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), kind BOOLEAN NOT NULL UNIQUE);
                INSERT INTO n (id, user_id, kind) SELECT id, user_id, kind FROM posts;
                DROP TABLE posts; ALTER TABLE n RENAME TO posts",
            down: "CREATE TABLE n (id INTEGER PRIMARY KEY, user_id INTEGER, kind BOOLEAN NOT NULL);
                INSERT INTO n (id, user_id, kind) SELECT id, user_id, kind FROM posts;
                DROP TABLE posts; ALTER TABLE n RENAME TO posts",
        },
    ];
    let notes = proved(&history(&steps));
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn circles_self_references_and_every_type_get_rows() {
    let all = tables(
        r#"
        table a {
            id integer primary key,
            b_id integer,
            foreign key _ (b_id) references b (id) deferrable initially deferred,
        }
        table b {
            id integer primary key,
            a_id integer?,
            foreign key _ (a_id) references a (id),
        }
        table trees {
            id text primary key,
            up text,
            foreign key _ (up) references trees (id),
        }
        table sorts strict {
            id integer primary key autoincrement,
            small smallint?,
            flag boolean? default true,
            half real? default 0.5,
            exact decimal(6, 2)?,
            name text? default "it's",
            bytes blob?,
            day date?,
            at datetime?,
            doc json?,
            uid uuid?,
            raw sql "ANY"?,
        }
        table keys without rowid {
            kind varchar(3),
            n integer,
            tree text,
            twice integer generated "n * 2" stored,
            primary key (kind, n),
            foreign key _ (tree) references trees (id) on delete cascade,
        }
        table checked {
            id integer primary key,
            state text,
            from_day date,
            to_day date,
            code char(2),
            share real,
            check _ "state IN ('open', 'shut')",
            check _ "to_day >= from_day",
            check _ "length(code) = 2 AND code = upper(code)",
            check _ "share BETWEEN 0.25 AND 0.75",
            unique _ (state, share),
        }
        "#,
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER NOT NULL REFERENCES b (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id));
        CREATE TABLE trees (id TEXT NOT NULL PRIMARY KEY, up TEXT NOT NULL REFERENCES trees (id));
        CREATE TABLE sorts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, small INTEGER, flag INTEGER DEFAULT 1, half REAL DEFAULT 0.5, exact ANY,
            name TEXT DEFAULT 'it''s', bytes BLOB, day TEXT, at TEXT, doc TEXT, uid TEXT, raw ANY
        ) STRICT;
        CREATE TABLE keys (
            kind VARCHAR(3) NOT NULL, n INTEGER NOT NULL, tree TEXT NOT NULL REFERENCES trees (id) ON DELETE CASCADE,
            twice INTEGER NOT NULL GENERATED ALWAYS AS (n * 2) STORED, PRIMARY KEY (kind, n)
        ) WITHOUT ROWID;
        CREATE TABLE checked (
            id INTEGER PRIMARY KEY, state TEXT NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL, code CHAR(2) NOT NULL,
            share REAL NOT NULL,
            CHECK (state IN ('open', 'shut')),
            CHECK (to_day >= from_day),
            CHECK (length(code) = 2 AND code = upper(code)),
            CHECK (share BETWEEN 0.25 AND 0.75),
            UNIQUE (state, share)
        )",
        "DROP TABLE checked; DROP TABLE keys; DROP TABLE sorts; DROP TABLE trees; DROP TABLE b; DROP TABLE a",
    );
    assert_eq!(proved(&all), Vec::<String>::new());
}

#[test]
fn a_table_without_any_row_that_passes_is_told_and_takes_rows_of_your_own() {
    let odd = tables(
        r#"table odd { id integer primary key, word text, check _ "length(word) = 9 AND word LIKE 'q%z'" }"#,
        "CREATE TABLE odd (id INTEGER PRIMARY KEY, word TEXT NOT NULL, CHECK (length(word) = 9 AND word LIKE 'q%z'))",
        "DROP TABLE odd",
    );
    let notes = proved(&odd);
    assert!(
        notes.iter().any(|note| note.starts_with("SKIPPED: table `odd` has no rows before revision `0002_more`")),
        "{notes:?}"
    );

    fn own(connection: &Connection, revision: &str) -> rusqlite::Result<()> {
        match revision {
            "0001_baseline" => connection.execute_batch("INSERT INTO odd VALUES (1, 'qabcdefgz')"),
            _ => Ok(()),
        }
    }
    let notes = Verify::new(&odd).rows(own).rows_survive().unwrap().notes;
    assert!(!notes.iter().any(|note| note.contains("before revision `0002_more`")), "{notes:?}");
}
