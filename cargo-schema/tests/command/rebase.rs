//! The team story, with real git: two branches freeze, and are merged.

use std::process::Command;

use crate::support::{NOTES, Project, Ran, ran};

pub(crate) fn git(project: &Project, arguments: &str) -> Ran {
    let mut command = Command::new("git");
    command.current_dir(project.path("")).args(arguments.split(' '));
    for (name, value) in [
        ("GIT_AUTHOR_NAME", "a"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_NAME", "a"),
        ("GIT_COMMITTER_EMAIL", "a@example.org"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ("GIT_EDITOR", "true"),
    ] {
        command.env(name, value);
    }
    ran(command.output().expect("git is installed"))
}

pub(crate) fn commit(project: &Project, message: &str) {
    git(project, "add -A -- src revisions Cargo.toml").code(0);
    git(project, &format!("commit -q -m {message}")).code(0);
}

const PHONE: &str = "name text,\n        phone text?,";
const READ_AT: &str = "body    text,\n        read_at datetime?,";

fn with_phone() -> String {
    NOTES.replace("name text,", PHONE)
}

fn with_read_at() -> String {
    NOTES.replace("body    text,", READ_AT)
}

fn with_both() -> String {
    with_phone().replace("body    text,", READ_AT)
}

/// A repository at its baseline, with a database that was made there and has rows.
fn repository() -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    fill(&project, "before.db");
    commit(&project, "baseline");
    project
}

fn fill(project: &Project, database: &str) {
    project.shell(
        database,
        "PRAGMA foreign_keys = ON;
         INSERT INTO users (id, name) VALUES (1, 'Ann'), (2, 'Bob');
         INSERT INTO notes (id, user_id, body) VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');",
    );
}

/// Two branches that froze in parallel, each with a database; merged on the second, with the conflict.
pub(crate) fn merged() -> Project {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&with_read_at());
    project.well("snapshot -m read_at");
    project.well("upgrade -d feature.db");
    fill(&project, "feature.db");
    project.shell("feature.db", "UPDATE notes SET read_at = '2026-01-31 12:00:00' WHERE id = 2;");
    commit(&project, "read_at");

    git(&project, "checkout -q main").code(0);
    project.declare(&with_phone());
    project.well("snapshot -m phone");
    project.well("upgrade -d main.db");
    fill(&project, "main.db");
    project.shell("main.db", "UPDATE users SET phone = '123' WHERE id = 1;");
    commit(&project, "phone");

    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("CONFLICT");
    // Git puts the declarations together where it can.
    project.declare(&with_both());
    project
}

const USERS: &str = "SELECT id, name FROM users ORDER BY id;";
const NOTES_ROWS: &str = "SELECT id, user_id, body FROM notes ORDER BY id;";

