//! Connections that nothing can be run on.

use rusqlite::Connection;

use super::failure::{self, Context as _};
use crate::error::{Error, Kind, Result};

/// Refuses a connection that is inside a transaction.
pub(super) fn refuse_transaction(connection: &Connection) -> Result<()> {
    if connection.is_autocommit() {
        return Ok(());
    }
    Err(Error::new(
        Kind::InTransaction,
        "the connection is inside a transaction; commit it or roll it back first: what is to be done has its own",
    ))
}

/// Refuses a connection that cannot write.
pub(super) fn refuse_read_only(connection: &Connection, message: impl FnOnce() -> String) -> Result<()> {
    if is_read_only(connection)? { Err(Error::new(Kind::ReadOnly, message())) } else { Ok(()) }
}

/// Refuses a connection that cannot write, whatever there is to do.
pub(super) fn refuse_unwritable(connection: &Connection) -> Result<()> {
    refuse_read_only(connection, || failure::UNWRITABLE.to_owned())
}

pub(super) fn is_read_only(connection: &Connection) -> Result<bool> {
    let query_only = connection.query_row("PRAGMA query_only", [], |row| row.get::<_, bool>(0));
    let file = connection.is_readonly("main");
    Ok(query_only.context("the settings of the connection cannot be read")?
        || file.context("the settings of the connection cannot be read")?)
}
