//! What a proof passed, but did not prove.

use std::fmt;

/// What a proof left out, or could prove for some rows only: one fact each. Not a failure, and to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The facts, each with its revision.
    pub notes: Vec<String>,
}

impl Notes {
    pub(super) fn add(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

impl fmt::Display for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.notes.join("\n"))
    }
}
