use crate::support::{NOTES, Project};

/// A project with three revisions, each on the one before it.
fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project.declare(&NOTES.replace("body    text,", "body    text?,\n        read_at datetime?,"));
    project.well("snapshot -m bodies");
    project
}

/// Runs a script as `sqlite3 -bail` does: up to the first error.
fn execute(project: &Project, database: &str, script: &str) -> Result<(), String> {
    project.open(database).execute_batch(script).map_err(|error| error.to_string())
}

const SCHEMA: &str = "SELECT group_concat(sql, ';') FROM
    (SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name <> 'frostline_history' ORDER BY name)";

#[test]
fn the_script_does_what_upgrade_does() {
    let project = project();
    project.well("upgrade -d upgraded.db");
    execute(&project, "scripted.db", &project.well("sql").out).unwrap();
    assert_eq!(project.ask("scripted.db", SCHEMA), project.ask("upgraded.db", SCHEMA));
    project.well("current -d scripted.db").says("0003_bodies\nthis is the head");
    project.well("upgrade -d scripted.db").says("nothing to do");
}

#[test]
fn a_part_of_the_way_goes_on_where_a_database_is() {
    let project = project();
    execute(&project, "app.db", &project.well("sql ..1").out).unwrap();
    let data = "INSERT INTO users VALUES (1, 'Ann'); INSERT INTO notes VALUES (7, 1, 'hello')";
    project.open("app.db").execute_batch(data).unwrap();
    execute(&project, "app.db", &project.well("sql baseline..0003").out).unwrap();
    project.well("current -d app.db").says("this is the head");
    assert_eq!(project.ask("app.db", "SELECT group_concat(id || user_id || body) FROM notes"), "71hello");
    // And back.
    execute(&project, "app.db", &project.well("sql head..1").out).unwrap();
    assert_eq!(project.well("current -d app.db --quiet").out, "0001_baseline\n");
    assert_eq!(project.ask("app.db", "SELECT group_concat(id || user_id || body) FROM notes"), "71hello");
    execute(&project, "app.db", &project.well("sql 1..base").out).unwrap();
    assert_eq!(project.well("current -d app.db --quiet").out, "base\n");
    project.well("upgrade -d app.db");
}

#[test]
fn a_script_refuses_a_database_that_is_elsewhere() {
    let project = project();
    project.well("upgrade -d app.db");
    let before = project.ask("app.db", SCHEMA);
    for range in ["..", "1..2", "2..1"] {
        let script = project.well(&format!("sql {range}")).out;
        let error = execute(&project, "app.db", &script).unwrap_err();
        assert!(error.contains("NOT NULL") || error.contains("UNIQUE"), "{range}: {error}");
        assert_eq!(project.ask("app.db", SCHEMA), before);
    }
    let script = project.well("sql 2..").out;
    assert!(execute(&project, "fresh.db", &script).is_err());
    // A place of its own is free there, and yet it is not the parent's.
    execute(&project, "first.db", &project.well("sql ..1").out).unwrap();
    assert!(execute(&project, "first.db", &script).unwrap_err().contains("NOT NULL"));
    assert_eq!(project.well("current -d first.db --quiet").out, "0001_baseline\n");
}

#[test]
fn nothing_lies_between_a_revision_and_itself() {
    let project = project();
    execute(&project, "fresh.db", &project.well("sql 2..2").out).unwrap();
    assert!(!project.well("sql 2..2").out.contains("CREATE"));
}

#[test]
fn a_word_that_is_no_range_is_told() {
    let project = project();
    project.run(["sql", "2"]).code(2).complains("`2` is no range; say `..2` for the way to it, or `0001_baseline..2`");
    project.run(["sql", "..9"]).code(2).complains("there is no revision `9`; see `cargo schema history`");
    project.run(["sql", "..b"]).code(2).complains("`b` may be each of these revisions").complains("0003_bodies");
}
