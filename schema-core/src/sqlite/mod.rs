//! The run time on SQLite.

mod drift;
mod introspect;

pub use drift::{Difference, drift};
pub use introspect::introspect;
