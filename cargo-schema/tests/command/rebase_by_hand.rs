//! A rebase of what people wrote: SQL by hand, steps in Rust, backfills. None of it is lost in silence.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project, Ran};

/// What a branch does: declares this, freezes it, and writes SQL by hand.
struct Branch<'a> {
    declares: String,
    snapshot: &'a str,
    by_hand: Option<(&'a str, &'a str)>,
}

/// Both branches from the baseline of `NOTES`, merged on the second; then this is declared.
fn merged(first: &Branch<'_>, second: &Branch<'_>, together: &str) -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    project.shell("before.db", "INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');");
    commit(&project, "baseline");
    for (name, branch) in [("feature", second), ("main", first)] {
        git(&project, if name == "main" { "checkout -q main" } else { "checkout -q -b feature" }).code(0);
        project.declare(&branch.declares);
        project.run(branch.snapshot.split('|')).code(0);
        if let Some((file, text)) = branch.by_hand {
            project.write(&format!("revisions/{file}"), text);
            project.well("accept");
        }
        commit(&project, name);
    }
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1).says("CONFLICT");
    project.declare(together);
    project
}

fn renamed() -> Branch<'static> {
    Branch {
        declares: NOTES.replace("name text", "full_name text"),
        snapshot: "snapshot|-m|full|--rename|users.name=full_name",
        by_hand: None,
    }
}

#[test]
fn a_data_migration_that_no_longer_runs_is_kept_as_a_comment() {
    let upper = "-- For the search.\nUPDATE users SET name = upper(name);\n";
    let second = Branch {
        declares: NOTES.into(),
        snapshot: "snapshot|--empty|-m|upper",
        by_hand: Some(("0002_upper/sqlite.up.sql", upper)),
    };
    let project = merged(&renamed(), &second, &renamed().declares);
    let before = project.files("revisions");
    let ran = project.run(["rebase"]).code(1).complains("the SQL of `0003_upper` does not run");
    ran.complains("with `--replan` it is planned anew, and stands there as a comment, to be written again");
    assert_eq!(project.files("revisions"), before);

    let ran = project.well("rebase --replan").complains("`0002_upper` was edited by hand and is planned anew");
    ran.complains("run `cargo schema accept`");
    let up = project.read("revisions/0003_upper/sqlite.up.sql");
    assert!(up.ends_with("planned anew:\n-- -- For the search.\n-- UPDATE users SET name = upper(name);\n"), "{up}");
    project.well("check");
    project.write("revisions/0003_upper/sqlite.up.sql", "UPDATE users SET full_name = upper(full_name);\n");
    project.well("accept");
    project.well("upgrade -d before.db");
    assert_eq!(project.shell("before.db", "SELECT full_name FROM users;"), "ANN\nBOB\n");
}

#[test]
fn an_amendment_keeps_what_was_written_by_hand() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("snapshot --empty -m upper");
    project.write("revisions/0002_upper/sqlite.up.sql", "UPDATE users SET name = upper(name);\n");
    project.well("accept");
    project.run(["snapshot", "--amend"]).code(1).complains(
        "`0002_upper` changes no schema, so there is nothing to freeze anew; edit its SQL, and run `cargo schema accept`",
    );
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    project.well("snapshot --amend").complains("what stood there is a comment in it: write it again");
    let up = project.read("revisions/0002_upper/sqlite.up.sql");
    assert!(up.contains("ADD COLUMN \"phone\"") && up.ends_with("\n-- UPDATE users SET name = upper(name);\n"), "{up}");
    project.well("snapshot --amend").says("nothing changed");
}

