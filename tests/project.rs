//! The main job as a user meets it: a project of their own, a plain `cargo build`, the command.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::fs;
use std::path::Path;

use support::Project;

const BASELINE: &[&str] = &["baseline"];

#[test]
fn a_forgotten_migration_is_refused_at_its_line_until_it_is_frozen() {
    let project = Project::new("plain");
    project.build().refused_at("frostline::schema!", &["no frozen revision", "cargo schema snapshot"]);

    project.snapshot(BASELINE);
    project.build().passes();

    project.edit("src/main.rs", "email text,\n", "email text,\n        last_seen datetime?,\n");
    let build = project.build();
    build.refused_at("last_seen", &["`users.last_seen`", "`0001_baseline`", "cargo schema snapshot -m"]);
    assert_eq!(build.errors[0].line, 6);
    assert!(build.errors[0].file.ends_with("src/main.rs"), "{:?}", build.errors[0]);

    let printed = project.snapshot(&["last seen"]);
    assert!(printed.contains("0002_last_seen"), "{printed}");
    project.build().passes();
}

#[test]
fn cargo_looks_again_when_a_revision_is_edited_deleted_or_added() {
    let project = Project::new("plain");
    project.snapshot(BASELINE);
    project.build().passes();

    let up = "revisions/0001_baseline/sqlite.up.sql";
    let frozen = project.read(up);
    project.write(up, &format!("{frozen}-- and another thing\n"));
    project.build().refused_at("frostline::schema!", &["`0001_baseline`", "edited"]);
    project.write(up, &frozen);
    project.build().passes();

    fs::remove_file(project.path().join(up)).expect("the file was there");
    project.build().refused_at("frostline::schema!", &["`0001_baseline`", "sqlite.up.sql"]);
    project.write(up, &frozen);
    project.build().passes();

    // A colleague's revision arrives by a merge, and the declaration does not have its column yet.
    let theirs = Project::new("plain");
    theirs.snapshot(BASELINE);
    theirs.edit("src/main.rs", "body    text,\n", "body    text,\n        pinned boolean?,\n");
    theirs.snapshot(&["pinned"]);
    for file in ["snapshot.schema", "sqlite.up.sql", "sqlite.down.sql"] {
        let file = format!("revisions/0002_pinned/{file}");
        project.write(&file, &theirs.read(&file));
    }
    project.write("revisions/history", &theirs.read("revisions/history"));
    project.build().refused_at("table notes", &["`notes.pinned`", "`0002_pinned`", "cargo schema snapshot"]);
    project.edit("src/main.rs", "body    text,\n", "body    text,\n        pinned boolean?,\n");
    project.build().passes();
}

#[test]
fn a_checkout_with_crlf_line_ends_is_not_noticed() {
    let project = Project::new("plain");
    project.snapshot(BASELINE);
    for file in
        ["history", "0001_baseline/snapshot.schema", "0001_baseline/sqlite.up.sql", "0001_baseline/sqlite.down.sql"]
    {
        let file = format!("revisions/{file}");
        let text = project.read(&file);
        assert!(!text.contains('\r') && text.contains('\n'), "{file}");
        project.write(&file, &text.replace('\n', "\r\n"));
    }
    project.build().passes();
}

