//! Steps in Rust: where they run, and what they may not do.

use rusqlite::Connection;
use schema_core::history::History;
use schema_sqlite::verify::Verify;
use schema_sqlite::{Error, Upgrade};

use crate::support::{BASELINE, File, NAMES, Step, history, left_as_it_was, query, recorded};

/// Adds a column, fills it in Rust, and does more that needs it filled.
const SPLIT: Step = Step {
    up: "ALTER TABLE users ADD COLUMN name TEXT;
        -- step: 0002_split_names
        UPDATE users SET name = name || '!' WHERE name IS NOT NULL;",
    ..NAMES
};

fn split() -> History<'static> {
    history(&[BASELINE, SPLIT])
}

/// The names from the addresses, which SQL alone could hardly do.
fn work(tx: &Connection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut users = tx.prepare("SELECT id, email FROM users WHERE email LIKE '%@%'")?;
    let mut rows = users.query([])?;
    while let Some(row) = rows.next()? {
        let (id, email): (i64, String) = (row.get(0)?, row.get(1)?);
        tx.execute("UPDATE users SET name = ?2 WHERE id = ?1", (id, email.split('@').next()))?;
    }
    Ok(())
}

const HISTORY: &str = "SELECT name FROM users ORDER BY id";

#[test]
fn a_step_runs_where_it_is_named() {
    let file = File::at(1);
    let history = split();
    let report = Upgrade::new(&history).step("0002_split_names", work).run(&mut file.open()).unwrap();
    assert_eq!((report.applied[0].statements, report.applied[0].steps), (2, 1));
    assert_eq!(query(&file.open(), HISTORY), ["Text(\"a!\")", "Null", "Null"]);
    // At head nothing is looked for any more.
    assert!(Upgrade::new(&history).run(&mut file.open()).unwrap().applied.is_empty());
}

#[test]
fn a_step_that_changes_the_schema_is_refused() {
    let history = split();
    for sql in ["ALTER TABLE users ADD COLUMN junk", "CREATE INDEX zzi ON users (email)", "CREATE VIEW v AS SELECT 1"] {
        let error = refused(Upgrade::new(&history).step("0002_split_names", move |tx| Ok(tx.execute_batch(sql)?)));
        assert!(error.is_step() && error.to_string().contains("changed the schema"), "{error}");
    }
    // What it needs for itself, and what SQLite keeps, is no change.
    let file = File::at(1);
    let scratch =
        "CREATE TABLE scratch (x); DROP TABLE scratch; CREATE TEMP TABLE t AS SELECT 1; DROP TABLE temp.t; ANALYZE";
    Upgrade::new(&history)
        .step("0002_split_names", move |tx| Ok(tx.execute_batch(scratch)?))
        .run(&mut file.open())
        .unwrap();
    assert_eq!(query(&file.open(), "SELECT count(*) FROM sqlite_stat1").len(), 1);
}

fn refused(upgrade: Upgrade<'_, '_>) -> Error {
    let file = File::at(1);
    let before = file.dump();
    let mut connection = file.open();
    let error = upgrade.run(&mut connection).unwrap_err();
    left_as_it_was(&connection);
    drop(connection);
    assert_eq!(file.dump(), before, "{error}");
    error
}

#[test]
fn a_step_that_is_missing_or_unknown_is_refused_before_anything_runs() {
    let history = split();
    let error = refused(Upgrade::new(&history));
    assert!(error.is_step() && error.report().is_none());
    assert!(error.to_string().starts_with("revision `0002_names` needs the step `0002_split_names`"), "{error}");

    let error = refused(Upgrade::new(&history).step("0002_split_names", work).step("0002_spilt", work));
    assert!(error.is_step() && error.to_string().contains("no revision names the step `0002_spilt`"), "{error}");
}

#[test]
fn a_step_that_fails_or_panics_leaves_nothing() {
    let history = split();
    let failing = |tx: &Connection| {
        work(tx)?;
        Err("no name is known".into())
    };
    let error = refused(Upgrade::new(&history).step("0002_split_names", failing));
    assert!(error.is_step(), "{error}");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "no name is known");

    let file = File::at(1);
    let before = file.dump();
    let upgrade = Upgrade::new(&history).step("0002_split_names", |tx| {
        work(tx)?;
        panic!("on purpose")
    });
    let mut connection = file.open();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| upgrade.run(&mut connection)));
    assert!(panicked.is_err());
    left_as_it_was(&connection);
    assert_eq!(file.dump(), before);
}

#[test]
#[cfg_attr(
    not(feature = "progress"),
    ignore = "SKIPPED: without the feature `progress` a commit is noticed when it has happened"
)]
fn a_step_cannot_end_the_transaction() {
    let history = split();
    for sql in ["COMMIT", "COMMIT; BEGIN", "ROLLBACK", "ROLLBACK; BEGIN", "RELEASE frostline_step"] {
        let step = move |tx: &Connection| {
            work(tx)?;
            // Whether it looks at what SQLite says or not.
            let _ = tx.execute_batch(sql);
            Ok(())
        };
        let error = refused(Upgrade::new(&history).step("0002_split_names", step));
        assert!(error.is_step() && error.to_string().contains("ended the transaction"), "{sql}: {error}");
    }
    // What follows a rollback of its own is not written, either.
    let step = |tx: &Connection| {
        tx.execute_batch("ROLLBACK")?;
        Ok(tx.execute_batch("INSERT INTO users (id) VALUES (5)")?)
    };
    assert!(refused(Upgrade::new(&history).step("0002_split_names", step)).is_step());
}