#[test]
fn a_step_in_rust_moves_with_its_revision() {
    let phone = NOTES.replace("name text,", "name text,\n        phone text?,");
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&phone);
    project.well("snapshot -m phone");
    let up = project.read("revisions/0002_phone/sqlite.up.sql") + "\n-- step: 0002_phone\n";
    let second = Branch {
        declares: phone.clone(),
        snapshot: "snapshot|-m|phone",
        by_hand: Some(("0002_phone/sqlite.up.sql", &up)),
    };
    let together = phone.replace("name text", "full_name text");
    let project = merged(&renamed(), &second, &together);
    let ran = project.well("rebase").says("0002_phone becomes 0003_phone").says("edited by hand");
    ran.says("its step is still called `0002_phone`; rows of that revision are in `revisions::r0003_…` now");
    assert_eq!(project.read("revisions/0003_phone/sqlite.up.sql"), up);
    project.run(["upgrade", "-d", "before.db"]).complains("the step `0002_phone`");

    let amended = Project::declaring(NOTES);
    amended.well("snapshot -m baseline");
    amended.well("snapshot --empty -m mood");
    amended.write("revisions/0002_mood/sqlite.up.sql", "-- step: 0002_mood\n");
    amended.well("accept");
    amended.declare(&phone);
    amended.well("snapshot --amend").complains("was edited by hand");
    assert!(amended.read("revisions/0002_mood/sqlite.up.sql").ends_with("\n-- -- step: 0002_mood\n"));
}

/// The other branch touched the table that is made anew, so that it has to be planned anew; what was added to the plan is
/// at the same place.
#[test]
fn steps_and_comments_are_carried_into_what_is_planned_anew() {
    let declares = |nick: &str, values: &str| {
        NOTES.replace("name text,", &format!("name text,\n        age  enum ages,{nick}"))
            + &format!("\n\n    enum ages {{ {values} }}")
    };
    let nick = "\n        nick text?,";
    // Each at the top, at the end, and both.
    for (above, below) in
        [("-- step: before\n", ""), ("", "-- Why.\n-- step: 0002_age\n"), ("-- why\n\n-- step: a\n", "\n-- step: b\n")]
    {
        let project = Project::declaring(&declares("", "young, old"));
        git(&project, "init -q -b main").code(0);
        project.well("snapshot -m baseline");
        project.well("upgrade -d before.db");
        project.shell(
            "before.db",
            "PRAGMA foreign_keys = ON; INSERT INTO users VALUES (1, 'Ann', 'young'), (2, 'Bob', 'old');
             INSERT INTO notes VALUES (1, 2, 'b');",
        );
        commit(&project, "baseline");
        git(&project, "checkout -q -b feature").code(0);
        project.declare(&declares("", "young, middle, old"));
        project.well("snapshot -m age");
        let up = format!("{above}{}{below}", project.read("revisions/0002_age/sqlite.up.sql"));
        project.write("revisions/0002_age/sqlite.up.sql", &up);
        project.well("accept");
        commit(&project, "age");
        git(&project, "checkout -q main").code(0);
        project.declare(&declares(nick, "young, old"));
        project.well("snapshot -m nick");
        commit(&project, "nick");
        git(&project, "checkout -q feature").code(0);
        git(&project, "merge main").code(1).says("CONFLICT");
        project.declare(&declares(nick, "young, middle, old"));
        let ran = project.well("rebase").says("0002_age becomes 0003_age").says("its step is still called");
        assert!(ran.err.is_empty() && !ran.out.contains("edited by hand"), "{}{}", ran.out, ran.err);
        let up = project.read("revisions/0003_age/sqlite.up.sql");
        assert!(up.starts_with(above) && up.ends_with(below) && up.contains("\"nick\""), "{up}");
        project.well("check");
        // Without its steps it is what the planner makes, and keeps the rows.
        let plan: Vec<&str> = up.lines().filter(|line| !line.starts_with("-- step: ")).collect();
        project.run(["upgrade", "-d", "before.db"]).code(1).complains("needs the step");
        project.shell("before.db", "ALTER TABLE users ADD COLUMN nick TEXT;");
        project.shell("before.db", &format!("BEGIN;\n{}\nCOMMIT;", plan.join("\n")));
        let rows = "SELECT id, name, age FROM users; SELECT * FROM notes; PRAGMA foreign_key_check;
                    UPDATE users SET age = 'middle' WHERE id = 1;";
        assert_eq!(project.shell("before.db", rows), "1|Ann|young\n2|Bob|old\n1|2|b\n");
    }
}

