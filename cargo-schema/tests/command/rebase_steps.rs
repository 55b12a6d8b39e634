//! A rebase of branches of several revisions: each is merged with what the one before it became, by real git.

use crate::rebase::{commit, git};
use crate::support::{NOTES, Project};

/// What replaces what in the declaration, and the flags of the snapshot.
type Edit = (&'static [(&'static str, &'static str)], &'static str);

const PHONE: &[(&str, &str)] = &[("name text,", "name text,\n        phone text?,")];
const TAGS: &str =
    "table tags as Tag {\n        id    integer primary key,\n        label text,\n    }\n\n    table users";

/// What both sides change, and what one of them changes then.
const CASES: [(&str, Edit, Edit); 7] = [
    (
        "a column is added and renamed",
        (&[("body    text,", "body    text,\n        n text?,")], ""),
        (&[("n text?,", "m text?,")], "--rename notes.n=m"),
    ),
    (
        "a column is added and gets another type",
        (&[("body    text,", "body    text,\n        n text?,")], ""),
        (&[("n text?,", "n varchar(9)?,")], ""),
    ),
    (
        "a column is added and dropped",
        (&[("body    text,", "body    text,\n        n text?,")], ""),
        (&[("\n        n text?,", "")], "--drop notes.n --allow drops-column"),
    ),
    (
        "a column is renamed twice",
        (&[("body    text,", "n       text,")], "--rename notes.body=n"),
        (&[("n       text,", "m       text,")], "--rename notes.n=m"),
    ),
    (
        "a table is added and renamed",
        (&[("table users", TAGS)], ""),
        (&[("table tags", "table marks")], "--rename tags=marks"),
    ),
    (
        "a column is renamed and filled anew",
        (&[("body    text,", "words   text,")], "--rename notes.body=words"),
        (&[("words   text,", "words   text,\n        size integer,")], "--backfill notes.size=length(words)"),
    ),
    (
        "a table is renamed and gets a column",
        (&[("table notes", "table memos")], "--rename notes=memos"),
        (&[("table memos as Note {", "table memos as Note {\n        at datetime?,")], ""),
    ),
];

fn edited(tables: &str, edits: &[&[(&str, &str)]]) -> String {
    edits.iter().copied().flatten().fold(tables.to_owned(), |tables, (from, to)| {
        assert!(tables.contains(from), "{from:?} in {tables}");
        tables.replace(from, to)
    })
}

/// A revision of a branch: the declaration, the message and the flags.
struct Step {
    declares: String,
    message: &'static str,
    flags: &'static str,
}

fn step(declares: String, message: &'static str, flags: &'static str) -> Step {
    Step { declares, message, flags }
}

const ROWS: &str = "PRAGMA foreign_keys = ON;
    INSERT INTO users (id, name) VALUES (1, 'Ann'), (2, 'Bob');
    INSERT INTO notes (id, user_id, body) VALUES (1, 1, 'a'), (2, 1, 'bb'), (3, 2, 'c');";

/// The branches on one baseline, each with a database that was filled there; the first is checked out, and each of the
/// others was merged with its conflict. Then this is declared.
fn forked(branches: &[(&str, &[Step])], together: &str) -> Project {
    let project = Project::declaring(NOTES);
    git(&project, "init -q -b main").code(0);
    project.well("snapshot -m baseline");
    project.well("upgrade -d before.db");
    project.shell("before.db", ROWS);
    commit(&project, "baseline");
    git(&project, "branch start").code(0);
    for (name, steps) in branches {
        let branch = if *name == "main" { "main".to_owned() } else { format!("-b {name} start") };
        git(&project, &format!("checkout -q {branch}")).code(0);
        std::fs::copy(project.path("before.db"), project.path(&format!("{name}.db"))).unwrap();
        for Step { declares, message, flags } in *steps {
            project.declare(declares);
            let flags = flags.split(' ').filter(|word| !word.is_empty());
            project.run(["snapshot", "-m", message].into_iter().chain(flags)).code(0);
            commit(&project, message);
        }
        project.well(&format!("upgrade -d {name}.db"));
    }
    git(&project, &format!("checkout -q {}", branches[0].0)).code(0);
    for (name, _) in &branches[1..] {
        git(&project, &format!("merge {name}")).code(1).says("CONFLICT");
        let index = project.read("revisions/history");
        let is_marker = |line: &&str| ["<", ">", "="].iter().any(|marker| line.starts_with(marker));
        let lines: Vec<&str> = index.lines().filter(|line| !is_marker(line)).collect();
        project.write("revisions/history", &(lines.join("\n") + "\n"));
        commit(&project, "merged");
    }
    project.declare(together);
    project
}

