//! Many at once: one upgrades, the others wait and find it done.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use crate::support::{CHAIN, File, busy_timeout, history, query, recorded, upgrade};

fn race(file: &File, count: usize) {
    let barrier = Arc::new(Barrier::new(count));
    let threads: Vec<_> = (0..count)
        .map(|_| {
            let (barrier, path) = (Arc::clone(&barrier), file.path());
            thread::spawn(move || {
                let mut connection = rusqlite::Connection::open(path).unwrap();
                busy_timeout(&connection, 60_000);
                barrier.wait();
                upgrade(&mut connection, &history(&CHAIN)).unwrap().applied.len()
            })
        })
        .collect();
    let ran: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(ran.iter().filter(|ran| **ran > 0).count(), 1, "{ran:?}");
    let connection = file.open();
    assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
}

#[test]
fn one_of_many_upgrades_and_the_others_find_it_done() {
    for mode in ["DELETE", "WAL"] {
        for start in [0, 1] {
            for _ in 0..5 {
                let file = File::at(start);
                let connection = file.open();
                connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
                race(&file, 6);
            }
        }
    }
}

#[test]
fn the_second_waits_for_the_first() {
    let file = File::at(1);
    let first = file.open();
    first.execute_batch("BEGIN IMMEDIATE").unwrap();
    let path = file.path();
    let second = thread::spawn(move || {
        let mut connection = rusqlite::Connection::open(path).unwrap();
        busy_timeout(&connection, 60_000);
        upgrade(&mut connection, &history(&CHAIN)).unwrap()
    });
    thread::sleep(Duration::from_millis(200));
    // The schema is altered under the eyes of the second, which looks again when it has the lock.
    first.execute_batch("CREATE TABLE theirs (a); COMMIT").unwrap();
    assert_eq!(second.join().unwrap().applied.len(), 2);
}

#[test]
fn what_drifts_while_the_second_waits_is_refused() {
    let file = File::at(1);
    let first = file.open();
    first.execute_batch("BEGIN IMMEDIATE").unwrap();
    let path = file.path();
    let second = thread::spawn(move || {
        let mut connection = rusqlite::Connection::open(path).unwrap();
        busy_timeout(&connection, 60_000);
        let error = upgrade(&mut connection, &history(&CHAIN)).unwrap_err();
        assert!(connection.is_autocommit());
        error
    });
    thread::sleep(Duration::from_millis(200));
    first.execute_batch("ALTER TABLE users ADD COLUMN extra; COMMIT").unwrap();
    assert!(second.join().unwrap().is_drift());
    assert_eq!(recorded(&file.open()), ["0001_baseline"]);
}
