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
