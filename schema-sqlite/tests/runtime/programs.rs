//! Programs of different ages, histories that share a database, and databases that share a program.

use rusqlite::Connection;
use schema_core::history::History;
use schema_sqlite::{Upgrade, applied, downgrade_one};

use crate::support::{BASELINE, CHAIN, File, POSTS, Step, dump, history, named, query, recorded, upgrade};

#[test]
fn a_new_program_upgrades_every_older_revision_to_the_same_schema() {
    let new = history(&CHAIN);
    let schema =
        |file: &File| query(&file.open(), "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");
    let fresh = File::new();
    upgrade(&mut fresh.open(), &new).unwrap();
    for at in 0..=CHAIN.len() {
        let file = File::at(at);
        let posts = (at > 0).then(|| query(&file.open(), POSTS));
        let report = upgrade(&mut file.open(), &new).unwrap();
        assert_eq!(report.applied.len(), CHAIN.len() - at);
        assert_eq!(schema(&file), schema(&fresh), "from {at}");
        assert_eq!(query(&file.open(), "PRAGMA foreign_key_check"), Vec::<String>::new());
        if let Some(posts) = posts {
            assert_eq!(query(&file.open(), POSTS), posts, "from {at}");
        }
    }
}

#[test]
fn every_older_program_refuses_a_newer_database_and_can_take_it_back() {
    for old in 0..CHAIN.len() {
        let program = history(&CHAIN[..old]);
        let file = File::at(CHAIN.len());
        let (before, bytes) = (file.dump(), file.bytes());
        let error = upgrade(&mut file.open(), &program).unwrap_err();
        assert!(error.is_newer(), "{error}");
        assert!(Upgrade::new(&program).dry_run(&mut file.open()).unwrap_err().is_newer());
        assert_eq!((file.dump(), file.bytes()), (before, bytes));

        // By the down SQL that the database carries.
        while recorded_count(&file) > old {
            downgrade_one(&mut file.open(), &program).unwrap();
        }
        assert!(upgrade(&mut file.open(), &program).unwrap().applied.is_empty());
    }
}

fn recorded_count(file: &File) -> usize {
    applied(&file.open(), "main").unwrap().len()
}

const LOG: Step = Step {
    name: "0001_log",
    tables: "table log { id integer primary key, line text }",
    up: "CREATE TABLE log (id INTEGER PRIMARY KEY, line TEXT NOT NULL)",
    down: "DROP TABLE log",
};

const LEVELS: Step = Step {
    name: "0002_levels",
    tables: "table log { id integer primary key, line text, level integer default 0 }",
    up: "ALTER TABLE log ADD COLUMN level INTEGER NOT NULL DEFAULT 0",
    down: "ALTER TABLE log DROP COLUMN level",
};

#[test]
fn two_histories_in_one_database_go_their_own_ways() {
    let (main, log) = (|count: usize| history(&CHAIN[..count]), |count: usize| named("log", &[LOG, LEVELS][..count]));
    let file = File::at(1);
    let run = |history: &History<'_>| upgrade(&mut file.open(), history).unwrap().applied.len();
    assert_eq!(run(&log(1)), 1);
    file.execute("INSERT INTO log VALUES (1, 'one')");
    assert_eq!((run(&main(3)), run(&log(2)), run(&main(3)), run(&log(2))), (2, 1, 0, 0));
    assert_eq!(query(&file.open(), "SELECT * FROM log"), ["Integer(1) Text(\"one\") Integer(0)"]);

    // One goes back, and the other stays.
    downgrade_one(&mut file.open(), &log(2)).unwrap();
    assert_eq!((applied(&file.open(), "log").unwrap().len(), recorded(&file.open()).len()), (1, 3));
    assert_eq!((run(&main(3)), run(&log(2))), (0, 1));
    for history in [log(2), log(1)] {
        // The one that is left keeps its records when the other has none any more.
        downgrade_one(&mut file.open(), &history).unwrap();
    }
    assert_eq!((applied(&file.open(), "log").unwrap().len(), recorded(&file.open()).len()), (0, 3));

    // A history that claims a table of the other is refused.
    const TAKES: Step = Step { name: "0001_takes", tables: BASELINE.tables, up: "SELECT 1", down: "SELECT 1" };
    assert!(upgrade(&mut file.open(), &named("takes", &[TAKES])).unwrap_err().is_no_history());
}

#[test]
fn many_threads_upgrade_two_histories_of_one_database() {
    for mode in ["DELETE", "WAL"] {
        let file = File::new();
        file.open().query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        let ran: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|at| {
                    let file = &file;
                    scope.spawn(move || {
                        let history = if at % 2 == 0 { history(&CHAIN) } else { named("log", &[LOG, LEVELS]) };
                        let timeout = std::time::Duration::from_secs(60);
                        let mut connection = Connection::open(file.path()).unwrap();
                        Upgrade::new(&history).busy_timeout(timeout).run(&mut connection).unwrap().applied.len()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(ran, 5, "{mode}");
        assert_eq!(applied(&file.open(), "log").unwrap().len(), 2, "{mode}");
        assert_eq!(recorded(&file.open()).len(), 3, "{mode}");
    }
}

#[test]
fn two_databases_in_one_program_know_nothing_of_each_other() {
    let (first, second) = (File::at(1), File::new());
    let (main, log) = (history(&CHAIN), named("log", &[LOG, LEVELS]));
    let (mut a, mut b) = (first.open(), second.open());
    upgrade(&mut a, &main).unwrap();
    let before = dump(&a);
    upgrade(&mut b, &log).unwrap();
    assert_eq!(dump(&a), before);
    assert_eq!(
        query(&b, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"),
        ["Text(\"frostline_history\")", "Text(\"log\")"]
    );

    // One that is attached to the other is not the one that is upgraded.
    let (third, fourth) = (File::at(1), File::at(1));
    let mut both = third.open();
    both.execute("ATTACH ?1 AS other", [fourth.path().to_string_lossy()]).unwrap();
    let untouched = fourth.dump();
    upgrade(&mut both, &main).unwrap();
    drop(both);
    assert_eq!(fourth.dump(), untouched);
    assert_eq!(recorded(&third.open()).len(), 3);
}
