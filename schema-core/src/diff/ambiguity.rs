//! What two models cannot tell: whether a thing was renamed, or dropped while another was added.

use crate::model::{Model, Name, Transition};

/// Something vanished and something like it appeared, and the transition does not say which it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// A table.
    Table {
        /// The one that vanished.
        from: Name,
        /// The ones that it may have become, likeliest first. Not empty.
        candidates: Vec<Name>,
    },
    /// A column.
    Column {
        /// Its table, by the new name.
        table: Name,
        /// The one that vanished.
        from: Name,
        /// The ones that it may have become, likeliest first. Not empty.
        candidates: Vec<Name>,
    },
}

/// Everything that the transition has to answer before the change can be planned, in a stable order.
///
/// A table or column whose name changed in ASCII case only is not ambiguous.
pub fn ambiguities(from: &Model, to: &Model, transition: &Transition) -> Vec<Ambiguity> {
    let _ = (from, to, transition);
    todo!()
}
