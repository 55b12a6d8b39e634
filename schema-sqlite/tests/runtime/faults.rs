//! A disk that fails: the N-th `fsync`, write or read of the database's files, for every N until none fails any
//! more. What is left is the old revision or the new one, whole, and the next upgrade finishes. The same of the way
//! back, of what is restored, and of a backup.
//!
//! `cargo test … -- --ignored every_fault` tries each N; the others a few of them.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use schema_sqlite::{back, backup, restore};

use crate::processes::{FILE, POSTS, ROWS, command};
use crate::shim::{Fault, Shim};
use crate::support::{CHAIN, File, history, pragma, query, recorded, upgrade};

/// What is done on the bad disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// From the first revision to the third.
    Upgrade,
    /// From the third back to the first.
    Back,
    /// From the third to a backup of the first.
    Restore,
    /// A backup of the first: it is the copy's disk that is bad.
    Backup,
}

impl Work {
    const ALL: [Self; 4] = [Self::Upgrade, Self::Back, Self::Restore, Self::Backup];

    /// How many revisions there are before, and after.
    fn revisions(self) -> (usize, usize) {
        match self {
            Self::Upgrade => (1, 3),
            Self::Back | Self::Restore => (3, 1),
            Self::Backup => (1, 1),
        }
    }

    fn run(self, connection: &mut Connection, file: &Path) -> schema_sqlite::Result<()> {
        let history = history(&CHAIN);
        match self {
            Self::Upgrade => upgrade(connection, &history).map(|_| ()),
            Self::Back => back(connection, &history, 1).map(|_| ()),
            Self::Restore => restore(connection, &file.with_file_name(KEPT)),
            Self::Backup => backup(connection, &file.with_file_name(COPY)),
        }
    }
}

/// Names the work to the child.
const WORK: &str = "FROSTLINE_TEST_WORK";
/// A backup of the first revision.
const KEPT: &str = "kept";
/// A backup that is made.
const COPY: &str = "copy";

/// Run by the tests below alone.
#[test]
fn child_works_on_a_bad_disk() {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let work = std::env::var(WORK).unwrap();
    let work = Work::ALL.into_iter().find(|it| format!("{it:?}") == work).unwrap();
    // Whatever fails is an error, and never a panic.
    let Ok(mut connection) = Connection::open(&path) else { return println!("\nfailed") };
    // A small cache, so that pages reach the file before the commit.
    if connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = 5").is_err() {
        return println!("\nfailed");
    }
    match work.run(&mut connection, &path) {
        Ok(()) => println!("\narrived"),
        Err(error) => {
            assert!(connection.is_autocommit(), "{error}");
            assert_eq!(pragma(&connection, "foreign_keys"), 1, "{error}");
            println!("\nfailed");
        }
    }
}

/// What a file holds before the work, to start from again and to judge by.
struct Start {
    work: Work,
    file: File,
    template: Vec<u8>,
    content: [Vec<String>; 2],
    schema: Vec<String>,
}

const SCHEMA: &str = "SELECT type, name, sql FROM sqlite_master ORDER BY rowid";

impl Start {
    fn new(work: Work, mode: &str) -> Self {
        let file = File::at(1);
        file.execute(
            "WITH RECURSIVE n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n LIMIT 900)
             INSERT INTO users SELECT n, CASE n % 3 WHEN 0 THEN NULL ELSE 'user ' || n || hex(zeroblob(40)) END FROM n;
             INSERT INTO posts (user_id, body) SELECT id, 'post of ' || id FROM users",
        );
        let mut connection = file.open();
        connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        backup(&connection, &file.path().with_file_name(KEPT)).unwrap();
        if work.revisions().0 == 3 {
            upgrade(&mut connection, &history(&CHAIN)).unwrap();
        }
        let content = content(&connection);
        let schema = query(&connection, SCHEMA);
        drop(connection);
        let template = file.bytes();
        Self { work, file, template, content, schema }
    }

    /// The file as it was, without what was left beside it.
    fn again(&self) {
        for beside in ["-journal", "-wal", "-shm"] {
            let mut path = self.file.path().into_os_string();
            path.push(beside);
            let _ = std::fs::remove_file(PathBuf::from(path));
        }
        let _ = std::fs::remove_file(self.copy());
        std::fs::write(self.file.path(), &self.template).unwrap();
    }

