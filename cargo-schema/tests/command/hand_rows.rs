//! What a revision does to rows by hand, or by a cast: said where it is taken in, and before it is done twice.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

/// `users` with stars; a database `there.db` that ran the baseline, with two rows.
fn with_stars() -> (Project, String) {
    let declared = NOTES.replace("name text,", "name text,\n        stars integer,");
    let project = Project::declaring(&declared);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d there.db");
    project.shell("there.db", "INSERT INTO users VALUES (1, 'Ann', 1), (2, 'Bob', 2);");
    commit(&project, "baseline");
    (project, declared)
}

/// A data revision, written by hand and accepted.
fn bonus(project: &Project, up: &str, down: &str) -> String {
    project.well("snapshot --empty -m bonus");
    let name = project.read("revisions/history").lines().last().map(|line| line.split(' ').next().unwrap().to_owned());
    let name = name.unwrap();
    project.write(&format!("revisions/{name}/sqlite.up.sql"), up);
    project.write(&format!("revisions/{name}/sqlite.down.sql"), down);
    name
}

#[test]
fn what_has_no_way_back_is_not_done_twice_unasked() {
    let (project, declared) = with_stars();
    git(&project, "checkout -q -b feature").code(0);
    bonus(&project, "UPDATE users SET stars = stars + 10;\n", "");
    project.well("accept").says("changes-rows: a statement of its own changes values of `users.stars`");
    project.well("show").says("irreversible: its way down writes nothing to `users`");
    project.well("verify").says("values of `users.stars` are changed by a statement of its own");
    project.well("upgrade -d there.db");
    commit(&project, "bonus");
    git(&project, "checkout -q main").code(0);
    project.declare(&declared.replace("stars integer,", "stars integer,\n        title text?,"));
    project.well("snapshot -m title");
    commit(&project, "title");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("CONFLICT");
    project.well("rebase");
    commit(&project, "rebased");

    let stars = || project.shell("there.db", "SELECT stars FROM users ORDER BY id;");
    assert_eq!(stars(), "11\n12\n");
    let over = ["upgrade", "-d", "there.db", "--back-to-common"];
    let told = "`0003_bonus` changes values of `users.stars`, as `0002_bonus` did already";
    project.run(over.into_iter().chain(["--dry-run"])).code(0).says(told);
    project
        .run(over)
        .code(1)
        .says(told)
        .complains("values would come out wrong; if that is meant, add `--allow runs-twice`");
    assert_eq!(stars(), "11\n12\n");
    assert!(project.shell("there.db", "SELECT name FROM frostline_history;").ends_with("0002_bonus\n"));

    // A way back that undoes it is nothing to ask about.
    let (undone, declared) = with_stars();
    git(&undone, "checkout -q -b feature").code(0);
    bonus(&undone, "UPDATE users SET stars = stars + 10;\n", "UPDATE users SET stars = stars - 10;\n");
    let ran = undone.well("accept");
    assert!(!ran.out.contains("irreversible"), "{}", ran.out);
    undone.well("upgrade -d there.db");
    commit(&undone, "bonus");
    git(&undone, "checkout -q main").code(0);
    undone.declare(&declared.replace("stars integer,", "stars integer,\n        title text?,"));
    undone.well("snapshot -m title");
    commit(&undone, "title");
    git(&undone, "checkout -q feature").code(0);
    git(&undone, "merge main").code(1);
    undone.well("rebase");
    undone.well("upgrade -d there.db --back-to-common");
    assert_eq!(undone.shell("there.db", "SELECT stars FROM users ORDER BY id;"), "11\n12\n");
}

