//! The run time on real files, with rows in the tables and foreign keys on. Databases are judged by
//! pragmas and plain SQL, not by the run time's own reader.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod apply;
mod arrival;
mod back;
mod checkpoint;
mod crashes;
mod crashes_others;
mod disk;
mod downgrade;
mod drift;
mod failures;
mod faults;
mod header;
mod looks;
mod neighbours;
mod options;
mod processes;
mod programs;
mod progress;
mod races;
mod refusals;
mod settings;
#[path = "../../../tests/faults/mod.rs"]
mod shim;
#[cfg(feature = "tracing")]
mod spans;
mod stamp;
mod steps;
mod support;
mod traffic;
mod verify;
mod verify_rows;
