use std::fs;

use schema_core::dialect::Dialect;
use schema_core::history::{Draft, History, Script};
use schema_core::model::Transition;
use schema_core::syntax::{Snapshot, parse_declaration};

use crate::support::{NOTES, Project, command, ran};

/// A project with two revisions.
fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project
}

#[test]
fn a_database_is_brought_to_the_head() {
    let project = project();
    project
        .well("upgrade --database sqlite:app.db")
        .says("`app.db`: from the empty start to `0002_read_at`")
        .says("0001_baseline")
        .says("statement");
    project.well("upgrade --database app.db").says("`app.db` is at `0002_read_at`: nothing to do");
    assert_eq!(project.well("upgrade -d app.db --quiet").out, "");
    let set = command(&project.path("")).arg("upgrade").env("FROSTLINE_DATABASE", "sqlite:app.db").output().unwrap();
    ran(set).code(0).says("nothing to do");
    project.run(["upgrade"]).code(2).complains("--database <URL>");
    project.run(["upgrade", "-d", "postgres://host/app"]).code(2).complains("`postgres:` is no database that is known");
}

#[test]
fn a_database_is_not_made_before_there_is_a_revision() {
    let project = Project::declaring(NOTES);
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("run `cargo schema snapshot -m \"baseline\"`");
    assert!(!project.exists("app.db"));
}

#[test]
fn current_says_where_a_database_is() {
    let project = Project::declaring(NOTES);
    project.run(["current", "-d", "app.db"]).code(2).complains("there is no database `app.db`");
    assert!(!project.exists("app.db"));
    fs::write(project.path("empty.db"), "").unwrap();
    project.well("current -d empty.db").says("base\n");
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.well("current -d app.db").says("0001_baseline\nthis is the head");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project.well("current -d app.db").says("1 revision behind the head `0002_read_at`");
    assert_eq!(project.well("current -d app.db --quiet").out, "0001_baseline\n");
}

#[test]
fn history_lists_what_is_frozen_and_what_ran() {
    let project = Project::declaring(NOTES);
    project.well("history").says("no revision is frozen yet");
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.run(["history"]).code(0).complains("warning: the declaration has changes that are not frozen yet");
    project.well("snapshot -m read_at");

    let frozen = project.well("history");
    let lines: Vec<&str> = frozen.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", frozen.out);
    let index = project.read("revisions/history");
    for (line, frozen) in lines.iter().zip(index.lines().skip(1)) {
        let (name, identity) = frozen.split_once(' ').unwrap();
        assert!(line.starts_with(name) && line.contains(&identity[..12]), "{line}");
    }
    assert!(lines[1].ends_with("head"), "{}", frozen.out);

    let there = project.well("history -d app.db");
    let lines: Vec<&str> = there.out.lines().collect();
    assert!(lines[0].contains("  applied 2"), "{}", there.out);
    assert!(lines[1].ends_with("unapplied"), "{}", there.out);
}

#[test]
fn a_database_that_is_newer_is_refused() {
    let project = project();
    project.well("upgrade -d app.db");
    let before = fs::read(project.path("app.db")).unwrap();
    // An older checkout.
    let index = project.read("revisions/history");
    project.write("revisions/history", &format!("{}\n", index.lines().take(2).collect::<Vec<_>>().join("\n")));
    fs::remove_dir_all(project.path("revisions/0002_read_at")).unwrap();
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("0002_read_at");
    project.run(["current", "-d", "app.db"]).code(1).says("1 revision beyond the head `0001_baseline`");
    project.run(["history", "-d", "app.db"]).code(1).says("not in this history");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
}

#[test]
fn a_database_of_another_history_is_refused() {
    let project = project();
    let other = Project::declaring("table lines { id integer primary key }");
    other.well("snapshot -m baseline");
    other.run(["upgrade".into(), "-d".into(), project.path("app.db").into_os_string()]).code(0);
    let before = fs::read(project.path("app.db")).unwrap();
    project.run(["upgrade", "-d", "app.db"]).code(1);
    project.run(["current", "-d", "app.db"]).code(1).says("of another history: the ways part after the empty start");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
}

