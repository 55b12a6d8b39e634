use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::{NOTES, Project, command, ran};

#[test]
fn nothing_differs_after_a_freeze() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("diff").says("nothing changed since `0001_baseline`");
    assert_eq!(project.well("diff --sql").out, "");
    assert_eq!(project.well("diff --quiet").out, "");
    project.well("diff --exit-code");
}

#[test]
fn changes_are_told_in_words() {
    let project = Project::declaring(NOTES);
    let first = project.well("diff").says("changed since the empty start:");
    assert!(
        first.out.contains("+ table `users` added") && first.out.contains("+ table `notes` added"),
        "{}",
        first.out
    );
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("body    text", "body    text?"));
    project.well("diff").says("changed since `0001_baseline`:").says("~ column `notes.body`: may now be null");
    project.run(["diff", "--exit-code"]).code(1).says("may now be null");
}

#[test]
fn sql_is_what_would_be_frozen_in_a_frame_that_runs() {
    let project = Project::declaring(NOTES);
    let sql = project.well("diff --sql").out;
    project.well("snapshot -m baseline");
    assert!(sql.contains(&project.read("revisions/0001_baseline/sqlite.up.sql")), "{sql}");
    project.shell("new.db", &sql);
    project.well("diff new.db live").says("nothing differs");
}

#[test]
fn an_open_rename_stops_with_the_flags() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    let words = project
        .run(["diff"])
        .code(1)
        .says("- column `users.name` dropped")
        .complains("error: column `users.name` is gone");
    assert!(
        words.err.contains("--rename users.name=full_name") && words.err.contains("--drop users.name "),
        "{}",
        words.err
    );
    assert!(!words.err.contains("--allow"), "{}", words.err);
    let sql = project.run(["diff", "--sql"]).code(1).complains("--rename users.name=full_name");
    assert_eq!(sql.out, "");
    let json = project.run(["diff", "--format", "json"]).code(1);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["differences"][0]["open"][0]["flags"][0], "--rename users.name=full_name");
    let sql = project.well("diff --sql --rename users.name=full_name").out;
    assert!(sql.contains("RENAME"), "{sql}");
    project.well("diff --rename users.name=full_name").says("~ column `users.name` renamed to `full_name`");
    let dropped = ["diff", "--drop", "users.name", "--backfill", "users.full_name='?'"];
    project.run(dropped).code(0).says("drops-column: ");
}

#[test]
fn a_broken_declaration_has_no_difference() {
    let project = Project::declaring("table");
    project.run(["diff"]).code(1).complains("error[syntax]");
}

/// Two databases with rows, and the script that makes of the first what the second is.
#[test]
fn a_script_leads_from_one_database_to_another_with_its_rows() {
    let project = Project::empty();
    project.shell(
        "a.db",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, fax TEXT);
         CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body \
         TEXT NOT NULL);
         CREATE INDEX ix ON notes (user_id);
         INSERT INTO users VALUES (1, 'Ann', '1'), (2, 'Bob', NULL);
         INSERT INTO notes VALUES (10, 1, 'x'), (11, 2, 'y');",
    );
    project.shell(
        "b.db",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, full_name varchar(80), age INT NOT NULL DEFAULT 0);
         CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE, body \
         TEXT NOT NULL, CHECK (body <> ''));
         CREATE INDEX ix ON notes (user_id, body);",
    );
    let (a, b) = (fs::read(project.path("a.db")).unwrap(), fs::read(project.path("b.db")).unwrap());
    project.run(["diff", "sqlite:a.db", "sqlite:b.db", "--sql"]).code(1).complains("--rename users.name=full_name");
    let answers = ["--sql", "--rename", "users.name=full_name", "--drop", "users.fax"];
    let diff =
        |more: &[&str]| project.run([&["diff", "sqlite:a.db", "sqlite:b.db"], &answers[..], more].concat()).code(0).out;
    let sql = diff(&[]);
    assert!(sql.starts_with("-- From `a.db` to `b.db`.\n"), "{sql}");
    assert!(sql.contains("PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n"), "{sql}");
    assert!(sql.ends_with("COMMIT;\nPRAGMA foreign_keys = ON;\n"), "{sql}");
    // Neither is written.
    assert_eq!((fs::read(project.path("a.db")).unwrap(), fs::read(project.path("b.db")).unwrap()), (a.clone(), b));

    // In the shell, with foreign keys on; and through a driver.
    project.shell("a.db", &format!("PRAGMA foreign_keys = ON;\n{sql}"));
    assert_eq!(project.shape("a.db"), project.shape("b.db"));
    let rows = "SELECT group_concat(id || full_name || age) FROM users";
    assert_eq!(project.ask("a.db", rows), "1Ann0,2Bob0");
    assert_eq!(project.ask("a.db", "SELECT group_concat(id || user_id || body) FROM notes"), "101x,112y");
    fs::write(project.path("a.db"), &a).unwrap();
    project.open("a.db").execute_batch(&sql).unwrap();
    assert_eq!(project.shape("a.db"), project.shape("b.db"));
    project.well("diff a.db b.db").says("nothing differs");

    // A script for an old library has nothing that it lacks.
    fs::write(project.path("a.db"), &a).unwrap();
    project.run(["diff", "a.db", "b.db", "--sql", "--sqlite-version", "3.7"]).code(2).complains("SQLite 3.8 and later");
    project.run(["diff", "a.db", "b.db", "--sql", "--sqlite-version", "new"]).code(2).complains("`X.Y`");
}

