//! A disk that fails: the N-th `fsync`, write or read of the database's files, for every N until none fails any
//! more. What is left is the old revision or the new one, whole, and the next upgrade finishes.
//!
//! `cargo test … -- --ignored every_fault` tries each N; the others a few of them.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::processes::{FILE, POSTS, ROWS, command};
use crate::shim::{Fault, Shim};
use crate::support::{CHAIN, File, history, pragma, query, recorded, upgrade};

/// Run by the tests below alone.
#[test]
fn child_upgrades_on_a_bad_disk() {
    let Some(path) = std::env::var_os(FILE) else { return };
    // Whatever fails is an error, and never a panic.
    let Ok(mut connection) = Connection::open(path) else { return println!("\nfailed") };
    // A small cache, so that pages reach the file before the commit.
    if connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = 5").is_err() {
        return println!("\nfailed");
    }
    match upgrade(&mut connection, &history(&CHAIN)) {
        Ok(_) => println!("\narrived"),
        Err(error) => {
            assert!(connection.is_autocommit(), "{error}");
            assert_eq!(pragma(&connection, "foreign_keys"), 1, "{error}");
            println!("\nfailed");
        }
    }
}

/// What a file holds at its old revision, to start from again and to judge by.
struct Start {
    file: File,
    template: Vec<u8>,
    content: [Vec<String>; 2],
    schema: Vec<String>,
}

const SCHEMA: &str = "SELECT type, name, sql FROM sqlite_master ORDER BY rowid";

impl Start {
    fn new(mode: &str) -> Self {
        let file = File::at(1);
        file.execute(
            "WITH RECURSIVE n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n LIMIT 900)
             INSERT INTO users SELECT n, CASE n % 3 WHEN 0 THEN NULL ELSE 'user ' || n || hex(zeroblob(40)) END FROM n;
             INSERT INTO posts (user_id, body) SELECT id, 'post of ' || id FROM users",
        );
        let connection = file.open();
        connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        let content = content(&connection);
        let schema = query(&connection, SCHEMA);
        drop(connection);
        let template = file.bytes();
        Self { file, template, content, schema }
    }

    /// The file as it was, without what was left beside it.
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
        assert_eq!(content(&connection), self.content, "{what}");
        match recorded(&connection).len() {
            1 => {
                assert_eq!(query(&connection, SCHEMA), self.schema, "{what}");
                false
            }
            3 => true,
            other => panic!("{what}: {other} revisions"),
        }
    }

    /// Upgrades with a fault. Whether it came to that.
    fn attempt(&self, shim: &Shim, fault: Fault, mode: &str) -> bool {
        let what = format!("{mode}, {fault:?}");
        self.again();
        let mut command = command("faults::child_upgrades_on_a_bad_disk", &self.file.path());
        let told = shim.preload(&mut command, &self.file.path(), fault);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{what}: {text}{}", String::from_utf8_lossy(&output.stderr));
        let arrived = text.lines().any(|line| line == "arrived");
        assert!(arrived || text.lines().any(|line| line == "failed"), "{what}: {text}");
        let fired = told.fired();
        // What was told as done is done. An error at the very end may come after the point of no return.
        let is_new = self.judge(&what);
        assert!(is_new || !arrived, "{what}: it said that it had arrived");
        assert!(fired || arrived, "{what}: it failed without a fault");
        upgrade(&mut self.file.open(), &history(&CHAIN)).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(self.judge(&what), "{what}");
        fired
    }
}

fn content(connection: &Connection) -> [Vec<String>; 2] {
    [query(connection, ROWS), query(connection, POSTS)]
}

/// The faults: what fails, how, and whether it goes on failing.
const FAULTS: [(&str, &str, bool); 9] = [
    ("sync", "eio", false),
    ("sync", "eio", true),
    ("write", "enospc", false),
    ("write", "enospc", true),
    ("write", "eio", true),
    ("write", "short", true),
    ("read", "eio", false),
    ("read", "eio", true),
    ("read", "short", true),
];

/// Every N from 1 on; or so many first ones, and then ever further apart.
fn try_all(mode: &str, first: Option<usize>) {
    let Some(shim) = Shim::new() else { return };
    let start = Start::new(mode);
    for (of, how, on) in FAULTS {
        let (mut at, mut fired) = (1, 0);
        while start.attempt(&shim, Fault { of, how, at, on }, mode) {
            fired += 1;
            at += match first {
                Some(first) if of != "sync" && fired > first => at / 2,
                _ => 1,
            };
        }
        println!("{mode}: {of}, {how}, on: {on}: {fired} faults, the last at {at}");
        assert!(fired > 2, "{mode}: {of}, {how}: {fired}");
    }
}

#[test]
fn a_disk_that_fails_leaves_the_old_revision_or_the_new_one() {
    try_all("DELETE", Some(3));
}

#[test]
fn a_disk_that_fails_with_a_log_leaves_the_old_revision_or_the_new_one() {
    try_all("WAL", Some(3));
}

#[test]
#[ignore = "takes many minutes"]
fn every_fault_leaves_the_old_revision_or_the_new_one() {
    for mode in ["DELETE", "TRUNCATE", "PERSIST", "WAL"] {
        try_all(mode, None);
    }
}
