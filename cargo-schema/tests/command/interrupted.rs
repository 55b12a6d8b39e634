//! A command that is killed at each of its operations on the revisions folder: what is left is the old history, the
//! new one, or one of which the build says what mends it; and the same command, run again, arrives where it would have.

use std::path::Path;

use crate::rebase::merged;
use crate::shim::{Fault, Shim};
use crate::support::{NOTES, Project, command, ran};

/// Kills the command at each operation, and runs it again.
fn kill_everywhere(name: &str, before: &Project, arguments: &str) {
    let Some(shim) = Shim::new() else { return };
    let words = || arguments.split(' ');
    let whole = before.copy();
    whole.run(words()).code(0);
    let (old, new) = (history(before), history(&whole));
    assert_ne!(old, new, "{name}: it wrote nothing");

    let (mut told, mut at) = (0, 1);
    loop {
        let what = format!("{name}, operation {at}");
        let project = before.copy();
        let mut command = command(&project.path(""));
        let fault = Fault { of: "change", how: "kill", at, on: false };
        let fired = shim.preload(&mut command, &project.path("revisions"), fault);
        let killed = ran(command.args(words()).output().unwrap());
        if !fired.fired() {
            assert_eq!((killed.code, history(&project)), (0, new), "{what}");
            project.run(["check"]).code(0);
            break;
        }
        assert_eq!(killed.code, -1, "{what}: {killed:?}");
        let check = project.run(["check"]);
        if check.err.contains("was ended in the midst of it") {
            told += 1;
            assert_eq!(check.code, 1, "{what}");
            assert!(check.err.contains("run it again, or `cargo schema rebase`"), "{what}: {}", check.err);
            // Whoever only looks changes nothing.
            let left = project.files("revisions");
            assert_eq!(project.run(["upgrade", "-d", "none.db"]).code, 1, "{what}");
            assert_eq!(project.files("revisions"), left, "{what}");
            let other = project.copy();
            other.run(["rebase"]).code(0).complains("finished what a command had begun in `revisions`");
            assert_eq!(history(&other), new, "{what}");
        } else {
            let is = history(&project);
            assert!(is == old || is == new, "{what}: {is:#?}");
        }
        let again = project.run(words());
        assert_eq!(again.code, 0, "{what}: {again:?}");
        assert_eq!(history(&project), new, "{what}");
        let left: Vec<_> = project.names("revisions").into_iter().filter(|name| name.contains("/.")).collect();
        assert_eq!(left, Vec::<String>::new(), "{what}");
        at += 1;
    }
    println!("{name}: {at} operations, of which {told} had to be finished");
    assert!(told > 2, "{name}: {told} of {at}");
}

/// Lets each operation fail: then nothing was changed, unless all was.
fn fail_everywhere(name: &str, before: &Project, arguments: &str) {
    assert!(fail_at_each("change", name, before, arguments).is_none_or(|refused| refused > 5), "{name}");
}

/// How many of the operations of this sort were refused, each being let fail; `None` where none can be.
fn fail_at_each(of: &'static str, name: &str, before: &Project, arguments: &str) -> Option<usize> {
    let shim = Shim::new()?;
    let old = history(before);
    let (mut refused, mut at) = (0, 1);
    loop {
        let what = format!("{name}, {of} {at}");
        let project = before.copy();
        let mut command = command(&project.path(""));
        let fault = Fault { of, how: "eio", at, on: false };
        let fired = shim.preload(&mut command, &project.path("revisions"), fault);
        let failed = ran(command.args(arguments.split(' ')).output().unwrap());
        if !fired.fired() {
            break;
        }
        if failed.code != 0 && !failed.err.contains("the history is written, but") {
            refused += 1;
            assert_eq!(failed.code, 2, "{what}: {failed:?}");
            assert!(failed.err.contains("nothing was changed"), "{what}: {failed:?}");
            assert_eq!(history(&project), old, "{what}");
        }
        assert_eq!(project.run(arguments.split(' ')).code, 0, "{what}");
        at += 1;
    }
    println!("{name}: {} times {of}, of which {refused} were refused", at - 1);
    Some(refused)
}

/// What is a part of the history: whatever does not begin with a dot.
fn history(project: &Project) -> Vec<(String, String)> {
    let mut files = project.files("revisions");
    files.retain(|(name, _)| Path::new(name).iter().all(|part| !part.to_string_lossy().starts_with('.')));
    files
}

fn with_email() -> String {
    NOTES.replace("name text,", "name text,\n        email text?,")
}

/// Two revisions.
fn project() -> Project {
    let project = Project::declaring(NOTES);
    project.well("snapshot -m baseline");
    project.declare(&with_email());
    project.well("snapshot -m email");
    project
}

#[test]
fn a_first_freeze_that_was_killed_is_finished() {
    kill_everywhere("first freeze", &Project::declaring(NOTES), "snapshot -m baseline");
}

#[test]
fn a_freeze_that_was_killed_is_finished() {
    let project = project();
    project.declare(&with_email().replace("body    text,", "body    text,\n        read_at datetime?,"));
    kill_everywhere("freeze", &project, "snapshot -m read_at");
    fail_everywhere("freeze", &project, "snapshot -m read_at");
}

#[test]
fn an_amend_that_was_killed_is_finished() {
    let project = project();
    project.declare(&NOTES.replace("name text,", "name text,\n        phone text?,"));
    kill_everywhere("amend", &project, "snapshot --amend");
    kill_everywhere("amend by another name", &project, "snapshot --amend -m phone");
}

#[test]
fn a_rebase_that_was_killed_is_finished() {
    let project = merged();
    kill_everywhere("rebase", &project, "rebase");
    fail_everywhere("rebase", &project, "rebase");
}

/// No name changes before the disk has every file, every new folder and the list.
#[test]
fn nothing_is_written_that_the_disk_does_not_have() {
    let project = merged();
    let files = project.files("revisions");
    project.copy().well("rebase");
    // Three files of the revision, its folder, the index, the list, and the folder of both, before and after.
    assert!(fail_at_each("sync", "rebase", &project, "rebase").is_none_or(|refused| refused == 8));
    assert_eq!(project.files("revisions"), files);
}

#[test]
fn a_checkpoint_that_was_killed_is_finished() {
    let project = project();
    kill_everywhere("squash", &project, "squash --to 2");
    project.well("squash --to 2");
    kill_everywhere("squash --remove", &project, "squash --to 2 --remove");
}

#[test]
fn an_acceptance_that_was_killed_is_finished() {
    let project = project();
    project.well("squash --to 2");
    let up = project.read("revisions/0001_baseline/sqlite.up.sql");
    project
        .write("revisions/0001_baseline/sqlite.up.sql", &format!("{up}INSERT INTO users (name) SELECT 'x' WHERE 0;\n"));
    let Some(shim) = Shim::new() else { return };
    drop(shim);
    kill_everywhere("accept", &project, "accept");
}
