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
//! | [`endpoint`], [`compare`] | anything that is a schema, and two of them side by side |
//! | [`freeze`], [`transition`], [`question`] | the next revision and the answers that it needs |
//! | [`manifest`] | editing a `Cargo.toml` |
//! | [`neutral`] | the language's words for what a database stores |
//! | [`pulled`] | a database as a declaration |
//! | [`proof`] | the replay of a history before its next revision is written |
//! | [`merge`], [`byhand`], [`git`] | two branches as one model, what was edited by hand, what git knows |
//! | [`checkpoint`] | the script from which empty databases start |
//! | [`bar`] | how far a run is, and Ctrl-C |
//! | [`keep`] | the copy of a database from before it is changed |
//! | [`losses`] | what a way back would lose |
//! | [`told`] | a frozen revision in words |
//! | [`range`] | places in a history, as people name them |
//! | [`script`] | a script that runs as it stands |
//! | [`report`] | diagnostics for people and for machines |
//! | [`database`] | the database that a flag names |
//! | [`standing`] | where a database stands on a history |
//! | [`session`], [`shell`], [`error`] | what a command is handed, where it prints, why it gave up |

mod bar;
mod byhand;
mod checkpoint;
mod cli;
mod cmd;
mod compare;
mod database;
mod endpoint;
mod error;
mod find;
mod freeze;
mod git;
mod hand_rows;
mod keep;
mod losses;
mod manifest;
mod merge;
mod neutral;
mod proof;
mod pulled;
mod question;
mod range;
mod report;
mod script;
mod session;
mod shell;
mod standing;
mod told;
mod transition;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::Cli::of_process().run())
}
