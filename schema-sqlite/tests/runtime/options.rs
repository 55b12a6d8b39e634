//! What an upgrade can be told: how far, how long to wait, to change nothing, and to keep a copy.

use std::time::{Duration, Instant};

use rusqlite::Connection;
use schema_sqlite::{Upgrade, downgrade_one, restore};

use crate::support::{
    BASELINE, CHAIN, File, NAMES, REBUILD, Step, busy_timeout, history, pragma, query, recorded, with,
};

#[test]
fn a_target_is_as_far_as_it_goes() {
    let (file, history) = (File::new(), history(&CHAIN));
    let to = |revision: &str| Upgrade::new(&history).to(revision).run(&mut file.open());
    assert_eq!(
        to("0001_baseline").unwrap().to_string(),
        "upgraded from base to 0001_baseline (1 revision, 3 statements)"
    );
    let bytes = file.bytes();
    assert_eq!(to("0001_baseline").unwrap().to_string(), "at 0001_baseline already");
    assert_eq!(file.bytes(), bytes);
    to("0003_rebuild").unwrap();
    assert_eq!(recorded(&file.open()).len(), 3);

    let bytes = file.bytes();
    let error = to("0002_names").unwrap_err();
    assert!(error.is_beyond(), "{error}");
    assert_eq!(
        error.to_string(),
        "the database is at revision `0003_rebuild`, beyond `0002_names`; an upgrade does not go back, a downgrade does"
    );
    assert!(to("0002_").unwrap_err().is_history());
    assert_eq!(file.bytes(), bytes);

    // At a target that is not the head, what was altered since is noticed, too.
    downgrade_one(&mut file.open(), &history).unwrap();
    file.execute("CREATE INDEX more ON users (name)");
    assert!(to("0002_names").unwrap_err().is_drift());
}

