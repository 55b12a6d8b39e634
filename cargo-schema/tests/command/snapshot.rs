use std::fs;

use crate::support::{NOTES, Project};

/// The story of the README: a column is declared and its migration forgotten.
#[test]
fn the_forgotten_migration() {
    let project = Project::declaring(NOTES);
    project
        .well("snapshot -m baseline")
        .says("revision 0001_baseline, after the empty start:")
        .says("+ table `users` added")
        .says("+ table `notes` added")
        .says("revisions/0001_baseline/snapshot.schema")
        .says("revisions/0001_baseline/sqlite.up.sql")
        .says("revisions/0001_baseline/sqlite.down.sql")
        .says("revisions/history");
    project.well("upgrade -d old.db");
    project
        .open("old.db")
        .execute_batch("INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob'); INSERT INTO notes VALUES (7, 1, 'hello')")
        .unwrap();

    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.run(["check"]).code(1).complains("`notes.read_at`");
    project
        .well("snapshot -m read_at")
        .says("revision 0002_read_at, after 0001_baseline:")
        .says("+ column `notes.read_at` added");
    project.well("check").says("`app` is frozen as `0002_read_at`");

    // An old database and a fresh one arrive by one path.
    project.well("upgrade -d old.db").says("from `0001_baseline` to `0002_read_at`");
    project.well("upgrade -d new.db").says("from the empty start to `0002_read_at`");
    let schema = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name)";
    assert_eq!(project.ask("old.db", schema), project.ask("new.db", schema));
    let rows = "SELECT group_concat(id || ' ' || user_id || ' ' || body || ' ' || ifnull(read_at, 'null')) FROM notes";
    assert_eq!(project.ask("old.db", rows), "7 1 hello null");
}

#[test]
fn nothing_pending_is_well() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let before = project.files("");
    project.well("snapshot -m again").says("nothing is pending: `app` is frozen as `0001_baseline`");
    assert_eq!(project.files(""), before);
    let empty = Project::declaring("");
    empty.well("snapshot -m baseline").says("declares no table yet");
    assert!(!empty.exists("revisions"));
}

#[test]
fn a_blank_message_names_no_revision() {
    let project = Project::declaring(NOTES);
    project.run(["snapshot", "-m", " "]).code(2).complains("say what changed with `-m");
    assert!(!project.exists("revisions"));
}

