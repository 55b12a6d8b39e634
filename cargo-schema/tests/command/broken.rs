use std::fs;

use crate::support::{NOTES, Project};

/// A way to damage a history, and what is told of it.
type Damage = (fn(&Project), &'static str);

const DAMAGES: &[Damage] = &[
    (|project| cut(project, "revisions/history"), "this is no line of an index"),
    (|project| cut(project, "revisions/0001_baseline/snapshot.schema"), "is not what was frozen"),
    (|project| cut(project, "revisions/0001_baseline/sqlite.up.sql"), "is not what was frozen"),
    (|project| project.write("revisions/0001_baseline/mysql.up.sql", "SELECT 1;"), "is no part of a revision"),
    (|project| project.write("revisions/notes.sql", "SELECT 1;"), "is no part of a history"),
    (|project| project.write("revisions/0002_by_hand/up.sql", "SELECT 1;"), "the index does not name `0002_by_hand`"),
    (|project| project.write("revisions/history", "h1:4hJQ2VdNcy1Gm1=\n"), "the index begins with"),
    (|project| spoil(project, "revisions/history"), "is not UTF-8 text"),
    (|project| spoil(project, "revisions/0001_baseline/snapshot.schema"), "is not UTF-8 text"),
    (|project| spoil(project, "revisions/0001_baseline/sqlite.down.sql"), "is not UTF-8 text"),
];

/// A file as a full disk leaves it.
fn cut(project: &Project, file: &str) {
    let text = project.read(file);
    project.write(file, &text[..text.len() - 20]);
}

/// A file that an editor wrote in another encoding.
fn spoil(project: &Project, file: &str) {
    let mut bytes = project.read(file).into_bytes();
    bytes.extend(b"-- \xe9t\xe9\n");
    fs::write(project.path(file), bytes).unwrap();
}

/// Every command that reads a history tells what is wrong with it, and none writes.
#[test]
fn a_damaged_history_is_told_and_left_alone() {
    for (damage, told) in DAMAGES {
        let project = Project::declaring(NOTES);
        project.well("snapshot -m baseline");
        project.well("upgrade -d app.db");
        project.declare(&NOTES.replace("body    text,", "body    text,\n        read_at datetime?,"));
        damage(&project);
        let before = project.files("");
        for command in [
            "check",
            "diff",
            "snapshot -m read_at",
            "sql",
            "history",
            "verify",
            "upgrade -d app.db",
            "upgrade -d new.db",
        ] {
            let ran = project.run(command.split(' ')).code(1).complains("error[history]: ").complains(told);
            assert!(!ran.err.contains("panicked"), "{}", ran.err);
            assert_eq!(project.files(""), before, "`{command}` wrote, where the fault is: {told}");
        }
    }
}

#[test]
fn what_git_restores_is_named() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let kept = project.read("revisions/0001_baseline/sqlite.up.sql");
    std::fs::remove_file(project.path("revisions/0001_baseline/sqlite.up.sql")).unwrap();
    project.run(["check"]).code(1).complains("`git checkout -- revisions/0001_baseline/sqlite.up.sql`");
    project.run_in("src", ["check"]).code(1).complains("revisions/0001_baseline/sqlite.up.sql`");
    project.write("revisions/0001_baseline/sqlite.up.sql", &format!("{kept}-- mine\n"));
    project.run(["check"]).code(1).complains("`git checkout -- revisions/0001_baseline`");
    std::fs::remove_dir_all(project.path("revisions/0001_baseline")).unwrap();
    project.run(["check"]).code(1).complains("`git checkout -- revisions/0001_baseline`");
    project.write("revisions/history", "");
    project.run(["check"]).code(1).complains("`git checkout -- revisions/history`");
}
