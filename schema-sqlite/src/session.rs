//! The connection while scripts run on it: its settings put aside, inside one transaction.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::failure::Context as _;
use crate::error::Result;

/// The settings that change what a script does, each switched off while it runs:
///
/// - with `foreign_keys` on, dropping a parent in a rebuild empties its `ON DELETE CASCADE` children;
/// - with `legacy_alter_table` on, a rename does not reach the references, views and triggers;
/// - with `recursive_triggers` on, a `REPLACE` fires delete triggers;
/// - with `ignore_check_constraints` on, a copy keeps rows that their new table refuses;
/// - with `writable_schema` on, a script could edit the schema's text;
/// - with `reverse_unordered_selects` on, rows are copied back to front, and numbered so;
/// - with `query_only` on, nothing can be written: it is off when a session begins, but a script may leave it
///   on.
const SETTINGS: [&str; 7] = [
    "foreign_keys",
    "legacy_alter_table",
    "recursive_triggers",
    "ignore_check_constraints",
    "writable_schema",
    "reverse_unordered_selects",
    "query_only",
];

/// A transaction with the connection's settings put aside.
///
/// However it ends, also by a panic, dropping it rolls back what was not committed and gives the
/// settings back.
pub(super) struct Session<'c> {
    connection: &'c Connection,
    settings: Vec<(&'static str, i64)>,
    double_quoted_strings: Option<bool>,
}

impl<'c> Session<'c> {
    /// Puts the settings aside (`PRAGMA foreign_keys` cannot be switched inside a transaction) and takes
    /// the write lock. Waits for it as long as the connection's busy timeout says.
    pub(super) fn begin(connection: &'c Connection) -> Result<Self> {
        let mut session = Self { connection, settings: Vec::new(), double_quoted_strings: None };
        for name in SETTINGS {
            // An older library does not know them all, and then has no row for them.
            let Ok(value) = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)) else { continue };
            session.settings.push((name, value));
            if value != 0 {
                session.set(name, 0).context("the settings of the connection cannot be changed")?;
            }
        }
        // `SELECT "missing" FROM t` is an error then, and not the word itself in every row
        // (https://sqlite.org/quirks.html#dblquote).
        const STRINGS: DbConfig = DbConfig::SQLITE_DBCONFIG_DQS_DML;
        if let Ok(true) = connection.db_config(STRINGS) {
            session.double_quoted_strings = Some(true);
            connection.set_db_config(STRINGS, false).context("the settings of the connection cannot be changed")?;
        }
        connection.execute_batch("BEGIN IMMEDIATE").context("the transaction cannot begin")?;
        Ok(session)
    }

    /// Commits and gives the settings back.
    pub(super) fn commit(self) -> Result<()> {
        self.connection.execute_batch("COMMIT").context("the transaction cannot be committed")
    }

    fn set(&self, name: &str, value: i64) -> rusqlite::Result<()> {
        self.connection.execute_batch(&format!("PRAGMA {name} = {value}"))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // Nothing can be done about an error here; a connection that fails at this is lost to I/O.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        for (name, value) in &self.settings {
            let _ = self.set(name, *value);
        }
        if let Some(value) = self.double_quoted_strings {
            let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, value);
        }
    }
}

/// A transaction that only reads, so that all of it sees one state of the database.
pub(super) struct Reading<'c>(&'c Connection);

impl<'c> Reading<'c> {
    pub(super) fn begin(connection: &'c Connection) -> Result<Self> {
        connection.execute_batch("BEGIN").context("the transaction cannot begin")?;
        Ok(Self(connection))
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let _ = self.0.execute_batch("ROLLBACK");
    }
}
