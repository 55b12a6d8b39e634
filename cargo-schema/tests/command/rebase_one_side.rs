//! A conflict of the index that was settled by taking one side: the other side's folders are there, and nothing names them.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

const PHONE: (&str, &str) = ("name text,", "name text,\n        phone text?,");
const MOOD: (&str, &str) = ("body    text,", "body    text,\n        mood    text?,");
const FEEL: (&str, &str) = ("body    text,", "body    text,\n        feel    text?,");
const FILL: &str = "UPDATE notes SET feel = upper(body);\n";

fn with(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(NOTES.to_owned(), |tables, (from, to)| tables.replace(from, to))
}

/// `main` froze `phone`; `feature`, which is checked out, froze `mood`, renamed it, and filled it by hand. `main` is
/// merged into it, with its conflict.
fn merged() -> Project {
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
    project.well("snapshot -m mood");
    project.declare(&with(&[FEEL]));
    project.well("snapshot -m feel --rename notes.mood=feel");
    project.well("snapshot --empty -m fill");
    project.write("revisions/0004_fill/sqlite.up.sql", FILL);
    project.well("accept");
    commit(&project, "feel");
    std::fs::copy(project.path("before.db"), project.path("feature.db")).unwrap();
    project.well("upgrade -d feature.db");
    git(&project, "checkout -q main").code(0);
    project.declare(&with(&[PHONE]));
    project.well("snapshot -m phone");
    commit(&project, "phone");
    std::fs::copy(project.path("before.db"), project.path("main.db")).unwrap();
    project.well("upgrade -d main.db");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("CONFLICT");
    project.declare(&with(&[PHONE, FEEL]));
    project
}

/// The line of all of them, at which every database arrives with its rows.
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

#[test]
fn the_other_sides_lines_are_taken_from_git() {
    for (side, lost) in [("ours", "`0002_phone`"), ("theirs", "`0002_mood`, `0003_feel`, `0004_fill`")] {
        // Before the merge is committed, after it, and when the work went on.
        for commits in 0..3 {
            let project = merged();
            git(&project, &format!("checkout --{side} -- revisions/history")).code(0);
            let ran = project.run(["check"]).code(1).complains("the index does not name `");
            ran.complains("run `cargo schema rebase`, which takes the line from git");
            for number in 0..commits {
                project.write("src/other.rs", &format!("// {number}\n"));
                commit(&project, "merged");
            }
            project
                .run(["heads"])
                .code(1)
                .says("0002_phone")
                .says("0004_fill")
                .says("the ways part after `0001_baseline`");
            let ran = project.well("rebase --keep phone");
            let ran = ran.says(&format!("the line of {lost} is not in the index; it is taken from git"));
            let ran = ran.says("0002_mood becomes 0003_mood").says("0004_fill becomes 0005_fill");
            assert!(ran.err.is_empty(), "{}", ran.err);
            arrives(&project);
        }
    }
}

/// No line is believed: a folder that was edited since, and one that no commit has, are told as before.
#[test]
fn a_line_that_the_files_do_not_prove_is_not_taken() {
    let project = merged();
    git(&project, "checkout --ours -- revisions/history").code(0);
    let up = project.read("revisions/0002_phone/sqlite.up.sql");
    project.write("revisions/0002_phone/sqlite.up.sql", &format!("{up}-- more\n"));
    let before = project.files("revisions");
    project.run(["rebase"]).code(1).complains("the index does not name `0002_phone`");
    assert_eq!(project.files("revisions"), before);
    project.write("revisions/0002_phone/sqlite.up.sql", &up);
    std::fs::rename(project.path(".git"), project.path("git")).unwrap();
    project.run(["rebase"]).code(1).complains("the index does not name `0002_phone`");
    assert_eq!(
        project.files("revisions"),
        before
            .iter()
            .map(|(name, text)| {
                let text = if name.ends_with("0002_phone/sqlite.up.sql") { up.clone() } else { text.clone() };
                (name.clone(), text)
            })
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_line_that_was_deleted_comes_back() {
    let project = merged();
    git(&project, "checkout --ours -- revisions/history").code(0);
    project.well("rebase --keep phone");
    commit(&project, "merged");
    let index = project.read("revisions/history");
    for lost in 1..6 {
        let lines = index.lines().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| format!("{line}\n"));
        project.write("revisions/history", &lines.collect::<String>());
        project.run(["check"]).code(1).complains("the index does not name `").complains("run `cargo schema rebase`");
        project.well("rebase").says("is not in the index; it is taken from git").says("no revision moves");
        assert_eq!(project.read("revisions/history"), index);
    }
    arrives(&project);
}
