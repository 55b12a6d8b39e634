use crate::support::{NOTES, Project, command, ran};

#[test]
fn what_is_frozen_is_the_same() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let ran = project.well("check").says("`app` is frozen as `0001_baseline`");
    assert_eq!(ran.err, "");
    let ran = project.well("check --quiet");
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn a_first_build_is_told_how_to_begin() {
    let project = Project::declaring(NOTES);
    project
        .run(["check"])
        .code(1)
        .complains("error[pending]: there is no frozen revision yet")
        .complains("src/lib.rs:1:12")
        .complains("run `cargo schema snapshot -m \"baseline\"`");
}

#[test]
fn what_is_pending_is_shown_at_its_line() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    project
        .run(["check"])
        .code(1)
        .complains("error[pending]: ")
        .complains("`users.email`")
        .complains("--> src/lib.rs:5:9")
        .complains("5 |         email text?,")
        .complains("|         ^^^^^")
        .complains("run `cargo schema snapshot");
}

#[test]
fn a_syntax_fault_is_shown_at_its_token() {
    let project = Project::declaring("    table users {\n        id integr primary key,\n    }");
    project.run(["check"]).code(1).complains("error[syntax]: ").complains("--> src/lib.rs:3:12");
}

#[test]
fn a_check_fault_is_shown_at_its_token() {
    let project = Project::declaring("    table users {\n        id integer primary key,\n        id text,\n    }");
    project.run(["check"]).code(1).complains("error[check]: ").complains("--> src/lib.rs:4:9");
}

#[test]
fn an_edited_file_is_broken() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let path = "revisions/0001_baseline/sqlite.up.sql";
    project.write(path, &format!("{}\n-- mine\n", project.read(path)));
    project.run(["check"]).code(1).complains("error[history]: ").complains("0001_baseline");
    // Nothing goes on from a history that is not sound.
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    let before = project.files("");
    project.run(["snapshot", "-m", "email"]).code(1).complains("error[history]: ");
    assert_eq!(project.files(""), before);
}

#[test]
fn conflict_markers_are_shown_at_their_line() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let index = project.read("revisions/history");
    let line = index.lines().nth(1).unwrap();
    let merged = format!(
        "{}\n{line}\n<<<<<<< ours\n0002_a {}\n=======\n0002_b {}\n>>>>>>> theirs\n",
        index.lines().next().unwrap(),
        "a".repeat(64),
        "b".repeat(64)
    );
    project.write("revisions/history", &merged);
    for command in [vec!["check"], vec!["snapshot", "-m", "x"], vec!["sql"], vec!["history"], vec!["verify"]] {
        project.run(&command).code(1).complains("error[history]: ").complains("--> revisions/history:3");
    }
    assert_eq!(project.read("revisions/history"), merged);
}

#[test]
fn json_has_each_fault_with_its_place() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    let same: serde_json::Value = serde_json::from_str(&project.well("check --format json").out).unwrap();
    assert_eq!(same["status"], "same");
    assert_eq!(same["declarations"][0]["head"], "0001_baseline");
    assert_eq!(same["declarations"][0]["faults"].as_array().unwrap().len(), 0);

    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    let ran = project.run(["check", "--format", "json"]).code(1);
    assert_eq!(ran.err, "");
    let pending: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(pending["status"], "pending");
    let declaration = &pending["declarations"][0];
    assert_eq!(declaration["package"], "app");
    assert_eq!(declaration["module"], "app");
    assert_eq!(declaration["file"], "src/lib.rs");
    assert_eq!(declaration["revisions"], "revisions");
    let fault = &declaration["faults"][0];
    assert_eq!(fault["code"], "pending");
    assert_eq!(fault["file"], "src/lib.rs");
    assert_eq!((&fault["line"], &fault["column"]), (&5.into(), &9.into()));
    assert_eq!((&fault["end_line"], &fault["end_column"]), (&5.into(), &14.into()));

    project.declare("table");
    let broken: serde_json::Value =
        serde_json::from_str(&project.run(["check", "--format", "json"]).code(1).out).unwrap();
    assert_eq!(broken["status"], "broken");
}

#[test]
fn github_gets_a_workflow_command_for_each_fault() {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    assert_eq!(project.well("check --format github").out, "");
    project.declare(&NOTES.replace("name text,", "name text,\n        email text?,"));
    let ran = project.run(["check", "--format", "github"]).code(1);
    assert_eq!(ran.err, "");
    let start = "::error file=src/lib.rs,line=5,col=9,endLine=5,endColumn=14,title=cargo schema check (pending)::";
    assert!(ran.out.starts_with(start), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1);
}

#[test]
fn github_counts_paths_from_the_checkout() {
    let project = Project::empty();
    project.write("tool/Cargo.toml", &crate::support::manifest("app"));
    project.write("tool/src/lib.rs", "frostline::schema! { table a { id integer primary key } }");
    let output = command(&project.path("tool"))
        .args(["check", "--format", "github"])
        .env("GITHUB_WORKSPACE", project.path(""))
        .output()
        .unwrap();
    ran(output).code(1).says("::error file=tool/src/lib.rs,line=1,");
}

#[test]
fn colours_are_for_terminals() {
    let project = Project::declaring(NOTES);
    assert!(!project.run(["check"]).code(1).err.contains('\u{1b}'));
    assert!(project.run(["check", "--color", "always"]).code(1).err.contains('\u{1b}'));
    let forced = command(&project.path("")).arg("check").env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(ran(forced).code(1).err.contains('\u{1b}'));
    let none =
        command(&project.path("")).arg("check").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
    assert!(!ran(none).code(1).err.contains('\u{1b}'));
}

#[test]
fn what_cannot_run_is_told_from_what_is_wrong() {
    let project = Project::empty();
    project.run(["check"]).code(2).complains("cargo cannot read the project");
    project.write("Cargo.toml", &crate::support::manifest("app"));
    project.write("src/lib.rs", "");
    project.run(["check"]).code(2).complains("no package here has a `schema!`; run `cargo schema init`");
    project.write("src/lib.rs", "frostline::schema! { table users { id integer primary key, name varchar(80 }");
    let ran = project.run(["check"]).code(2).complains("mend first what hides it").complains("is not Rust at line 1");
    assert!(!ran.err.contains("init"), "{}", ran.err);
    project.write("src/lib.rs", "");
    project.run(["check", "-p", "nobody"]).code(2).complains("no package `nobody`; it has `app`");
    project.run(["check", "--format", "xml"]).code(2);
}
