//! `git rebase` and merges of branches that were rebased before: folders that are in the index and not on disk.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

const PHONE: (&str, &str) = ("name text,", "name text,\n        phone text?,");
const MOOD: (&str, &str) = ("body    text,", "body    text,\n        mood    text?,");
const FEEL: (&str, &str) = ("body    text,", "body    text,\n        feel    text?,");
const FILL: &str = "UPDATE notes SET feel = upper(body);\n";

fn with(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(NOTES.to_owned(), |tables, (from, to)| tables.replace(from, to))
}

/// `main` froze `phone`; `feature` froze `mood`, renamed it, and filled it by hand, in a commit each, and is checked out.
fn branches() -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    project.shell(
        "before.db",
        "INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
         INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');",
    );
    commit(&project, "baseline");
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&with(&[MOOD]));
    project.well("snapshot -m mood");
    commit(&project, "mood");
    project.declare(&with(&[FEEL]));
    project.well("snapshot -m feel --rename notes.mood=feel");
    commit(&project, "feel");
    project.well("snapshot --empty -m fill");
    project.write("revisions/0004_fill/sqlite.up.sql", FILL);
    project.well("accept");
    commit(&project, "fill");
    std::fs::copy(project.path("before.db"), project.path("feature.db")).unwrap();
    project.well("upgrade -d feature.db");
    git(&project, "checkout -q main").code(0);
    project.declare(&with(&[PHONE]));
    project.well("snapshot -m phone");
    commit(&project, "phone");
    std::fs::copy(project.path("before.db"), project.path("main.db")).unwrap();
    project.well("upgrade -d main.db");
    git(&project, "checkout -q feature").code(0);
    project
}

/// The line of all of them, at which every database arrives.
fn arrives(project: &Project) {
    project.well("check");
    project.well("verify");
    let index = project.read("revisions/history");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["0001_baseline", "0002_phone", "0003_mood", "0004_feel", "0005_fill"]);
    assert_eq!(project.read("revisions/0005_fill/sqlite.up.sql"), FILL);
    assert_eq!(project.names("revisions").len(), 1 + 3 * names.len());
    project.well("upgrade -d fresh.db");
    for database in ["before.db", "main.db", "feature.db"] {
        project.well(&format!("upgrade -d {database} --back-to-common --allow drops-column"));
        assert_eq!(project.shape(database), project.shape("fresh.db"), "{database}");
        let rows = "SELECT name FROM users; SELECT body, feel FROM notes; PRAGMA foreign_key_check;";
        assert_eq!(project.shell(database, rows), "Ann\nBob\na|A\nb|B\nc|C\n", "{database}");
    }
}

/// Each stop shows again what the stops before it moved, and its folders are gone by then.
#[test]
fn git_rebase_of_a_branch_of_several_freezes_goes_through() {
    let project = branches();
    git(&project, "rebase main").code(1);
    project.well("rebase").says("0002_mood becomes 0003_mood").says("go on with `git rebase --continue`");
    project.well("check");
    add(&project);
    git(&project, "rebase --continue").code(1);
    assert!(!project.exists("revisions/0002_mood"));
    project.run(["heads"]).code(1).says("0003_feel").says("0003_mood");
    let ran = project.well("rebase").says("0002_mood goes: 0003_mood is the same");
    let ran = ran.says("0003_feel becomes 0004_feel").says("column `notes.mood` renamed to `feel`");
    assert!(!ran.out.contains("added") && ran.err.is_empty(), "{}{}", ran.out, ran.err);
    project.well("check");
    add(&project);
    git(&project, "rebase --continue").code(1);
    let ran = project.well("rebase").says("0002_mood goes: 0003_mood is the same");
    ran.says("0003_feel goes: 0004_feel is the same").says("0004_fill becomes 0005_fill");
    add(&project);
    git(&project, "rebase --continue").code(0);
    arrives(&project);
}

/// Adds what was written, which `git rebase` commits.
fn add(project: &Project) {
    git(project, "add -A -- src revisions Cargo.toml").code(0);
}