/// The line is these revisions, the declaration is its end, and every database arrives with its rows.
fn arrives(project: &Project, databases: &[&str], names: &[&str]) {
    let index = project.read("revisions/history");
    let found: Vec<&str> = index.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(found, names);
    project.well("check");
    project.well("verify");
    project.well("upgrade -d fresh.db");
    let shape = project.shape("fresh.db");
    for name in databases {
        let database = format!("{name}.db");
        project.well(&format!("upgrade -d {database} --back-to-common --allow drops-column --allow drops-table"));
        assert_eq!(project.shape(&database), shape, "{database}");
        let rows = "SELECT id, name FROM users; PRAGMA foreign_key_check; PRAGMA integrity_check;";
        assert_eq!(project.shell(&database, rows), "1|Ann\n2|Bob\nok\n", "{database}");
    }
    let notes = if shape.iter().any(|line| line.contains("\"memos\"")) { "memos" } else { "notes" };
    for name in databases {
        assert_eq!(project.shell(&format!("{name}.db"), &format!("SELECT count(*) FROM {notes};")), "3\n", "{name}");
    }
}

/// Both froze the very same first: that is one revision, and what follows it is what it was.
#[test]
fn what_both_froze_alike_is_one_revision_and_either_goes_on() {
    for (case, (first, flags), (then, then_flags)) in CASES {
        let (same, end) = (edited(NOTES, &[first]), edited(NOTES, &[first, then]));
        let long = [step(same.clone(), "b", flags), step(end.clone(), "b2", then_flags)];
        let short = [step(same, "a", flags)];

        let project = forked(&[("feature", &long), ("main", &short)], &end);
        let ran = project.well("rebase").says("0002_b goes: 0002_a is the same");
        assert!(!ran.out.contains("becomes") && ran.err.is_empty(), "{case}: {}{}", ran.out, ran.err);
        project.well("upgrade -d feature.db").says("nothing to do");
        arrives(&project, &["before", "main", "feature"], &["0001_baseline", "0002_a", "0003_b2"]);

        let project = forked(&[("feature", &short), ("main", &long)], &end);
        let ran = project
            .well("rebase")
            .says("both sides are one line, up to `0003_b2`")
            .says("0002_a goes: 0002_b is the same");
        assert!(ran.err.is_empty(), "{case}: {}", ran.err);
        arrives(&project, &["before", "main", "feature"], &["0001_baseline", "0002_b", "0003_b2"]);
    }
}

/// The other side did the same and something else in one revision, so that nothing is the very same.
#[test]
fn what_the_other_side_did_too_leaves_nothing_and_the_next_revision_goes_on() {
    for (case, (first, flags), (then, then_flags)) in CASES {
        let (same, end) = (edited(NOTES, &[first]), edited(NOTES, &[first, then]));
        let long = [step(same.clone(), "b", flags), step(end.clone(), "b2", then_flags)];
        let short = [step(edited(&same, &[PHONE]), "a", flags)];
        let project = forked(&[("feature", &long), ("main", &short)], &edited(&end, &[PHONE]));
        let before = project.files("revisions");
        project.well("rebase --dry-run");
        assert_eq!(project.files("revisions"), before);
        let ran = project.well("rebase").says("0002_b goes: all that it changes is there already");
        let ran = ran.says("0003_b2 becomes 0003_b2");
        assert!(ran.err.is_empty(), "{case}: {}", ran.err);
        arrives(&project, &["before", "main", "feature"], &["0001_baseline", "0002_a", "0003_b2"]);
    }
}

/// A third branch has the same beginning, and goes on otherwise.
#[test]
fn three_branches_that_began_alike_become_one_line() {
    let n: &[(&str, &str)] = &[("body    text,", "body    text,\n        n text?,")];
    let m: &[(&str, &str)] = &[("n text?,", "m text?,")];
    let short: &[(&str, &str)] = &[("name text,", "name varchar(40),")];
    let feature = [step(edited(NOTES, &[n]), "b", ""), step(edited(NOTES, &[n, m]), "b2", "--rename notes.n=m")];
    let main = [step(edited(NOTES, &[n, PHONE]), "a", "")];
    let third = [step(edited(NOTES, &[n]), "c", ""), step(edited(NOTES, &[n, short]), "c2", "")];
    let end = edited(NOTES, &[n, m, PHONE, &[("name text,", "name varchar(40),")]]);
    let project = forked(&[("feature", &feature), ("main", &main), ("third", &third)], &end);
    let ran = project.well("rebase --keep a").says("`0002_a` stays where it is");
    assert!(ran.err.is_empty(), "{}", ran.err);
    arrives(&project, &["before", "main", "feature", "third"], &["0001_baseline", "0002_a", "0003_b2", "0004_c2"]);
}

