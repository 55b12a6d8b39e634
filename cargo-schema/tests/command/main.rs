//! The built command on projects that each test writes. Nothing of a project is compiled.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod adopt;
mod ages;
mod apply;
mod backup;
mod broken;
mod check;
mod completions;
mod database;
mod diff;
mod docs;
mod downgrade;
mod enums;
mod find;
mod fmt;
mod hand_rows;
mod init;
mod interrupted;
mod pull;
mod rebase;
mod rebase_by_hand;
mod rebase_git;
mod rebase_many;
mod rebase_steps;
mod revise;
#[path = "../../../tests/faults/mod.rs"]
mod shim;
mod snapshot;
mod sql;
mod squash;
mod stamp;
mod support;
mod terminal;
mod verify;
