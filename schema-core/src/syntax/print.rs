//! Model to text, in the one canonical form.

use super::Snapshot;
use crate::model::Model;

/// The tables of a model, as a declaration says them. `parse_declaration(print_model(m))` is `m`.
pub fn print_model(model: &Model) -> String {
    let _ = model;
    todo!()
}

/// A snapshot: the format line, the transition, the tables.
pub fn print_snapshot(snapshot: &Snapshot) -> String {
    let _ = snapshot;
    todo!()
}
