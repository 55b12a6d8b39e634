//! Both branches froze under one message, so that git has a conflict in the files of one folder.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

const PHONE: (&str, &str) = ("name text,", "name text,\n        phone text?,");
const MOOD: (&str, &str) = ("body    text,", "body    text,\n        mood    text?,");
const FILL: &str = "UPDATE notes SET mood = upper(body);\n";

fn with(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(NOTES.to_owned(), |tables, (from, to)| tables.replace(from, to))
}

/// `main` froze `phone`, and `feature`, which is checked out, `mood` and a data migration, all of them as `wip`.
fn branches() -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    project.shell(
        "before.db",
        "PRAGMA foreign_keys = ON;
         INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
         INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');",
    );
    commit(&project, "baseline");
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&with(&[MOOD]));
    project.well("snapshot -m wip");
    project.well("snapshot --empty -m wip");
    project.write("revisions/0003_wip/sqlite.up.sql", FILL);
    project.well("accept");
    commit(&project, "feature");
    std::fs::copy(project.path("before.db"), project.path("feature.db")).unwrap();
    project.well("upgrade -d feature.db");
    git(&project, "checkout -q main").code(0);
    project.declare(&with(&[PHONE]));
    project.well("snapshot -m wip");
    commit(&project, "main");
    std::fs::copy(project.path("before.db"), project.path("main.db")).unwrap();
    project.well("upgrade -d main.db");
    git(&project, "checkout -q feature").code(0);
    project
}

fn arrives(project: &Project) {
    project.declare(&with(&[PHONE, MOOD]));
    project.well("check");
    project.well("verify");
    let index = project.read("revisions/history");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["0001_baseline", "0002_wip", "0003_wip", "0004_wip"]);
    assert_eq!(project.names("revisions").len(), 1 + 3 * names.len());
    assert!(project.read("revisions/0002_wip/sqlite.up.sql").contains("\"phone\""));
    assert_eq!(project.read("revisions/0004_wip/sqlite.up.sql"), FILL);
    project.well("upgrade -d fresh.db");
    for database in ["before.db", "main.db", "feature.db"] {
        project.well(&format!("upgrade -d {database} --back-to-common --allow drops-column"));
        assert_eq!(project.shape(database), project.shape("fresh.db"), "{database}");
        let rows = "SELECT name FROM users; SELECT body, mood FROM notes; PRAGMA foreign_key_check;";
        assert_eq!(project.shell(database, rows), "Ann\nBob\na|A\nb|B\nc|C\n", "{database}");
    }
}

#[test]
fn a_merge_reads_both_from_git() {
    for side in ["", "ours", "theirs"] {
        let project = branches();
        git(&project, "merge main").code(1).says("CONFLICT (add/add): Merge conflict in revisions/0002_wip/");
        if !side.is_empty() {
            git(&project, &format!("checkout --{side} -- revisions/0002_wip")).code(0);
        }
        project.declare(&with(&[PHONE, MOOD]));
        project.run(["check"]).code(1).complains("run `cargo schema rebase`");
        project.run(["heads"]).code(1).says("0002_wip").says("0003_wip").says("the ways part after `0001_baseline`");
        let ran = project.well("rebase").says("`0002_wip` stays where it is").says("0002_wip becomes 0003_wip");
        let ran = ran.says("0003_wip becomes 0004_wip");
        assert!(ran.err.is_empty(), "{}", ran.err);
        commit(&project, "merged");
        arrives(&project);
    }
}

#[test]
fn a_git_rebase_reads_both_from_git() {
    let project = branches();
    git(&project, "rebase main").code(1);
    project.well("rebase").says("0002_wip becomes 0003_wip").says("0003_wip becomes 0004_wip");
    git(&project, "add -A -- src revisions").code(0);
    git(&project, "rebase --continue").code(0);
    arrives(&project);
}

/// Without a git nothing tells the two apart.
#[test]
fn what_no_commit_has_is_told_with_the_way_out() {
    let project = branches();
    git(&project, "merge main").code(1);
    project.declare(&with(&[PHONE, MOOD]));
    std::fs::rename(project.path(".git"), project.path("git")).unwrap();
    let before = project.files("revisions");
    let ran = project.run(["rebase"]).code(1).complains("both sides have a revision called `0002_wip`, in one folder");
    ran.complains("take back what was begun (`git merge --abort`");
    assert_eq!(project.files("revisions"), before);
}
