//! Whatever is changed in a frozen revision is noticed; how a checkout ends its lines is not.

use std::fs;
use std::path::{Path, PathBuf};

use schema_core::history::load;

use super::fixture::{REVISIONS, edit, freeze, sound};

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

#[test]
fn line_ends_of_a_checkout_are_not_noticed() {
    let folder = tempfile::tempdir().unwrap();
    sound(folder.path());
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
