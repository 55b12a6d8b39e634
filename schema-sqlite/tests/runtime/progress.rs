//! What is told while an upgrade runs, and how it is stopped.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use schema_sqlite::{Progress, Upgrade};

use crate::support::{BASELINE, CHAIN, File, NAMES, REBUILD, Step, history, left_as_it_was, query};

const ROWS: u64 = 30_000;

/// A file at the second revision with many users.
fn full() -> File {
    let file = File::at(2);
    file.execute(format!(
        "DELETE FROM users;
         WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         INSERT INTO users (id, email) SELECT i, 'user' || i FROM n;
         INSERT INTO posts (user_id, body) VALUES (7, 'one')"
    ));
    file
}

#[test]
fn each_statement_is_told_and_the_rows_that_it_copies() {
    let file = full();
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let telling = Arc::clone(&told);
    let chain = history(&CHAIN);
    let upgrade = Upgrade::new(&chain).on_progress(move |progress| {
        telling.lock().unwrap().push(progress.clone());
        ControlFlow::Continue(())
    });
    let mut connection = file.open();
    upgrade.run(&mut connection).unwrap();
    let told = std::mem::take(&mut *told.lock().unwrap());

    assert!(told.iter().all(|progress| progress.revisions <= 1 && progress.statements <= 4));
    let of = |statement| told.iter().filter(move |it| it.name == "0003_rebuild" && it.statement == statement);
    for statement in 1..=4 {
        assert!(of(statement).next().is_some(), "statement {statement} is told");
    }
    let copied: Vec<(u64, Option<u64>)> = of(2).map(|progress| (progress.rows, progress.rows_total)).collect();
    assert_eq!(copied.first(), Some(&(0, Some(ROWS))));
    assert_eq!(copied.last(), Some(&(ROWS, Some(ROWS))));
    let count = if cfg!(feature = "progress") { 10 } else { 2 };
    assert!(copied.len() >= count && copied.is_sorted(), "{copied:?}");
    assert_eq!(query(&connection, "SELECT count(*) FROM users"), [format!("Integer({ROWS})")]);

    // At head, nothing is told.
    upgrade.run(&mut connection).unwrap();
    left_as_it_was(&connection);
}

#[test]
fn the_revisions_that_have_to_run_are_counted() {
    let file = File::at(1);
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let chain = history(&CHAIN);
    let upgrade = Upgrade::new(&chain).on_progress(move |Progress { name, revision, revisions, .. }| {
        telling.lock().unwrap().push(format!("{name} {revision}/{revisions}"));
        ControlFlow::Continue(())
    });
    upgrade.run(&mut file.open()).unwrap();
    let mut told = std::mem::take(&mut *told.lock().unwrap());
    told.dedup();
    assert_eq!(told, ["0002_names 1/2", "0003_rebuild 2/2"]);
}

