use std::fs;

use crate::support::{NOTES, Project};

/// Four revisions, with a rename and a revision that leaves rows, and databases at each of them.
fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("upgrade -d at1.db");
    project.shell("at1.db", "INSERT INTO users VALUES (7, 'Ann'); INSERT INTO notes VALUES (1, 7, 'x');");
    let full = NOTES.replace("name text,", "full_name text,");
    project.declare(&full);
    project.run(["snapshot", "-m", "full names", "--rename", "users.name=full_name"]).code(0);
    fs::copy(project.path("at1.db"), project.path("at2.db")).unwrap();
    project.well("upgrade -d at2.db");
    project.well("snapshot --empty -m root");
    project.write("revisions/0003_root/sqlite.up.sql", "INSERT INTO users (id, full_name) VALUES (1, 'root');\n");
    project.write("revisions/0003_root/sqlite.down.sql", "DELETE FROM users WHERE id = 1;\n");
    project.well("accept");
    fs::copy(project.path("at2.db"), project.path("at3.db")).unwrap();
    project.well("upgrade -d at3.db");
    project.declare(&full.replace("body    text,", "body    text,\n        read_at datetime?,"));
    project.well("snapshot -m read_at");
    project
}

fn rows(project: &Project, database: &str) -> String {
    project.shell(database, "SELECT * FROM users ORDER BY id; SELECT * FROM notes ORDER BY id;")
}

/// The history that a database carries, without the moments.
fn history(project: &Project, database: &str) -> String {
    project.shell(database, "SELECT ordinal, name, identity, down_sql FROM frostline_history ORDER BY ordinal;")
}

#[test]
fn empty_databases_start_from_it_and_older_ones_walk() {
    let project = project();
    project.well("upgrade -d chain.db");
    let before = project.files("revisions");
    assert!(project.well("squash --to 3 --dry-run").out.contains("INSERT INTO \"users\""));
    assert_eq!(project.files("revisions"), before);
    project
        .well("squash --to 3")
        .says("the checkpoint of `0003_root` stands for 3 of 4 revisions")
        .says("revisions/0003_root/sqlite.base.sql");
    project.well("squash --to root").says("nothing to do");
    // Nothing else was touched.
    let after = project.files("revisions");
    let kept: Vec<_> =
        after.iter().filter(|(name, _)| !name.ends_with("base.sql") && !name.ends_with("history")).collect();
    assert_eq!(kept, before.iter().filter(|(name, _)| !name.ends_with("history")).collect::<Vec<_>>());
    project.well("check");
    project.well("verify");
    project.well("show 3").says("with a checkpoint");

    let ran = project.well("upgrade -d fresh.db").says("from the empty start to `0004_read_at`");
    assert!(ran.out.contains("0001_baseline to 0003_"), "{}", ran.out);
    assert_eq!(rows(&project, "fresh.db"), "1|root\n");
    assert_eq!(rows(&project, "chain.db"), rows(&project, "fresh.db"));
    assert_eq!(history(&project, "chain.db"), history(&project, "fresh.db"));
    let shape = project.shape("chain.db");
    assert_eq!(project.shape("fresh.db"), shape);
    for (database, expected) in [
        ("at1.db", "1|root\n7|Ann\n1|7|x|\n"),
        ("at2.db", "1|root\n7|Ann\n1|7|x|\n"),
        ("at3.db", "1|root\n7|Ann\n1|7|x|\n"),
    ] {
        project.well(&format!("upgrade -d {database}"));
        assert_eq!(project.shape(database), shape, "{database}");
        assert_eq!(rows(&project, database), expected, "{database}");
    }
    // To where the checkpoint is not yet, the chain leads.
    project.well("upgrade -d two.db 2").says("to `0002_full_names`");
    project.well("upgrade -d two.db");
    assert_eq!(project.shape("two.db"), shape);
    // And back from it.
    project.well("downgrade -d fresh.db base --allow drops-table");
    assert_eq!(project.shell("fresh.db", "SELECT count(*) FROM sqlite_schema;"), "0\n");
    // A database with something in it is no fresh one.
    project.shell("other.db", "CREATE TABLE mine (a); INSERT INTO mine VALUES (1);");
    let ran = project.well("upgrade -d other.db");
    assert!(!ran.out.contains(", from the checkpoint: "), "{}", ran.out);

    project.well("squash --to 3 --remove");
    assert_eq!(project.files("revisions"), before);
}

