//! What a script asks of the rows before it runs.

use std::error::Error as _;

use crate::support::{BASELINE, CHAIN, File, NAMES, Step, history, refused, upgrade};

/// `users.email` becomes `not null`, and a user has no name twice: both ask first.
const ASKS: Step = Step {
    name: "0003_asks",
    tables: r#"
        table users as User {
            id integer primary key,
            email text,
            name text?,
        }
        table posts as Post {
            id integer primary key autoincrement,
            user_id integer,
            body text,
            foreign key _ (user_id) references users (id) on delete cascade,
            unique _ (user_id),
        }
    "#,
    up: "-- Revision 0003.
-- look: SELECT count(*), quote(min(id)), 'column `email` of table `users` is null' FROM users WHERE email IS NULL
-- look: SELECT coalesce(sum(n), 0), quote(min(k)), 'column `user_id` of table `posts` is not unique' FROM (SELECT count(*) AS n, user_id AS k FROM posts GROUP BY user_id HAVING count(*) > 1)

/* -- look: SELECT 1, 2, 'never' */
-- looks: SELECT no, query
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT);
-- look: SELECT 1, 2, 'never'
INSERT INTO new_users (id, email, name) SELECT id, email, name FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE TABLE new_posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    UNIQUE (user_id)
);
INSERT INTO new_posts (id, user_id, body) SELECT id, user_id, body FROM posts;
DROP TABLE posts;
ALTER TABLE new_posts RENAME TO posts;",
    down: "",
};

#[test]
fn all_rows_at_fault_are_told_at_once_and_nothing_is_changed() {
    for start in [1, 2] {
        let error = refused(&File::at(start), &history(&[BASELINE, NAMES, ASKS]));
        assert!(error.is_rows(), "{error}");
        assert!(error.source().is_none());
        assert_eq!(
            error.to_string(),
            "revision `0003_asks` does not fit the rows: column `email` of table `users` is null in 1 row, with key 2, \
             column `user_id` of table `posts` is not unique in 2 rows, the first with key 1; mend these rows, then run \
             it again; nothing was changed"
        );
        let report = error.report().unwrap();
        assert_eq!((report.applied.len(), &report.from), (2 - start, &report.to));
    }
}

#[test]
fn rows_that_were_mended_go_through() {
    let file = File::at(2);
    let chain = history(&[BASELINE, NAMES, ASKS]);
    file.execute("UPDATE users SET email = '' WHERE email IS NULL");
    let error = refused(&file, &chain);
    assert!(!error.to_string().contains("email"), "{error}");
    file.execute("DELETE FROM posts WHERE user_id = 1 AND body = 'two'");
    upgrade(&mut file.open(), &chain).unwrap();
    assert!(upgrade(&mut file.open(), &chain).unwrap().applied.is_empty());
}

/// Those of a later revision see what the earlier ones have done.
#[test]
fn a_look_sees_what_ran_before_its_script() {
    const MENDS: Step = Step {
        name: "0003_mends",
        tables: NAMES.tables,
        up: "UPDATE users SET email = '?' WHERE email IS NULL; DELETE FROM posts WHERE body = 'two'",
        down: "",
    };
    let file = File::at(1);
    upgrade(&mut file.open(), &history(&[BASELINE, NAMES, MENDS, Step { name: "0004_asks", ..ASKS }])).unwrap();
}

#[test]
fn a_look_that_is_none_is_refused() {
    for (look, words) in [
        ("-- look: DELETE FROM posts", "is no query"),
        ("-- look: COMMIT", "is no query"),
        ("-- look: PRAGMA user_version = 3", "is no query"),
        ("-- look: WITH a AS (SELECT 1) DELETE FROM posts RETURNING 1, 2, 3", "writes"),
        ("-- look: SELECT 0, 1, 'x'; DELETE FROM posts", "is more than one statement"),
        ("-- look: SELECT 1", "does not have three columns"),
        ("-- look: SELECT 1, 1, 'x' WHERE 0", "has no row"),
        ("-- look: VALUES (0, 1, 'x'), (0, 1, 'x')", "has more than one row"),
        ("-- look: SELECT 'many', 1, 'x'", "does not count"),
        ("-- look: SELECT 1, 1, NULL", "does not say what is wrong"),
    ] {
        let up = String::leak(format!("{look}\nCREATE TABLE never (a);"));
        let asks = Step { name: "0004_more", up, down: "", ..CHAIN[2] };
        let error = refused(&File::at(2), &history(&[BASELINE, NAMES, CHAIN[2], asks]));
        // The rebuild before it fails on nothing; the look is of the revision after it.
        assert!(error.is_history(), "{look}: {error}");
        assert!(error.to_string().contains(words), "{look}: {error}");
        assert!(error.to_string().contains("look 1 of revision `0004_more`"), "{look}: {error}");
    }
    let up = "-- look: SELECT count(*), NULL, 'x' FROM \"missing\"\nCREATE TABLE never (a);";
    let error =
        refused(&File::at(3), &history(&[BASELINE, NAMES, CHAIN[2], Step { name: "0004_more", up, ..CHAIN[2] }]));
    assert!(error.is_sqlite(), "{error}");
    assert!(error.source().unwrap().to_string().contains("missing"), "{:?}", error.source());
}

#[test]
fn a_key_that_is_null_or_a_number_is_told_as_it_is() {
    for (look, words) in [
        ("-- look: SELECT 3, NULL, 'something is wrong'", "something is wrong in 3 rows; mend"),
        ("-- look: SELECT 3, 17, 'something is wrong'", "something is wrong in 3 rows, the first with key 17; mend"),
        ("-- look: SELECT 1, '''a''', 'something is wrong'", "something is wrong in 1 row, with key 'a'; mend"),
    ] {
        let up = String::leak(format!("{look}\nCREATE TABLE never (a);"));
        let error =
            refused(&File::at(3), &history(&[BASELINE, NAMES, CHAIN[2], Step { name: "0004_more", up, ..CHAIN[2] }]));
        assert!(error.is_rows() && error.to_string().contains(words), "{error}");
    }
}
