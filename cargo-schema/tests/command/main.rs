//! The built command on projects that each test writes. Nothing of a project is compiled.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod apply;
mod broken;
mod check;
mod completions;
mod database;
mod diff;
mod docs;
mod find;
mod init;
mod pull;
mod snapshot;
mod sql;
mod stamp;
mod support;
mod verify;
