//! Copies from before, what would be done, and the way back to a copy.

use std::fs;

use crate::support::{NOTES, Project};

const EMAIL: &str = "name text,\n        email text unique,";

/// Two revisions, the second a rebuild, and a database at the first with rows.
fn project(mode: &str) -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.shell("app.db", &format!("PRAGMA journal_mode = {mode};"));
    project.shell(
        "app.db",
        "PRAGMA foreign_keys = ON; INSERT INTO users VALUES (1, 'Ann'), (2, 'Bea'); INSERT INTO notes VALUES (1, 2, 'x');",
    );
    project.declare(&NOTES.replace("name text,", EMAIL));
    project.run(["snapshot", "-m", "email", "--backfill", "users.email=name || '@b'"]).code(0);
    project
}

const ROWS: &str = "SELECT * FROM users; SELECT * FROM notes; PRAGMA foreign_key_check; PRAGMA integrity_check;";
const BEFORE: &str = "1|Ann\n2|Bea\n1|2|x\nok\n";
const AFTER: &str = "1|Ann|Ann@b\n2|Bea|Bea@b\n1|2|x\nok\n";

#[test]
fn a_backup_is_kept_beside_the_database_and_restored_by_one_command() {
    for mode in ["DELETE", "WAL"] {
        let project = project(mode);
        let told = project.well("upgrade -d app.db --backup").says("in `app.db.0001_baseline.backup`; this brings it");
        let restore = told.out.lines().find_map(|line| line.strip_prefix("  cargo schema ")).unwrap();
        assert_eq!(project.shell("app.db", ROWS), AFTER, "{mode}");
        assert_eq!(project.shell("app.db.0001_baseline.backup", ROWS), BEFORE, "{mode}");

        // Where nothing is to be done none is made, and none is ever replaced.
        project.well("upgrade -d app.db --backup").says("nothing to do");
        let kept = fs::read(project.path("app.db.0001_baseline.backup")).unwrap();
        project.well("downgrade -d app.db --allow drops-column --backup=after.db").says("in `after.db`");
        project.well("upgrade -d app.db --backup").says("in `app.db.0001_baseline.2.backup`");
        assert_eq!(fs::read(project.path("app.db.0001_baseline.backup")).unwrap(), kept);

        // In another folder, without a package, and with the database open elsewhere.
        let reader = project.open("app.db");
        assert_eq!(reader.query_row("SELECT count(*) FROM users", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
        project.shell("app.db", "DELETE FROM notes;");
        project.write("elsewhere/readme", "");
        let words: Vec<String> = restore.replace("app.db", "../app.db").split(' ').map(str::to_owned).collect();
        project.run_in("elsewhere", words).code(0).says("at `0001_baseline`; before it was at `0002_email`");
        assert_eq!(project.shell("app.db", ROWS), BEFORE, "{mode}");
        assert_eq!(reader.query_row("SELECT count(*) FROM notes", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
        drop(reader);
        project.well("restore -d app.db --from after.db --backup").says("`app.db.before.backup`");
        assert_eq!(project.shell("app.db", ROWS), AFTER, "{mode}");
        assert_eq!(project.shell("app.db.before.backup", ROWS), BEFORE, "{mode}");
        project.well("restore -d new.db --from after.db").says("at `0002_email`");
        assert_eq!(project.shell("new.db", ROWS), AFTER, "{mode}");
        project.well("check -d app.db");
        project.well("check -d new.db");
        assert!(project.names("").iter().all(|name| !name.ends_with(".part")));
    }
}

#[test]
fn what_fails_leaves_no_copy_and_what_is_there_stays() {
    let project = project("DELETE");
    project.shell("app.db", "INSERT INTO users VALUES (3, 'Bea');");
    let before = (fs::read(project.path("app.db")).unwrap(), project.names(""));
    // Two rows get one address.
    project.run(["upgrade", "-d", "app.db", "--backup"]).code(1).complains("nothing was changed");
    assert_eq!((fs::read(project.path("app.db")).unwrap(), project.names("")), before);
    project.shell("app.db", "DELETE FROM users WHERE id = 3;");

    project.well("upgrade -d other.db 1");
    project.shell("other.db", "INSERT INTO users VALUES (9, 'Zoe');");
    let other = fs::read(project.path("other.db")).unwrap();
    project.run(["upgrade", "-d", "app.db", "--backup=other.db"]).code(1).complains("`other.db` is there already");
    project.run(["upgrade", "-d", "app.db", "--backup", "other.db"]).code(2).complains("`--backup=other.db`");
    project.run(["upgrade", "-d", "app.db", "--backup=no/where.db"]).code(2).complains("no/where.db");
    project.run(["restore", "-d", "app.db", "--from", "none.db"]).code(2).complains("there is no backup `none.db`");
    project.run(["restore", "-d", "app.db", "--from", "./app.db"]).code(1).complains("the database itself");
    project
        .run(["restore", "-d", "app.db", "--from", "Cargo.toml"])
        .code(2)
        .complains("the backup `Cargo.toml` is no SQLite");
    fs::write(project.path("bad.db"), "no database at all; ".repeat(400)).unwrap();
    project.run(["restore", "-d", "bad.db", "--from", "other.db"]).code(2).complains("move the file away");
    fs::remove_file(project.path("bad.db")).unwrap();
    project.run(["restore", "-d", "none.db", "--from", "Cargo.toml"]).code(2);
    assert!(!project.exists("none.db"));
    assert_eq!(fs::read(project.path("other.db")).unwrap(), other);
    assert_eq!(project.shell("app.db", ROWS), BEFORE);

    // A database that is not there yet has nothing to keep.
    project.well("upgrade -d fresh.db --backup");
    assert!(!project.names("").iter().any(|name| name.ends_with(".backup")));
}

#[test]
fn a_dry_run_tells_the_plan_and_its_sql_and_changes_nothing() {
    let project = project("DELETE");
    let before = (fs::read(project.path("app.db")).unwrap(), project.names(""));
    let ran = project.well("upgrade -d app.db --dry-run --backup");
    let ran = ran.says("would go from `0001_baseline` to `0002_email`").says("column `users.email` added");
    let ran = ran.says("rewrites-table").says("may-clash").says("-- revision 0002_email\n");
    assert_eq!((fs::read(project.path("app.db")).unwrap(), project.names("")), before);
    // What it prints is what an upgrade runs.
    let sql = project.well("upgrade -d app.db --dry-run --quiet").out;
    assert!(ran.out.ends_with(&sql) && sql.starts_with("-- revision 0002_email\n"), "{sql}");
    fs::copy(project.path("app.db"), project.path("copy.db")).unwrap();
    project.shell("copy.db", &sql);
    assert_eq!(project.shell("copy.db", ROWS), AFTER);

    project
        .well("upgrade -d none.db --dry-run +1")
        .says("from the empty start to `0001_baseline`")
        .says("CREATE TABLE");
    assert!(!project.exists("none.db"));
    project.run(["upgrade", "-d", "app.db", "--dry-run", "base"]).code(1).complains("downgrade");
    project.shell("copy.db", "CREATE INDEX more ON users (name);");
    project.run(["upgrade", "-d", "copy.db", "--dry-run"]).code(1).complains("is not what");

    project.well("upgrade -d app.db");
    let before = fs::read(project.path("app.db")).unwrap();
    project.well("upgrade -d app.db --dry-run").says("nothing to do");
    let ran = project.well("downgrade -d app.db --dry-run").says("drops-column").says("-- revision 0002_email, back\n");
    assert!(ran.out.contains("ALTER TABLE") || ran.out.contains("INSERT"), "{}", ran.out);
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
}

#[test]
fn the_way_over_after_an_amend_is_told_kept_and_restored() {
    let project = project("DELETE");
    project.well("upgrade -d app.db");
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    project.run(["snapshot", "--amend", "-m", "phone"]).code(0);
    let before = (fs::read(project.path("app.db")).unwrap(), project.names(""));
    let over = ["upgrade", "-d", "app.db", "--back-to-common"];
    project.run([&over[..], &["--backup"]].concat()).code(1).complains("--allow drops-column");
    let dry = project.run([&over[..], &["--dry-run"]].concat()).code(0);
    let dry = dry.says("drops-column").says("-- revision 0002_email, back\n").says("-- revision 0002_phone\n");
    dry.says("would go from `0001_baseline` to `0002_phone`");
    assert_eq!((fs::read(project.path("app.db")).unwrap(), project.names("")), before);

    let over = [&over[..], &["--allow", "drops-column", "--backup=kept.db"]].concat();
    project.run(&over).code(0).says("cargo schema restore -d app.db --from kept.db");
    assert_eq!(project.shell("app.db", ROWS), "1|Ann|\n2|Bea|\n1|2|x\nok\n");
    project.well("restore -d app.db --from kept.db");
    assert_eq!(project.shell("app.db", ROWS), AFTER);
}

#[test]
fn apply_keeps_a_copy_too() {
    let project = Project::declaring(NOTES);
    project.shell(
        "app.db",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO users VALUES (1, 'Ann');",
    );
    project.well("apply -d app.db live --backup").says("`app.db.before.backup`");
    assert_eq!(project.shell("app.db", ROWS), "1|Ann\nok\n");
    project.well("restore -d app.db --from app.db.before.backup").says("at no revision");
    assert_eq!(project.shell("app.db", "SELECT name FROM sqlite_schema; SELECT * FROM users;"), "users\n1|Ann\n");
}

#[test]
fn what_is_no_backup_of_this_database_is_not_taken_for_one() {
    let project = project("DELETE");
    project.shell("stranger.db", "CREATE TABLE other (a); INSERT INTO other VALUES (7);");
    fs::write(project.path("zero.db"), "").unwrap();
    for (yes, from, told) in [
        ("", "zero.db", "the backup `zero.db` is empty: it was never written whole; take another"),
        ("--yes", "zero.db", "is empty"),
        ("", "stranger.db", "no revision has run on `stranger.db`, and `app.db` has a history"),
    ] {
        let words = ["restore", "-d", "app.db", "--from", from, yes];
        project.run(words.iter().filter(|word| !word.is_empty())).code(1).complains(told);
        assert_eq!(project.shell("app.db", ROWS), BEFORE);
    }
    project.well("restore -d app.db --from stranger.db --yes");
    assert_eq!(project.shell("app.db", "SELECT * FROM other;"), "7\n");
}

#[test]
fn a_target_before_what_both_have_is_refused_before_anything_is_taken_back() {
    let project = project("DELETE");
    project.well("upgrade -d app.db");
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    project.run(["snapshot", "--amend", "-m", "phone"]).code(0);
    let before = (fs::read(project.path("app.db")).unwrap(), project.names(""));
    for target in ["base", "+9"] {
        let over = ["upgrade", "-d", "app.db", "--back-to-common", "--allow", "drops-column", "--backup", target];
        let ran = project.run(over);
        assert!(ran.code != 0 && !ran.out.contains("taken back"), "{ran:?}");
        assert_eq!((fs::read(project.path("app.db")).unwrap(), project.names("")), before, "{target}");
    }
}

/// Each is at head afterwards, and what is kept is from before.
#[test]
fn many_at_once_keep_what_was_there_before() {
    for mode in ["DELETE", "WAL", "DELETE", "WAL"] {
        let project = project(mode);
        project
            .shell("app.db", "INSERT INTO notes SELECT value, 1, hex(randomblob(400)) FROM generate_series(10, 3000);");
        let notes = project.shell("app.db", "SELECT count(*), sum(length(body)) FROM notes;");
        std::thread::scope(|scope| {
            let all: Vec<_> =
                (0..6).map(|_| scope.spawn(|| project.run(["upgrade", "-d", "app.db", "--backup"]))).collect();
            for ran in all {
                ran.join().unwrap().code(0);
            }
        });
        assert!(project.shell("app.db", ROWS).starts_with("1|Ann|Ann@b\n2|Bea|Bea@b\n"), "{mode}");
        assert_eq!(project.shell("app.db", "SELECT count(*), sum(length(body)) FROM notes;"), notes);
        let names =
            fs::read_dir(project.path(".")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let kept: Vec<String> = names.filter(|name| name.starts_with("app.db.")).collect();
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert!(project.shell(&kept[0], ROWS).starts_with("1|Ann\n2|Bea\n"), "{mode}");
        assert_eq!(project.shell(&kept[0], "SELECT count(*), sum(length(body)) FROM notes;"), notes);
    }
}
