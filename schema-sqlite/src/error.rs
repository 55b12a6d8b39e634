//! The one error type.

use std::fmt;
use std::path::{Path, PathBuf};

/// What a call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call gave up.
///
/// Its text is fact first, remedy second. What sort of failure it is can be asked with the `is_…`
/// methods; the cause underneath, if there is one, is its [`source`](std::error::Error::source).
///
/// A program whose `main` returns it prints the same text, with the causes underneath; `{:#?}` shows the
/// parts.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    report: Option<crate::Report>,
    backup: Option<PathBuf>,
    differences: Vec<crate::Difference>,
    row_index: Option<usize>,
    row_key: Option<String>,
}

/// The sorts of failure. Private, so that a new sort breaks nobody; see the `is_…` methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file could not be read or written.
    Io,
    /// The history on disk, or embedded, is not sound.
    History,
    /// The database is held by another connection.
    Busy,
    /// The database cannot be written.
    ReadOnly,
    /// The file is no SQLite database.
    NotADatabase,
    /// The connection is inside a transaction.
    InTransaction,
    /// The database is at a revision that this history does not have.
    Newer,
    /// The database is at a revision beyond the one that was asked for.
    Beyond,
    /// The database was upgraded along another history.
    OtherHistory,
    /// The database has our tables but no history.
    NoHistory,
    /// The database is not what its revision says.
    Drift,
    /// The upgrade would leave references that point nowhere.
    ForeignKeys,
    /// `user_version` belongs to the application.
    UserVersion,
    /// The database holds what the model has no word for.
    Unsaid,
    /// A temporary object would be taken for one of ours.
    Hidden,
    /// Rows of the database do not fit what a revision asks of them.
    Rows,
    /// A step in Rust failed, is missing, or is named by no revision.
    Step,
    /// The caller said stop.
    Cancelled,
    /// A row's value does not fit its field or its column.
    Value,
    /// A constraint refused a row.
    Constraint,
    /// A struct lacks the columns that the call needs.
    Unmapped,
    /// A query for one row found another number of them.
    NotOne,
    /// The database refused a statement.
    Sqlite,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            source: None,
            report: None,
            backup: None,
            differences: Vec::new(),
            row_index: None,
            row_key: None,
        }))
    }

    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What an upgrade had done when it failed, before it was rolled back: the revisions that had run
    /// whole. `None` where nothing had been run.
    pub fn report(&self) -> Option<&crate::Report> {
        self.0.report.as_ref()
    }

    /// In what a database that drifted differs from its revision, object by object; empty for any other
    /// error.
    pub fn differences(&self) -> &[crate::Difference] {
        &self.0.differences
    }

    pub(crate) fn reporting(mut self, report: crate::Report) -> Self {
        self.0.report = Some(report);
        self
    }

    /// The copy of the database from before the upgrade, if one was made: [`restore`](crate::restore()) puts
    /// it back. After an error nothing was changed, so that it is rarely needed.
    pub fn backup(&self) -> Option<&Path> {
        self.0.backup.as_deref()
    }

    pub(crate) fn with_backup(mut self, backup: Option<&Path>) -> Self {
        self.0.backup = backup.map(Path::to_owned);
        self
    }

    pub(crate) fn differing(mut self, differences: Vec<crate::Difference>) -> Self {
        self.0.differences = differences;
        self
    }

    /// Of many rows that were to be written at once, or of rows that were read and have no [`row_key`](Self::row_key), which
    /// one failed: its place among them, counted from 0 as `enumerate` does.
    pub fn row_index(&self) -> Option<usize> {
        self.0.row_index
    }

    /// The primary key of the row whose value does not fit, or that failed among many, as text: of a key of several
    /// columns with a comma between each two, of a long one its beginning. `None` where the row has no key, or the database was to make it.
    pub fn row_key(&self) -> Option<&str> {
        self.0.row_key.as_deref()
    }

    /// The same failure, told of a row among many.
    pub(crate) fn of_row(mut self, index: usize, key: Option<String>) -> Self {
        let told = &mut self.0.message;
        *told = match &key {
            // It may be in the words already.
            Some(key) if self.0.row_key.is_none() => format!("row at index {index}, with key `{key}`: {told}"),
            _ => format!("row at index {index}: {told}"),
        };
        self.0.row_index = Some(index);
        self.with_row_key(key)
    }

    /// Tells which of the rows that are read it is, if its key does not.
    #[cold]
    pub(crate) fn tell_row(&mut self, index: usize) {
        if self.0.kind == Kind::Value && self.0.row_key.is_none() {
            self.0.message.insert_str(0, &format!("row at index {index}: "));
            self.0.row_index = Some(index);
        }
    }

    pub(crate) fn with_row_key(mut self, key: Option<String>) -> Self {
        if let Some(key) = key {
            self.0.row_key = Some(key);
        }
        self
    }

    /// A file could not be read or written.
    pub fn is_io(&self) -> bool {
        self.kind() == Kind::Io
    }

    /// The history, on disk or embedded, is not sound.
    pub fn is_history(&self) -> bool {
        self.kind() == Kind::History
    }

    /// Another connection held the database for longer than the busy timeout.
    pub fn is_busy(&self) -> bool {
        self.kind() == Kind::Busy
    }

    /// The database cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.kind() == Kind::ReadOnly
    }

    /// The file is no SQLite database.
    pub fn is_not_a_database(&self) -> bool {
        self.kind() == Kind::NotADatabase
    }

    /// The connection was already inside a transaction.
    pub fn is_in_transaction(&self) -> bool {
        self.kind() == Kind::InTransaction
    }

    /// The database is at a revision newer than this program knows.
    pub fn is_newer(&self) -> bool {
        self.kind() == Kind::Newer
    }

    /// The database is at a revision beyond the one that was asked for.
    pub fn is_beyond(&self) -> bool {
        self.kind() == Kind::Beyond
    }

    /// The database was upgraded along another history.
    pub fn is_other_history(&self) -> bool {
        self.kind() == Kind::OtherHistory
    }

    /// The database has tables of the declaration, but no history of revisions.
    pub fn is_no_history(&self) -> bool {
        self.kind() == Kind::NoHistory
    }

    /// The database is not what its revision says.
    pub fn is_drift(&self) -> bool {
        self.kind() == Kind::Drift
    }

    /// The upgrade would have left references that point nowhere.
    pub fn is_foreign_keys(&self) -> bool {
        self.kind() == Kind::ForeignKeys
    }

    /// The database holds what the schema language has no word for.
    pub fn is_unsaid(&self) -> bool {
        self.kind() == Kind::Unsaid
    }

    /// A temporary table, view or trigger of the connection would be taken for one that a script names.
    pub fn is_hidden(&self) -> bool {
        self.kind() == Kind::Hidden
    }

    /// Rows of the database do not fit what a revision asks of them: a null where there may be none, a key
    /// that is there twice. They were found before the revision's script ran.
    pub fn is_rows(&self) -> bool {
        self.kind() == Kind::Rows
    }

    /// A step in Rust failed, is not supplied, is named by no revision, or ended the transaction.
    pub fn is_step(&self) -> bool {
        self.kind() == Kind::Step
    }

    /// The callback that was told of the progress said stop.
    pub fn is_cancelled(&self) -> bool {
        self.kind() == Kind::Cancelled
    }

    /// SQLite refused a statement; its own error is the [`source`](std::error::Error::source).
    pub fn is_sqlite(&self) -> bool {
        self.kind() == Kind::Sqlite
    }

    /// `PRAGMA user_version` is in use by the application.
    pub fn is_user_version(&self) -> bool {
        self.kind() == Kind::UserVersion
    }

    /// A value does not fit the field that it was read into, or the column that it was written to.
    pub fn is_value(&self) -> bool {
        self.kind() == Kind::Value
    }

    /// A constraint refused the row: a key that is taken, a reference to nothing, a check.
    pub fn is_constraint(&self) -> bool {
        self.kind() == Kind::Constraint
    }

    /// A query for one row found none, or more than one.
    pub fn is_not_one(&self) -> bool {
        self.kind() == Kind::NotOne
    }

    /// The row's struct lacks columns that the call needs.
    pub fn is_unmapped(&self) -> bool {
        self.kind() == Kind::Unmapped
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.backup {
            Some(backup) => write!(f, "; a backup from before is `{}`", backup.display()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return f.debug_tuple("Error").field(&self.0).finish();
        }
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        let mut told = self.to_string();
        while let Some(error) = cause {
            let text = error.to_string();
            if !told.contains(&text) {
                write!(f, "\n  because: {text}")?;
            }
            told = text;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// What the core refuses at run time is the history that it is handed: its text, or its files.
impl From<schema_core::Error> for Error {
    fn from(error: schema_core::Error) -> Self {
        let kind = if error.is_io() { Kind::Io } else { Kind::History };
        let message = error.to_string();
        let this = Self::new(kind, message);
        match error.into_source() {
            Some(source) => this.caused_by(source),
            None => this,
        }
    }
}
