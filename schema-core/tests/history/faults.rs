//! One broken folder for each fault, and the faults that are told of it.

use schema_core::fault::{FaultKind, Site};
use schema_core::history::load;

use super::fixture::{FAULTS, copy, sound};

/// What is told of each broken history, as `file:line: message`.
const TOLD: &[(&str, &[&str])] = &[
    (
        "conflict markers in the index",
        &[
            "revisions/history:4: a merge conflict was left in the index; run `cargo schema rebase`, which puts the one side's revisions after the other's",
        ],
    ),
    (
        "an index that was cut off in a line",
        &[
            "revisions/history:4: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
        ],
    ),
    (
        "an index that was cut off after a line",
        &[
            "revisions/0003_invite_codes: the index does not name `0003_invite_codes`; if it was frozen, and its line was lost in a merge, run `cargo schema rebase`, which takes the line from git; if it was not, remove the folder, and run `cargo schema snapshot -m \"…\"`",
        ],
    ),
    ("an empty index", &["revisions/history:1: the index is empty; restore it with `git checkout`"]),
    (
        "an index of another tool",
        &[
            "revisions/history:1: the index begins with `h1:4hJQ2VdNcy1Gm1CzJpmNYiT+BZ0=` and not with `frostline 1`; restore it with `git checkout`",
        ],
    ),
    (
        "an index that is not UTF-8",
        &["revisions/history:2: the file is not UTF-8 text; restore it with `git checkout`"],
    ),
    (
        "an index of a newer format",
        &[
            "revisions/history:1: the history has format 2, and this version of frostline reads formats up to 1; run `cargo update -p frostline` and update `cargo schema` too",
        ],
    ),
    (
        "a lost index",
        &[
            "revisions/history: the index is lost, although revision `0001_baseline` is there; restore it with `git checkout`",
        ],
    ),
    (
        "an index that cannot be read",
        &["revisions/history: `history` cannot be read: …; make it readable, or restore it with `git checkout`"],
    ),
    (
        "a line that leads out of the folder",
        &[
            "revisions/history:3: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
        ],
    ),
    (
        "a line in capitals",
        &[
            "revisions/history:2: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
            "revisions/history:3: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
            "revisions/history:4: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
        ],
    ),
    (
        "a doubled line",
        &[
            "revisions/history:5: revision `0003_invite_codes` stands twice in the index; restore the index with `git checkout`",
        ],
    ),
    (
        "reordered lines",
        &[
            "revisions/history:3: the lines of the index are out of order: `0003_invite_codes` was frozen on `0002_user_names`, not on `0001_baseline`; restore the index with `git checkout`",
        ],
    ),
    (
        "reordered lines at the start",
        &[
            "revisions/history:2: the lines of the index are out of order: `0002_user_names` was frozen on `0001_baseline`, but stands first; restore the index with `git checkout`",
        ],
    ),
    (
        "a line taken out",
        &[
            "revisions/history:3: the index does not name `0002_user_names`, on which `0003_invite_codes` was frozen; run `cargo schema rebase`, which takes its line from git, or restore the index with `git checkout`",
        ],
    ),
    (
        "the first line taken out",
        &[
            "revisions/history:2: the index does not name `0001_baseline`, on which `0002_user_names` was frozen; run `cargo schema rebase`, which takes its line from git, or restore the index with `git checkout`",
        ],
    ),
    (
        "two heads",
        &[
            "revisions/history:5: `0003_bios` was frozen on `0002_user_names`, not on `0003_invite_codes`: the history has two heads; run `cargo schema rebase`, which puts the one after the other",
        ],
    ),
    (
        "two heads of which the index names one",
        &[
            "revisions/0003_bios: the index does not name `0003_bios`; if it was frozen, and its line was lost in a merge, run `cargo schema rebase`, which takes the line from git; if it was not, remove the folder, and run `cargo schema snapshot -m \"…\"`",
        ],
    ),
    (
        "an edited snapshot",
        &[
            "revisions/0002_user_names: revision `0002_user_names` is not what was frozen: its snapshot or its SQL was edited; take an edit of its SQL with `cargo schema accept`, or restore it with `git checkout`",
        ],
    ),
    (
        "an edited script",
        &[
            "revisions/0001_baseline: revision `0001_baseline` is not what was frozen: its snapshot or its SQL was edited; take an edit of its SQL with `cargo schema accept`, or restore it with `git checkout`",
        ],
    ),
    (
        "an edited identity",
        &[
            "revisions/history:3: the identity of `0002_user_names` was edited in the index; restore the index with `git checkout`",
        ],
    ),
    (
        "a lost snapshot",
        &[
            "revisions/0002_user_names/snapshot.schema: `snapshot.schema` of revision `0002_user_names` is lost; restore it with `git checkout`",
        ],
    ),
    (
        "a lost script",
        &[
            "revisions/0003_invite_codes/sqlite.down.sql: `sqlite.down.sql` of revision `0003_invite_codes` is lost; restore it with `git checkout`",
        ],
    ),
    (
        "a lost folder",
        &["revisions/history:3: the folder of revision `0002_user_names` is lost; restore it with `git checkout`"],
    ),
    (
        "a renamed folder",
        &["revisions/history:3: the folder of revision `0002_user_names` was renamed to `0002_names`; rename it back"],
    ),
    (
        "a folder that the index does not name",
        &[
            "revisions/0004_by_hand: the index does not name `0004_by_hand`; if it was frozen, and its line was lost in a merge, run `cargo schema rebase`, which takes the line from git; if it was not, remove the folder, and run `cargo schema snapshot -m \"…\"`",
        ],
    ),
    (
        "a foreign file in a revision",
        &[
            "revisions/0002_user_names/postgres.up.sql: `postgres.up.sql` is no part of a revision; move it out of `0002_user_names`",
        ],
    ),
    (
        "a foreign file beside the revisions",
        &[
            "revisions/0004_by_hand.sql: `0004_by_hand.sql` is no part of a history; move it out of the revisions folder",
        ],
    ),
    (
        "a script that is not UTF-8",
        &["revisions/0002_user_names/sqlite.up.sql:2: the file is not UTF-8 text; restore it with `git checkout`"],
    ),
    (
        "a script that cannot be read",
        &[
            "revisions/0002_user_names/sqlite.up.sql: `sqlite.up.sql` cannot be read: …; make it readable, or restore it with `git checkout`",
        ],
    ),
    (
        "a revisions folder that is a file",
        &["revisions: `revisions` cannot be read: …; make it readable, or restore it with `git checkout`"],
    ),
    (
        "an edited checkpoint",
        &[
            "revisions/0002_user_names/sqlite.base.sql: the checkpoint of revision `0002_user_names` is not what was made: its SQL or its line of the index was edited; write it anew with `cargo schema squash --to 0002_user_names`, or restore it with `git checkout`",
        ],
    ),
    (
        "a lost checkpoint",
        &[
            "revisions/0002_user_names/sqlite.base.sql: the checkpoint of revision `0002_user_names` is lost; write it anew with `cargo schema squash --to 0002_user_names`, or restore it with `git checkout`",
        ],
    ),
    (
        "a checkpoint that the index does not name",
        &[
            "revisions/0002_user_names/sqlite.base.sql: `sqlite.base.sql` is no part of a revision; move it out of `0002_user_names`",
        ],
    ),
    (
        "a checkpoint's line under another revision",
        &[
            "revisions/history:5: the checkpoint of `0002_user_names` does not stand after its revision's line; restore the index with `git checkout`",
        ],
    ),
    (
        "a checkpoint of an unknown revision",
        &[
            "revisions/history:4: the checkpoint of `0002_people` does not stand after its revision's line; restore the index with `git checkout`",
        ],
    ),
    (
        "a checkpoint that stands twice",
        &[
            "revisions/history:5: the checkpoint of `0002_user_names` stands twice in the index; restore the index with `git checkout`",
        ],
    ),
    (
        "a checkpoint with half a hash",
        &[
            "revisions/history:4: this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`",
        ],
    ),
    (
        "an interrupted rewrite",
        &[
            "revisions/.rewrite: a command that was writing the history was ended in the midst of it; run it again, or `cargo schema rebase`: either finishes what was begun",
        ],
    ),
    (
        "a head of a newer format",
        &[
            "revisions/0003_invite_codes/snapshot.schema:1: this snapshot has format 2, and this version of frostline reads formats up to 1; run `cargo update -p frostline` and update `cargo schema` too",
        ],
    ),
    (
        "a head that is not of the language",
        &["revisions/0003_invite_codes/snapshot.schema:5: expected a column type, found `txet`; did you mean `text`?"],
    ),
];