#[test]
fn a_dry_run_tells_all_and_writes_nothing() {
    let (file, history) = (File::at(1), with("-- step: look\nCREATE TABLE never (a); DROP TABLE never"));
    let before = file.bytes();
    let upgrade = Upgrade::new(&history).step("look", |_| panic!("a step ran"));
    let plan = upgrade.dry_run(&mut file.open()).unwrap();
    assert_eq!(file.bytes(), before);
    assert_eq!((plan.from.as_deref(), plan.to.as_deref()), (Some("0001_baseline"), Some("0004_more")));
    let names: Vec<&str> = plan.revisions.iter().map(|revision| revision.name.as_str()).collect();
    assert_eq!(names, ["0002_names", "0003_rebuild", "0004_more"]);
    assert_eq!(plan.revisions[0].statements, ["ALTER TABLE users ADD COLUMN name TEXT;"]);
    assert_eq!(plan.revisions[2].statements, ["-- step: look", "CREATE TABLE never (a);", "DROP TABLE never"]);
    // What it prints is a script that does it.
    let copy = File::at(1);
    copy.execute(plan.to_string().replace("-- step: look", ""));
    assert!(query(&copy.open(), "SELECT name FROM pragma_table_info('users')").contains(&"Text(\"name\")".to_owned()));

    let only = Connection::open_with_flags(file.path(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    assert_eq!(upgrade.dry_run(&mut only.unwrap()).unwrap(), plan);
    assert!(Upgrade::new(&history).dry_run(&mut file.open()).unwrap_err().is_step());
    file.execute("ALTER TABLE users ADD COLUMN extra");
    assert!(upgrade.dry_run(&mut file.open()).unwrap_err().is_drift());
}

#[test]
fn the_busy_timeout_is_given_back() {
    let (file, history) = (File::at(1), history(&CHAIN));
    let other = file.open();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut connection = file.open();
    busy_timeout(&connection, 60_000);
    let start = Instant::now();
    let error = Upgrade::new(&history).busy_timeout(Duration::from_millis(50)).run(&mut connection).unwrap_err();
    assert!(error.is_busy() && start.elapsed() < Duration::from_secs(30), "{error}");
    assert_eq!(pragma(&connection, "busy_timeout"), 60_000);

    other.execute_batch("ROLLBACK").unwrap();
    busy_timeout(&connection, 7);
    Upgrade::new(&history).busy_timeout(Duration::MAX).run(&mut connection).unwrap();
    assert_eq!(pragma(&connection, "busy_timeout"), 7);
}

#[test]
fn the_report_says_what_was_copied_and_how_long_it_took() {
    let file = File::at(1);
    let report = Upgrade::new(&history(&CHAIN)).run(&mut file.open()).unwrap();
    let copied: Vec<u64> = report.applied.iter().map(|revision| revision.rows_copied).collect();
    assert_eq!(copied, [0, 3]);
    assert!(report.time >= report.applied.iter().map(|revision| revision.time).sum::<Duration>());
    assert!(report.time > Duration::ZERO);
}

#[test]
fn a_backup_is_what_was_there_before_and_comes_back() {
    for mode in ["DELETE", "WAL"] {
        let (file, history) = (File::at(1), history(&CHAIN));
        file.open().query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        let backup = file.path().with_file_name("before.db");
        // SQLite counts the schema of a copy anew.
        let dump = |connection: &Connection| {
            let mut lines = crate::support::dump(connection);
            lines.retain(|line| !line.starts_with("schema_version"));
            lines
        };
        let before = dump(&file.open());
        let report = Upgrade::new(&history).backup(&backup).run(&mut file.open()).unwrap();
        assert_eq!(report.backup.as_deref(), Some(backup.as_path()));
        assert_eq!(dump(&Connection::open(&backup).unwrap()), before, "{mode}");
        assert_ne!(dump(&file.open()), before);

        // Where nothing is to be done, none is made.
        let more = file.path().with_file_name("more.db");
        assert_eq!(Upgrade::new(&history).backup(&more).run(&mut file.open()).unwrap().backup, None);
        assert!(!more.exists());

        let reader = file.open();
        assert_eq!(query(&reader, "SELECT count(*) FROM users"), ["Integer(3)"]);
        restore(&mut file.open(), &backup).unwrap();
        assert_eq!(dump(&file.open()), before, "{mode}");
        assert_eq!(query(&reader, "SELECT count(*) FROM pragma_table_info('users')"), ["Integer(2)"]);
        assert_eq!(Upgrade::new(&history).run(&mut file.open()).unwrap().applied.len(), 2);
    }
}

#[test]
fn a_backup_is_never_lost() {
    const FAILS: Step = Step { up: "ALTER TABLE users ADD COLUMN name TEXT; SELECT missing", ..NAMES };
    let (file, broken) = (File::at(1), history(&[BASELINE, FAILS]));
    let backup = file.path().with_file_name("before.db");
    let error = Upgrade::new(&broken).backup(&backup).run(&mut file.open()).unwrap_err();
    assert_eq!(error.backup(), Some(backup.as_path()));
    assert!(error.to_string().ends_with(&format!("; a backup from before is `{}`", backup.display())), "{error}");

    // The next attempt from the same revision makes it anew, with the rows of now.
    file.execute("INSERT INTO users (id) VALUES (99)");
    let good = history(&[BASELINE, NAMES]);
    Upgrade::new(&good).backup(&backup).run(&mut file.open()).unwrap();
    assert_eq!(query(&Connection::open(&backup).unwrap(), "SELECT count(*) FROM users"), ["Integer(4)"]);

    // One from another revision is left alone, and so is what is no backup.
    let before = file.bytes();
    let more = history(&[BASELINE, NAMES, REBUILD]);
    let notes = file.path().with_file_name("notes.txt");
    std::fs::write(&notes, "no database, but longer than the header of one would be: ".repeat(20)).unwrap();
    for taken in [&backup, &notes, &file.path()] {
        let bytes = std::fs::read(taken).unwrap();
        let error = Upgrade::new(&more).backup(taken).run(&mut file.open()).unwrap_err();
        assert!(error.is_io() && error.backup().is_none(), "{error}");
        assert_eq!(std::fs::read(taken).unwrap(), bytes);
    }
    // Before the first revision a copy cannot be told from a database of somebody else's.
    let (empty, others) = (File::new(), file.path().with_file_name("others.db"));
    Connection::open(&others).unwrap().execute_batch("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)").unwrap();
    let bytes = std::fs::read(&others).unwrap();
    assert!(Upgrade::new(&more).backup(&others).run(&mut empty.open()).unwrap_err().is_io());
    assert_eq!(std::fs::read(&others).unwrap(), bytes);
    let nothing = file.path().with_file_name("nothing.db");
    std::fs::write(&nothing, "").unwrap();
    Upgrade::new(&more).backup(&nothing).run(&mut empty.open()).unwrap();
    let nowhere = file.path().with_file_name("missing").join("before.db");
    assert!(Upgrade::new(&more).backup(nowhere).run(&mut file.open()).is_err());
    assert_eq!(file.bytes(), before);
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let file = File::at(1);
    let before = file.dump();
    let notes = file.path().with_file_name("notes.txt");
    std::fs::write(&notes, "no database, but longer than the header of one would be: ".repeat(20)).unwrap();
    assert!(restore(&mut file.open(), &notes).unwrap_err().is_not_a_database());
    assert!(restore(&mut file.open(), &file.path().with_file_name("missing.db")).is_err());
    let other = File::at(2);
    let connection = file.open();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut second = file.open();
    busy_timeout(&second, 10);
    assert!(restore(&mut second, &other.path()).unwrap_err().is_busy());
    drop((connection, second));
    assert_eq!(file.dump(), before);
    // Pages of another size, which SQLite cannot write into a log.
    let connection = file.open();
    connection.execute_batch("PRAGMA page_size = 8192; VACUUM").unwrap();
    let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)).unwrap();
    drop(connection);
    assert_eq!(mode, "wal");
    let before = file.dump();
    let error = restore(&mut file.open(), &other.path()).unwrap_err();
    assert!(error.is_io() && error.to_string().contains("PRAGMA journal_mode = DELETE"), "{error}");
    assert_eq!(file.dump(), before);
    file.open().query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    restore(&mut file.open(), &other.path()).unwrap();
    // SQLite counts it as a change of the schema.
    assert_eq!(file.dump()[2..], other.dump()[2..]);
    // A file of a few bytes is no database that may be replaced.
    let small = file.path().with_file_name("small.txt");
    std::fs::write(&small, "x").unwrap();
    let history = history(&CHAIN);
    let mut older = File::at(1).open();
    assert!(Upgrade::new(&history).backup(&small).run(&mut older).unwrap_err().is_io());
    assert_eq!(std::fs::read(&small).unwrap(), b"x");
}
