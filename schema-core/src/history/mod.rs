//! The frozen revisions: on disk, embedded in a program, and the guard over them.
//!
//! ```text
//! revisions/
//!   history                     the index: a format line, then one line a revision, oldest first
//!   0001_baseline/
//!     snapshot.schema           the whole model after it, with its transition at the top
//!     sqlite.up.sql
//!     sqlite.down.sql
//! ```
//!
//! A line of the index is `NAME IDENTITY`. A revision's [`Identity`] is a hash of its parent's and of
//! its own files, so that no revision can be edited, lost, added or moved without being noticed.

mod freeze;
mod guard;
mod identity;
mod index;
mod load;
mod revision;

pub use freeze::{Draft, revision_name};
pub use guard::{examine, pending};
pub use identity::Identity;
pub use index::{Entry, Index};
pub use load::{Loaded, load};
pub use revision::{History, Revision, Script};