/// A step in the midst of a plan that is another one now has no place: it is not guessed, and it is named.
#[test]
fn a_step_whose_place_is_gone_is_named() {
    let declares = |extra: &str| NOTES.replace("name text,", &format!("name text,{extra}"));
    let second = Branch {
        declares: declares("\n        a text?,\n        b text?,"),
        snapshot: "snapshot|-m|both",
        by_hand: None,
    };
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    commit(&project, "baseline");
    git(&project, "checkout -q -b feature").code(0);
    project.declare(&second.declares);
    project.well("snapshot -m both");
    let up = project.read("revisions/0002_both/sqlite.up.sql");
    let at = up.find(";\n").unwrap() + 2;
    project.write("revisions/0002_both/sqlite.up.sql", &format!("{}-- step: middle\n{}", &up[..at], &up[at..]));
    project.well("accept");
    commit(&project, "both");
    git(&project, "checkout -q main").code(0);
    project.declare(&NOTES.replace("table users as User", "table people as User").replace("users (id)", "people (id)"));
    project.well("snapshot -m people --rename users=people");
    commit(&project, "people");
    git(&project, "checkout -q feature").code(0);
    git(&project, "merge main").code(1);
    let together = second.declares.replace("table users as User", "table people as User");
    project.declare(&together.replace("users (id)", "people (id)"));
    project.run(["rebase"]).code(1).complains("the SQL of `0003_both` does not run");
    let ran = project.well("rebase --replan").complains("`0002_both` was edited by hand and is planned anew");
    ran.complains("its step `middle` does not run then");
}

#[test]
fn of_two_backfills_the_one_that_does_not_count_is_told() {
    let declares = NOTES.replace("name text,", "name text,\n        slug text,");
    let branch = |snapshot| Branch { declares: declares.clone(), snapshot, by_hand: None };
    let first = branch("snapshot|-m|lower|--backfill|users.slug=lower(name)");
    let project = merged(&first, &branch("snapshot|-m|upper|--backfill|users.slug=upper(name)"), &declares);
    let told = "what `0002_upper` fills `users.slug` with is left out: `upper(name)`; that of `0002_lower` counts: \
                `lower(name)`";
    project.well("rebase").complains(told);

    let project = merged(&first, &branch("snapshot|-m|same|--backfill|users.slug=lower(name)"), &declares);
    let ran: Ran = project.well("rebase");
    assert!(!ran.err.contains("left out"), "{}", ran.err);
}

#[test]
fn each_branch_that_moved_is_named_and_none_where_none_did() {
    let first = Branch {
        declares: NOTES.replace("name text,", "name text,\n        slug text,"),
        snapshot: "snapshot|-m|slug|--backfill|users.slug=name",
        by_hand: None,
    };
    // Both froze the same: a database that ran either is on the line.
    let second = Branch {
        snapshot: "snapshot|-m|other|--backfill|users.slug=name",
        declares: first.declares.clone(),
        by_hand: None,
    };
    let project = merged(&first, &second, &first.declares);
    let ran = project.well("rebase");
    assert!(!ran.out.contains("--back-to-common"), "{}", ran.out);

    // A conflict about lines that say the same.
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let index = project.read("revisions/history");
    let (format, lines) = index.split_once('\n').unwrap();
    project.write("revisions/history", &format!("{format}\n<<<<<<< HEAD\n{lines}=======\n{lines}>>>>>>> other\n"));
    project.well("rebase").says("none moves, and the index is written without markers");
    project.well("check");
}