#[test]
fn every_sort_of_schema_is_an_end() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let first = NOTES.replace("body    text,", "body    text,\n        read_at datetime?,");
    project.declare(&first);
    project.well("snapshot -m read_at");
    project.declare(&first.replace("read_at datetime?,", "read_at datetime?,\n        seen boolean default false,"));
    project.well("upgrade -d app.db");
    project.write("notes.schema", &format!("// ours\n{first}\n"));
    project.write("notes.sql", &project.well("diff base 0001 --sql").out);

    project.well("diff head live").says("changed since `0002_read_at`:").says("+ column `notes.seen` added");
    project.well("diff 1 head").says("from `0001_baseline` to `0002_read_at`:").says("+ column `notes.read_at` added");
    project.well("diff head 0001").says("- column `notes.read_at` dropped");
    project.well("diff baseline live").says("+ column `notes.seen` added");
    project.well("diff base live").says("+ table `users` added");
    project.well("diff head sqlite:app.db").says("nothing differs between `0002_read_at` and `app.db`");
    project.well("diff notes.schema app.db").says("nothing differs");
    project.well("diff notes.schema revisions/0002_read_at/snapshot.schema").says("nothing differs");
    project.well("diff 0001 notes.sql").says("nothing differs");
    project.well("diff notes.sql app.db").says("+ column `notes.read_at` added (`datetime?`)");
    let json = project.well("diff notes.sql live --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = &json["differences"][0];
    assert_eq!((&first["from"], &first["to"]), (&"notes.sql".into(), &"live".into()));
    assert_eq!(first["changes"][0]["kind"], "add-column");
    assert_eq!((&first["changes"][0]["table"], &first["changes"][0]["column"]), (&"notes".into(), &"read_at".into()));

    for text in ["table t { a integer }", "CREATE TABLE t (a INTEGER NOT NULL);"] {
        let mut child = command(&project.path(""))
            .args(["diff", "base", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        ran(child.wait_with_output().unwrap()).code(0).says("+ table `t` added");
    }
    project.run(["diff", "-", "-"]).code(2).complains("stdin can be read once");
}

#[test]
fn what_is_no_schema_is_told_with_the_choices() {
    let project = Project::declaring(NOTES);
    project.run(["diff", "nothing"]).code(2).complains("there is no schema `nothing`").complains("`sqlite:FILE`");
    project
        .run(["diff", "base", "gone.schema"])
        .code(2)
        .complains("there is no file `gone.schema`")
        .complains("`sqlite:FILE`");
    project.run(["diff", "base", "sqlite:gone.db"]).code(2).complains("there is no database `gone.db`");
    assert!(!project.exists("gone.db"));
    project.run(["diff", "base", "mysql://host"]).code(2).complains("`mysql://host` is no schema");
    project.write("bad.schema", "table t { a integr }\n");
    project.run(["diff", "base", "bad.schema"]).code(1).complains("error[syntax]").complains("bad.schema:1:13");
    project.write("unsound.schema", "table t { a integer references u (id) }\n");
    project.run(["diff", "base", "unsound.schema"]).code(1).complains("error[check]");
    project.write("app.schema", "SQLite format 3\0");
    project.run(["diff", "base", "app.schema"]).code(2).complains("say `sqlite:app.schema`");
    // Without a project, files do.
    let bare = Project::empty();
    bare.write("a.schema", "table t { a integer }\n");
    bare.well("diff base a.schema").says("+ table `t` added");
    bare.run(["diff", "head", "a.schema"]).code(2);
    bare.run(["diff", "7", "a.schema"]).code(2).complains("there is no schema `7`");
}

#[test]
fn types_of_another_sort_are_no_renames() {
    let project = Project::empty();
    project.write("a.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, born TEXT);");
    project.write("b.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, height REAL);");
    let sql = project.well("diff a.sql b.sql --sql").out;
    project.shell("x.db", &format!("{}{sql}", project.read("a.sql")));
    project.well("diff x.db b.sql").says("nothing differs");
}

/// Between two revisions nobody is asked what was said when they were frozen.
#[test]
fn what_was_frozen_between_two_revisions_is_known() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text,\n        slug text,"));
    project.run("snapshot -m full --rename users.name=full_name --backfill users.slug=lower(name)".split(' ')).code(0);
    let end = NOTES
        .replace("name text,", "called text,\n        slug text,")
        .replace("table notes as Note", "table memos as Note");
    project.declare(&end);
    project.run("snapshot -m called --rename users.full_name=called --rename notes=memos".split(' ')).code(0);
    project
        .well("diff 0001 head")
        .says("column `users.name` renamed to `called`")
        .says("table `notes` renamed to `memos`");
    project.well("diff head 0001").says("column `users.called` renamed to `name`");
    project.well("diff -2 -1").says("column `users.name` renamed to `full_name`");

    let script = project.well("diff 0001 head --sql").out;
    project.well("upgrade -d app.db 0001");
    project.shell("app.db", "INSERT INTO users VALUES (1, 'Ann'); INSERT INTO notes VALUES (1, 1, 'x');");
    project.shell("app.db", &script);
    assert_eq!(project.shell("app.db", "SELECT * FROM users; SELECT * FROM memos;"), "1|Ann|ann\n1|1|x\n");
}

#[test]
fn a_rename_of_letters_case_breaks_no_program() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "Name text,"));
    let ran = project.well("diff");
    assert!(ran.out.contains("Name") && !ran.out.contains("breaks-program"), "{}", ran.out);
}