/// SQLite takes it in `CREATE TABLE`, and would refuse each insert that leaves the column out.
#[test]
fn a_default_that_cannot_be_computed_is_not_frozen() {
    let project = Project::declaring(&NOTES.replace("body    text,", "body    text default sql \"now()\","));
    project
        .run(["snapshot", "-m", "baseline"])
        .code(1)
        .complains("default of `notes.body`")
        .complains("no such function: now");
    assert!(!project.exists("revisions"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = Project::declaring(NOTES);
    let before = project.files("");
    let ran = project
        .well("snapshot -m baseline --dry-run")
        .says("revision 0001_baseline")
        .says("would be written:")
        .says("revisions/0001_baseline/sqlite.down.sql")
        .says("CREATE TABLE");
    assert_eq!(project.files(""), before);
    project.well("snapshot -m baseline");
    // What it announced is what was written.
    assert!(ran.out.ends_with(&project.read("revisions/0001_baseline/sqlite.up.sql")), "{}", ran.out);
    project.declare(&NOTES.replace("        body    text,\n", ""));
    let before = project.files("");
    project
        .run(["snapshot", "--dry-run"])
        .code(1)
        .says("- column `notes.body` dropped")
        .complains("--allow drops-column");
    project.well("snapshot --dry-run --allow drops-column");
    assert_eq!(project.files(""), before);
}

#[test]
fn freezing_twice_gives_the_same_bytes() {
    let freeze = || {
        let project = Project::declaring(NOTES);
        project.well("snapshot -m baseline");
        project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
        project.well("snapshot -m read_at");
        project.files("revisions")
    };
    assert_eq!(freeze(), freeze());
}

#[test]
fn a_name_is_wanted() {
    let project = Project::declaring(NOTES);
    project.run(["snapshot"]).code(2).complains("the revision has no name; say what changed with `-m \"…\"`");
    assert!(!project.exists("revisions"));
    project.run(["snapshot", "-m", "Ünïcode & Co: the 1st!"]).code(0);
    assert!(project.names("revisions").iter().any(|name| name.contains("0001_")), "{:?}", project.names("revisions"));
}

#[test]
fn an_open_rename_stops_with_its_flags() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    let before = project.files("");
    project
        .run(["snapshot", "-m", "names"])
        .code(1)
        .complains("column `users.name` is gone and `users.full_name` appeared; say what became of it")
        .complains("--rename users.name=full_name")
        .complains("--drop users.name --allow drops-column");
    project.declare(&NOTES.replace("table notes as Note", "table remarks as Remark"));
    project
        .run(["snapshot", "-m", "remarks"])
        .code(1)
        .complains("table `notes` is gone and `remarks` appeared")
        .complains("--rename notes=remarks")
        .complains("--drop notes --allow drops-table");
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    assert_eq!(project.files(""), before);
}

#[test]
fn a_rename_keeps_the_rows() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project
        .open("app.db")
        .execute_batch(
            "INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob'); INSERT INTO notes VALUES (7, 1, 'hello'), (8, 2, 'you')",
        )
        .unwrap();
    let renamed =
        NOTES.replace("name text,", "full_name text,").replace("table notes as Note", "table remarks as Remark");
    project.declare(&renamed);
    project
        .well("snapshot -m names --rename users.name=full_name --rename notes=remarks")
        .says("~ column `users.name` renamed to `full_name`")
        .says("~ table `notes` renamed to `remarks`");
    let snapshot = project.read("revisions/0002_names/snapshot.schema");
    assert!(snapshot.contains("rename table notes to remarks"), "{snapshot}");
    assert!(snapshot.contains("rename column users.name to full_name"), "{snapshot}");
    project.well("upgrade -d app.db").says("0002_names");

    assert_eq!(project.ask("app.db", "SELECT group_concat(id || full_name) FROM users"), "1Ann,2Bob");
    assert_eq!(project.ask("app.db", "SELECT group_concat(id || user_id || body) FROM remarks"), "71hello,82you");
    let database = project.open("app.db");
    let violations: i64 =
        database.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(violations, 0);
    // The reference still stands, and still cascades.
    assert!(database.execute("INSERT INTO remarks VALUES (9, 99, 'x')", []).is_err());
    database.execute("DELETE FROM users WHERE id = 1", []).unwrap();
    let left: i64 = database.query_row("SELECT count(*) FROM remarks", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 1);
}

#[test]
fn a_rename_of_what_is_not_there_is_refused() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    for (flag, value, fact) in [
        ("--rename", "users.nme=full_name", "column `users.nme` is not in the newest revision"),
        ("--rename", "users.name=fullname", "column `users.fullname` is not in the declaration"),
        ("--rename", "users=people", "table `people` is not in the declaration"),
        ("--drop", "notes", "table `notes` is still in the declaration; take it out there"),
        ("--drop", "users.id", "column `users.id` is still in the declaration"),
        ("--backfill", "users.name=1", "column `users.name` is not in the declaration"),
        ("--rename", "users.name", "`=` is missing"),
        ("--cast", "users=1", "the column is missing"),
        ("--allow", "everything", "the codes are: drops-table, drops-column"),
    ] {
        project.run(["snapshot", "-m", "x", flag, value]).code(2).complains(fact);
    }
    assert!(!project.exists("revisions/0002_x"));
}

#[test]
fn what_loses_data_needs_leave() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("        body    text,\n", ""));
    let before = project.files("");
    project
        .run(["snapshot", "-m", "no_body"])
        .code(1)
        .says("- column `notes.body` dropped")
        .says("drops-column")
        .complains("data would be lost; if that is meant, add `--allow drops-column`");
    project.run(["snapshot", "-m", "no_body", "--allow", "drops-table"]).code(1).complains("--allow drops-column");
    assert_eq!(project.files(""), before);
    project.well("snapshot -m no_body --allow drops-column");

    let table = NOTES.find("    table notes").unwrap();
    project.declare(&NOTES[..table]);
    project.run(["snapshot", "-m", "no_notes"]).code(1).complains("--allow drops-table");
    project.well("snapshot -m no_notes --allow drops-table");
    project.well("verify");
}

