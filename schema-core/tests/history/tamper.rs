//! Whatever is changed in a frozen revision is noticed; how a checkout ends its lines is not.

use std::fs;
use std::path::{Path, PathBuf};

use schema_core::dialect::Dialect;
use schema_core::history::{Identity, Script, load};

use super::fixture::{REVISIONS, checkpoint, edit, freeze, sound};

fn files(revisions: &Path) -> Vec<PathBuf> {
    load(revisions, "main").files
}

#[test]
fn every_flipped_byte_of_a_revision_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    freeze(folder.path(), REVISIONS[0]);
    let frozen = load(folder.path(), "main").history;
    for file in files(folder.path()) {
        let sound = fs::read(&file).unwrap();
        for place in 0..sound.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bytes = sound.clone();
                bytes[place] ^= flip;
                fs::write(&file, &bytes).unwrap();
                let loaded = load(folder.path(), "main");
                let is_line_end = place + 1 == sound.len();
                assert!(
                    !loaded.faults.is_empty() || (is_line_end && loaded.history == frozen),
                    "byte {place} of {} flipped by {flip:#x} is not noticed",
                    file.display()
                );
            }
        }
        for length in 0..sound.len() - 1 {
            fs::write(&file, &sound[..length]).unwrap();
            assert!(!load(folder.path(), "main").faults.is_empty(), "{} cut off at {length}", file.display());
        }
        fs::write(&file, &sound).unwrap();
    }
    assert_eq!(load(folder.path(), "main").faults, []);
}

/// A checkpoint is no part of a revision, and guarded as one.
#[test]
fn every_flipped_byte_of_a_checkpoint_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    checkpoint(folder.path());
    let frozen = load(folder.path(), "main").history;
    assert_eq!(frozen.checkpoints.len(), 1);
    for file in [folder.path().join("0002_user_names/sqlite.base.sql"), folder.path().join("history")] {
        let sound = fs::read(&file).unwrap();
        for place in 0..sound.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bytes = sound.clone();
                bytes[place] ^= flip;
                fs::write(&file, &bytes).unwrap();
                let loaded = load(folder.path(), "main");
                let is_line_end = place + 1 == sound.len();
                assert!(
                    !loaded.faults.is_empty() || (is_line_end && loaded.history == frozen),
                    "byte {place} of {} flipped by {flip:#x} is not noticed",
                    file.display()
                );
            }
        }
        // An index that ends with the line before is that of a shorter history, whose folder is then too many.
        for length in 0..sound.len() - 1 {
            fs::write(&file, &sound[..length]).unwrap();
            assert!(!load(folder.path(), "main").faults.is_empty(), "{} cut off at {length}", file.display());
        }
        fs::write(&file, [&sound[..], b";"].concat()).unwrap();
        assert!(!load(folder.path(), "main").faults.is_empty(), "more at the end of {}", file.display());
        fs::write(&file, &sound).unwrap();
    }
    assert_eq!(load(folder.path(), "main").faults, []);
}

#[test]
fn line_ends_of_a_checkout_are_not_noticed() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    checkpoint(folder.path());
    let before = load(folder.path(), "main");
    for file in files(folder.path()) {
        edit(&file, |text| text.replace('\n', "\r\n"));
    }
    let after = load(folder.path(), "main");
    assert_eq!(after.faults, []);
    assert_eq!(after.history, before.history, "the texts are those that were frozen");
    assert!(after.crlf && !before.crlf);
    assert_eq!(after.head, before.head);
}

#[test]
fn a_lost_final_newline_is_not_noticed() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
    for file in files(folder.path()) {
        edit(&file, |text| text.trim_end().to_owned());
    }
    assert_eq!(load(folder.path(), "main").faults, []);
}

/// Databases carry identities for ever: no version of this crate may compute another one.
#[test]
fn an_identity_is_the_same_for_ever_and_however_lines_end() {
    let script =
        |up: &'static str, down: &'static str| Script { dialect: Dialect::Sqlite, up: up.into(), down: down.into() };
    let first = Identity::of(None, "format 1\n\ntable a {\n    x integer,\n}\n", &[script("UP;\n", "DOWN;\n")]);
    assert_eq!(first.to_string(), "4dcde35f9aa13616d1145c2ffcd01b607b6d12809b8b26ca89ea9865fa24c86e");
    let windows =
        Identity::of(None, "format 1\r\n\r\ntable a {\r\n    x integer,\r\n}\r\n", &[script("UP;\r\n", "DOWN;")]);
    assert_eq!(windows, first);
    let second = Identity::of(Some(first), "format 1\n", &[script("", "")]);
    assert_eq!(second.to_string(), "e66ff52af1231d51e476c7a9dd3be5490904c7b298548ca36f24479bf2003293");
    assert_ne!(Identity::of(None, "format 1\n", &[script("", "")]), second);
}
