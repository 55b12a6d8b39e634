//! The run time on SQLite.
//!
//! ```text
//! Upgrade::run ─► fingerprint ─► look ─────────────► session ─► run ─► foreign_keys ─► recorder
//!                 (the header)   (recorder, drift)   (the lock, and the settings put aside)
//! ```
//!
//! - [`Upgrade`] brings a database to the head of a history; [`downgrade_one`] takes it one back, [`back`](back()) as
//!   far as is asked.
//! - [`stamp`](stamp()) records that a database is at a revision; [`Apply`] changes one without a history.
//! - [`backup`](backup()) copies a database to a file, [`restore`] brings it back.
//! - [`applied`] and [`current`] say what ran on a database.
//! - [`inspect`] and [`introspect`] read a database into a model; [`drift`](drift()) compares the two.
//! - [`verify`] proves a history in memory.
//! - [`row`] maps rows to structs.
//!
//! Programs use the crate `frostline`, which re-exports what they need.

mod apply;
mod back;
mod backup;
mod collation;
mod ddl;
mod drift;
mod dry;
mod error;
mod failure;
mod fingerprint;
mod foreign_keys;
mod introspect;
mod look;
mod misfit;
mod progress;
mod recorder;
mod report;
pub mod row;
mod row_changes;
mod run;
mod script;
mod session;
mod span;
mod stamp;
mod steps;
mod upgrade;
pub mod verify;
mod waiting;
mod writable;

pub use apply::Apply;
#[doc(hidden)]
pub use back::downgrade_one_known;
pub use back::{back, downgrade_one};
pub use backup::{backup, restore};
#[doc(hidden)]
pub use drift::drift_of;
pub use drift::{Difference, drift};
pub use dry::{DryRevision, DryRun};
pub use error::{Error, Result};
#[doc(hidden)]
pub use introspect::schema_text;
pub use introspect::{Inspection, Unsaid, UnsaidKind, inspect, introspect};
pub use progress::Progress;
pub use recorder::{Applied, applied, current, has_history};
pub use report::{AppliedRevision, Report};
pub use row_changes::{RowChange, RowChangeKind, row_changes};
pub use stamp::{Stamping, stamp};
pub use steps::named_steps;
pub use upgrade::Upgrade;

/// The SQLite driver whose connections the run time takes.
pub use rusqlite;
/// The query builder to which columns are identifiers.
#[cfg(feature = "sea-query")]
pub use sea_query;
