//! A disk that is full at every page, and a file that is cut short: the upgrade fails and changes nothing.
//! What fails by an error of the system's is in `faults`.

use rusqlite::{Connection, ErrorCode};
use schema_sqlite::Error;

use crate::support::{CHAIN, File, history, pragma, query, upgrade};

fn code(error: &Error) -> Option<ErrorCode> {
    std::error::Error::source(error)?.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()
}

/// Upgrades a file of the first revision that may have so many pages.
#[test]
fn a_database_that_may_not_grow_is_left_as_it_was() {
    for mode in ["DELETE", "WAL"] {
        let file = File::at(1);
        file.open().query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        let before = file.dump();
        let mut connection = file.open();
        let first = pragma(&connection, "page_count");
        let (mut full, mut pages) = (0, first);
        let history = history(&CHAIN);
        loop {
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
            let Err(error) = upgrade(&mut connection, &history) else { break };
            assert_eq!(code(&error), Some(ErrorCode::DiskFull), "{mode}, {pages} pages: {error}");
            assert!(connection.is_autocommit());
            assert_eq!(pragma(&connection, "foreign_keys"), 1);
            assert_eq!(file.dump(), before, "{mode}, {pages} pages");
            full += 1;
            pages += 1;
        }
        assert!(full > 0, "{mode}");
        assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
        assert_eq!(crate::support::recorded(&connection).len(), 3);
    }
}

/// Run by the test below alone.
#[test]
fn child_writes_until_the_disk_is_full() {
    let Some(path) = std::env::var_os(crate::processes::FILE) else { return };
    let mut connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA cache_size = 5").unwrap();
    match upgrade(&mut connection, &history(&CHAIN)) {
        Ok(_) => println!("\ndone"),
        Err(error) => {
            assert!(connection.is_autocommit(), "{error}");
            println!("\nfailed {:?}", code(&error));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_any_write_leaves_what_was_there() {
    use std::process::{Command, Stdio};

    use crate::processes::{FILE, POSTS, ROWS};

    // A file may grow to so many blocks of 512 bytes, and a write beyond that is an error, no signal.
    const LIMITED: &str = "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"";
    for mode in ["DELETE", "WAL"] {
        let (mut failed, mut blocks) = (0, 64);
        loop {
            let file = File::at(1);
            file.execute(
                "WITH RECURSIVE n (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM n LIMIT 3000)
                 INSERT INTO users SELECT n, 'user ' || n FROM n",
            );
            file.open().query_row(&format!("PRAGMA journal_mode = {mode}"), [], |_| Ok(())).unwrap();
            let (rows, posts) = (query(&file.open(), ROWS), query(&file.open(), POSTS));
            let mut command = Command::new("sh");
            command.args(["-c", LIMITED, &blocks.to_string()]).arg(std::env::current_exe().unwrap());
            command.args(["--exact", "disk::child_writes_until_the_disk_is_full", "--nocapture"]);
            command.env(FILE, file.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let output = command.output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{mode}, {blocks}: {text}{}", String::from_utf8_lossy(&output.stderr));

            let connection = file.open();
            assert_eq!(query(&connection, "PRAGMA integrity_check"), ["Text(\"ok\")"], "{mode}, {blocks}");
            assert_eq!(query(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new(), "{mode}, {blocks}");
            assert_eq!((query(&connection, ROWS), query(&connection, POSTS)), (rows, posts), "{mode}, {blocks}");
            let revisions = crate::support::recorded(&connection).len();
            drop(connection);
            if text.contains("done") {
                assert_eq!(revisions, 3, "{mode}, {blocks}");
                break;
            }
            assert!(text.contains("failed Some("), "{mode}, {blocks}: {text}");
            assert_eq!(revisions, 1, "{mode}, {blocks}");
            failed += 1;
            assert_eq!(upgrade(&mut file.open(), &history(&CHAIN)).unwrap().applied.len(), 2, "{mode}, {blocks}");
            blocks = blocks * 5 / 4;
        }
        assert!(failed > 3, "{mode}: {failed}");
    }
}

#[test]
fn a_file_that_is_cut_short_is_refused() {
    let file = File::at(1);
    let (bytes, history) = (file.bytes(), history(&CHAIN));
    let page = usize::try_from(pragma(&file.open(), "page_size")).unwrap();
    for length in (100..bytes.len()).step_by(page / 4) {
        std::fs::write(file.path(), &bytes[..length]).unwrap();
        let error = upgrade(&mut file.open(), &history).expect_err("is no whole database");
        assert!(error.is_sqlite() || error.is_not_a_database() || error.is_history(), "{length} bytes: {error}");
        assert_eq!(file.bytes(), &bytes[..length], "{length} bytes");
    }
}
