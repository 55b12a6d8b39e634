use crate::support::{NOTES, Project};

#[test]
fn four_checks_have_a_line_each() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    project.well("snapshot -m email");
    let ran = project.well("verify");
    let lines: Vec<&str> = ran.out.lines().collect();
    for check in ["one_head", "upgrade_from_nothing", "end_equals_declaration", "up_down_up"] {
        assert!(lines.iter().any(|line| line.contains(check) && line.contains("ok")), "{check}: {}", ran.out);
    }
}

#[test]
fn what_is_pending_fails_one_check() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    let ran = project.run(["verify"]).code(1).says("end_equals_declaration").says("email");
    assert_eq!(ran.out.lines().filter(|line| line.contains("FAILED")).count(), 1, "{}", ran.out);
}

#[test]
fn revisions_are_named_as_everywhere() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    project.well("snapshot -m email");
    // One whose way back fails, left out by its number.
    project.write("revisions/0002_email/sqlite.down.sql", "SELECT * FROM nothing;\n");
    let freeze = project.read("revisions/history");
    project.run(["accept"]).code(1);
    assert_eq!(project.read("revisions/history"), freeze);
    project.write("revisions/0002_email/sqlite.down.sql", "ALTER TABLE \"users\" DROP COLUMN \"email\";\n");
    project.well("accept");
    project.well("verify --skip 2 --floor 1");
    project.well("verify --skip ema --floor base");
    project.run(["verify", "--skip", "7"]).code(2).complains("there is no revision `7`");
    project.run(["verify", "--floor", "nope"]).code(2).complains("there is no revision `nope`");
}