#[test]
fn a_cast_and_a_type_are_told_on_the_way_back_to_what_is_common() {
    let (project, declared) = with_stars();
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&declared.replace("stars integer,", "stars text,"));
    project.run(["snapshot", "-m", "words", "--cast", "users.stars=stars || '*'"]).code(0);
    project.well("upgrade -d there.db");
    project.shell("there.db", "INSERT INTO users VALUES (3, 'Cy', '007');");
    commit(&project, "words");
    git(&project, "checkout -q main").code(0);
    let both = declared.replace("name text,", "name text,\n        title text?,");
    project.declare(&both);
    project.well("snapshot -m title");
    commit(&project, "title");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("CONFLICT");
    project.declare(&both.replace("stars integer,", "stars text,"));
    project.well("rebase");
    commit(&project, "rebased");

    let stars = || project.shell("there.db", "SELECT stars FROM users ORDER BY id;");
    let ran = project.run(["upgrade", "-d", "there.db", "--back-to-common"]).code(1);
    ran.says("converts: ")
        .says("`users.stars`")
        .says("runs-twice: `0003_words` casts the values of `users.stars`, as `0002_words` did already");
    assert_eq!(stars(), "1*\n2*\n007\n");
    project.well("upgrade -d there.db --back-to-common --allow runs-twice");
    assert_eq!(stars(), "1**\n2**\n7*\n");
    // On one history it is told as well, and asked by nobody: nothing runs it again yet.
    let ran = project.well("downgrade -d there.db -1");
    ran.says("irreversible: `0003_words` casts the values of `users.stars` once more at the next upgrade");
}

#[test]
fn rows_that_a_hand_written_statement_deletes_are_told() {
    let (project, _) = with_stars();
    project.shell("there.db", "INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b');");
    let name = bonus(&project, "DELETE FROM notes WHERE id > 1;\n", "");
    let ran = project.well("accept");
    ran.says("changes-rows: a statement of its own deletes rows of `notes`; no proof compares them");
    assert_eq!(name, "0002_bonus");
    let ran = project.well("verify");
    ran.says("revision `0002_bonus`: rows of `notes` may go or be replaced by a statement of its own");
    project.well("upgrade -d there.db");
    let ran = project.well("downgrade -d there.db -1");
    ran.says("irreversible: `0002_bonus` deletes rows of `notes` once more at the next upgrade");
    assert_eq!(project.shell("there.db", "SELECT id FROM notes;"), "1\n");
    // A way back on which the table goes leaves nothing to do twice.
    project.well("upgrade -d there.db");
    let ran = project.run(["downgrade", "-d", "there.db", "base", "--dry-run"]).code(0);
    assert!(!ran.out.contains("irreversible"), "{}", ran.out);
}

#[test]
fn an_edit_of_what_others_may_have_run_is_warned_of() {
    let (project, _) = with_stars();
    let up = project.read("revisions/0001_baseline/sqlite.up.sql");
    project.write("revisions/0001_baseline/sqlite.up.sql", &format!("{up}-- A remark.\n"));
    let ran = project.well("accept").complains("`0001_baseline` is committed on `main`, so others may have run it");
    ran.says("stamp -d DATABASE --force` takes it for what is accepted now");
    project.run(["upgrade", "-d", "there.db"]).code(1);
    project.well("stamp -d there.db --force");
    project.well("upgrade -d there.db");
    assert_eq!(project.shell("there.db", "SELECT stars FROM users ORDER BY id;"), "1\n2\n");
}

#[test]
fn a_mistyped_step_is_no_comment() {
    let (project, _) = with_stars();
    let name = bonus(&project, "--step: a\n", "");
    let before = project.read("revisions/history");
    for wrong in ["--step: a", "-- Step: a b", "-- step:", "  --  STEP : a"] {
        project.write(&format!("revisions/{name}/sqlite.up.sql"), &format!("{wrong}\n"));
        project.run(["accept"]).code(1).complains("is a comment and no step; write `-- step: 0002_bonus`");
    }
    project.write(&format!("revisions/{name}/sqlite.up.sql"), "-- steps are for later\n-- step: a\n");
    project.write(&format!("revisions/{name}/sqlite.down.sql"), "-- step: a\n");
    project.run(["accept"]).code(1).complains("where no step runs; take it out");
    assert_eq!(project.read("revisions/history"), before);
    project.write(&format!("revisions/{name}/sqlite.down.sql"), "");
    project.well("accept").says("with the step in Rust `a`");
}
