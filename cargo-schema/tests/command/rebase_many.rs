//! More than two branches that froze in parallel, with real git.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

/// What a branch adds: its name, where, and what. The third changes both tables.
const BRANCHES: [(&str, &[(&str, &str)]); 3] = [
    ("read_at", &[("body    text,", "body    text,\n        read_at datetime?,")]),
    ("phone", &[("name text,", "name text,\n        phone text?,")]),
    (
        "tags",
        &[
            ("name text,", "name text,\n        nick text?,"),
            ("body    text,", "body    text,\n        tag text default \"none\",\n        index (tag),"),
        ],
    ),
];

fn with(changes: &[(&str, &str)], tables: &str) -> String {
    changes.iter().fold(tables.to_owned(), |tables, (from, to)| tables.replace(from, to))
}

/// What all of them together declare: later ones stand after earlier ones.
fn together(order: &[usize]) -> String {
    // Each puts its column right after the first, so the last in the order is put first.
    order.iter().rev().fold(NOTES.to_owned(), |tables, at| with(BRANCHES[*at].1, &tables))
}

const ROWS: &str = "PRAGMA foreign_keys = ON; INSERT INTO users (id, name) VALUES (1, 'Ann'), (2, 'Bob');
    INSERT INTO notes (id, user_id, body) VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');";

/// A database for each branch, each branch frozen on the baseline.
fn branches() -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    project.shell("before.db", ROWS);
    commit(&project, "baseline");
    for (name, changes) in BRANCHES {
        git(&project, &format!("checkout -q -b {name} main")).code(0);
        project.declare(&with(changes, NOTES));
        project.well(&format!("snapshot -m {name}"));
        project.well(&format!("upgrade -d {name}.db"));
        project.shell(&format!("{name}.db"), ROWS);
        commit(&project, name);
    }
    git(&project, "checkout -q read_at").code(0);
    project
}

/// One line, and every database arrives with its rows.
fn arrives(project: &Project, names: &[&str]) {
    project.well("check");
    project.well("verify");
    let index = project.read("revisions/history");
    let found: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(found, names);
    let mut folders: Vec<String> =
        project.names("revisions").iter().filter_map(|name| Some(name.split('/').nth(1)?.to_owned())).collect();
    folders.dedup();
    assert_eq!(folders.iter().filter(|name| *name != "history").collect::<Vec<_>>(), names.iter().collect::<Vec<_>>());
    project.well("upgrade -d fresh.db");
    let shape = project.shape("fresh.db");
    for name in ["before", "read_at", "phone", "tags"] {
        let database = format!("{name}.db");
        project.well(&format!("upgrade -d {database} --back-to-common --allow drops-column"));
        assert_eq!(project.shape(&database), shape, "{database}");
        let rows = "SELECT id, name FROM users; SELECT id, user_id, body FROM notes; PRAGMA foreign_key_check;
                    PRAGMA integrity_check;";
        assert_eq!(project.shell(&database, rows), "1|Ann\n2|Bob\n1|1|a\n2|1|b\n3|2|c\nok\n", "{database}");
        project.well(&format!("current -d {database}")).says("this is the head");
    }
}

/// The index with every line of both sides, and the declaration of all.
fn resolve(project: &Project, keep_markers: bool) {
    if !keep_markers {
        let index = project.read("revisions/history");
        let is_marker =
            |line: &&str| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|it| line.starts_with(it));
        let lines: Vec<&str> = index.lines().filter(|line| !is_marker(line)).collect();
        project.write("revisions/history", &(lines.join("\n") + "\n"));
    }
    project.declare(&together(&[0, 1, 2]));
}