#[test]
fn a_sound_history_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let loaded = load(folder.path(), "main");
    assert_eq!(loaded.faults, []);
    assert!(loaded.exists && !loaded.crlf);
    assert_eq!(loaded.history.name, "main");
    let names: Vec<&str> = loaded.history.revisions.iter().map(|revision| &*revision.name).collect();
    assert_eq!(names, ["0001_baseline", "0002_user_names", "0003_invite_codes"]);
    assert_eq!(loaded.head.unwrap().model.tables.len(), 2);
    assert_eq!(loaded.files.len(), 1 + 3 * 3);
    assert!(loaded.files[0].ends_with("history"));
}

#[test]
fn a_history_that_has_not_begun_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    for revisions in [folder.path().join("nothing"), folder.path().to_owned()] {
        let loaded = load(&revisions, "main");
        assert_eq!(loaded.faults, []);
        assert!(!loaded.exists && loaded.head.is_none() && loaded.files.is_empty());
    }
}

#[test]
fn what_begins_with_a_dot_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    std::fs::write(folder.path().join(".DS_Store"), "").unwrap();
    std::fs::create_dir(folder.path().join(".0004_cut_off.new")).unwrap();
    std::fs::write(folder.path().join("0002_user_names/.sqlite.up.sql.swp"), "").unwrap();
    assert_eq!(load(folder.path(), "main").faults, []);
}