#[test]
fn a_database_that_drifted_is_refused() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.open("app.db").execute_batch("ALTER TABLE users ADD COLUMN mine text").unwrap();
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("`users.mine`");
    assert_eq!(project.run(["current", "-d", "app.db", "--quiet"]).code(1).out, "0001_baseline\n");
    project.run(["current", "-d", "app.db"]).code(1).says("drifted: column `users.mine` is not in the schema");
    project
        .run(["check", "--database", "sqlite:app.db"])
        .code(1)
        .says("`app.db` is not what `0001_baseline` says")
        .complains("error[drift]: column `users.mine` is not in the schema");
    let json = project.run(["check", "-d", "app.db", "--format", "json"]).code(1).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["status"], &json["faults"][0]["code"]), (&"drifted".into(), &"drift".into()));
    project
        .run(["check", "-d", "app.db", "--format", "github"])
        .code(1)
        .says("::error title=cargo schema check (drift)::column `users.mine`");
}

#[test]
fn a_database_without_our_history_is_told_for_what_it_is() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.shell("ours.db", "CREATE TABLE Users (id INTEGER PRIMARY KEY);");
    project
        .run(["current", "-d", "ours.db"])
        .code(1)
        .says("base\nit has no history, although it holds tables of this schema (`Users`)");
    project
        .run(["check", "-d", "ours.db"])
        .code(1)
        .complains("error[history]: the database has no history")
        .complains("error[drift]: table `notes` is missing");
    project.shell("theirs.db", "CREATE TABLE lines (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT 1;");
    project.well("current -d theirs.db").says("it is a database of somebody else, with `lines`, `v`");
    project.well("check -d theirs.db").says("is at the empty start");
    project.well("upgrade -d theirs.db");
    project.well("check -d theirs.db").says("`theirs.db` is what `0001_baseline` says");
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let project = project();
    let text = "this is a letter, and it is longer than the header of a database would be: at least a hundred bytes";
    project.write("letter.db", text);
    project.run(["upgrade", "-d", "letter.db"]).code(2).complains("no SQLite database");
    project.run(["current", "-d", "letter.db"]).code(2).complains("no SQLite database");
    assert_eq!(project.read("letter.db"), text);
    project.run(["upgrade", "-d", "nowhere/app.db"]).code(2).complains("`nowhere/app.db` cannot be opened");
}

#[test]
fn a_broken_history_upgrades_nothing() {
    let project = project();
    project.write("revisions/0002_read_at/sqlite.up.sql", "-- not what was frozen\n");
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("error[history]");
    assert!(!project.exists("app.db"));
}

#[test]
fn an_upgrade_warns_of_what_is_not_frozen() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("upgrade -d app.db").complains("warning: the declaration has changes that are not frozen yet");
    project.declare("table");
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("error[syntax]");
}

#[test]
fn user_version_is_left_to_the_application_that_owns_it() {
    let project = project();
    let database = project.open("app.db");
    database.execute_batch("PRAGMA user_version = 42").unwrap();
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("add `--keep-user-version`");
    project.well("upgrade -d app.db --keep-user-version");
    let kept: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 42);
}

#[test]
fn rows_that_a_revision_cannot_take_stop_it_whole() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.open("app.db").execute_batch("INSERT INTO users VALUES (1, 'Ann'), (2, 'Ann')").unwrap();
    let first = NOTES.replace("body    text,", "body    text,\n        read_at datetime?,");
    project.declare(&first);
    project.well("snapshot -m read_at");
    project.declare(&first.replace("name text,", "name text,\n\n        unique index (name),"));
    project.well("snapshot -m unique").says("may-clash");
    let before = fs::read(project.path("app.db")).unwrap();
    project
        .run(["upgrade", "-d", "app.db"])
        .code(1)
        .complains("0003_unique")
        .complains("ran and was rolled back: 0002_read_at")
        .complains("`(name)` of table `users` is not unique in 2 rows");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
    project.well("current -d app.db").says("0001_baseline\n2 revisions behind");
}

#[test]
fn a_failed_first_upgrade_leaves_no_file() {
    let project = Project::declaring("table t { id integer primary key }");
    // Frozen by hand: the command refuses SQL that does not run.
    let snapshot = Snapshot {
        model: parse_declaration("table t { id integer primary key }").value.model,
        transition: Transition::default(),
    };
    let script = Script { dialect: Dialect::Sqlite, up: "CREATE TABLE".into(), down: "".into() };
    let history = History { name: "main".into(), ..History::default() };
    let draft = Draft::new(&history, "baseline", &snapshot, vec![script]);
    draft.write(&project.path("revisions")).unwrap();
    project.well("check");
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("0001_baseline");
    assert!(!project.exists("app.db"));
    project.run(["verify"]).code(1).says("FAILED  upgrade_from_nothing");
}
