use crate::support::{NOTES, Project};

#[test]
fn nothing_differs_after_a_freeze() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("diff").says("nothing changed since `0001_baseline`");
    assert_eq!(project.well("diff --sql").out, "");
    assert_eq!(project.well("diff --quiet").out, "");
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
}

#[test]
fn sql_is_what_would_be_frozen() {
    let project = Project::declaring(NOTES);
    let sql = project.well("diff --sql").out;
    assert!(sql.contains("CREATE TABLE"), "{sql}");
    project.well("snapshot -m baseline");
    assert_eq!(project.read("revisions/0001_baseline/sqlite.up.sql"), sql);
}

#[test]
fn an_open_rename_is_told_and_stops_the_sql() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "full_name text,"));
    project.well("diff").says("--rename users.name=full_name").says("--drop users.name");
    project.run(["diff", "--sql"]).code(1).complains("--rename users.name=full_name");
    let sql = project.well("diff --sql --rename users.name=full_name").out;
    assert!(sql.contains("RENAME"), "{sql}");
    project.well("diff --rename users.name=full_name").says("~ column `users.name` renamed to `full_name`");
}

#[test]
fn a_broken_declaration_has_no_difference() {
    let project = Project::declaring("table");
    project.run(["diff"]).code(1).complains("error[syntax]");
}