/// Seen from its end the second branch never had `n`; its revisions renamed it.
#[test]
fn an_end_that_is_not_what_the_ends_come_to_is_told_unless_it_is_declared() {
    let (_, (first, flags), (then, then_flags)) = CASES[0];
    let (same, end) = (edited(NOTES, &[first]), edited(NOTES, &[first, then]));
    let long = [step(same.clone(), "b", flags), step(end.clone(), "b2", then_flags)];
    let short = [step(edited(&same, &[PHONE]), "a", flags)];
    // Git took the lines of both.
    let both = edited(&end, &[PHONE, &[("m text?,", "n text?,\n        m text?,")]]);
    let project = forked(&[("feature", &long), ("main", &short)], &both);
    let ran = project.well("rebase").complains(
        "`0002_a` and `0003_b2` merged in one step come to something else than revision by revision:\n  column `notes.n` added",
    );
    ran.complains("see what of it the declaration says with `cargo schema diff`").complains("not frozen yet");
    assert!(project.read("revisions/0003_b2/snapshot.schema").contains("rename column notes.n to m"));
    project.run(["check"]).code(1).complains("column `notes.n` is not in revision `0003_b2`");
}

/// The first of both is one revision, and the second branch took it back: who merges the declarations keeps the column, and
/// the values in it would go.
#[test]
fn what_one_side_took_back_again_is_told_unless_it_is_declared() {
    let n: &[(&str, &str)] = &[("body    text,", "body    text,\n        n text?,")];
    let with_n = edited(NOTES, &[n]);
    let long = [step(with_n.clone(), "b", ""), step(NOTES.to_owned(), "b2", "--drop notes.n --allow drops-column")];
    let short = [step(with_n.clone(), "a", "")];
    let phone = [step(with_n.clone(), "a", ""), step(edited(&with_n, &[PHONE]), "a2", "")];
    for (main, end, together, first) in [
        (&short[..], NOTES.to_owned(), with_n.clone(), "`0003_b2` and `0002_a`"),
        (&phone[..], edited(NOTES, &[PHONE]), edited(&with_n, &[PHONE]), "`0003_b2` and `0003_a2`"),
    ] {
        let branches = [("feature", &long[..]), ("main", main)];
        let ran = forked(&branches, &together).well("rebase");
        let told = format!(
            "{first} merged in one step come to something else than revision by revision:\n  column `notes.n` added"
        );
        ran.complains(&told).complains("see what of it the declaration says with `cargo schema diff`");
        let project = forked(&branches, &end);
        let ran = project.well("rebase");
        assert!(ran.err.is_empty(), "{}", ran.err);
        project.well("check");
        project.well("verify");
        for database in ["before", "main", "feature"] {
            let database = format!("{database}.db");
            project.well(&format!("upgrade -d {database} --back-to-common --allow drops-column"));
            let rows = "SELECT id, body FROM notes; PRAGMA foreign_key_check;";
            assert_eq!(project.shell(&database, rows), "1|a\n2|bb\n3|c\n", "{database}");
        }
    }
}

/// What was edited by hand and what a step in Rust does is kept, whatever of the branch goes.
#[test]
fn what_is_by_hand_is_kept_where_revisions_of_its_branch_go() {
    let n: &[(&str, &str)] = &[("body    text,", "body    text,\n        n text?,")];
    let m: &[(&str, &str)] = &[("n text?,", "m text?,")];
    let feature = [step(edited(NOTES, &[n]), "b", "")];
    let main = [step(edited(NOTES, &[n, PHONE]), "a", "")];
    let project = forked_by_hand(&feature, &main, &edited(NOTES, &[n, m, PHONE]));
    let ran = project.well("rebase").says("0002_b goes").says("0003_fill becomes 0003_fill");
    ran.says("edited by hand").says("its step is still called `0003_fill`").says("0004_b2 becomes 0004_b2");
    assert_eq!(project.read("revisions/0003_fill/sqlite.up.sql"), FILL);
    project.well("check");
    project.well("verify");
    project.run(["upgrade", "-d", "main.db"]).code(1).complains("needs the step `0003_fill`");
}

const FILL: &str = "UPDATE notes SET n = upper(body);\n-- step: 0003_fill\n";

fn forked_by_hand(feature: &[Step], main: &[Step], together: &str) -> Project {
    let project = forked(&[("main", main)], NOTES);
    git(&project, "checkout -q -f -b feature start").code(0);
    project.declare(&feature[0].declares);
    project.well("snapshot -m b");
    project.well("snapshot --empty -m fill");
    project.write("revisions/0003_fill/sqlite.up.sql", FILL);
    project.well("accept");
    project.declare(&feature[0].declares.replace("n text?,", "m text?,"));
    project.well("snapshot -m b2 --rename notes.n=m");
    commit(&project, "b2");
    git(&project, "merge main").code(1).says("CONFLICT");
    project.declare(together);
    project
}