#[test]
fn every_fault_is_told_where_it_is() {
    let original = tempfile::tempdir().unwrap();
    sound(original.path());
    let mut unexpected = String::new();
    for (name, breaks) in FAULTS {
        let folder = tempfile::tempdir().unwrap();
        let revisions = folder.path().join("revisions");
        copy(original.path(), &revisions);
        breaks(&revisions);
        let loaded = load(&revisions, "main");
        assert!(loaded.head.is_none(), "{name}: a broken history has no head");
        let told: Vec<String> = loaded
            .faults
            .iter()
            .map(|fault| {
                assert_eq!(fault.kind, FaultKind::History, "{name}");
                let Site::File { path, line } = &fault.site else { panic!("{name}: a fault outside of a file") };
                let path = path.strip_prefix(folder.path()).unwrap().display();
                let line = line.map_or_else(String::new, |line| format!("{line}:"));
                // What the system calls it is the system's.
                let message = match fault.message.split_once(": ").zip(fault.message.split_once("; ")) {
                    Some(((before, _), (_, after))) if before.ends_with("cannot be read") => {
                        format!("{before}: …; {after}")
                    }
                    _ => fault.message.clone(),
                };
                format!("{path}:{line} {message}").replace('\\', "/")
            })
            .collect();
        let expected = TOLD.iter().find(|(told_of, _)| told_of == name).map_or(&[][..], |(_, told)| told);
        if told != expected {
            unexpected += &format!("    ({name:?}, &{told:#?}),\n");
        }
    }
    assert!(unexpected.is_empty(), "told otherwise:\n{unexpected}");
    assert_eq!(FAULTS.len(), TOLD.len());
}
