//! Upgrades among readers and writers: each ends at head or says that the database is busy, each revision runs
//! once, and nothing that was written meanwhile is lost.

use std::time::{Duration, Instant};

use rusqlite::Connection;
use schema_sqlite::Upgrade;

use crate::processes::{FILE, command, many, slow};
use crate::support::{busy_timeout, query, recorded, upgrade};

/// Run by the test below alone.
#[test]
fn child_upgrades_in_haste() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let history = slow();
    let timeout = Duration::from_millis(30);
    match Upgrade::new(&history).busy_timeout(timeout).run(&mut Connection::open(path).unwrap()) {
        Ok(report) => println!("\nran {}.", report.applied.len()),
        Err(error) => {
            assert!(error.is_busy(), "{error}");
            println!("\nbusy.");
        }
    }
}

/// Run by the test below alone.
#[test]
fn child_upgrades_with_patience() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let history = slow();
    let upgrade = Upgrade::new(&history).busy_timeout(Duration::from_secs(60));
    println!("\nran {}.", upgrade.run(&mut Connection::open(path).unwrap()).unwrap().applied.len());
}

/// Run by the test below alone.
#[test]
fn child_writes() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let connection = Connection::open(path).unwrap();
    busy_timeout(&connection, 60_000);
    let (start, mut written) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_millis(700) {
        connection.execute("INSERT INTO posts (user_id, body) VALUES (1, 'meanwhile')", []).unwrap();
        written += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    println!("\nwrote {written}.");
}

/// Run by the test below alone.
#[test]
fn child_reads() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let connection = Connection::open(path).unwrap();
    busy_timeout(&connection, 60_000);
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(700) {
        // One statement sees one state.
        let sql =
            "SELECT count(*), (SELECT count(*) FROM posts WHERE user_id NOT IN (SELECT id FROM users)) FROM users";
        let (users, lost): (i64, i64) = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!((users, lost), (5003, 0));
    }
    println!("\nread.");
}

#[test]
fn upgrades_among_readers_and_writers_lose_nothing() {
    for mode in ["DELETE", "WAL"] {
        let file = many(mode);
        let before: i64 = file.open().query_row("SELECT count(*) FROM posts", [], |row| row.get(0)).unwrap();
        let tests = [
            "child_writes",
            "child_reads",
            "child_upgrades_in_haste",
            "child_upgrades_with_patience",
            "child_upgrades_in_haste",
            "child_upgrades_with_patience",
            "child_reads",
            "child_writes",
        ];
        let spawn = |test: &&str| command(&format!("traffic::{test}"), &file.path()).spawn().unwrap();
        let children: Vec<_> = tests.iter().map(spawn).collect();
        let (mut written, mut ran) = (0, 0);
        for (test, child) in tests.iter().zip(children) {
            let output = child.wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{mode}, {test}: {text}{}", String::from_utf8_lossy(&output.stderr));
            let line = text.lines().find(|line| line.ends_with('.') && !line.contains("...")).unwrap_or_default();
            let number = line.trim_end_matches('.').split(' ').nth(1).and_then(|number| number.parse::<i64>().ok());
            match line.split([' ', '.']).next().unwrap() {
                "wrote" => written += number.unwrap(),
                "ran" => ran += number.unwrap(),
                "busy" | "read" => {}
                _ => panic!("{mode}, {test}: {text}"),
            }
        }
        assert_eq!(ran, 2, "{mode}");
        let connection = file.open();
        assert_eq!(recorded(&connection), ["0001_baseline", "0002_names", "0003_rebuild"]);
        assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
        assert_eq!(query(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new());
        assert_eq!(query(&connection, "SELECT count(*) FROM posts"), [format!("Integer({})", before + written)]);
        assert!(upgrade(&mut file.open(), &slow()).unwrap().applied.is_empty());
    }
}
