//! The frozen revisions: on disk, embedded in a program, and the guard over them.
//!
//! ```text
//! revisions/
//!   history                     the index: a format line, then one line a revision, oldest first
//!   0001_baseline/
//!     snapshot.schema           the whole model after it, with its transition at the top
//!     sqlite.up.sql
//!     sqlite.down.sql
//!     sqlite.base.sql           only where it has a checkpoint: all of the schema, for empty databases
//! ```
//!
//! A line of the index is `NAME IDENTITY`. A revision's [`Identity`] is a hash of its parent's and of
//! its own files, so that no revision can be edited, lost, added or moved without being noticed.
//!
//! | step | what it does |
//! |---|---|
//! | [`load`] | reads a folder and proves its chain |
//! | [`pending`] | what is declared and not frozen, a fault each |
//! | [`examine`] | both: the guard |
//! | [`judge`] | everything that a build says of a declaration, from its text on |
//! | [`Draft`] | the next revision, before and while it is written |
//! | [`Branches`] | the lines of a history that has several heads, for a rebase |
//! | [`Rewrite`] | the end of a history, written anew |
//! | [`finish`] | the rest of what a writer had begun that was ended in the midst of it |
//!
//! Nothing but [`Draft::write`], [`Rewrite::write`] and [`finish`] writes.

mod branches;
mod chain;
mod embed;
mod files;
mod freeze;
mod guard;
mod identity;
mod index;
mod journal;
mod load;
mod regain;
mod revision;
mod rewrite;

use std::path::Path;

use crate::fault::{Fault, FaultKind, Site};

pub use branches::{Branch, Branches, Elsewhere, Folder};
#[doc(hidden)]
pub use embed::{
    EmbeddedCheckpoint, EmbeddedRevision, EmbeddedScript, embedded_checkpoints, embedded_revisions, embedded_scripts,
};
pub use freeze::{Draft, revision_name};
pub use guard::{Judgement, examine, judge, pending};
pub use identity::{Identity, NotAnIdentity};
pub use index::{CheckpointEntry, Entry, Index};
pub use journal::{finish, is_interrupted};
pub use load::{Loaded, checkpoint_file, load, read_unproved};
pub use regain::Indexes;
pub use revision::{Checkpoint, History, Revision, Script};
pub use rewrite::Rewrite;

/// The name of the index in its folder.
const INDEX: &str = "history";

/// The name of the snapshot in a revision's folder.
const SNAPSHOT: &str = "snapshot.schema";

/// A fault of the history in one of its files.
fn fault_in(path: &Path, line: Option<usize>, message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::History, Site::File { path: path.to_owned(), line }, message)
}