#[test]
fn a_tampered_checkpoint_is_refused() {
    let project = project();
    project.well("squash");
    let file = "revisions/0004_read_at/sqlite.base.sql";
    let text = project.read(file);
    project.write(file, &text.replace("root", "toor"));
    project.run(["check"]).code(1).complains("the checkpoint of revision `0004_read_at` is not what was made");
    project.run(["upgrade", "-d", "fresh.db"]).code(1);
    assert!(!project.exists("fresh.db"));
    fs::remove_file(project.path(file)).unwrap();
    project.run(["check"]).code(1).complains("the checkpoint of revision `0004_read_at` is lost");
    project.write(file, &text.replace('\n', "\r\n"));
    project.well("check");
    project.write(file, &text);
    let index = project.read("revisions/history");
    project.write("revisions/history", &index.replace("checkpoint 0004_read_at", "checkpoint 0003_root"));
    project.run(["check"]).code(1).complains("does not stand after its revision's line");
    let lines: Vec<&str> = index.lines().filter(|line| !line.starts_with("checkpoint")).collect();
    project.write("revisions/history", &(lines.join("\n") + "\n"));
    project.run(["check"]).code(1).complains("`sqlite.base.sql` is no part of a revision");
}

/// An accepted edit changes the identities under a checkpoint.
#[test]
fn an_accepted_edit_keeps_the_checkpoint() {
    let project = project();
    project.well("squash --to 3");
    let up = project.read("revisions/0002_full_names/sqlite.up.sql");
    project.write("revisions/0002_full_names/sqlite.up.sql", &format!("-- by hand\n{up}"));
    project.well("accept");
    project.well("check");
    assert!(project.well("upgrade -d fresh.db").out.contains(", from the checkpoint: "));
    // One with which the checkpoint is wrong is refused.
    project.write("revisions/0003_root/sqlite.up.sql", "INSERT INTO users (id, full_name) VALUES (1, 'boss');\n");
    project.run(["accept"]).code(1).complains("which its checkpoint does not");
}

#[test]
fn what_text_and_automatic_keys_hide_comes_along() {
    let project = Project::declaring("table users { id integer primary key autoincrement, name text }");
    project.well("snapshot -m baseline");
    project.well("snapshot --empty -m seed");
    project.write(
        "revisions/0002_seed/sqlite.up.sql",
        "INSERT INTO users VALUES (7, 'it''s' || char(0) || 'b'), (50, char(0)), (51, '');\nDELETE FROM users WHERE id = 51;\n",
    );
    project.write("revisions/0002_seed/sqlite.down.sql", "DELETE FROM users;\n");
    project.well("accept");
    project.well("upgrade -d chain.db");
    project.well("squash");
    project.well("upgrade -d fresh.db").says(", from the checkpoint: ");
    let rows = "SELECT id, hex(name), typeof(name) FROM users ORDER BY id; SELECT * FROM sqlite_sequence;";
    let expected = "7|697427730062|text\n50|00|text\nusers|51\n";
    assert_eq!(project.shell("chain.db", rows), expected);
    assert_eq!(project.shell("fresh.db", rows), expected);
}

#[test]
fn what_a_checkpoint_stands_for_is_one_line_and_the_older_one_counts_again() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let mut tables = NOTES.to_owned();
    for name in ["a", "b", "c"] {
        tables = tables.replace("name text,", &format!("name text,\n        {name} text?,"));
        project.declare(&tables);
        project.well(&format!("snapshot -m {name}"));
    }
    project.well("squash --to 2");
    project.well("squash --to 3");
    let ran = project.well("upgrade -d app.db");
    assert_eq!(
        ran.out,
        "`app.db`: from the empty start to `0004_c`\n  0001_baseline to 0003_b, from the checkpoint: 3 statements\n  0004_c  6 statements\n"
    );
    let listed = project.well("history").out;
    let marked: Vec<&str> = listed.lines().filter(|line| line.ends_with("checkpoint")).collect();
    assert!(marked.len() == 2 && marked[0].starts_with("0002_a") && marked[1].starts_with("0003_b"), "{listed}");
    project.well("squash --to 3 --remove").says("empty databases start from that of `0002_a`");
    project.well("squash --to 2 --remove").says("empty databases walk the chain");
}

#[test]
fn what_triggers_made_of_the_rows_is_made_once() {
    let project = Project::declaring(
        "table items { id integer primary key, name text }
         table logs { id integer primary key, item_id integer references items (id) }
         trigger log_items \"AFTER INSERT ON items BEGIN INSERT INTO logs (item_id) VALUES (new.id); END\"",
    );
    project.well("snapshot -m baseline");
    project.well("snapshot --empty -m seed");
    project.write("revisions/0002_seed/sqlite.up.sql", "INSERT INTO items VALUES (3, 'a'), (9, 'b');\n");
    project.write("revisions/0002_seed/sqlite.down.sql", "DELETE FROM logs; DELETE FROM items;\n");
    project.well("accept");
    project.well("upgrade -d chain.db");
    project.well("squash");
    project.well("upgrade -d fresh.db").says("from the checkpoint: ");
    project.well("verify");
    for database in ["chain.db", "fresh.db"] {
        assert_eq!(project.shell(database, "SELECT * FROM items; SELECT * FROM logs;"), "3|a\n9|b\n1|3\n2|9\n");
        // It fires from now on.
        project.shell(database, "INSERT INTO items VALUES (10, 'c');");
        assert_eq!(project.shell(database, "SELECT count(*) FROM logs;"), "3\n");
    }
    assert_eq!(project.shape("fresh.db"), project.shape("chain.db"));
}

