use std::fs;

use crate::support::{NOTES, Project};

fn project() -> Project {
    let project = Project::empty();
    project.shell(
        "app.db",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, fax TEXT);
         CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body \
         TEXT);
         CREATE INDEX ix ON notes (user_id);
         INSERT INTO users VALUES (1, 'Ann', '1'), (2, 'Bob', NULL);
         INSERT INTO notes VALUES (10, 1, 'x'), (11, 2, NULL);",
    );
    project.write(
        "next.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT NOT NULL CHECK (full_name <> ''));
         CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body \
         TEXT NOT NULL);
         CREATE INDEX ix ON notes (user_id, body);",
    );
    project
}

fn rows(project: &Project) -> String {
    project.ask(
        "app.db",
        "SELECT (SELECT group_concat(id || full_name) FROM users) || ' ' || group_concat(id || user_id || body) FROM notes",
    )
}

const ANSWERS: [&str; 4] = ["--rename", "users.name=full_name", "--backfill", "notes.body='-'"];

#[test]
fn a_database_without_a_history_is_changed_with_its_rows() {
    let project = project();
    let before = fs::read(project.path("app.db")).unwrap();
    let apply = |more: &[&str]| project.run([&["apply", "--database", "sqlite:app.db", "next.sql"], more].concat());

    apply(&[]).code(1).complains("--rename users.name=full_name");
    let lossy = [&ANSWERS[..2], &["--allow", "drops-column"]].concat();
    apply(&lossy).code(1).says("--backfill notes.body").complains("nothing was changed");
    apply(&ANSWERS)
        .code(1)
        .says("~ column `users.name` renamed to `full_name`")
        .says("drops-column: column `users.fax` is dropped")
        .complains("add `--allow drops-column`");
    let dry = apply(&[&ANSWERS[..], &["--dry-run", "--allow", "drops-column"]].concat()).code(0);
    assert!(dry.out.contains("BEGIN IMMEDIATE;"), "{}", dry.out);
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);

    apply(&[&ANSWERS[..], &["--allow", "drops-column", "--yes"]].concat()).code(0).says("`app.db` is changed: ");
    assert_eq!(rows(&project), "1Ann,2Bob 101x,112-");
    project.shell("next.db", &project.read("next.sql"));
    assert_eq!(project.shape("app.db"), project.shape("next.db"));
    apply(&[]).code(0).says("nothing to do");
}

#[test]
fn rows_that_do_not_fit_change_nothing() {
    let project = project();
    project.open("app.db").execute_batch("UPDATE users SET name = '' WHERE id = 2").unwrap();
    let dump = project.shell("app.db", ".dump");
    let arguments = [&["apply", "-d", "app.db", "next.sql", "--allow", "drops-column"], &ANSWERS[..]].concat();
    project.run(arguments).code(1).complains("error: ").complains("nothing was changed");
    assert_eq!(project.shell("app.db", ".dump"), dump);
}

#[test]
fn references_that_would_point_nowhere_change_nothing() {
    let project = Project::empty();
    project.shell(
        "app.db",
        "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER);
         INSERT INTO b VALUES (1, 7);",
    );
    project.write(
        "next.schema",
        "table a { id integer primary key }\ntable b { id integer primary key, a_id integer? references a (id) }\n",
    );
    let dump = project.shell("app.db", ".dump");
    project.run(["apply", "-d", "app.db", "next.schema"]).code(1).complains("`b`");
    assert_eq!(project.shell("app.db", ".dump"), dump);
    project.open("app.db").execute_batch("DELETE FROM b").unwrap();
    project.well("apply -d app.db next.schema");
}

#[test]
fn a_database_with_a_history_is_refused() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    let before = fs::read(project.path("app.db")).unwrap();
    project.run(["apply", "-d", "app.db", "live"]).code(1).complains("has a history of revisions").complains("upgrade");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
    project.run(["apply", "-d", "gone.db", "live"]).code(2).complains("there is no database `gone.db`");
    assert!(!project.exists("gone.db"));
    // One without takes what is declared, and then it can be stamped.
    fs::write(project.path("new.db"), "").unwrap();
    project.well("apply -d new.db head").says("+ table `users` added");
    project.well("stamp -d new.db");
}