    fn copy(&self) -> PathBuf {
        self.file.path().with_file_name(COPY)
    }

    /// Whether the work is done; nothing of it otherwise, and all is whole in either case.
    fn judge(&self, what: &str) -> bool {
        let (before, after) = self.work.revisions();
        let count = self.judge_file(&self.file.open(), what);
        if self.work == Work::Backup {
            assert_eq!(count, before, "{what}");
            if !self.copy().exists() {
                return false;
            }
            assert_eq!(self.judge_file(&Connection::open(self.copy()).unwrap(), what), after, "{what}");
            return true;
        }
        assert!(count == before || count == after, "{what}: {count} revisions");
        count == after
    }

    /// Returns how many revisions the file has.
    fn judge_file(&self, connection: &Connection, what: &str) -> usize {
        assert_eq!(query(connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{what}");
        assert_eq!(query(connection, "PRAGMA foreign_key_check"), Vec::<String>::new(), "{what}");
        assert_eq!(content(connection), self.content, "{what}");
        let count = recorded(connection).len();
        if count == self.work.revisions().0 {
            assert_eq!(query(connection, SCHEMA), self.schema, "{what}");
        }
        count
    }

    /// Works with a fault. Whether it came to that.
    fn attempt(&self, shim: &Shim, fault: Fault, mode: &str) -> bool {
        let what = format!("{:?}, {mode}, {fault:?}", self.work);
        self.again();
        let mut command = command("faults::child_works_on_a_bad_disk", &self.file.path());
        command.env(WORK, format!("{:?}", self.work));
        let bad = if self.work == Work::Backup { self.copy() } else { self.file.path() };
        let told = shim.preload(&mut command, &bad, fault);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{what}: {text}{}", String::from_utf8_lossy(&output.stderr));
        let arrived = text.lines().any(|line| line == "arrived");
        assert!(arrived || text.lines().any(|line| line == "failed"), "{what}: {text}");
        let fired = told.fired();
        // What was told as done is done. An error at the very end may come after the point of no return.
        let is_done = self.judge(&what);
        assert!(is_done || !arrived, "{what}: it said that it had arrived");
        assert!(fired || arrived, "{what}: it failed without a fault");
        if self.work != Work::Backup || !is_done {
            let done = self.work.run(&mut self.file.open(), &self.file.path());
            done.unwrap_or_else(|error| panic!("{what}: {error}"));
        }
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
fn try_all(work: Work, mode: &str, first: Option<usize>) {
    let Some(shim) = Shim::new() else { return };
    let start = Start::new(work, mode);
    for (of, how, on) in FAULTS {
        let (mut at, mut fired) = (1, 0);
        while start.attempt(&shim, Fault { of, how, at, on }, mode) {
            fired += 1;
            at += match first {
                Some(first) if of != "sync" && fired > first => at / 2,
                _ => 1,
            };
        }
        println!("{work:?}, {mode}: {of}, {how}, on: {on}: {fired} faults, the last at {at}");
        let least = if work == Work::Upgrade { 3 } else { 1 };
        assert!(fired >= least, "{work:?}, {mode}: {of}, {how}: {fired}");
    }
}

#[test]
fn a_disk_that_fails_leaves_the_old_revision_or_the_new_one() {
    try_all(Work::Upgrade, "DELETE", Some(3));
}

#[test]
fn a_disk_that_fails_with_a_log_leaves_the_old_revision_or_the_new_one() {
    try_all(Work::Upgrade, "WAL", Some(3));
}

#[test]
fn a_disk_that_fails_on_the_way_back_leaves_the_one_or_the_other() {
    try_all(Work::Back, "DELETE", Some(1));
    try_all(Work::Back, "WAL", Some(1));
}

#[test]
fn a_disk_that_fails_leaves_what_was_there_or_the_backup() {
    try_all(Work::Restore, "DELETE", Some(1));
    try_all(Work::Restore, "WAL", Some(1));
}

#[test]
fn a_disk_that_fails_leaves_a_whole_backup_or_none() {
    try_all(Work::Backup, "DELETE", Some(1));
    try_all(Work::Backup, "WAL", Some(1));
}

#[test]
#[ignore = "takes many minutes"]
fn every_fault_leaves_the_old_revision_or_the_new_one() {
    for work in Work::ALL {
        for mode in ["DELETE", "TRUNCATE", "PERSIST", "WAL"] {
            try_all(work, mode, None);
        }
    }
}
