//! The run time on SQLite.

mod ddl;
mod drift;
mod failure;
mod introspect;
mod recorder;

pub use drift::{Difference, drift};
pub use introspect::{Inspection, Unsaid, UnsaidKind, inspect, introspect};
