//! The core of Frostline: one model, one grammar, one differ.
//!
//! ```text
//!  schema! tokens ─┐
//!  .schema text   ─┼─► syntax ─► model ─► check ─► diff ─► plan ─► hazard ─► sql ─► apply
//!  live database  ─┘              (the same value, wherever it came from)
//! ```
//!
//! Programs use the crate `frostline`, which re-exports what they need; this crate is for those who
//! build tools on the line itself. The last step, `apply`, needs a database: it is a crate of its own for
//! each (`schema-sqlite`), so that the macros and the command's front half link no driver.
//!
//! | module | what it does | feature |
//! |---|---|---|
//! | [`model`] | a schema as a value | |
//! | [`syntax`] | the language: text to model, model to text | `tokens` for macro tokens |
//! | [`check`] | is the model sound? | |
//! | [`diff`](mod@diff) | what differs between two models | |
//! | [`history`] | the frozen revisions, on disk and embedded; the guard | |
//! | `plan`, `hazard`, `sql` | how a difference is applied, what that endangers, as SQL | `plan` |
//!
//! # Invariants
//!
//! - A module imports only what stands before it in the line. Nothing here knows a terminal, an
//!   environment variable or a proc macro; files and clocks are handed in.
//! - `parse(print(m)) == m` for every model, and `diff(m, m)` is empty.
//! - The same input gives the same bytes: nothing is ordered by a hash, nothing reads a clock.
//! - No input makes it panic.

pub mod check;
pub mod dialect;
pub mod diff;
mod error;
pub mod fault;
#[cfg(feature = "plan")]
pub mod hazard;
pub mod history;
pub mod model;
#[cfg(feature = "plan")]
pub mod plan;
#[cfg(feature = "plan")]
pub mod sql;
pub mod syntax;

pub use error::{Error, Result};