#[test]
fn what_init_writes_is_ready_to_build() {
    let project = Project::new("plain");
    let manifest = project.read("Cargo.toml");
    let dependencies = manifest.find("[dependencies]").expect("dependencies");
    project.write("Cargo.toml", &manifest[..dependencies]);
    project.write("src/main.rs", "fn main() {}\n");
    let frostline = support::repository().to_str().expect("UTF-8");
    let output = project.schema(["init", "--frostline-path", frostline]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    project.build().refused_at("frostline::schema!", &["no frozen revision"]);
    project.snapshot(BASELINE);
    project.build().passes();
    // The proof is there from the start.
    let output = project.test();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("6 passed"), "{told}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_virtual_workspace_has_the_same_story() {
    let project = Project::new("virtual");
    project.build().refused_at("frostline::schema!", &["no frozen revision"]);
    project.snapshot(BASELINE);
    assert!(project.path().join("schemas/revisions/history").is_file());
    project.build().passes();

    project.edit("schemas/src/lib.rs", "email text,\n", "email text,\n        name text?,\n");
    project.build().refused_at("name text?", &["`users.name`"]);
    project.snapshot(&["name"]);
    project.build().passes();
}

#[test]
fn inline_modules_and_two_declarations_have_the_same_story() {
    let project = Project::new("inline");
    let build = project.build();
    assert!(!build.passed);
    assert_eq!(build.errors.len(), 2, "one for each declaration: {:#?}", build.errors);

    for history in ["cache", "audit"] {
        let output = project.schema(["snapshot", "--declaration", &format!("revisions/{history}"), "-m", "baseline"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(project.path().join("revisions").join(history).join("history").is_file());
    }
    project.build().passes();

    project.edit("src/main.rs", "email text,\n", "email text,\n                name text?,\n");
    project.build().refused_at("name text?", &["`users.name`"]);
    let output = project.schema(["snapshot", "--declaration", "revisions/cache", "-m", "name"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project.build().passes();
}

#[test]
fn a_fresh_database_and_an_old_one_with_rows_both_arrive() {
    let project = Project::new("plain");
    project.snapshot(BASELINE);
    let old = project.path().join("old.db");
    let fresh = project.path().join("fresh.db");
    let upgrade = |database: &Path| {
        let output = project.run(&[database.to_str().expect("UTF-8")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(upgrade(&old), "1");
    let rows = "PRAGMA foreign_keys = ON;
        INSERT INTO users (id, email) VALUES (7, 'a@x'), (8, 'b@x');
        INSERT INTO notes (id, user_id, body) VALUES (1, 7, 'one'), (2, 7, 'two'), (3, 8, 'three');";
    if support::sqlite3(&old, rows).is_none() {
        return;
    }

    // `users` cannot get this check in place: it is rebuilt, and `notes` cascades from it.
    project.edit("src/main.rs", "unique index (email),", "unique index (email),\n        check \"email <> ''\",");
    project.edit("src/main.rs", "body    text,\n", "body    text,\n        pinned  boolean default false,\n");
    project.snapshot(&["email is not empty"]);
    assert_eq!(upgrade(&old), "1");
    assert_eq!(upgrade(&fresh), "2");

    let shell = |database: &Path, sql: &str| support::sqlite3(database, sql).expect("the shell was there");
    assert_eq!(shell(&old, "SELECT id, email FROM users ORDER BY id"), "7|a@x\n8|b@x");
    assert_eq!(
        shell(&old, "SELECT id, user_id, body, pinned FROM notes ORDER BY id"),
        "1|7|one|0\n2|7|two|0\n3|8|three|0"
    );
    assert_eq!(shell(&old, "PRAGMA foreign_key_check"), "");
    assert_eq!(shell(&old, "PRAGMA integrity_check"), "ok");
    for pragma in ["table_xinfo(users)", "table_xinfo(notes)", "index_list(users)", "foreign_key_list(notes)"] {
        let pragma = format!("PRAGMA {pragma}");
        assert_eq!(shell(&old, &pragma), shell(&fresh, &pragma));
    }
    assert_eq!(upgrade(&old), "0");
}

/// Two branches freeze in parallel, and git merges them: only the index is in conflict.
#[test]
fn two_branches_that_froze_are_refused_until_they_are_rebased() {
    let project = Project::new("plain");
    let git = |arguments: &str| {
        let mut command = std::process::Command::new("git");
        command.current_dir(project.path()).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.args(arguments.split(' ')).output().expect("git is installed");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let commit = |message: &str| {
        assert!(git("add -A -- src revisions").0);
        assert!(git(&format!("commit -q -m {message}")).0);
    };
    let upgrade = |database: &str| {
        let output = project.run(&[project.path().join(database).to_str().expect("UTF-8")]);
        (output.status.success(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    assert!(git("init -q -b main").0);
    project.snapshot(BASELINE);
    commit("baseline");
    assert_eq!(upgrade("before.db"), (true, "1".to_owned()));

    assert!(git("checkout -q -b feature").0);
    project.edit("src/main.rs", "body    text,\n", "body    text,\n        pinned  boolean?,\n");
    project.snapshot(&["pinned"]);
    commit("pinned");
    assert_eq!(upgrade("feature.db"), (true, "2".to_owned()));

    assert!(git("checkout -q main").0);
    project.edit("src/main.rs", "email text,\n", "email text,\n        name  text?,\n");
    project.snapshot(&["names"]);
    commit("names");
    assert_eq!(upgrade("main.db"), (true, "2".to_owned()));

    assert!(git("checkout -q feature").0);
    let (merged, told) = git("merge main");
    assert!(
        !merged && told.contains("revisions/history") && !told.contains("CONFLICT (content): Merge conflict in src")
    );
    project.build().refused_at("frostline::schema!", &["merge conflict", "cargo schema rebase"]);
    let output = project.schema(["rebase"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project.build().passes();
    commit("merged");

    assert_eq!(upgrade("before.db"), (true, "2".to_owned()));
    assert_eq!(upgrade("main.db"), (true, "1".to_owned()));
    assert!(!upgrade("feature.db").0, "it is on a branch that is no more");
    let output = project.schema(["upgrade", "-d", "feature.db", "--back-to-common"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(upgrade("feature.db"), (true, "0".to_owned()));
}

/// A program embeds a checkpoint, and is not built with one that was edited.
#[test]
fn a_checkpoint_is_embedded_and_guarded() {
    let project = Project::new("plain");
    project.snapshot(BASELINE);
    project.edit("src/main.rs", "email text,\n", "email text,\n        name  text?,\n");
    project.snapshot(&["names"]);
    // Says which revisions ran how many statements.
    project.edit(
        "src/main.rs",
        "report.applied.len()",
        "report.applied.iter().map(|it| it.statements).collect::<Vec<_>>()",
    );
    project.edit("src/main.rs", "\"{}\"", "\"{:?}\"");
    let fresh = |name: &str| {
        let output = project.run(&[project.path().join(name).to_str().expect("UTF-8")]);
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(fresh("chain.db"), "[3, 1]");
    let output = project.schema(["squash"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fresh("short.db"), "[0, 3]");

    let file = "revisions/0002_names/sqlite.base.sql";
    let text = project.read(file);
    project.write(file, &text.replace("\"name\" TEXT", "\"name\" BLOB"));
    project
        .build()
        .refused_at("frostline::schema!", &["the checkpoint of revision `0002_names`", "is not what was made"]);
    project.write(file, &text.replace('\n', "\r\n"));
    project.build().passes();
    assert_eq!(fresh("crlf.db"), "[0, 3]");
}
