//! What a change of schema costs: reading and planning it by the number of tables, and carrying it out on
//! a million rows.
//!
//! A rebuild is measured against the same statements by hand, in one transaction; a change in place
//! against a rebuild to the same end. How much memory a rebuild takes is told by the kernel (Linux).
//!
//! `cargo bench --bench schemas -- tables` and `-- rows` run a half of it. `-- once pull 1000` and `-- once plan
//! 1000` do one piece of work and print nothing, for a counter of instructions (`valgrind --tool=callgrind`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use frostline::rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::diff::diff;
use schema_core::hazard::hazards;
use schema_core::model::{Column, Transition, Type};
use schema_core::plan::{Target, plan};
use schema_core::sql::script;
use schema_core::syntax::print_model;
use schema_sqlite::{Apply, inspect};
use support::{head, ratio, time};

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked: Vec<String> = std::env::args().collect();
    let has = |word: &str| asked.iter().any(|argument| argument == word);
    if has("once") {
        let file = tables(folder.path(), asked.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1000));
        return if has("pull") { pull(&file) } else { change(&file) };
    }
    // Rows first: what the models of many tables leave behind is no memory of a rebuild.
    if !has("tables") {
        many_rows(folder.path());
    }
    if !has("rows") {
        many_tables(folder.path());
    }
}

fn many_tables(folder: &Path) {
    let files: Vec<(usize, PathBuf)> = [10, 100, 1000].map(|count| (count, tables(folder, count))).into();

    head("pull, and diff with plan, from a live database: the time, against 200 ms");
    let limit = || Duration::from_millis(200);
    for (count, file) in &files {
        ratio(&format!("pull, {count} tables"), 1.0, 9, || time(|| pull(file)), limit);
        ratio(&format!("diff and plan, {count} tables"), 1.0, 9, || time(|| change(file)), limit);
    }

    head("the same, against ten times the time of a tenth of the tables");
    for pair in files.windows(2) {
        let [(_, small), (count, large)] = pair else { continue };
        let ten = |work: fn(&Path)| move || time(|| (0..10).for_each(|_| work(small)));
        ratio(&format!("pull, {count} tables"), 1.3, 9, || time(|| pull(large)), ten(pull));
        ratio(&format!("diff and plan, {count} tables"), 1.3, 9, || time(|| change(large)), ten(change));
    }
}

/// A database of so many tables, each with two indexes and a reference, and some with a view and a trigger.
fn tables(folder: &Path, count: usize) -> PathBuf {
    let file = folder.join(format!("{count}.db"));
    let mut made = String::from("BEGIN;");
    for at in 0..count {
        let parent = at / 2;
        made.push_str(&format!(
            "CREATE TABLE table_{at} (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES table_{parent} (id), \
             name TEXT NOT NULL COLLATE NOCASE, price DECIMAL(10, 2) DEFAULT 0 CHECK (price >= 0), \
             made DATETIME DEFAULT CURRENT_TIMESTAMP, note VARCHAR(80), body BLOB, flag BOOLEAN NOT NULL DEFAULT 1, \
             UNIQUE (parent, name));
             CREATE INDEX ix_parent_{at} ON table_{at} (parent);
             CREATE INDEX ix_made_{at} ON table_{at} (made DESC) WHERE flag;"
        ));
        if at % 10 == 0 {
            made.push_str(&format!(
                "CREATE VIEW view_{at} AS SELECT id, name FROM table_{at} WHERE flag;
                 CREATE TRIGGER trigger_{at} AFTER INSERT ON table_{at} BEGIN
                     UPDATE table_{at} SET note = lower(new.name) WHERE id = new.id;
                 END;"
            ));
        }
    }
    made.push_str("COMMIT;");
    Connection::open(&file).unwrap().execute_batch(&made).unwrap();
    file
}

fn pull(file: &Path) {
    let connection = Connection::open(file).unwrap();
    assert!(!print_model(&inspect(&connection).unwrap().model).is_empty());
}

/// Every tenth table gets a column, and every tenth of these is rebuilt for it.
fn change(file: &Path) {
    let connection = Connection::open(file).unwrap();
    let from = inspect(&connection).unwrap().model;
    let mut to = from.clone();
    for (at, table) in to.tables.iter_mut().enumerate().filter(|(at, _)| at % 10 == 0) {
        let mut column = Column::new("added", Type::Text);
        column.nullable = true;
        let place = if at % 100 == 0 { 1 } else { table.columns.len() };
        table.columns.insert(place, column);
    }
    let transition = Transition::default();
    assert!(!diff(&from, &to, &transition).is_empty());
    let plan = plan(&from, &to, &transition, &Target::SQLITE).unwrap();
    hazards(&from, &to, &transition, &plan);
    assert!(!script(&plan, Dialect::Sqlite).is_empty());
}

