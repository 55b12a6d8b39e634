//! The index: which revisions there are, in which order.
//!
//! ```text
//! frostline 1
//! 0001_baseline 3f2a…
//! 0002_features_synced_at 9c01…
//! ```

use super::Identity;
use crate::fault::Fault;

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

/// The index as a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
}

impl Index {
    /// Reads the text of an index: a format that is too new, conflict markers, doubled names and lines
    /// that are none are faults, each at its line (`path` is the file that the faults name).
    pub fn parse(text: &str, path: &std::path::Path) -> (Self, Vec<Fault>) {
        let _ = (text, path);
        todo!()
    }

    /// The text of the index, with the format line.
    pub fn print(&self) -> String {
        todo!()
    }
}
