//! The busy timeout while an upgrade runs.

use std::time::Duration;

use rusqlite::Connection;

use super::failure::Context as _;
use crate::error::Result;

/// The connection with another busy timeout. Dropping it gives the old one back.
pub(crate) struct Waiting<'c> {
    connection: &'c mut Connection,
    before: Option<i64>,
}

impl<'c> Waiting<'c> {
    pub(crate) fn begin(connection: &'c mut Connection, timeout: Option<Duration>) -> Result<Self> {
        let Some(timeout) = timeout else { return Ok(Self { connection, before: None }) };
        const FACT: &str = "the busy timeout cannot be set";
        let before = connection.query_row("PRAGMA busy_timeout", [], |row| row.get(0)).context(FACT)?;
        let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        set(connection, i64::from(milliseconds)).context(FACT)?;
        Ok(Self { connection, before: Some(before) })
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        self.connection
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(before) = self.before {
            let _ = set(self.connection, before);
        }
    }
}

// By the pragma: the driver's own call takes SQLite 3.44.
fn set(connection: &Connection, milliseconds: i64) -> rusqlite::Result<()> {
    connection.query_row(&format!("PRAGMA busy_timeout = {milliseconds}"), [], |_| Ok(()))
}