#[test]
fn three_heads_become_one_line() {
    for keep_markers in [false, true] {
        let project = branches();
        git(&project, "merge phone").code(1).says("CONFLICT");
        resolve(&project, keep_markers);
        commit(&project, "merged");
        git(&project, "merge tags").code(1).says("CONFLICT");
        if keep_markers {
            // One conflict inside the other.
            let index = project.read("revisions/history");
            assert!(index.matches("<<<<<<<").count() > 1, "{index}");
        }
        resolve(&project, keep_markers);
        project.run(["check"]).code(1).complains("run `cargo schema rebase`");
        let heads = project.run(["heads"]).code(1);
        let heads = heads.says("0002_read_at").says("0002_phone").says("0002_tags");
        assert!(heads.out.contains("1 revision after `0001_baseline`"), "{}", heads.out);
        let before = project.files("revisions");
        project.run(["rebase", "--keep", "0002"]).code(2).complains("names no branch");
        project.well("rebase --dry-run");
        assert_eq!(project.files("revisions"), before);
        let ran = project.well("rebase --keep read_at").says("`0002_read_at` stays where it is");
        ran.says("0002_phone becomes 0003_phone").says("0002_tags becomes 0004_tags");
        arrives(&project, &["0001_baseline", "0002_read_at", "0003_phone", "0004_tags"]);
    }
}

/// Declares what the newest revision says: in which order columns of several branches stand is the merge's affair.
fn declare_head(project: &Project) {
    let index = project.read("revisions/history");
    let head = index.lines().last().unwrap().split(' ').next().unwrap();
    let snapshot = project.read(&format!("revisions/{head}/snapshot.schema"));
    project.declare(&snapshot[snapshot.find("table ").unwrap()..]);
}

#[test]
fn git_shows_what_the_sides_had_in_common() {
    let project = branches();
    git(&project, "config merge.conflictStyle diff3").code(0);
    git(&project, "merge phone").code(1).says("CONFLICT");
    resolve(&project, true);
    commit(&project, "merged");
    git(&project, "merge tags").code(1).says("CONFLICT");
    assert!(project.read("revisions/history").contains("|||||||"));
    resolve(&project, true);
    project.well("rebase --keep phone").says("`0002_phone` stays where it is");
    declare_head(&project);
    let index = project.read("revisions/history");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names[1], "0002_phone");
    arrives(&project, &names);
}

/// One branch parts from another after its first revision, and both from the third.
#[test]
fn a_branch_of_a_branch_is_put_after_it() {
    let project = branches();
    // `tags` is frozen anew, on what `read_at` froze.
    git(&project, "branch -D -q tags").code(0);
    git(&project, "checkout -q -b tags read_at").code(0);
    project.declare(&together(&[0, 2]));
    project.well("snapshot -m tags");
    std::fs::remove_file(project.path("tags.db")).unwrap();
    project.well("upgrade -d tags.db");
    project.shell("tags.db", ROWS);
    commit(&project, "tags");
    git(&project, "checkout -q read_at").code(0);
    project.declare(&together(&[0]).replace("name text,", "name text,\n        born date?,"));
    project.well("snapshot -m born");
    commit(&project, "born");
    git(&project, "merge tags").code(1).says("CONFLICT");
    resolve(&project, false);
    commit(&project, "merged");
    git(&project, "merge phone").code(1).says("CONFLICT");
    resolve(&project, false);
    project.run(["heads"]).code(1).says("0003_born").says("0003_tags").says("0002_phone");
    let other = project.copy();

    // The way that stays is one of its own: what parts from it follows.
    let ran = project.well("rebase --keep born").says("`0003_born` stays where it is");
    ran.says("0003_tags becomes 0004_tags").says("0002_phone becomes 0005_phone");
    declare_head(&project);
    arrives(&project, &["0001_baseline", "0002_read_at", "0003_born", "0004_tags", "0005_phone"]);

    // The other way about: a branch with branches of its own moves.
    let ran = other.well("rebase --keep phone").says("`0002_phone` stays where it is");
    let ran = ran.says("0002_read_at becomes 0003_read_at").says("0003_born becomes 000");
    ran.says("0003_tags becomes 000");
    declare_head(&other);
    let index = other.read("revisions/history");
    let names: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names[..3], ["0001_baseline", "0002_phone", "0003_read_at"]);
    arrives(&other, &names);
}
