//! The guard: is everything that is declared frozen, and everything that is frozen as it was?

use std::path::Path;

use super::Loaded;
use crate::fault::Fault;
use crate::syntax::Declaration;

/// Compares a declaration with the history in a folder: the faults of the chain, or, where the chain
/// is sound, one fault for each pending change. Returns what was loaded, for embedding.
///
/// The declaration is taken as sound; its own faults come before the guard's.
pub fn examine(declaration: &Declaration, revisions: &Path) -> (Loaded, Vec<Fault>) {
    let _ = (declaration, revisions);
    todo!()
}

/// One fault for each change between the head and the declaration, at the column, table or item that
/// changed; what is gone is reported at its table, or at the declaration. Each ends with the command
/// that mends it.
pub fn pending(declaration: &Declaration, loaded: &Loaded) -> Vec<Fault> {
    let _ = (declaration, loaded);
    todo!()
}
