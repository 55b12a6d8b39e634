//! What SQLite says, as an error of ours.

use rusqlite::ErrorCode;

use crate::error::{Error, Kind};
use schema_core::model::Name;

/// What is said of a database that cannot be written.
pub(super) const UNWRITABLE: &str = "the database cannot be written; open it for writing";

/// Adds what was being done to an error of SQLite.
pub(super) trait Context<T> {
    /// The fact that the call failed; the cause follows as its source.
    fn context(self, fact: &str) -> Result<T, Error>;
}

impl<T> Context<T> for rusqlite::Result<T> {
    fn context(self, fact: &str) -> Result<T, Error> {
        self.map_err(|error| sqlite(error, fact))
    }
}

/// An error of SQLite's: of its own sort where it has one, else the fact that is given.
pub(super) fn sqlite(error: rusqlite::Error, fact: &str) -> Error {
    let (kind, message) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (Kind::Busy, "the database is locked by another connection; try again, or raise the busy timeout")
        }
        Some(ErrorCode::ReadOnly) => (Kind::ReadOnly, UNWRITABLE),
        Some(ErrorCode::NotADatabase) => (Kind::NotADatabase, "the file is no SQLite database"),
        _ => (Kind::Sqlite, fact),
    };
    Error::new(kind, message).caused_by(error)
}

/// Names as messages list them: `` `a`, `b` ``.
pub(super) fn quoted<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
