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

/// What a program reads at its start: a script cannot write it, and must not leave it as it was.
#[test]
fn a_script_that_changes_rows_alone_is_noticed_by_the_next_start() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("snapshot --empty -m upper");
    let up = project.path("revisions/0002_upper/sqlite.up.sql");
    std::fs::write(&up, "UPDATE users SET name = upper(name);\n").unwrap();
    project.well("accept");
    project.well("upgrade -d app.db 1");
    project.open("app.db").execute_batch("INSERT INTO users VALUES (1, 'Ann')").unwrap();
    project.well("upgrade -d app.db");
    assert_eq!(project.ask("app.db", "SELECT name FROM users"), "ANN");

    execute(&project, "app.db", &project.well("sql head..-1").out).unwrap();
    project.open("app.db").execute_batch("UPDATE users SET name = 'Bob'").unwrap();
    project.well("upgrade -d app.db").says("from `0001_baseline` to `0002_upper`");
    assert_eq!(project.ask("app.db", "SELECT name FROM users"), "BOB");
    assert_eq!(project.ask("app.db", "SELECT count(*) || '' FROM frostline_history"), "2");

    // And on the way up: whoever is still at 0001 hears of it.
    project.well("downgrade -d app.db -1");
    let header = "SELECT schema_version || '' FROM pragma_schema_version";
    let before = project.ask("app.db", header);
    execute(&project, "app.db", &project.well("sql 1..2").out).unwrap();
    assert_ne!(project.ask("app.db", header), before);
    assert_eq!(project.ask("app.db", "SELECT count(*) || '' FROM sqlite_master WHERE name LIKE '%touch%'"), "0");
    project.well("upgrade -d app.db").says("nothing to do");
}

#[test]
fn what_upgrade_wrote_into_the_header_is_known_after_a_script_went_back() {
    for way in ["head..base", "head..1", "head..2"] {
        let project = project();
        project.well("upgrade -d app.db");
        assert_ne!(project.ask("app.db", "SELECT user_version || '' FROM pragma_user_version"), "0");
        execute(&project, "app.db", &project.well(&format!("sql {way}")).out).unwrap();
        project.well("upgrade -d app.db");
        assert_eq!(project.ask("app.db", "SELECT group_concat(ordinal) FROM frostline_history"), "1,2,3", "{way}");

        // Up to 1 by upgrade, to the head and back by scripts: the header still says 1.
        project.well("upgrade -d other.db 1");
        execute(&project, "other.db", &project.well("sql 1..").out).unwrap();
        execute(&project, "other.db", &project.well(&format!("sql {way}")).out).unwrap();
        project.well("upgrade -d other.db");
        project.well("downgrade -d other.db base --allow drops-table");
        assert_eq!(project.ask("other.db", "SELECT count(*) || '' FROM sqlite_master"), "0", "{way}");
        assert_eq!(project.ask("other.db", "SELECT user_version || '' FROM pragma_user_version"), "0");
    }
    // One that somebody else wrote is still nobody's.
    let project = project();
    project.well("upgrade -d app.db");
    execute(&project, "app.db", &project.well("sql head..base").out).unwrap();
    project.open("app.db").execute_batch("PRAGMA user_version = 7").unwrap();
    project.run(["upgrade", "-d", "app.db"]).code(1).complains("user_version");
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

#[test]
fn there_is_no_way_where_nothing_is_frozen() {
    let project = Project::declaring(NOTES);
    project.run(["sql"]).code(1).complains("no revision is frozen yet; run `cargo schema snapshot -m \"baseline\"`");
}

#[test]
fn places_that_are_none_are_told_from_where_the_database_is() {
    let project = project();
    project.well("upgrade -d app.db 2");
    project.run(["upgrade", "-d", "app.db", "+9"]).code(2).complains("`+9` is 9 after `0002_read_at`, and there is 1");
    project.well("upgrade -d app.db");
    project
        .run(["upgrade", "-d", "app.db", "+1"])
        .code(2)
        .complains("`+1`: nothing is after `0003_bodies`, which is the head");
    project.well("downgrade -d app.db base --allow drops-table");
    project.run(["downgrade", "-d", "app.db", "--", "-1"]).code(2).complains("`-1`: nothing is before the empty start");
    // A number of no revision is the start of several names.
    project.run(["show", "00"]).code(2).complains("`00` may be each of these revisions").complains("0002_read_at");
    project.run(["upgrade", "-d", "none.db", "9"]).code(2).complains("there is no revision `9`");
    assert!(!project.exists("none.db"));
}
