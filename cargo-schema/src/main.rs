//! The command `cargo schema`.
//!
//! It works while the build is refused: it never compiles the package. It finds the declaration by
//! following the package's `mod` trees ([`find`]), runs the macro's own front half on its tokens, and
//! leaves the rest to `schema-core`. People, clocks, terminals and environment variables live in this
//! crate, and only here.
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] | the command line |
//! | [`cmd`] | one file for each command: parse arguments, call the library, print |
//! | [`find`] | `cargo metadata`, the module tree, the declarations |
//! | [`freeze`], [`transition`], [`question`] | the next revision and the answers that it needs |
//! | [`manifest`] | editing a `Cargo.toml` |
//! | [`proof`] | the replay of a history before its next revision is written |
//! | [`range`] | places in a history, as people name them |
//! | [`report`] | diagnostics for people and for machines |
//! | [`database`] | the database that a flag names |
//! | [`session`], [`shell`], [`error`] | what a command is handed, where it prints, why it gave up |

mod cli;
mod cmd;
mod database;
mod error;
mod find;
mod freeze;
mod manifest;
mod proof;
mod question;
mod range;
mod report;
mod session;
mod shell;
mod transition;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::Cli::of_process().run())
}
