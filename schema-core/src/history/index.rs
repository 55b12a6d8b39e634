//! The index: which revisions there are, in which order.
//!
//! ```text
//! frostline 1
//! 0001_baseline 3f2a…
//! 0002_features_synced_at 9c01…
//! ```
//!
//! A line `checkpoint NAME HASH` may follow the line of the revision NAME: that revision has a checkpoint,
//! and this is its hash.
//!
//! Every freeze adds a line, so that a build which watches this one file sees a new revision.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{Identity, fault_in};
use crate::fault::Fault;
use crate::syntax::FORMAT;

/// The first word of the line of a checkpoint.
const CHECKPOINT: &str = "checkpoint";

/// The first word of an index.
const WORD: &str = "frostline";

/// How the lines begin that a version control system leaves where two sides disagree.
pub(super) const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// One line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The revision's folder.
    pub name: String,
    /// What it must hash to.
    pub identity: Identity,
    /// The line in the file, from 1.
    pub line: usize,
}

/// A line of the index about a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointEntry {
    /// How many revisions stand before it; it leads to the last of them.
    pub revisions: usize,
    /// What it must hash to ([`Identity::of_checkpoint`]).
    pub hash: Identity,
    /// The line in the file, from 1.
    pub line: usize,
}

/// The index as a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// The checkpoints, oldest first.
    pub checkpoints: Vec<CheckpointEntry>,
}

impl Index {
    /// Reads the text of an index: a format that is too new, conflict markers, doubled names and lines
    /// that are none are faults, each at its line (`path` is the file that the faults name).
    ///
    /// A format that is not ours, or a merge conflict, is the only fault then: the other lines mean
    /// nothing before that is mended.
    pub fn parse(text: &str, path: &Path) -> (Self, Vec<Fault>) {
        let mut index = Self::default();
        let mut faults = Vec::new();
        let conflict = text.lines().position(|line| CONFLICT_MARKERS.iter().any(|marker| line.starts_with(marker)));
        if let Some(line) = conflict {
            let message = "a merge conflict was left in the index; run `cargo schema rebase`, which puts the one \
                           side's revisions after the other's";
            return (index, vec![fault_in(path, Some(line + 1), message)]);
        }
        let mut lines = text.trim_end_matches(['\n', '\r']).lines();
        if let Err(message) = check_format(lines.next().unwrap_or_default()) {
            return (index, vec![fault_in(path, Some(1), message)]);
        }
        let mut names = BTreeSet::new();
        for (line, text) in (2..).zip(lines) {
            match parse_line(text) {
                Some((name, _)) if !names.insert(name) => {
                    let message =
                        format!("revision `{name}` stands twice in the index; restore the index with `git checkout`");
                    faults.push(fault_in(path, Some(line), message));
                }
                Some((name, identity)) => index.entries.push(Entry { name: name.to_owned(), identity, line }),
                None => {
                    if let Err(message) = index.checkpoint(text, line) {
                        faults.push(fault_in(path, Some(line), message));
                    }
                }
            }
        }
        (index, faults)
    }

    /// Takes the line of a checkpoint, which stands after its revision's.
    fn checkpoint(&mut self, text: &str, line: usize) -> Result<(), String> {
        let Some((name, hash)) = parse_checkpoint(text) else {
            let message =
                "this is no line of an index, which is `NAME IDENTITY`; restore the index with `git checkout`";
            return Err(message.to_owned());
        };
        let revisions = self.entries.len();
        let is_of_last = self.entries.last().is_some_and(|entry| entry.name == name);
        if is_of_last && self.checkpoints.last().is_some_and(|last| last.revisions >= revisions) {
            return Err(format!(
                "the checkpoint of `{name}` stands twice in the index; restore the index with `git checkout`"
            ));
        }
        if !is_of_last {
            return Err(format!(
                "the checkpoint of `{name}` does not stand after its revision's line; restore the index with `git \
                 checkout`"
            ));
        }
        self.checkpoints.push(CheckpointEntry { revisions, hash, line });
        Ok(())
    }

    /// The text of the index, with the format line.
    pub fn print(&self) -> String {
        let mut text = format!("{WORD} {FORMAT}\n");
        for (place, Entry { name, identity, .. }) in self.entries.iter().enumerate() {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{name} {identity}");
            for CheckpointEntry { hash, .. } in self.checkpoints.iter().filter(|it| it.revisions == place + 1) {
                let _ = writeln!(text, "{CHECKPOINT} {name} {hash}");
            }
        }
        text
    }
}

/// Is the first line the format line of an index that this version reads?
fn check_format(line: &str) -> Result<(), String> {
    let number = line.strip_prefix(WORD).and_then(|rest| rest.strip_prefix(' '));
    match number.and_then(|number| number.parse::<u32>().ok()) {
        Some(FORMAT) => Ok(()),
        Some(newer) if newer > FORMAT => Err(format!(
            "the history has format {newer}, and this version of frostline reads formats up to {FORMAT}; run \
             `cargo update -p frostline` and update `cargo schema` too"
        )),
        _ if line.is_empty() => Err("the index is empty; restore it with `git checkout`".to_owned()),
        _ => Err(format!(
            "the index begins with `{}` and not with `{WORD} {FORMAT}`; restore it with `git checkout`",
            shorten(line)
        )),
    }
}

/// `checkpoint NAME HASH`, to the letter.
pub(super) fn parse_checkpoint(line: &str) -> Option<(&str, Identity)> {
    parse_line(line.strip_prefix(CHECKPOINT)?.strip_prefix(' ')?)
}

/// `NAME IDENTITY`, to the letter: a damaged line shall not be read as another one.
pub(super) fn parse_line(line: &str) -> Option<(&str, Identity)> {
    let (name, hex) = line.split_once(' ')?;
    let identity: Identity = hex.parse().ok()?;
    (is_folder_name(name) && hex.bytes().all(|byte| !byte.is_ascii_uppercase())).then_some((name, identity))
}

/// Whether it names a folder inside of the revisions folder, on every system.
pub(super) fn is_folder_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(|c: char| c.is_control() || r#"/\:"#.contains(c))
}

/// A line for a message: a foreign file may have very long ones.
fn shorten(line: &str) -> String {
    let clean = line.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = clean.clone().take(60).collect();
    if clean.count() > 60 {
        short.push('…');
    }
    short
}
