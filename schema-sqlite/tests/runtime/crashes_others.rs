//! A process that is killed while it goes back, restores a backup, changes a database without a history or makes a
//! backup: what is left is what was there or what was to come, and the next one finishes.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use schema_core::model::Transition;
use schema_core::syntax::parse_declaration;
use schema_sqlite::{Apply, back, backup, inspect, restore};

use crate::crashes::turns;
use crate::processes::{FILE, command, many, slow};
use crate::support::{File, NAMES, busy_timeout, query, upgrade};

/// What the child does.
const WHAT: &str = "FROSTLINE_TEST_WHAT";

const GOES_BACK: &str = "back";
const RESTORES: &str = "restore";
const APPLIES: &str = "apply";
const BACKS_UP: &str = "backup";

fn beside(file: &Path) -> PathBuf {
    file.with_file_name("kept.db")
}

fn work(what: &str, path: &Path) {
    let mut connection = rusqlite::Connection::open(path).unwrap();
    // A small cache, so that pages reach the file before the commit.
    connection.execute_batch("PRAGMA cache_size = 10; PRAGMA foreign_keys = ON").unwrap();
    busy_timeout(&connection, 60_000);
    match what {
        GOES_BACK => drop(back(&mut connection, &slow(), 1).unwrap()),
        RESTORES => restore(&mut connection, &beside(path)).unwrap(),
        APPLIES => {
            let (from, to) = (inspect(&connection).unwrap().model, parse_declaration(NAMES.tables).value.model);
            let script = "CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT DEFAULT 'none', name TEXT);
                INSERT INTO new_users (id, email) SELECT id, email FROM users;
                DROP TABLE users;
                ALTER TABLE new_users RENAME TO users;";
            Apply { script, from: &from, to: &to, transition: &Transition::default() }.run(&mut connection).unwrap();
        }
        BACKS_UP => {
            let _ = std::fs::remove_file(beside(path));
            backup(&connection, &beside(path)).unwrap();
        }
        other => panic!("{other}"),
    }
}

/// Run by the tests below alone.
#[test]
fn child_works() {
    let (Some(path), Ok(what)) = (std::env::var_os(FILE), std::env::var(WHAT)) else { return };
    work(&what, Path::new(&path));
}

/// The file to start from.
fn start(what: &str, mode: &str) -> File {
    let file = many(mode);
    match what {
        GOES_BACK => drop(upgrade(&mut file.open(), &slow()).unwrap()),
        RESTORES => {
            backup(&file.open(), &beside(&file.path())).unwrap();
            upgrade(&mut file.open(), &slow()).unwrap();
            file.execute("DELETE FROM posts WHERE id % 2");
        }
        APPLIES => file.execute("DROP TABLE frostline_history; PRAGMA user_version = 0"),
        _ => {}
    }
    // Everything is in the file itself, so that its bytes are all of it.
    file.open().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    file
}

/// All rows and all of the schema, read without our own reader, and SQLite's word that the file is whole.
fn state(file: &File, what: &str) -> Vec<String> {
    let connection = file.open();
    assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{what}");
    assert_eq!(query(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new(), "{what}");
    drop(connection);
    let mut state = file.dump();
    // A restore counts as a change of the schema each time.
    state.retain(|line| !line.starts_with("schema_version"));
    state
}

fn again(file: &File, template: &[u8]) {
    for end in ["-journal", "-wal", "-shm"] {
        let mut path = file.path().into_os_string();
        path.push(end);
        let _ = std::fs::remove_file(PathBuf::from(path));
    }
    std::fs::write(file.path(), template).unwrap();
}

fn kill_at_random(what: &str, mode: &str, turns: u32) {
    let file = start(what, mode);
    let template = file.bytes();
    let before = state(&file, what);
    let child = || {
        let mut command = command("crashes_others::child_works", &file.path());
        command.env(WHAT, what).spawn().unwrap()
    };
    let begun = Instant::now();
    let whole = child().wait_with_output().unwrap();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    let mut length = begun.elapsed();
    let after = state(&file, what);
    assert_eq!(before == after, what == BACKS_UP, "{what}: the child did nothing, or too much");

    let (mut seed, mut killed, mut arrived) = (0x9e37_79b9_7f4a_7c15_u64, 0, 0);
    for turn in 0..turns {
        again(&file, &template);
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (seed >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = child();
        thread::sleep(length.mul_f64(share));
        let _ = child.kill();
        let was_killed = !child.wait().unwrap().success();
        killed += u32::from(was_killed);
        let told = format!("{what}, {mode}, turn {turn}, after {share:.3} of {length:?}");
        // How long one takes depends on what else the machine does.
        length = length.mul_f64(if was_killed { 1.05 } else { 0.8 });
        let left = state(&file, &told);
        assert!(left == before || left == after, "{told}: neither what was there nor what was to come");
        arrived += u32::from(left == after);
        if what == BACKS_UP && beside(&file.path()).exists() {
            // What stands there is a whole one.
            let kept = rusqlite::Connection::open(beside(&file.path())).unwrap();
            assert_eq!(query(&kept, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{told}");
            assert_eq!(query(&kept, "SELECT * FROM posts"), query(&file.open(), "SELECT * FROM posts"), "{told}");
        }
        if left != after || what == BACKS_UP {
            work(what, &file.path());
            assert!(state(&file, &told) == after, "{told}: the next one did not finish");
        }
    }
    println!("{what}, {mode}: {killed} of {turns} killed, {arrived} had arrived");
    assert!(killed > 0, "{what}, {mode}: none was killed in time");
}

#[test]
fn what_is_killed_leaves_what_was_there_or_what_was_to_come() {
    for what in [GOES_BACK, RESTORES, APPLIES, BACKS_UP] {
        for mode in ["DELETE", "WAL"] {
            kill_at_random(what, mode, turns(8));
        }
    }
}

#[test]
#[ignore = "takes many minutes"]
fn thousands_of_other_kills() {
    for what in [GOES_BACK, RESTORES, APPLIES, BACKS_UP] {
        for mode in ["DELETE", "TRUNCATE", "PERSIST", "WAL"] {
            kill_at_random(what, mode, turns(250));
        }
    }
}
