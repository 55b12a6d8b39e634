//! Programs and databases of every age, with rows, over a squash, an amended revision and a rebase: the newest program
//! brings every database to the head, and an older one refuses a newer database without a byte of it changed.
//!
//! A program is what it was built with: a copy of the project as it was then.

use std::fs;

use crate::rebase::merged;
use crate::support::{NOTES, Project};

const ROWS: &str = "PRAGMA foreign_keys = ON;
    INSERT INTO users VALUES (1, 'Ann'), (-5, ''), (9223372036854775807, '007');
    INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, -5, ''), (4, 9223372036854775807, 'd');";

/// The rows of [`ROWS`], whatever the name of the second column is.
const KEPT: &str = "SELECT * FROM (SELECT id, body, user_id FROM notes) ORDER BY 1; SELECT id FROM users ORDER BY 1;";
const IS_KEPT: &str = "1|a|1\n2|b|1\n3||-5\n4|d|9223372036854775807\n-5\n1\n9223372036854775807\n";
const NAMES: &str = "SELECT full_name FROM users ORDER BY id;";

/// What is declared at each revision: a start, a rename, a column in the midst of the table that is referred to, which
/// rebuilds it, and one at the end of the other.
fn declared(revision: usize) -> String {
    let mut tables = NOTES.to_owned();
    if revision > 1 {
        tables = tables.replace("name text,", "full_name text,");
    }
    if revision > 2 {
        tables = tables.replace("full_name text,", "phone text?,\n        full_name text,");
    }
    if revision > 3 {
        tables = tables.replace("body    text,", "body    text,\n        read_at datetime?,");
    }
    tables
}

const HEAD: usize = 4;

/// The newest program, and the programs of each age before it, from the one with the first revision on. Each has the
/// databases `at1.db` and so on, as far as it brought them.
fn programs() -> (Project, Vec<Project>) {
    let project = Project::declaring(&declared(1));
    let mut programs = Vec::new();
    for revision in 1..=HEAD {
        project.declare(&declared(revision));
        match revision {
            2 => project.well("snapshot -m names --rename users.name=full_name"),
            _ => project.well(&format!("snapshot -m r{revision}")),
        };
        let database = format!("at{revision}.db");
        if revision > 1 {
            fs::copy(project.path(&format!("at{}.db", revision - 1)), project.path(&database)).unwrap();
        }
        project.well(&format!("upgrade -d {database}"));
        if revision == 1 {
            project.shell(&database, ROWS);
        }
        is_whole(&project, &database);
        programs.push(project.copy());
    }
    (project, programs)
}

fn is_whole(project: &Project, database: &str) {
    assert_eq!(project.shell(database, KEPT), IS_KEPT, "{database}");
    assert_eq!(project.shell(database, "PRAGMA foreign_key_check; PRAGMA integrity_check;"), "ok\n", "{database}");
}

/// Every older program refuses this database of the newest one with these words, and changes nothing.
fn are_refused(newest: &Project, database: &str, programs: &[Project], words: &str) {
    for program in programs {
        let theirs = "newer.db";
        fs::copy(newest.path(database), program.path(theirs)).unwrap();
        let before = fs::read(program.path(theirs)).unwrap();
        program.run(["upgrade", "-d", theirs]).code(1).complains(words);
        program.run(["upgrade", "-d", theirs, "--dry-run"]).code(1).complains(words);
        program.run(["check", "-d", theirs]).code(1);
        program.run(["current", "-d", theirs]);
        assert_eq!(fs::read(program.path(theirs)).unwrap(), before, "{database}");
        let left = ["-journal", "-wal", "-shm"].map(|end| program.exists(&format!("{theirs}{end}")));
        assert_eq!(left, [false; 3], "{database}");
    }
}

#[test]
fn over_a_squash() {
    let (newest, programs) = programs();
    for to in 1..=HEAD {
        let newest = newest.copy();
        newest.well(&format!("squash --to {to}"));
        newest.well("upgrade -d fresh.db");
        newest.shell(
            "fresh.db",
            &ROWS.replace("users V", "users (id, full_name) V").replace("notes V", "notes (id, user_id, body) V"),
        );
        let shape = newest.shape("fresh.db");
        for revision in 1..=HEAD {
            let database = format!("at{revision}.db");
            newest.well(&format!("upgrade -d {database}"));
            is_whole(&newest, &database);
            assert_eq!(newest.shell(&database, NAMES), "\nAnn\n007\n");
            assert_eq!(newest.shape(&database), shape, "{database}, squashed to {to}");
            are_refused(&newest, &database, &programs[..HEAD - 1], "newer than the program");
        }
        are_refused(&newest, "fresh.db", &programs[..HEAD - 1], "newer than the program");
        // It began at the checkpoint, and the program that never knew of it goes on with it, and takes it back.
        let before = &programs[HEAD - 1];
        fs::copy(newest.path("fresh.db"), before.path("fresh.db")).unwrap();
        before.well("upgrade -d fresh.db").says("nothing to do");
        before.well("downgrade -d fresh.db 1 --allow drops-column");
        is_whole(before, "fresh.db");
        assert_eq!(before.shape("fresh.db"), programs[0].shape("at1.db"));
        programs[0].well(&format!("upgrade -d {}", before.path("fresh.db").display())).says("nothing to do");
    }
}

#[test]
fn over_an_amended_revision() {
    let (newest, programs) = programs();
    newest.well("squash --to 2");
    newest.declare(
        &declared(HEAD).replace("read_at datetime?,", "read_at datetime?,\n        tag text default \"none\","),
    );
    newest.well("snapshot --amend");
    newest.well("upgrade -d fresh.db");
    let shape = newest.shape("fresh.db");
    for revision in 1..HEAD {
        let database = format!("at{revision}.db");
        newest.well(&format!("upgrade -d {database}"));
        is_whole(&newest, &database);
        assert_eq!(newest.shape(&database), shape, "{database}");
        are_refused(&newest, &database, &programs[..HEAD - 1], "newer than the program");
        are_refused(&newest, &database, &programs[HEAD - 1..], "since `0003_r3` it ran `0004_r4`");
    }
    // What ran the revision as it was goes back by what it carries, and only when that is said.
    let before = fs::read(newest.path("at4.db")).unwrap();
    newest.run(["upgrade", "-d", "at4.db"]).code(1).complains("--back-to-common");
    assert_eq!(fs::read(newest.path("at4.db")).unwrap(), before);
    newest.well("upgrade -d at4.db --back-to-common --allow drops-column");
    is_whole(&newest, "at4.db");
    assert_eq!(newest.shape("at4.db"), shape);
}

#[test]
fn over_a_rebase() {
    let newest = merged();
    let (main, feature) = (newest.copy(), newest.copy());
    for (program, branch) in [(&main, "main"), (&feature, "feature")] {
        crate::rebase::git(program, &format!("checkout -q -f {branch}")).code(0);
        program.well("check");
    }
    newest.well("rebase");
    newest.well("squash --to 2");
    newest.well("upgrade -d fresh.db");
    for database in ["before.db", "main.db", "feature.db", "fresh.db"] {
        newest.well(&format!("upgrade -d {database} --back-to-common --allow drops-column"));
        assert_eq!(newest.shape(database), newest.shape("fresh.db"), "{database}");
        let programs = std::slice::from_ref(&main);
        are_refused(&newest, database, programs, "newer than the program");
        are_refused(&newest, database, std::slice::from_ref(&feature), "since `0001_baseline` it ran `0002_phone`");
    }
}
