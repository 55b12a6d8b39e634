//! Freezing: writing a new revision.

use std::path::{Path, PathBuf};

use super::{History, Identity, Script};
use crate::error::Result;
use crate::syntax::Snapshot;

/// A revision that is ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its folder.
    pub name: String,
    /// Its identity.
    pub identity: Identity,
    /// The text of its snapshot.
    pub snapshot: String,
    /// Its SQL.
    pub scripts: Vec<Script<'static>>,
}

/// The folder name of the revision with this ordinal (from 1) and message:
/// `(2, "Features synced at")` is `0002_features_synced_at`.
pub fn revision_name(ordinal: usize, message: &str) -> String {
    let _ = (ordinal, message);
    todo!()
}

impl Draft {
    /// The next revision after the head of `history`.
    pub fn new(history: &History<'_>, message: &str, snapshot: &Snapshot, scripts: Vec<Script<'static>>) -> Self {
        let _ = (history, message, snapshot, scripts);
        todo!()
    }

    /// Writes it under this folder and adds it to the index, which is written last and replaced in one
    /// step: a crash leaves the old history or the new one. Returns the files written.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, or the folder already holds a revision of this name.
    pub fn write(&self, revisions: &Path) -> Result<Vec<PathBuf>> {
        let _ = revisions;
        todo!()
    }
}
