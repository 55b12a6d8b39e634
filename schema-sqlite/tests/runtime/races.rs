//! Many at once: one upgrades, the others wait and find it done.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use schema_sqlite::Upgrade;

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

/// All with one backup: it is from before the upgrade whoever made it, and none stands in another's way.
#[test]
fn many_upgrades_make_one_backup() {
    for mode in ["DELETE", "WAL"] {
        for _ in 0..10 {
            let file = File::at(1);
            let connection = file.open();
            connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
            // Enough that a copy takes a while.
            connection.execute_batch("CREATE TABLE large (a); INSERT INTO large VALUES (zeroblob(3000000))").unwrap();
            let rows = query(&connection, "SELECT * FROM users ORDER BY 1");
            let (barrier, backup) = (Arc::new(Barrier::new(6)), file.path().with_file_name("before.db"));
            // What a crash has left.
            let lost = file.path().with_file_name("before.db.frostline-part-1-0");
            std::fs::write(&lost, "half").unwrap();
            let threads: Vec<_> = (0..6)
                .map(|_| {
                    let (barrier, path, backup) = (Arc::clone(&barrier), file.path(), backup.clone());
                    thread::spawn(move || {
                        let mut connection = rusqlite::Connection::open(path).unwrap();
                        busy_timeout(&connection, 60_000);
                        barrier.wait();
                        let history = history(&CHAIN);
                        Upgrade::new(&history).backup(&backup).run(&mut connection).unwrap().applied.len()
                    })
                })
                .collect();
            let ran: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            assert_eq!(ran.iter().filter(|ran| **ran > 0).count(), 1, "{ran:?}");
            assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);
            let copy = rusqlite::Connection::open(&backup).unwrap();
            assert_eq!(recorded(&copy), ["0001_baseline"], "{mode}");
            assert_eq!(query(&copy, "SELECT * FROM users ORDER BY 1"), rows);
            assert_eq!(query(&copy, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
            drop(copy);
            let names = std::fs::read_dir(file.path().parent().unwrap()).unwrap();
            let names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            assert!(!names.iter().any(|name| name.contains("frostline-part")), "{names:?}");
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