#[test]
fn two_branches_become_one_line_and_every_database_arrives() {
    let project = merged();
    let ran = project.run(["check"]).code(1).complains("a merge conflict was left in the index");
    assert!(ran.err.contains("run `cargo schema rebase`"), "{}", ran.err);
    project.run(["heads"]).code(1).says("0002_read_at").says("0002_phone").says("the ways part after `0001_baseline`");
    project.run(["upgrade", "-d", "before.db"]).code(1);

    let before = project.files("revisions");
    project.well("rebase --dry-run").says("0002_read_at becomes 0003_read_at");
    assert_eq!(project.files("revisions"), before);
    project
        .well("rebase")
        .says("`0002_phone` stays where it is")
        .says("0002_read_at becomes 0003_read_at")
        .says("+ column `notes.read_at` added");
    project.well("check").says("is frozen as `0003_read_at`");
    project.well("verify");
    project.well("rebase").says("nothing to do");
    project.well("heads").says("0003_read_at");
    assert!(!project.exists("revisions/0002_read_at"));
    assert_eq!(project.names("revisions").iter().filter(|name| name.contains("/.")).count(), 0);
    commit(&project, "merged");

    // Before, and on the branch that stayed: they go on.
    project.well("upgrade -d before.db").says("from `0001_baseline` to `0003_read_at`");
    project.well("upgrade -d main.db").says("from `0002_phone` to `0003_read_at`");
    assert_eq!(project.shell("main.db", "SELECT phone FROM users WHERE id = 1;"), "123\n");

    // On the branch that moved: only when asked, and not when values would be lost in silence.
    let frozen = std::fs::read(project.path("feature.db")).unwrap();
    project
        .run(["upgrade", "-d", "feature.db"])
        .code(1)
        .complains("since `0001_baseline` it ran `0002_read_at`")
        .complains("run `cargo schema upgrade -d feature.db --back-to-common`");
    project.run(["current", "-d", "feature.db"]).code(1).says("--back-to-common");
    project.run(["check", "-d", "feature.db"]).code(1).complains("--back-to-common");
    project
        .run(["upgrade", "-d", "feature.db", "--back-to-common"])
        .code(1)
        .says("column `notes.read_at` is dropped")
        .complains("--allow drops-column");
    assert_eq!(std::fs::read(project.path("feature.db")).unwrap(), frozen);
    project
        .well("upgrade -d feature.db --back-to-common --allow drops-column")
        .says("0002_read_at taken back")
        .says("from `0001_baseline` to `0003_read_at`");

    project.well("upgrade -d fresh.db");
    let shape = project.shape("fresh.db");
    for database in ["before.db", "main.db", "feature.db"] {
        assert_eq!(project.shape(database), shape, "{database}");
        assert_eq!(project.shell(database, USERS), "1|Ann\n2|Bob\n", "{database}");
        assert_eq!(project.shell(database, NOTES_ROWS), "1|1|a\n2|1|b\n3|2|c\n", "{database}");
        assert_eq!(project.shell(database, "PRAGMA integrity_check; PRAGMA foreign_key_check;"), "ok\n");
        project.well(&format!("current -d {database}")).says("0003_read_at\nthis is the head");
    }
}

#[test]
fn the_other_branch_stays_when_that_is_said() {
    let project = merged();
    project
        .well("rebase --keep read_at")
        .says("`0002_read_at` stays where it is")
        .says("0002_phone becomes 0003_phone");
    project.well("check");
    project.well("verify");
    project.well("upgrade -d feature.db").says("from `0002_read_at` to `0003_phone`");
    project.run(["upgrade", "-d", "main.db"]).code(1).complains("--back-to-common");
    project.well("upgrade -d main.db --back-to-common --allow drops-column");
}

/// Both lines in the index, as a merge leaves them that takes every line.
#[test]
fn two_heads_without_markers_are_rebased_too() {
    let project = merged();
    let index = project.read("revisions/history");
    let lines: Vec<&str> =
        index.lines().filter(|line| !["<", ">", "=", "|"].iter().any(|marker| line.starts_with(marker))).collect();
    project.write("revisions/history", &(lines.join("\n") + "\n"));
    project.run(["check"]).code(1).complains("the history has two heads").complains("run `cargo schema rebase`");
    project.well("rebase").says("0002_read_at becomes 0003_read_at");
    project.well("check");
}