#[test]
fn a_drop_beside_an_addition_is_said_twice() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text?,"));
    project.run(["snapshot", "-m", "x", "--drop", "users.name"]).code(1).complains("--allow drops-column");
    project.well("snapshot -m x --drop users.name --allow drops-column").says("- column `users.name` dropped");
    assert!(project.read("revisions/0002_x/snapshot.schema").contains("drop column users.name"));
    project.well("verify");
}

#[test]
fn a_backfill_fills_the_rows_that_exist() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d app.db");
    project.open("app.db").execute_batch("INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob')").unwrap();
    project.declare(&NOTES.replace("name text,", "name text,\n        slug text,"));
    project.run(["snapshot", "-m", "slugs"]).code(1).complains("users.slug=EXPR");
    project.run(["snapshot", "-m", "slugs", "--backfill", "users.slug=lower(name)"]).code(0);
    project.well("upgrade -d app.db");
    assert_eq!(project.ask("app.db", "SELECT group_concat(slug) FROM users"), "ann,bob");
    assert!(project.read("revisions/0002_slugs/snapshot.schema").contains("backfill users.slug with \"lower(name)\""));
}

#[test]
fn sql_that_sqlite_does_not_know_is_refused_before_it_is_written() {
    let project =
        Project::declaring(&NOTES.replace("body    text,", "body    text check \"no_such_function(body) > 0\","));
    project.run(["snapshot", "-m", "baseline"]).code(1).complains("nothing was written").complains("no_such_function");
    assert!(!project.exists("revisions"));
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let project = Project::declaring(NOTES);
    // Permission bits hold nobody who is root; a file in the folder's place holds everybody.
    project.write("revisions", "not a folder");
    let before = project.files("");
    let ran = project.run(["snapshot", "-m", "baseline"]);
    assert!(ran.code != 0, "{}", ran.out);
    assert!(ran.err.contains("revisions"), "{}", ran.err);
    assert_eq!(project.files(""), before);

    let project = Project::declaring(&format!("#![revisions = \"db/revisions\"]\n{NOTES}"));
    project.write("db", "not a folder");
    let ran = project.run(["snapshot", "-m", "baseline"]);
    assert!(ran.code != 0, "{}", ran.out);
    assert_eq!(project.read("db"), "not a folder");
}

#[test]
fn a_revision_that_is_there_already_is_not_overwritten() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    fs::create_dir(project.path("revisions/0002_names")).unwrap();
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    let before = project.files("");
    let ran = project.run(["snapshot", "-m", "names"]);
    assert!(ran.code == 1 && ran.err.contains("0002_names"), "{ran:?}");
    assert_eq!(project.files(""), before);
}

#[test]
fn quiet_says_nothing_of_what_went_well() {
    let project = Project::declaring(NOTES);
    let ran = project.well("snapshot -m baseline --quiet");
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn names_that_need_quotes_can_be_said() {
    let tables = |name: &str| format!("table \"order items\" {{ id integer primary key, {name} text }}");
    let project = Project::declaring(&tables("\"a.b\""));
    project.well("snapshot -m baseline");
    project.declare(&tables("\"it's\""));
    let ran = project.run(["snapshot", "-m", "x"]).code(1);
    let flag = ran.err.lines().find_map(|line| line.trim().strip_prefix("--rename ")).unwrap();
    assert!(flag.starts_with("'order items.\"a.b\"=it'\\''s'"), "{flag}");
    project.run(["snapshot", "-m", "x", "--rename", "order items.\"a.b\"=it's"]).code(0);
    project.well("verify");
}

#[test]
fn each_thing_that_stands_in_the_way_is_an_error() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        a text,\n        b text,"));
    let ran = project.run(["snapshot", "-m", "x"]).code(1);
    let errors: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("error: column `notes.")).collect();
    assert_eq!(errors.len(), 2, "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
}

#[test]
fn a_message_in_another_script_is_kept() {
    let project = Project::declaring(NOTES);
    project
        .run(["snapshot", "-m", "основа"])
        .code(0)
        .says("0001_revision")
        .says("the message stands at the top of its SQL");
    let sql = project.read("revisions/0001_revision/sqlite.up.sql");
    assert!(sql.starts_with("-- основа\n-- SQLite 3."), "{sql}");
    project.well("upgrade -d app.db");
    project.well("verify");
}

#[test]
fn a_rename_in_case_only_is_told_as_one() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "Name text,"));
    project.well("diff").says("~ column `users.name` renamed to `Name`, in letter case only");
}
