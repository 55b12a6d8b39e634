//! The commands: one file each. A command parses its arguments, calls the library and prints.

pub(crate) mod accept;
pub(crate) mod apply;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod current;
pub(crate) mod diff;
pub(crate) mod downgrade;
mod drifted;
pub(crate) mod fmt;
mod format;
pub(crate) mod heads;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod pull;
pub(crate) mod rebase;
pub(crate) mod restore;
pub(crate) mod show;
pub(crate) mod snapshot;
pub(crate) mod sql;
pub(crate) mod squash;
pub(crate) mod stamp;
pub(crate) mod upgrade;
pub(crate) mod verify;