/// Stopped at whatever moment: in the midst of the copy, before the first statement, after the last.
#[test]
fn break_stops_it_and_nothing_is_changed() {
    let count = {
        let calls = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&calls);
        let chain = history(&CHAIN);
        let upgrade = Upgrade::new(&chain).on_progress(move |_| {
            counting.fetch_add(1, Ordering::Relaxed);
            ControlFlow::Continue(())
        });
        upgrade.run(&mut full().open()).unwrap();
        calls.load(Ordering::Relaxed)
    };
    let file = full();
    let before = file.dump();
    let chain = history(&CHAIN);
    for stop in (0..count).step_by((count / 8).max(1)).chain([count - 1]) {
        let calls = AtomicUsize::new(0);
        let upgrade = Upgrade::new(&chain).on_progress(move |_| {
            if calls.fetch_add(1, Ordering::Relaxed) == stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let mut connection = file.open();
        let error = upgrade.run(&mut connection).expect_err("is stopped");
        assert!(error.is_cancelled(), "{stop} of {count}: {error}");
        assert!(error.to_string().starts_with("the upgrade was cancelled"), "{error}");
        assert!(error.to_string().ends_with("nothing was changed"), "{error}");
        left_as_it_was(&connection);
        // The connection is as useful as before, and nobody is told of what it does now.
        connection.execute_batch("CREATE TABLE mine AS SELECT * FROM users; DROP TABLE mine").unwrap();
        assert_eq!(file.dump()[2..], before[2..], "{stop} of {count}");
    }
    let upgrade = Upgrade::new(&chain).on_progress(|progress| match progress.rows {
        1000.. => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let error = upgrade.run(&mut file.open()).expect_err("is stopped");
    assert_eq!(
        error.to_string(),
        "the upgrade was cancelled in statement 2 of 4 of `0003_rebuild`; nothing was changed"
    );
    assert_eq!(error.report().unwrap().applied.len(), 0);
    Upgrade::new(&chain).run(&mut file.open()).unwrap();
}

#[test]
fn a_panic_goes_on_to_the_caller_with_everything_rolled_back() {
    let chain = history(&CHAIN);
    for rows in [0, 1000] {
        let file = full();
        let before = file.dump();
        let mut connection = file.open();
        let upgrade = Upgrade::new(&chain).on_progress(move |progress| {
            assert!(progress.rows < rows, "the callback's own");
            ControlFlow::Continue(())
        });
        let panic = catch_unwind(AssertUnwindSafe(|| upgrade.run(&mut connection))).expect_err("panics");
        assert!(panic.downcast_ref::<&str>().is_some_and(|text| *text == "the callback's own"));
        left_as_it_was(&connection);
        connection.execute_batch("CREATE TABLE mine AS SELECT * FROM users; DROP TABLE mine").unwrap();
        assert_eq!(file.dump()[2..], before[2..]);
    }
}

/// A statement that fails is no cancellation, and an interrupt of somebody else's neither.
#[test]
fn an_error_stays_the_error_that_it_is() {
    const BROKEN: Step = Step { name: "0004_broken", up: "SELECT * FROM missing", down: "", ..REBUILD };
    let chain = history(&[BASELINE, NAMES, REBUILD, BROKEN]);
    let upgrade = Upgrade::new(&chain).on_progress(|_| ControlFlow::Continue(()));
    let error = upgrade.run(&mut full().open()).unwrap_err();
    assert!(error.is_sqlite() && !error.is_cancelled(), "{error}");

    if cfg!(not(feature = "progress")) {
        eprintln!("SKIPPED: an interrupt in the midst of a statement, which is told with the feature `progress` alone");
        return;
    }
    let file = full();
    let mut connection = file.open();
    let handle = connection.get_interrupt_handle();
    let chain = history(&CHAIN);
    let upgrade = Upgrade::new(&chain).on_progress(move |progress| {
        if progress.rows > 1000 {
            handle.interrupt();
        }
        ControlFlow::Continue(())
    });
    let error = upgrade.run(&mut connection).unwrap_err();
    assert!(error.is_sqlite() && !error.is_cancelled(), "{error}");
    left_as_it_was(&connection);
}

/// Without a callback, the application's own hooks are left alone.
#[cfg(feature = "progress")]
#[test]
fn no_callback_no_hook() {
    let seen = Arc::new(AtomicUsize::new(0));
    for (with, left) in [(false, true), (true, false)] {
        let file = full();
        let mut connection = file.open();
        let seeing = Arc::clone(&seen);
        let hook = move |_, _: &str, _: &str, _| {
            seeing.fetch_add(1, Ordering::Relaxed);
        };
        connection.update_hook(Some(hook)).unwrap();
        let chain = history(&CHAIN);
        let mut upgrade = Upgrade::new(&chain);
        if with {
            upgrade = upgrade.on_progress(|_| ControlFlow::Continue(()));
        }
        upgrade.run(&mut connection).unwrap();
        let before = seen.load(Ordering::Relaxed);
        connection.execute_batch("INSERT INTO users (id, email) VALUES (0, 'x')").unwrap();
        assert_eq!(seen.load(Ordering::Relaxed) > before, left);
    }
}

/// A statement that would run for hours ends at once.
#[cfg(feature = "progress")]
#[test]
fn a_long_statement_is_stopped_in_its_midst() {
    const ENDLESS: Step = Step {
        name: "0004_endless",
        up: "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100000000000) SELECT count(*) FROM n",
        down: "",
        ..REBUILD
    };
    let chain = history(&[BASELINE, NAMES, REBUILD, ENDLESS]);
    let mut calls = 0;
    let upgrade = Upgrade::new(&chain).on_progress(move |progress| {
        calls += usize::from(progress.name == ENDLESS.name);
        if calls > 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let file = File::at(3);
    let before = file.bytes();
    let mut connection = file.open();
    let error = upgrade.run(&mut connection).expect_err("is stopped");
    assert_eq!(
        error.to_string(),
        "the upgrade was cancelled in statement 1 of 1 of `0004_endless`; nothing was changed"
    );
    left_as_it_was(&connection);
    drop(connection);
    assert_eq!(file.bytes(), before);
}