/// Branches of two revisions each, with a rename on the one and a backfill on the other.
#[test]
fn several_revisions_move_with_what_was_said_of_them() {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    let slug = NOTES.replace("name text,", "name text,\n        slug text,");
    project.declare(&slug);
    project.run(["snapshot", "-m", "slugs", "--backfill", "users.slug=lower(name)"]).code(0);
    let handle = slug.replace("slug text", "handle text");
    project.declare(&handle);
    project.run(["snapshot", "-m", "handles", "--rename", "users.slug=handle"]).code(0);
    commit(&project, "slugs");

    git(&project, "checkout -q main").code(0);
    let renamed = NOTES.replace("name text,", "full_name text,");
    project.declare(&renamed);
    project.run(["snapshot", "-m", "full", "--rename", "users.name=full_name"]).code(0);
    project.declare(&renamed.replace("table notes as Note", "table memos as Note"));
    project.run(["snapshot", "-m", "memos", "--rename", "notes=memos"]).code(0);
    project.well("upgrade -d main.db");
    project.shell("main.db", "INSERT INTO users VALUES (1, 'Ann');");
    commit(&project, "full");

    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    project.declare(
        &renamed
            .replace("table notes as Note", "table memos as Note")
            .replace("full_name text,", "full_name text,\n        handle text,"),
    );
    project.well("rebase").says("0002_slugs becomes 0004_slugs").says("0003_handles becomes 0005_handles");
    project.well("check");
    project.well("verify");
    assert!(project.read("revisions/0005_handles/snapshot.schema").contains("rename column users.slug to handle"));
    project.well("upgrade -d before.db");
    assert_eq!(project.shell("before.db", "SELECT full_name, handle FROM users ORDER BY id;"), "Ann|ann\nBob|bob\n");
    assert_eq!(project.shell("before.db", "SELECT count(*) FROM memos;"), "3\n");
    project.well("upgrade -d main.db");
    assert_eq!(project.shell("main.db", "SELECT full_name, handle FROM users;"), "Ann|ann\n");
}

#[test]
fn what_cannot_be_merged_is_told_and_nothing_is_written() {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&NOTES.replace("body    text", "body    blob"));
    project.run(["snapshot", "-m", "blobs", "--cast", "notes.body=CAST(body AS BLOB)"]).code(0);
    commit(&project, "blobs");
    git(&project, "checkout -q main").code(0);
    project.declare(&NOTES.replace("body    text", "body    varchar(80)"));
    project.well("snapshot -m short");
    commit(&project, "short");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    project.declare(NOTES);
    let before = project.files("revisions");
    project
        .run(["rebase"])
        .code(1)
        .complains("`0002_short` and `0002_blobs` changed the same in different ways")
        .complains("column `notes.body`: `0002_short` makes it `varchar(80)`, `0002_blobs` makes it `blob`");
    assert_eq!(project.files("revisions"), before);
}

/// The way out of it: one of the two goes, with what was frozen on it, and its change is frozen anew.
#[test]
fn what_cannot_be_merged_is_taken_out_and_frozen_anew() {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&NOTES.replace("body    text", "body    blob"));
    project.run(["snapshot", "-m", "blobs", "--cast", "notes.body=CAST(body AS BLOB)"]).code(0);
    project.well("snapshot --empty -m fill");
    project.write("revisions/0003_fill/sqlite.up.sql", "UPDATE notes SET body = x'00' WHERE id = 3;\n");
    project.well("accept");
    std::fs::copy(project.path("before.db"), project.path("feature.db")).unwrap();
    project.well("upgrade -d feature.db");
    commit(&project, "blobs");
    git(&project, "checkout -q main").code(0);
    project.declare(&NOTES.replace("body    text", "body    varchar(80)"));
    project.well("snapshot -m short");
    std::fs::copy(project.path("before.db"), project.path("main.db")).unwrap();
    project.well("upgrade -d main.db");
    commit(&project, "short");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    project.declare(&NOTES.replace("body    text", "body    blob"));
    let ran = project.run(["rebase"]).code(1).complains("`cargo schema rebase --drop 0002_blobs`");
    ran.complains("settle it in the declaration");
    let before = project.files("revisions");
    project.run(["rebase", "--drop", "0009"]).code(2).complains("`--drop 0009` names no revision of the branches");
    project.run(["rebase", "--drop", "000"]).code(2).complains("names several revisions");
    project.run(["rebase", "--drop", "short", "--dry-run"]).code(0).complains("`0002_short` is committed on `main`");
    assert_eq!(project.files("revisions"), before);
    let ran = project.well("rebase --drop 0002_blobs").says("0002_blobs goes: it is taken out");
    let ran = ran.says("0003_fill goes").says("run `cargo schema snapshot -m blobs`").says("one that ran `0002_blobs`");
    let ran = ran.complains("the SQL of `0003_fill` was edited by hand; what was written there goes with it");
    assert!(!ran.err.contains("committed on"), "{}", ran.err);
    let index = project.read("revisions/history");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["0001_baseline", "0002_short"]);
    assert_eq!(project.names("revisions").len(), 1 + 3 * 2);
    project.run(["snapshot", "-m", "blobs", "--cast", "notes.body=CAST(body AS BLOB)"]).code(0);
    project.well("check");
    project.well("verify");
    project.run(["rebase", "--drop", "0003_blobs"]).code(1).complains("the history has one head");
    for database in ["before.db", "main.db", "feature.db"] {
        project.run(["upgrade", "-d", database, "--back-to-common", "--allow", "runs-twice"]).code(0);
        let rows = "SELECT id, user_id, typeof(body) FROM notes; SELECT name FROM users; PRAGMA foreign_key_check;";
        assert_eq!(project.shell(database, rows), "1|1|blob\n2|1|blob\n3|2|blob\nAnn\nBob\n", "{database}");
    }
}

