//! The built command on projects that each test writes. Nothing of a project is compiled.

mod check;
mod completions;
mod database;
mod diff;
mod find;
mod init;
mod snapshot;
mod sql;
mod support;
mod verify;
