//! Freezing: the same bytes every time, all of a revision or nothing of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use schema_core::history::{Draft, load, revision_name};

use super::fixture::{HEAD, REVISIONS, draft, freeze, sound};

/// Every file under a folder, with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("lists") {
            let path = entry.expect("lists").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
                contents.insert(name, fs::read(path).expect("reads"));
            }
        }
    }
    contents
}

/// The next revision of the sound history.
fn next(revisions: &Path) -> Draft {
    let declaration = format!("{HEAD} table tags {{ id integer primary key }}");
    draft(
        &load(revisions, "main").history,
        "Tags!",
        &declaration,
        "CREATE TABLE \"tags\" (\"id\" INTEGER);",
        "-- \u{e9}",
    )
}

#[test]
fn freezing_twice_gives_the_same_bytes() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sound(first.path());
    sound(second.path());
    let contents = contents(first.path());
    assert_eq!(contents, self::contents(second.path()));
    let names: Vec<&str> = contents.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "0001_baseline/snapshot.schema",
            "0001_baseline/sqlite.down.sql",
            "0001_baseline/sqlite.up.sql",
            "0002_user_names/snapshot.schema",
            "0002_user_names/sqlite.down.sql",
            "0002_user_names/sqlite.up.sql",
            "0003_invite_codes/snapshot.schema",
            "0003_invite_codes/sqlite.down.sql",
            "0003_invite_codes/sqlite.up.sql",
            "history",
        ]
    );
}

#[test]
fn lines_end_in_one_way_and_files_with_one_newline() {
    let folder = tempfile::tempdir().unwrap();
    let history = load(folder.path(), "main").history;
    let unix = draft(&history, "baseline", REVISIONS[0].1, "A;\nB;\n", "C;");
    let windows = draft(&history, "baseline", REVISIONS[0].1, "A;\r\nB;", "C;\r\n\r\n");
    assert_eq!(unix, windows);
    unix.write(folder.path()).unwrap();
    for (file, bytes) in contents(folder.path()) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains('\r'), "{file}");
    }
}

#[test]
fn what_was_written_is_told_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let draft = next(folder.path());
    let files = draft.write(folder.path()).unwrap();
    let files: Vec<_> = files.iter().map(|file| file.strip_prefix(folder.path()).unwrap().to_string_lossy()).collect();
    assert_eq!(
        files,
        ["0004_tags/snapshot.schema", "0004_tags/sqlite.up.sql", "0004_tags/sqlite.down.sql", "history"]
            .map(|file| file.replace('/', std::path::MAIN_SEPARATOR_STR))
    );
    let loaded = load(folder.path(), "main");
    assert_eq!(loaded.faults, []);
    let head = loaded.history.head().unwrap();
    assert_eq!((&*head.name, head.identity), ("0004_tags", draft.identity));
    assert_eq!(head.snapshot, draft.snapshot);
    assert_eq!(*head.scripts, *draft.scripts);
}

