//! Processes, not threads: this test binary runs itself. One of many upgrades and the others find it done; one
//! that is killed in the middle leaves the old revision or the new one.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use crate::support::{BASELINE, CHAIN, File, NAMES, REBUILD, Step, busy_timeout, history, query, recorded, upgrade};

/// Names the file for a child; without it, the tests that are children's do nothing.
pub(crate) const FILE: &str = "FROSTLINE_TEST_FILE";

/// What a child runs: the test of this name.
fn child(test: &str, file: &Path) -> Child {
    command(&format!("processes::{test}"), file).spawn().unwrap()
}

/// This test binary, about to run the one test with this file.
pub(crate) fn command(test: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--include-ignored"]).env(FILE, file);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The chain with a rebuild that takes a while, so that there is a middle.
pub(crate) fn slow() -> schema_core::history::History<'static> {
    const SLOW: Step = Step {
        up: "CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT, email TEXT NOT NULL);
            INSERT INTO new_users (id, name, email) SELECT id, name, coalesce(email, '?') FROM users;
            DROP TABLE users;
            ALTER TABLE new_users RENAME TO users;
            CREATE TABLE numbers (n PRIMARY KEY, blob);
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 20000)
            INSERT INTO main.numbers SELECT n, randomblob(50) FROM numbers ORDER BY random();
            DROP TABLE numbers;",
        ..REBUILD
    };
    history(&[BASELINE, NAMES, SLOW])
}

/// Run by [`child`] alone.
#[test]
fn child_upgrades() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let mut connection = rusqlite::Connection::open(path).unwrap();
    // A small cache, so that pages reach the file before the commit.
    connection.execute_batch("PRAGMA cache_size = 10").unwrap();
    busy_timeout(&connection, 60_000);
    println!("applied {}.", upgrade(&mut connection, &slow()).unwrap().applied.len());
}

/// A file at the first revision, in this journal mode, with many rows.
pub(crate) fn many(mode: &str) -> File {
    let file = File::at(1);
    file.execute(
        "WITH RECURSIVE n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n LIMIT 5000)
         INSERT INTO users SELECT n, CASE n % 3 WHEN 0 THEN NULL ELSE 'user ' || n END FROM n;
         INSERT INTO posts (user_id, body) SELECT id, 'post of ' || id FROM users",
    );
    file.open().query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
    file
}

pub(crate) const ROWS: &str =
    // The rebuild writes `?` for nothing.
    "SELECT id, typeof(nullif(email, '?')), nullif(email, '?') FROM users ORDER BY id";
pub(crate) const POSTS: &str = "SELECT id, user_id, typeof(body), hex(body) FROM posts ORDER BY id";

#[test]
fn one_of_many_processes_upgrades_and_the_others_find_it_done() {
    for mode in ["DELETE", "WAL"] {
        let file = many(mode);
        let before = (query(&file.open(), ROWS), query(&file.open(), POSTS));
        let children: Vec<Child> = (0..4).map(|_| child("child_upgrades", &file.path())).collect();
        let mut told = Vec::new();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
            told.extend(["applied 2.", "applied 0."].into_iter().filter(|line| text.contains(line)));
        }
        told.sort_unstable();
        assert_eq!(told, ["applied 0.", "applied 0.", "applied 0.", "applied 2."]);
        let connection = file.open();
        assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);
        assert_eq!((query(&connection, ROWS), query(&connection, POSTS)), before);
        assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
    }
}

#[test]
fn a_process_that_is_killed_leaves_the_old_revision_or_the_new_one() {
    for mode in ["DELETE", "WAL"] {
        // How long it takes to its end, to kill it anywhere before that.
        let file = many(mode);
        let start = Instant::now();
        assert!(child("child_upgrades", &file.path()).wait_with_output().unwrap().status.success());
        let whole = start.elapsed();

        let file = many(mode);
        let (rows, posts) = (query(&file.open(), ROWS), query(&file.open(), POSTS));
        let old = query(&file.open(), "SELECT type, name, sql FROM sqlite_master");
        let (mut killed, turns) = (0, 12);
        for turn in 0..turns {
            let mut child = child("child_upgrades", &file.path());
            thread::sleep(whole * (turn + 1) / (turns + 1));
            let _ = child.kill();
            killed += usize::from(!child.wait().unwrap().success());

            let connection = file.open();
            assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{mode}, {turn}");
            assert_eq!(query(&connection, ROWS), rows, "{mode}, {turn}");
            assert_eq!(query(&connection, POSTS), posts, "{mode}, {turn}");
            match recorded(&connection).len() {
                1 => assert_eq!(query(&connection, "SELECT type, name, sql FROM sqlite_master"), old, "{mode}, {turn}"),
                3 => break,
                other => panic!("{mode}, {turn}: {other} revisions"),
            }
        }
        assert!(killed > 0, "none was killed in time");
        // Whoever comes next arrives, or finds it done.
        let output = child("child_upgrades", &file.path()).wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let connection = file.open();
        assert_eq!(recorded(&connection).len(), CHAIN.len());
        assert_eq!((query(&connection, ROWS), query(&connection, POSTS)), (rows, posts));
    }
}
