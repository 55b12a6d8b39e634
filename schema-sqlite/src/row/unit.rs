//! What is done as a whole.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// What is done as a whole: a transaction or, inside one, a savepoint. Dropped, it is undone.
pub(super) enum Unit<'c> {
    Transaction(Transaction<'c>),
    Savepoint(Savepoint<'c>),
}

impl<'c> Unit<'c> {
    pub(super) fn begin(connection: &'c Connection) -> rusqlite::Result<Self> {
        if connection.is_autocommit() {
            Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map(Self::Transaction)
        } else {
            connection.execute_batch("SAVEPOINT frostline_rows")?;
            Ok(Self::Savepoint(Savepoint { connection, open: true }))
        }
    }

    pub(super) fn commit(self) -> rusqlite::Result<()> {
        match self {
            Self::Transaction(transaction) => transaction.commit(),
            Self::Savepoint(savepoint) => savepoint.release(),
        }
    }
}

/// A savepoint over a shared connection, which rusqlite's own does not offer.
pub(super) struct Savepoint<'c> {
    connection: &'c Connection,
    open: bool,
}

impl Savepoint<'_> {
    fn release(mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch("RELEASE frostline_rows")?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if self.open {
            // It fails only where SQLite has already undone the whole transaction.
            let _ = self.connection.execute_batch("ROLLBACK TO frostline_rows; RELEASE frostline_rows");
        }
    }
}
