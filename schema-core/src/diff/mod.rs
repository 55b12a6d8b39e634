//! What differs between two models, free of any dialect.
//!
//! Tables and columns are matched by name, and by the renames that a [`Transition`] says. What two
//! models cannot tell is never guessed: see [`ambiguities`].

mod ambiguity;
mod change;
mod compare;
mod objects;
mod pairs;
mod renames;
mod validate;
mod words;

use crate::model::{Model, Transition};

pub use ambiguity::{Ambiguity, ambiguities};
pub use change::{Alteration, Change, Item, Object};
pub use validate::validate;

/// The changes that lead from one model to the other, in a stable order: dropped tables, dropped objects,
/// each table of `to` in its order, then its virtual tables, views and triggers.
///
/// What only follows a rename (a reference to a renamed table, a check over a renamed column) is no
/// change. Empty means that both are one schema. Doc comments, Rust names, the names of
/// enums, the order of their values and the order of tables are no difference; the order of columns is one, since the table has it.
pub fn diff(from: &Model, to: &Model, transition: &Transition) -> Vec<Change> {
    compare::compare(from, to, transition)
}