/// SQL by hand is nothing that can be planned anew.
#[test]
fn a_data_migration_moves_as_it_is() {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    project.well("snapshot --empty -m upper");
    project.write("revisions/0002_upper/sqlite.up.sql", "UPDATE users SET name = upper(name);\n");
    project.well("accept");
    commit(&project, "upper");
    git(&project, "checkout -q main").code(0);
    project.declare(&with_phone());
    project.well("snapshot -m phone");
    commit(&project, "phone");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    project.declare(&with_phone());
    project.well("rebase").says("0002_upper becomes 0003_upper").says("edited by hand");
    assert_eq!(project.read("revisions/0003_upper/sqlite.up.sql"), "UPDATE users SET name = upper(name);\n");
    project.well("check");
    project.well("upgrade -d before.db");
    assert_eq!(project.shell("before.db", "SELECT name FROM users ORDER BY id;"), "ANN\nBOB\n");
}

/// What a generated column shows is computed again, so that a way back which drops one loses nothing.
#[test]
fn a_generated_column_of_a_branch_is_no_loss() {
    let project = repository();
    git(&project, "checkout -q -b feature").code(0);
    let generated =
        NOTES.replace("name text,", "name text,\n        size integer? generated \"length(name)\" virtual,");
    project.declare(&generated);
    project.well("snapshot -m size");
    std::fs::copy(project.path("before.db"), project.path("feature.db")).unwrap();
    project.well("upgrade -d feature.db");
    commit(&project, "size");
    git(&project, "checkout -q main").code(0);
    project.declare(&NOTES.replace("body    text,", READ_AT));
    project.well("snapshot -m read_at");
    commit(&project, "read_at");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    project.declare(&generated.replace("body    text,", READ_AT));
    project.well("rebase").says("0002_size becomes 0003_size");
    // Where it is is told, and not where it would be on the way.
    let bytes = std::fs::read(project.path("feature.db")).unwrap();
    for more in ["", " --dry-run"] {
        let ran = project.run(format!("upgrade -d feature.db --back-to-common base{more}").split(' ')).code(1);
        let ran =
            ran.complains("`feature.db` is at `0002_size`, and goes back to `0001_baseline`, which is beyond `base`");
        ran.complains("run `cargo schema downgrade -d feature.db base` then");
    }
    assert_eq!(std::fs::read(project.path("feature.db")).unwrap(), bytes);
    let ran = project.well("upgrade -d feature.db --back-to-common").says("0002_size");
    assert!(!ran.out.contains("drops-column"), "{}", ran.out);
    let rows = "SELECT id, name, size FROM users; SELECT id, user_id FROM notes; PRAGMA foreign_key_check;";
    assert_eq!(project.shell("feature.db", rows), "1|Ann|3\n2|Bob|3\n1|1\n2|1\n3|2\n");
}