#[test]
fn a_step_in_rust_is_squashed_only_when_it_is_said_to_write_nothing() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.well("snapshot --empty -m mood");
    let step = "UPDATE users SET name = trim(name);\n-- step: 0002_mood\n";
    project.write("revisions/0002_mood/sqlite.up.sql", step);
    project.well("accept");
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    project.well("snapshot -m phone");
    let before = project.files("revisions");
    let ran = project.run(["squash"]).code(1).complains("`0002_mood` has the step `0002_mood` in Rust");
    let ran = ran.complains("run `cargo schema squash --to 0001_baseline` for the revisions before it");
    ran.complains("add `--steps-write-nothing`");
    assert_eq!(project.files("revisions"), before);
    project.well("squash --to 0001_baseline");
    project.well("squash --to 1 --remove");

    project.well("squash --steps-write-nothing").says("is proved by the tests of `frostline::verify!(…, steps = …)`");
    let base = project.read("revisions/0003_phone/sqlite.base.sql");
    assert!(base.contains("-- It stands for the step `0002_mood` in Rust"), "{base}");
    project.well("check");
    project
        .well("verify")
        .says("the checkpoint of `0003_phone` stands for the step `0002_mood`, which does not run here");
    // Behind the step the command upgrades it alone.
    project.well("upgrade -d fresh.db").says("from the checkpoint");

    // What was not said of one step is not said of another.
    project.write("revisions/0002_mood/sqlite.up.sql", &step.replace("trim(name)", "upper(name)"));
    project.well("accept");
    project.write("revisions/0002_mood/sqlite.up.sql", &format!("{step}-- step: 0002_more\n"));
    let ran = project.run(["accept"]).code(1).complains("`0002_mood` has the step `0002_more` now");
    ran.complains("run `cargo schema squash --to 0003_phone --remove`");
}

/// What is told of a checkpoint, and a way to damage it so.
type Damage = (&'static str, fn(&Project, &str));

/// Nothing follows from a checkpoint, so a broken one is made anew or taken away, without a git.
#[test]
fn a_broken_checkpoint_is_made_anew_or_taken_away() {
    let project = project();
    let plain = project.files("revisions");
    project.well("squash --to 3");
    project.well("squash");
    let sound = project.files("revisions");
    let (third, fourth) = ("revisions/0003_root/sqlite.base.sql", "revisions/0004_read_at/sqlite.base.sql");
    let breaks: [Damage; 3] = [
        ("is lost", |project, file| fs::remove_file(project.path(file)).unwrap()),
        ("is not what was made", |project, file| project.write(file, &(project.read(file) + "-- touched\n"))),
        ("the file is not UTF-8 text", |project, file| fs::write(project.path(file), b"\xff").unwrap()),
    ];
    for (told, damage) in breaks {
        damage(&project, fourth);
        let ran = project.run(["check"]).code(1).complains(told);
        if !told.contains("UTF-8") {
            ran.complains("write it anew with `cargo schema squash --to 0004_read_at`");
        }
        // Another one is not made over a history of which something is wrong.
        project.run(["squash", "--to", "2"]).code(1).complains(told);
        project.well("squash --to 0004_read_at").says("the checkpoint of `0004_read_at` stands for 4 of 4 revisions");
        assert_eq!(project.files("revisions"), sound, "{told}");

        damage(&project, third);
        damage(&project, fourth);
        project.well("squash --remove").says("the checkpoint of `0004_read_at` is gone");
        project.run(["check"]).code(1).complains(told).complains("0003_root");
        project.well("squash --remove --to 3").says("empty databases walk the chain");
        assert_eq!(project.files("revisions"), plain, "{told}");
        project.well("squash --to 3");
        project.well("squash");
        assert_eq!(project.files("revisions"), sound, "{told}");
    }
    project.well("verify");
    project.well("upgrade -d fresh.db");
    project.well("upgrade -d at1.db");
    assert_eq!(rows(&project, "fresh.db"), "1|root\n");
    assert_eq!(project.shape("fresh.db"), project.shape("at1.db"));

    // Something else is wrong as well.
    project.write("revisions/0002_full_names/sqlite.up.sql", "SELECT 1;\n");
    fs::remove_file(project.path(fourth)).unwrap();
    let before = project.files("revisions");
    project.run(["squash"]).code(1).complains("`0002_full_names` is not what was frozen");
    assert_eq!(project.files("revisions"), before);
}
