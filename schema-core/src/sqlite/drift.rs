//! How a live database differs from its revision.

use rusqlite::Connection;

use crate::error::Result;
use crate::model::Model;

/// One object that is not as the revision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs, in words: "column `users.email` is missing".
    pub message: String,
}

/// Compares the database with a model, object by object.
///
/// Tables and views that the model does not name are not ours and no difference; a further index or
/// trigger on a table of the model is one.
///
/// # Errors
///
/// When the database cannot be read.
pub fn drift(connection: &Connection, model: &Model) -> Result<Vec<Difference>> {
    let _ = (connection, model);
    todo!()
}