#[test]
fn a_folder_that_is_there_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    fs::create_dir(folder.path().join("0004_tags")).unwrap();
    let before = contents(folder.path());
    let error = next(folder.path()).write(folder.path()).unwrap_err();
    assert!(error.is_history());
    assert!(
        error.to_string().ends_with("0004_tags` is there already; move it away or choose another message"),
        "{error}"
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_history_that_changed_meanwhile_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let late = next(folder.path());
    freeze(folder.path(), ("first", HEAD, "SELECT 1;", "SELECT 1;"));
    let before = contents(folder.path());
    let error = late.write(folder.path()).unwrap_err();
    assert!(error.is_history());
    assert_eq!(
        error.to_string(),
        "the history changed while `0004_tags` was made; run `cargo schema snapshot -m \"…\"` again"
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_broken_index_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let draft = next(folder.path());
    fs::write(folder.path().join("history"), "<<<<<<< HEAD\n").unwrap();
    let before = contents(folder.path());
    let error = draft.write(folder.path()).unwrap_err();
    assert!(error.to_string().contains("a merge conflict was left in the index"), "{error}");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let before = contents(folder.path());
    let revisions = folder.path().join("file").join("revisions");
    let draft = draft(&load(&revisions, "main").history, "baseline", REVISIONS[0].1, "", "");
    let error = draft.write(&revisions).unwrap_err();
    assert!(error.is_io(), "{error}");
    assert_eq!(contents(folder.path()), before);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_an_error_and_nothing_changes() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let draft = next(folder.path());
    let before = contents(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Nothing is read-only to root.
    let is_root = fs::write(folder.path().join(".probe"), "").is_ok();
    let result = draft.write(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        // Past the capture of the test runner: a test that did not run shall not look like one that did.
        let _ = writeln!(std::io::stderr(), "SKIPPED: root may write to a read-only folder");
        return;
    }
    let error = result.unwrap_err();
    assert!(error.is_io());
    assert!(error.to_string().ends_with("Permission denied (os error 13); nothing was changed"), "{error}");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_a_freeze_that_was_cut_off_has_left_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let revisions = folder.path().join("deep/revisions");
    let draft = draft(&load(&revisions, "main").history, "baseline", REVISIONS[0].1, "", "");
    std::fs::create_dir_all(revisions.join(".0001_baseline.new/old")).unwrap();
    std::fs::create_dir_all(revisions.join(".0009_other.new")).unwrap();
    std::fs::create_dir_all(revisions.join(".history.new")).unwrap();
    std::fs::write(revisions.join(".gitkeep"), "").unwrap();
    draft.write(&revisions).unwrap();
    assert_eq!(load(&revisions, "main").faults, []);
    let mut left: Vec<_> = std::fs::read_dir(&revisions).unwrap().map(|it| it.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".gitkeep", "0001_baseline", "history"]);
}

#[test]
fn a_writer_that_was_ended_in_the_midst_is_told_and_finished() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let path = |name: &str| folder.path().join(name);
    let last = load(folder.path(), "main").history.head().unwrap().name.to_string();
    // It was about to give the newest revision its name, and the index its last line.
    std::fs::rename(path(&last), path(&format!(".{last}.new"))).unwrap();
    std::fs::rename(path("history"), path(".history.new")).unwrap();
    let index = std::fs::read_to_string(path(".history.new")).unwrap();
    let shorter: Vec<&str> = index.lines().filter(|line| !line.starts_with(&last)).collect();
    std::fs::write(path("history"), shorter.join("\n") + "\n").unwrap();
    assert_eq!(load(folder.path(), "main").faults, []);
    std::fs::write(path(".rewrite"), format!("frostline rewrite 1\nput {last}\nput history\n")).unwrap();
    let loaded = load(folder.path(), "main");
    assert_eq!(loaded.faults.len(), 1);
    assert!(loaded.faults[0].to_string().contains("was ended in the midst of it; run it again"), "{:?}", loaded.faults);
    let draft = draft(&loaded.history, "next", HEAD, "", "");
    assert!(draft.write(folder.path()).unwrap_err().is_history());

    assert!(schema_core::history::is_interrupted(folder.path()));
    assert!(schema_core::history::finish(folder.path()).unwrap());
    assert!(!schema_core::history::finish(folder.path()).unwrap());
    let loaded = load(folder.path(), "main");
    assert_eq!((loaded.faults.len(), loaded.history.head().unwrap().name.as_ref()), (0, last.as_str()));

    // Lists of others, and such as name what is not there, change nothing.
    for text in ["frostline rewrite 2\n", "frostline rewrite 1\nput 0009_lost\nput history\n"] {
        std::fs::write(path(".rewrite"), text).unwrap();
        assert!(schema_core::history::finish(folder.path()).unwrap_err().is_history());
        std::fs::remove_file(path(".rewrite")).unwrap();
        assert_eq!(load(folder.path(), "main").faults, []);
    }
}

#[test]
fn revisions_are_named_by_number_and_message() {
    for (ordinal, message, expected) in [
        (2, "Features synced at", "0002_features_synced_at"),
        (1, "", "0001_revision"),
        (3, "../../etc/passwd", "0003_etc_passwd"),
        (4, "größer 😀", "0004_gr_er"),
        (12345, "a", "12345_a"),
        (5, &"word ".repeat(40), "0005_word_word_word_word_word_word_word_word_word_word_word_word"),
        (6, &"x".repeat(99), &format!("0006_{}", "x".repeat(60))),
        (7, "CON", "0007_con"),
    ] {
        assert_eq!(revision_name(ordinal, message), expected);
    }
}

#[test]
fn a_number_is_never_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    let mut history = load(folder.path(), "main").history;
    history.revisions.to_mut()[2].name = "0041_elsewhere".into();
    assert_eq!(draft(&history, "next", HEAD, "", "").name, "0042_next");
    history.revisions.to_mut()[2].name = "by_hand".into();
    assert_eq!(draft(&history, "next", HEAD, "", "").name, "0004_next");
}
