//! A process that is killed, at every statement and at any other moment: what is left is the old revision or the
//! new one, with every row, and the next upgrade finishes.
//!
//! `FROSTLINE_CRASHES` says how many random moments; `cargo test … -- --ignored thousands` is the long run.

use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use schema_sqlite::Upgrade;

use crate::processes::{FILE, POSTS, ROWS, command, many, slow};
use crate::support::{File, query, recorded, upgrade};

/// At which call of the callback the child stops and waits for its end.
const AT: &str = "FROSTLINE_TEST_AT";

/// Run by the tests below alone.
#[test]
fn child_stops() {
    let (Some(path), Ok(at)) = (std::env::var_os(FILE), std::env::var(AT)) else { return };
    let at: usize = at.parse().unwrap();
    let mut connection = rusqlite::Connection::open(path).unwrap();
    // A small cache, so that pages reach the file before the commit.
    connection.execute_batch("PRAGMA cache_size = 10").unwrap();
    let (mut calls, mut last) = (0, (0, 0));
    let history = slow();
    let upgrade = Upgrade::new(&history).on_progress(move |progress| {
        // Statements alone: how often it is called within one depends on the machine.
        if last != (progress.revision, progress.statement) {
            last = (progress.revision, progress.statement);
            calls += 1;
            if calls == at {
                println!("\nstopped {}", progress.statement);
                thread::sleep(Duration::from_secs(600));
            }
        }
        ControlFlow::Continue(())
    });
    upgrade.run(&mut connection).unwrap();
    println!("\nfinished");
}

/// What a file holds at its old revision, to start from again and to judge by.
struct Start {
    file: File,
    template: Vec<u8>,
    rows: Vec<String>,
    posts: Vec<String>,
    schema: Vec<String>,
}

const SCHEMA: &str = "SELECT type, name, sql FROM sqlite_master ORDER BY rowid";

impl Start {
    fn new(mode: &str) -> Self {
        let file = many(mode);
        let connection = file.open();
        let (rows, posts, schema) = (query(&connection, ROWS), query(&connection, POSTS), query(&connection, SCHEMA));
        drop(connection);
        let template = file.bytes();
        Self { file, template, rows, posts, schema }
    }

    /// The file as it was, without what a killed process left beside it.
    fn again(&self) {
        for beside in ["-journal", "-wal", "-shm"] {
            let mut path = self.file.path().into_os_string();
            path.push(beside);
            let _ = std::fs::remove_file(PathBuf::from(path));
        }
        std::fs::write(self.file.path(), &self.template).unwrap();
    }

    /// Whether it is at the new revision; at the old one otherwise, and whole in either case.
    fn judge(&self, what: &str) -> bool {
        let connection = self.file.open();
        assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{what}");
        assert_eq!(query(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new(), "{what}");
        assert_eq!(query(&connection, ROWS), self.rows, "{what}");
        assert_eq!(query(&connection, POSTS), self.posts, "{what}");
        match recorded(&connection).len() {
            1 => {
                assert_eq!(query(&connection, SCHEMA), self.schema, "{what}");
                false
            }
            3 => true,
            other => panic!("{what}: {other} revisions"),
        }
    }

    /// The next upgrade finishes.
    fn finish(&self, what: &str) {
        upgrade(&mut self.file.open(), &slow()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(self.judge(what), "{what}");
    }
}

#[test]
fn a_process_that_is_killed_at_a_statement_leaves_what_was_there() {
    for mode in ["DELETE", "WAL"] {
        let start = Start::new(mode);
        let mut killed = 0;
        for at in 1.. {
            let what = format!("{mode}, statement {at}");
            start.again();
            let mut child =
                command("crashes::child_stops", &start.file.path()).env(AT, at.to_string()).spawn().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let line = lines.map_while(Result::ok).find(|line| line.starts_with("stopped") || line == "finished");
            let _ = child.kill();
            child.wait().unwrap();
            if line.unwrap() == "finished" {
                assert!(start.judge(&what));
                break;
            }
            killed += 1;
            assert!(!start.judge(&what), "{what}");
            start.finish(&what);
        }
        // One of the first revision to run, seven of the second, and the word after the last of each.
        assert!(killed >= 8, "{killed}");
    }
}

/// Kills a child so many times, each at a moment of its own.
fn kill_at_random(mode: &str, turns: u32) {
    let start = Start::new(mode);
    let begun = Instant::now();
    let whole = || command("processes::child_upgrades", &start.file.path()).spawn().unwrap();
    assert!(whole().wait_with_output().unwrap().status.success());
    let mut length = begun.elapsed();
    assert!(start.judge(mode));

    let (mut state, mut killed, mut arrived) = (0x2545_f491_4f6c_dd1d_u64, 0, 0);
    start.again();
    for turn in 0..turns {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = whole();
        thread::sleep(length.mul_f64(share));
        let _ = child.kill();
        let was_killed = !child.wait().unwrap().success();
        killed += u32::from(was_killed);
        let what = format!("{mode}, turn {turn}, after {share:.3} of {length:?}");
        // How long one takes depends on what else the machine does.
        length = length.mul_f64(if was_killed { 1.05 } else { 0.8 });
        if start.judge(&what) {
            arrived += 1;
            start.again();
        } else if turn % 8 == 7 {
            start.finish(&what);
            start.again();
        }
    }
    println!("{mode}: {killed} of {turns} killed, {arrived} had arrived");
    assert!(killed > 0, "{mode}: none was killed in time");
    start.finish(mode);
}

pub(crate) fn turns(or: u32) -> u32 {
    std::env::var("FROSTLINE_CRASHES").ok().and_then(|count| count.parse().ok()).unwrap_or(or)
}

#[test]
fn a_process_that_is_killed_at_any_moment_leaves_the_old_revision_or_the_new_one() {
    for mode in ["DELETE", "WAL"] {
        kill_at_random(mode, turns(16));
    }
}

#[test]
#[ignore = "takes many minutes"]
fn thousands_of_kills() {
    for mode in ["DELETE", "TRUNCATE", "PERSIST", "WAL"] {
        kill_at_random(mode, turns(1000));
    }
}