/// What was written by hand at a stop is what counts, and that it differs is told.
#[test]
fn what_was_edited_at_a_stop_stays() {
    let project = branches();
    git(&project, "rebase main").code(1);
    project.well("rebase");
    let up = project.read("revisions/0003_mood/sqlite.up.sql") + "\nUPDATE notes SET mood = body;\n";
    project.write("revisions/0003_mood/sqlite.up.sql", &up);
    project.well("accept");
    add(&project);
    git(&project, "rebase --continue").code(1);
    let ran = project.well("rebase").says("0002_mood goes: 0003_mood is the same");
    ran.complains("`0002_mood` is in the line as `0003_mood`, which is not what a rebase makes of it");
    assert_eq!(project.read("revisions/0003_mood/sqlite.up.sql"), up);
    project.well("check");
}

/// A branch of a branch that was rebased since has what moved under its old name.
#[test]
fn a_branch_of_one_that_was_rebased_is_merged() {
    let project = branches();
    git(&project, "checkout -q -b child").code(0);
    git(&project, "checkout -q -b parent HEAD^^").code(0);
    git(&project, "merge main").code(1);
    project.well("rebase").says("0002_mood becomes 0003_mood").says("commit it together with the merge");
    commit(&project, "merged");
    git(&project, "checkout -q child").code(0);
    git(&project, "merge parent").code(1).says("CONFLICT");
    assert!(!project.exists("revisions/0002_mood"));
    project.declare(&with(&[PHONE, FEEL]));
    let ran = project.well("rebase --keep phone").says("0002_mood goes: 0003_mood is the same");
    let ran = ran.says("0003_feel becomes 0004_feel").says("0004_fill becomes 0005_fill");
    assert!(ran.err.is_empty(), "{}", ran.err);
    commit(&project, "merged");
    arrives(&project);
}

#[test]
fn what_no_commit_has_is_told_with_the_way_out() {
    let project = branches();
    git(&project, "rebase main").code(1);
    project.well("rebase");
    add(&project);
    git(&project, "rebase --continue").code(1);
    std::fs::rename(project.path(".git"), project.path("git")).unwrap();
    let before = project.files("revisions");
    let ran = project.run(["rebase"]).code(1).complains("the folder of revision `0002_mood` is lost");
    let ran = ran.complains("bring it back with `git checkout COMMIT -- /").complains("/revisions/0002_mood`");
    ran.complains("take back what was begun (`git merge --abort`, `git rebase --abort`)");
    assert_eq!(project.files("revisions"), before);

    // The way out.
    std::fs::rename(project.path("git"), project.path(".git")).unwrap();
    git(&project, "checkout REBASE_HEAD -- revisions/0002_mood").code(0);
    std::fs::rename(project.path(".git"), project.path("git")).unwrap();
    project.well("rebase").says("0002_mood goes: 0003_mood is the same").says("0003_feel becomes 0004_feel");
    project.well("check");
}

/// Both branches changed lines that stand side by side, as they mostly do when they change one table.
#[test]
fn a_conflict_in_the_declaration_is_told_before_all_else() {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    commit(&project, "baseline");
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&with(&[MOOD]));
    project.well("snapshot -m mood");
    commit(&project, "mood");
    git(&project, "checkout -q main").code(0);
    project.declare(&with(&[("body    text,", "body    text,\n        read_at datetime?,")]));
    project.well("snapshot -m read_at");
    commit(&project, "read_at");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("Merge conflict in src/lib.rs");
    let help = "help: settle it, and if both sides froze, run `cargo schema rebase` then";
    for command in ["rebase", "check"] {
        let ran = project.run([command]).code(1).complains("a merge conflict was left here\n  --> src/lib.rs:11:1");
        let ran = ran.complains(help);
        assert_eq!(ran.err.matches("error").count(), 1, "{}", ran.err);
    }
    // The brackets of the two sides do not fit.
    let conflict = project.read("src/lib.rs");
    project.write("src/lib.rs", &conflict.replace("=======", "} }\n======="));
    for command in ["rebase", "check", "heads"] {
        let ran = project.run([command]).code(2).complains("a merge conflict was left in `");
        ran.complains("src/lib.rs`, at line 11; settle it, and if both sides froze, run `cargo schema rebase` then");
    }
    let both = conflict.lines().filter(|line| !["<", "=", ">"].iter().any(|sign| line.starts_with(sign)));
    project.write("src/lib.rs", &both.collect::<Vec<_>>().join("\n"));
    project.well("rebase").says("0002_mood becomes 0003_mood");
}
