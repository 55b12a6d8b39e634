//! Changing what is frozen, while it may be changed: `snapshot --amend`, `snapshot --empty`, `accept`; and
//! looking at it: `show`, `heads`.

use crate::support::{NOTES, Project};

const EMAIL: &str = "name text,\n        email text?,";

fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.shell("app.db", "INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');");
    project
}

#[test]
fn a_data_migration_is_written_by_hand() {
    let project = project();
    project.run(["snapshot", "--empty"]).code(2).complains("say what changed with `-m");
    project
        .well("snapshot --empty -m shout")
        .says("revision 0002_shout, after 0001_baseline: it changes no schema")
        .says("revisions/0002_shout/sqlite.up.sql");
    let up = project.read("revisions/0002_shout/sqlite.up.sql");
    assert!(up.lines().all(|line| line.starts_with("-- ")) && up.contains("`cargo schema accept`"), "{up}");
    // As it stands it does nothing, and is sound.
    project.well("check");
    project.well("verify");

    project.write("revisions/0002_shout/sqlite.up.sql", "UPDATE users SET name = upper(name);\n");
    project.run(["check"]).code(1).complains("is not what was frozen");
    project.run(["upgrade", "-d", "app.db"]).code(1);
    project
        .well("accept")
        .says("accepted  0002_shout")
        .says("databases at `0001_baseline` or earlier are not affected");
    project.well("check");
    project.well("accept").says("nothing was edited");
    project.well("upgrade -d app.db");
    assert_eq!(project.shell("app.db", "SELECT name FROM users ORDER BY id;"), "ANN\nBOB\n");

    let empty = Project::declaring(NOTES);
    empty.run(["snapshot", "--empty", "-m", "x"]).code(1).complains("no revision is frozen yet");
}

#[test]
fn an_edit_that_leads_elsewhere_is_refused() {
    let project = project();
    project.declare(&NOTES.replace("name text,", EMAIL));
    project.well("snapshot -m email");
    project.declare(&NOTES.replace("name text,", &format!("{EMAIL}\n        age integer?,")));
    project.well("snapshot -m age");
    let kept = project.files("revisions");
    let up = project.read("revisions/0002_email/sqlite.up.sql");

    for (file, text, told) in [
        ("sqlite.up.sql", up.replace("TEXT", "BLOB"), "does not lead to"),
        ("sqlite.up.sql", format!("{up}SELECT * FROM missing;\n"), "missing"),
        ("sqlite.up.sql", format!("{up}CREATE TABLE extra (a);\n"), "extra"),
        ("sqlite.up.sql", format!("COMMIT;\n{up}"), "COMMIT"),
        ("sqlite.down.sql", "SELECT 1;\n".to_owned(), "email"),
        (
            "snapshot.schema",
            project.read("revisions/0002_email/snapshot.schema") + "\n// mine\n",
            "the snapshot of `0002_email` was edited",
        ),
    ] {
        let path = format!("revisions/0002_email/{file}");
        let was = project.read(&path);
        project.write(&path, &text);
        let before = project.files("revisions");
        project.run(["accept"]).code(1).complains(told);
        assert_eq!(project.files("revisions"), before);
        project.write(&path, &was);
    }
    assert_eq!(project.files("revisions"), kept);

    // One that leads there is taken, and what follows gets another identity too.
    project.write(
        "revisions/0002_email/sqlite.up.sql",
        &format!("{up}UPDATE users SET email = name || '@example.org';\n"),
    );
    project.run(["accept", "0003"]).code(1).complains("`0002_email` was edited too");
    project.run(["accept", "0009"]).code(2).complains("there is no revision `0009`");
    project.well("accept 0002").says("accepted  0002_email").says("follows   0003_age");
    project.well("verify");
    project.well("upgrade -d app.db");
    assert_eq!(project.shell("app.db", "SELECT email FROM users WHERE id = 1;"), "Ann@example.org\n");
}

#[test]
fn accept_mends_nothing_else() {
    let project = project();
    project.write("revisions/0001_baseline/sqlite.down.sql", "DROP TABLE notes;\nDROP TABLE users;\n");
    project.write("revisions/0001_baseline/mine.sql", "");
    let before = project.files("revisions");
    project.run(["accept"]).code(1);
    std::fs::remove_file(project.path("revisions/0001_baseline/mine.sql")).unwrap();
    project.write("revisions/stray.txt", "");
    project.run(["accept"]).code(1).complains("is no part of a history");
    std::fs::remove_file(project.path("revisions/stray.txt")).unwrap();
    assert_ne!(project.files("revisions"), before);
    project.well("accept");
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("--back-to-common");
}