const OLD: &str = "CREATE TABLE items (id INTEGER NOT NULL PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, \
                   c TEXT NOT NULL, d TEXT NOT NULL, e REAL NOT NULL, f TEXT, g BLOB);";
const INDEXES: &str = "CREATE INDEX items_a ON items (a); CREATE INDEX items_c ON items (c, b);";

fn many_rows(folder: &Path) {
    let rows = rows();
    let source = folder.join("rows.db");
    Connection::open(&source)
        .unwrap()
        .execute_batch(&format!(
            "{OLD}{INDEXES} PRAGMA synchronous = OFF; BEGIN;
             WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
             INSERT INTO items SELECT i, i * 7919 % 1000003, i % 97, 'name ' || (i * 31 % 65537), 'note ' || i,
                 i / 3.0, NULL, x'00ff' FROM n;
             COMMIT;"
        ))
        .unwrap();

    head(&format!("a change of {rows} rows of eight columns with two indexes, against a rebuild by hand"));
    let file = folder.join("changed.db");
    let mut peak = 0;
    let middle = "id, h, a, b, c, d, e, f, g";
    ratio(
        "rebuild: a column in the middle",
        1.05,
        5,
        || {
            let (taken, memory) = ours(&source, &file, |columns, column| columns.insert(1, column));
            peak = peak.max(memory.unwrap_or(0));
            taken
        },
        || by_hand(&source, &file, "h TEXT,", "", middle),
    );
    ratio(
        "in place: a column at the end",
        0.5,
        3,
        || ours(&source, &file, |columns, column| columns.push(column)).0,
        || by_hand(&source, &file, "", ", h TEXT", "id, a, b, c, d, e, f, g, h"),
    );
    ratio(
        "in place: a column dropped",
        0.5,
        3,
        || ours(&source, &file, |columns, _| columns.retain(|column| column.name.as_str() != "d")).0,
        || by_hand(&source, &file, "", "", "id, a, b, c, e, f, g"),
    );
    if peak > 0 {
        let verdict = if peak <= 20 * 1024 { "" } else { "  missed" };
        println!("{:<44} {:>9} kB {:>9} kB{verdict}", "the most memory that a rebuild held", peak, 20 * 1024);
    }
}

/// How many rows: a million, or what is asked for (`cargo bench --bench schemas -- 10000`).
fn rows() -> u64 {
    std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000)
}

/// A fresh copy. Neither side waits for the disk, whose moods would be all that is measured.
fn copied(source: &Path, file: &Path) -> Connection {
    std::fs::copy(source, file).unwrap();
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    connection
}

/// What it takes the library to look, to plan and to run, and the most memory in kB that was held meanwhile.
fn ours(source: &Path, file: &Path, add: fn(&mut Vec<Column>, Column)) -> (Duration, Option<u64>) {
    let mut connection = copied(source, file);
    forget_peak();
    let taken = time(|| {
        let from = inspect(&connection).unwrap().model;
        let mut to = from.clone();
        let mut column = Column::new("h", Type::Text);
        column.nullable = true;
        add(&mut to.tables[0].columns, column);
        let transition = Transition::default();
        let plan = plan(&from, &to, &transition, &Target::SQLITE).unwrap();
        let script = script(&plan, Dialect::Sqlite);
        Apply { script: &script, from: &from, to: &to, transition: &transition }.run(&mut connection).unwrap()
    });
    (taken, peak())
}

/// The rebuild that SQLite's own page tells (<https://sqlite.org/lang_altertable.html#otheralter>).
fn by_hand(source: &Path, file: &Path, second: &str, last: &str, columns: &str) -> Duration {
    let connection = copied(source, file);
    let values = columns.replace('h', "NULL");
    let d = if columns.contains(" d,") { "d TEXT NOT NULL, " } else { "" };
    let sql = format!(
        "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE;
         CREATE TABLE new (id INTEGER NOT NULL PRIMARY KEY, {second} a INTEGER NOT NULL, b INTEGER NOT NULL, \
         c TEXT NOT NULL, {d}e REAL NOT NULL, f TEXT, g BLOB{last});
         INSERT INTO new ({columns}) SELECT {values} FROM items;
         DROP TABLE items; ALTER TABLE new RENAME TO items;
         {INDEXES} PRAGMA foreign_key_check; COMMIT; PRAGMA foreign_keys = ON;"
    );
    time(|| connection.execute_batch(&sql).unwrap())
}

/// Lets the kernel count the peak from here (<https://docs.kernel.org/filesystems/proc.html>).
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}
