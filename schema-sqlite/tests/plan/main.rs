//! The planner for SQLite: every plan is run on tables with rows in them, with foreign keys on, and judged
//! by pragmas and by SQLite's own text, not by the reader of this crate.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod cases;
mod facts;
mod hazards;
mod hostile;
mod laws;
mod model;
mod oracle;
mod random;
mod rows;
mod script;
mod values;