#[test]
fn a_step_in_rust_is_the_programs_and_hinders_nothing() {
    let project = project();
    project.well("snapshot --empty -m initials");
    project.write("revisions/0002_initials/sqlite.up.sql", "-- step: initials\n");
    project.well("accept");
    project.well("check");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    project.well("snapshot -m emails");
    project.well("verify");
    // No script can run it; what comes before and after it has one.
    project
        .run(["sql"])
        .code(1)
        .complains("revision `0002_initials` has the step `initials` in Rust")
        .complains("`..0001_baseline`");
    project.well("sql ..0001_baseline");
    project.well("sql 2..head").says("email");
    project.well("sql head..base");
    // A database is another thing: without the step it would not be at that revision.
    project
        .run(["upgrade", "-d", "app.db"])
        .code(1)
        .complains("needs the step `initials`")
        .complains("let the program upgrade");
}

#[test]
fn the_newest_revision_is_frozen_anew() {
    let project = project();
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    project.run(["snapshot", "-m", "full names", "--rename", "users.name=full_name"]).code(0);
    project.well("upgrade -d there.db");
    project.shell("there.db", "INSERT INTO users VALUES (1, 'Ann');");
    project.well("snapshot --amend").says("nothing changed");

    // What was said of it is still said.
    project.declare(&NOTES.replace("name text,", "full_name text,\n        email text?,"));
    project
        .well("snapshot --amend")
        .says("revision 0002_full_names anew, after 0001_baseline")
        .says("renamed to `full_name`")
        .says("+ column `users.email` added")
        .says("one that ran `0002_full_names`");
    project.well("check");
    project.well("verify");
    assert_eq!(project.well("history").out.lines().count(), 2);
    project.well("upgrade -d app.db");
    assert_eq!(project.shell("app.db", "SELECT full_name FROM users ORDER BY id;"), "Ann\nBob\n");
    project.run(["upgrade", "-d", "there.db"]).code(1).complains("--back-to-common");
    project.well("upgrade -d there.db --back-to-common");
    assert_eq!(project.shell("there.db", "SELECT full_name FROM users;"), "Ann\n");
    assert_eq!(project.shape("there.db"), project.shape("app.db"));

    // Another name, and another folder.
    project.declare(&NOTES.replace("name text,", "full_name text,\n        email text?,\n        age integer?,"));
    project.well("snapshot --amend -m people");
    assert!(project.exists("revisions/0002_people") && !project.exists("revisions/0002_full_names"));
    project.well("check");

    project.declare(NOTES);
    let before = project.files("revisions");
    project.run(["snapshot", "--amend"]).code(1).complains("nothing is left of `0002_people`");
    assert_eq!(project.files("revisions"), before);
}

#[test]
fn amending_asks_for_what_is_lost_anew() {
    let project = project();
    project.declare(&NOTES.replace("name text,", EMAIL));
    project.well("snapshot -m email");
    project.declare(&NOTES.replace("name text,", "email text?,"));
    let before = project.files("revisions");
    project.run(["snapshot", "--amend"]).code(1).complains("say what became of it");
    project.run(["snapshot", "--amend", "--drop", "users.name"]).code(1).complains("--allow drops-column");
    assert_eq!(project.files("revisions"), before);
    project.run(["snapshot", "--amend", "--drop", "users.name", "--allow", "drops-column"]).code(0);
    // It was allowed once.
    project.declare(&NOTES.replace("name text,", "email text?,\n        age integer?,"));
    project.well("snapshot --amend");
    project.well("verify");
}

#[test]
fn a_revision_is_shown() {
    let project = project();
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    project.run(["snapshot", "-m", "full names", "--rename", "users.name=full_name"]).code(0);
    for word in ["head", "2", "full", "+2", "head-0", "base+2"] {
        project
            .well(&format!("show {word}"))
            .says("0002_full_names")
            .says("revision 2 of 2, after 0001_baseline")
            .says("renamed to `full_name`")
            .says("rename column users.name to full_name")
            .says("breaks-program")
            .says("RENAME COLUMN");
    }
    project.well("show -1").says("0001_baseline").says("after the empty start").says("DROP TABLE");
    project.well("show head --format json").says("\"name\": \"0002_full_names\"").says("\"up\": ");
    project.run(["show", "base"]).code(2);
    project.run(["show", "+3"]).code(2).complains("`+3` is 3 after the empty start, and there are 2");
}

#[test]
fn a_sound_history_has_one_head() {
    let project = Project::declaring(NOTES);
    project.well("heads").says("no revision is frozen yet");
    project.well("snapshot -m baseline");
    assert_eq!(project.well("heads --quiet").out, "0001_baseline\n");
}