#[test]
fn a_step_may_have_savepoints_of_its_own_and_the_program_commits_afterwards() {
    let file = File::at(1);
    let history = split();
    let step = |tx: &Connection| Ok(tx.execute_batch("SAVEPOINT a; DELETE FROM posts; ROLLBACK TO a; RELEASE a")?);
    let mut connection = file.open();
    Upgrade::new(&history).step("0002_split_names", step).run(&mut connection).unwrap();
    connection.execute_batch("BEGIN; INSERT INTO users (id) VALUES (5); COMMIT").unwrap();
    assert_eq!(recorded(&file.open()).len(), 2);
    assert_eq!(query(&file.open(), "SELECT count(*) FROM posts"), ["Integer(4)"]);
}

#[test]
fn a_step_where_none_can_run_is_refused() {
    const INSIDE: Step = Step { up: "ALTER TABLE users\n-- step: 0002_split_names\nADD COLUMN name TEXT;", ..NAMES };
    let inside = history(&[BASELINE, INSIDE]);
    let error = refused(Upgrade::new(&inside).step("0002_split_names", work));
    assert!(error.is_step(), "{error}");
    let error = refused(Upgrade::new(&inside));
    assert!(error.is_step() && error.to_string().contains("inside it"), "{error}");

    const DOWN: Step = Step { down: "-- step: back\nALTER TABLE users DROP COLUMN name;", ..NAMES };
    let error = refused(Upgrade::new(&history(&[BASELINE, DOWN])));
    assert!(error.is_step() && error.to_string().contains("goes back by SQL alone"), "{error}");
}

#[test]
fn a_proof_needs_the_steps_or_leaves_them_out() {
    let history = split();
    let failure = Verify::new(&history).rows_survive().unwrap_err().to_string();
    assert!(failure.contains("needs the step `0002_split_names`"), "{failure}");
    // What is wanted is an option of the macro, whichever test says so.
    let verify = Verify::new(&history);
    for proof in
        [verify.upgrade_from_nothing(), verify.end_equals_declaration(), verify.up_down_up(), verify.rows_survive()]
    {
        let failure = proof.unwrap_err().to_string();
        assert!(failure.contains("say `frostline::verify!(…, steps = steps)` with a `fn steps<'a, 'h>("), "{failure}");
        assert!(!failure.contains("Upgrade::new"), "{failure}");
    }
    let refused = Upgrade::new(&history).run(&mut Connection::open_in_memory().unwrap()).unwrap_err().to_string();
    assert!(refused.contains("say `Upgrade::new(…).step(\"0002_split_names\", …)`"), "{refused}");
    fn supply<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade.step("0002_split_names", work)
    }
    for (verify, note) in [
        (Verify::new(&history).steps(supply), "compared without the step `0002_split_names`"),
        (Verify::new(&history).without_steps(), "proved without its step `0002_split_names`"),
    ] {
        verify.upgrade_from_nothing().unwrap();
        verify.end_equals_declaration().unwrap();
        verify.up_down_up().unwrap();
        let notes = verify.rows_survive().unwrap();
        assert!(notes.notes.iter().any(|it| it.contains(note)), "{notes:?}");
    }
    // What the statements around the step lose is found, with the step and without it.
    let losing = Step {
        up: "ALTER TABLE users ADD COLUMN name TEXT;
            -- step: 0002_split_names
            CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none', name TEXT);
            INSERT INTO new_users (id, name, email) SELECT id, name, trim(email, '0') FROM users;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;",
        ..SPLIT
    };
    let losing = self::history(&[BASELINE, losing]);
    for verify in [Verify::new(&losing).steps(supply), Verify::new(&losing).without_steps()] {
        let failure = verify.rows_survive().unwrap_err().to_string();
        assert!(failure.contains("`email` was '007', is '7'"), "{failure}");
    }
    // A way back that loses rows is found although the way up has a step.
    let back = "CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none');
        INSERT INTO new_users (id, email) SELECT id, trim(email, '0') FROM users;
        DROP TABLE users;
        ALTER TABLE new_users RENAME TO users;";
    let back = self::history(&[BASELINE, Step { down: back, ..SPLIT }]);
    let failure = Verify::new(&back).steps(supply).rows_survive().unwrap_err().to_string();
    assert!(failure.contains("`0002_names` down") && failure.contains("'007'"), "{failure}");
    // Statements that need the step are told.
    let needing = Step {
        up: "ALTER TABLE users ADD COLUMN name TEXT;
            -- step: 0002_split_names
            INSERT INTO posts (user_id, body) VALUES (4711, 'x');",
        ..SPLIT
    };
    fn adding<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade.step("0002_split_names", |tx| {
            Ok(tx.execute_batch("INSERT OR IGNORE INTO users (id, email) VALUES (4711, '')")?)
        })
    }
    let notes = Verify::new(&self::history(&[BASELINE, needing])).steps(adding).rows_survive().unwrap();
    assert!(notes.notes.iter().any(|note| note.starts_with("SKIPPED: the rows before and after")), "{notes:?}");
    fn failing<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade
            .step("0002_split_names", |tx| Ok(tx.execute_batch("INSERT INTO posts (user_id, body) VALUES (4711, '')")?))
    }
    let failure = Verify::new(&history).steps(failing).rows_survive().unwrap_err().to_string();
    assert!(failure.contains("without their row in `users`"), "{failure}");
}
