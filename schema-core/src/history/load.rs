//! A history from disk.

use std::path::{Path, PathBuf};

use super::History;
use crate::fault::Fault;
use crate::syntax::Snapshot;

/// What was found in a revisions folder.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The revisions that could be read, oldest first; whole when `faults` is empty. Empty when there
    /// is no index yet.
    pub history: History<'static>,
    /// The head's snapshot, parsed; `None` at the empty start or when it could not be read.
    pub head: Option<Snapshot>,
    /// Whether there is an index at all.
    pub exists: bool,
    /// Every fault of the chain: a file edited, lost, foreign, reordered; two heads; a merge conflict;
    /// a format newer than the tool; a folder that the index does not name.
    pub faults: Vec<Fault>,
    /// Every file that was read, for a build to watch; the index first.
    pub files: Vec<PathBuf>,
}

/// Reads and proves the history in this folder. Never fails: what is wrong is in the faults.
pub fn load(revisions: &Path, name: &str) -> Loaded {
    let _ = (revisions, name);
    todo!()
}
