//! The run time on real files, with rows in the tables and foreign keys on. Databases are judged by
//! pragmas and plain SQL, not by the run time's own reader.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod apply;
mod arrival;
mod back;
mod checkpoint;
mod downgrade;
mod drift;
mod failures;
mod header;
mod looks;
mod processes;
mod progress;
mod races;
mod refusals;
mod settings;
mod stamp;
mod support;
mod verify;
