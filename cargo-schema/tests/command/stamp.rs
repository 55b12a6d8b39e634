use std::fs;

use crate::support::{NOTES, Project, manifest};

/// What a database in use holds.
const USED: &str = "
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body TEXT NOT \
                    NULL);
CREATE INDEX ix_notes_user_id ON notes (user_id);
INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO notes VALUES (10, 1, 'x'), (11, 2, 'y');
";

fn project() -> Project {
    let project = Project::declaring(&NOTES.replace("index (user_id)", "index ix_notes_user_id (user_id)"));
    // A reference without a name, as the database has it.
    let text = project.read("src/lib.rs").replace(
        "user_id integer references users (id) on delete cascade,",
        "user_id integer,\n        foreign key _ (user_id) references users (id) on delete cascade,",
    );
    project.write("src/lib.rs", &text);
    project.well("snapshot -m baseline");
    project.shell("app.db", USED);
    project
}

fn rows(project: &Project) -> String {
    project.ask(
        "app.db",
        "SELECT (SELECT group_concat(id || name) FROM users) || ' ' || group_concat(id || body) FROM notes",
    )
}

#[test]
fn a_database_in_use_comes_under_its_history() {
    let project = project();
    project.run(["upgrade", "-d", "app.db"]).code(1);
    let shape = project.shape("app.db");
    project.well("stamp --database sqlite:app.db").says("`app.db` is stamped as `0001_baseline`\n");
    assert_eq!(project.shape("app.db"), shape);
    project.well("current -d app.db").says("0001_baseline\nthis is the head");
    project.well("check -d app.db").says("`app.db` is what `0001_baseline` says");
    project.well("upgrade -d app.db").says("nothing to do");
    project.well("stamp -d app.db").says("`app.db` is stamped as `0001_baseline`, as before");

    // The fingerprint is that of an upgrade; and the next one goes on from here, with the rows kept.
    project.well("upgrade -d fresh.db");
    let written = "SELECT name || identity || down_sql FROM frostline_history";
    assert_eq!(project.ask("app.db", written), project.ask("fresh.db", written));
    let header = "SELECT cast(user_version <> 0 AS text) FROM pragma_user_version";
    assert_eq!(project.ask("app.db", header), "1");
    let text = project.read("src/lib.rs").replace("body    text,", "body    text,\n        read_at datetime?,");
    project.write("src/lib.rs", &text);
    project.well("snapshot -m read_at");
    project.well("upgrade -d app.db").says("from `0001_baseline` to `0002_read_at`");
    assert_eq!(rows(&project), "1Ann,2Bob 10x,11y");
    project.well("check -d app.db");
}

#[test]
fn what_differs_is_not_stamped() {
    let project = project();
    project.open("app.db").execute_batch("ALTER TABLE users ADD COLUMN fax TEXT; DROP INDEX ix_notes_user_id").unwrap();
    let before = fs::read(project.path("app.db")).unwrap();
    project
        .run(["stamp", "-d", "app.db"])
        .code(1)
        .complains("error: `app.db` is not what `0001_baseline` says, and nothing was stamped")
        .complains("column `users.fax` is not in revision `0001_baseline`")
        .complains("index `ix_notes_user_id` of table `notes` is missing");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
    project.well("stamp -d app.db --force");
    project.run(["check", "-d", "app.db"]).code(1).complains("error[drift]: column `users.fax`");
    project.run(["stamp", "-d", "gone.db"]).code(2).complains("there is no database `gone.db`");
    project.run(["stamp", "-d", "app.db", "7"]).code(2).complains("there is no revision `7`");
    assert!(!project.exists("gone.db"));
}

#[test]
fn a_stamp_goes_to_any_revision() {
    let project = project();
    let text = project.read("src/lib.rs").replace("body    text,", "body    text,\n        read_at datetime?,");
    project.write("src/lib.rs", &text);
    project.well("snapshot -m read_at");
    project.run(["stamp", "-d", "app.db"]).code(1).complains("column `notes.read_at` is missing");
    project.well("stamp -d app.db 1");
    project.well("upgrade -d app.db").says("from `0001_baseline` to `0002_read_at`");
    // Back again: only what is true is stamped.
    project.run(["stamp", "-d", "app.db", "baseline"]).code(1).complains("`notes.read_at`");
    project.well("stamp -d app.db baseline --force").says("before it was `0002_read_at`");
    assert_eq!(project.ask("app.db", "SELECT group_concat(name) FROM frostline_history"), "0001_baseline");
    project.run(["stamp", "-d", "app.db", "base"]).code(1).complains("is not what `base` says").complains("`--force`");
    project.well("stamp -d app.db base --force").says("the empty start");
    let left = "SELECT cast(count(*) AS text) FROM sqlite_schema WHERE name = 'frostline_history'";
    assert_eq!(project.ask("app.db", left), "0");
    assert_eq!(rows(&project), "1Ann,2Bob 10x,11y");
}

#[test]
fn what_belongs_to_others_is_not_overwritten() {
    let project = project();
    project.open("app.db").execute_batch("PRAGMA user_version = 42").unwrap();
    project.run(["stamp", "-d", "app.db"]).code(1).complains("add `--keep-user-version`");
    project.well("stamp -d app.db --keep-user-version");
    assert_eq!(project.ask("app.db", "SELECT cast(user_version AS text) FROM pragma_user_version"), "42");

    let other = Project::declaring("table lines { id integer primary key }");
    other.well("snapshot -m lines");
    let path = project.path("other.db").display().to_string();
    other.run(["upgrade", "-d", &path]).code(0);
    let before = fs::read(project.path("other.db")).unwrap();
    project.run(["stamp", "-d", "other.db"]).code(1).complains("another history");
    assert_eq!(fs::read(project.path("other.db")).unwrap(), before);
}

#[test]
fn a_project_starts_from_a_database_in_use() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "");
    project.shell("app.db", USED);
    let before = fs::read(project.path("app.db")).unwrap();
    project
        .well("init -p app --from sqlite:app.db")
        .says("created src/schema.rs")
        .says("created revisions/0001_baseline/sqlite.up.sql")
        .says("cargo schema stamp --database sqlite:app.db\n");
    assert_eq!(fs::read(project.path("app.db")).unwrap(), before);
    project.well("check").says("is frozen as `0001_baseline`");
    project.well("diff live app.db").says("nothing differs");
    // What it says next works.
    project.well("stamp --database sqlite:app.db");
    let text = project.read("src/schema.rs");
    assert!(text.contains("    // Pulled from app.db by `cargo schema pull`.\n"), "{text}");
    project.write("src/schema.rs", &text.replace("body text,", "body text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project.well("upgrade -d app.db");
    assert_eq!(rows(&project), "1Ann,2Bob 10x,11y");
    project.well("check -d app.db");
    project.well("verify");
}

#[test]
fn a_project_does_not_start_from_what_cannot_be_said() {
    let project = Project::empty();
    project.write("Cargo.toml", &manifest("app"));
    project.write("src/lib.rs", "");
    let before = project.files("");
    project.run(["init", "-p", "app", "--from", "gone.db"]).code(2).complains("there is no database `gone.db`");
    assert_eq!(project.files(""), before);
    project.shell("app.db", "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY);");
    project.well("init -p app --from app.db --tables a");
    assert!(!project.read("src/schema.rs").contains("table b"));
    // The other table is somebody else's.
    project.well("stamp -d app.db");
    project.well("check -d app.db");
}
