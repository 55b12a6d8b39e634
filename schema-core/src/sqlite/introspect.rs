//! A live database as a model.

use rusqlite::Connection;

use crate::error::Result;
use crate::model::Model;

/// Reads the schema of the database into a model, in SQLite's own types
/// ([`lower`](crate::dialect::sqlite::lower) makes a declared model comparable to it).
///
/// System tables and Frostline's own are left out.
///
/// # Errors
///
/// When the database cannot be read, or holds what a model cannot say; the text names it.
pub fn introspect(connection: &Connection) -> Result<Model> {
    let _ = connection;
    todo!()
}
