//! The one error type of the command, and the exit code that goes with it.

use std::fmt;
use std::io;

/// What everything here returns.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// What a command that did run found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// All is well: exit code 0.
    Fine,
    /// Something is pending, broken or differs, and has been told: exit code 1.
    Wanting,
}

impl Outcome {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Wanting => 1,
        }
    }
}

/// Why a command gave up.
#[derive(Debug)]
pub(crate) struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: u8,
    /// `None` where nobody listens any more.
    message: Option<String>,
    notes: Vec<String>,
    /// What else is wrong, each an error of its own.
    others: Vec<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// It refused: the schema, the history or the database is not as it has to be, or an answer is
    /// missing. Exit code 1.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::with_code(1, message)
    }

    /// It could not run: wrong usage, no project, a file that cannot be read or written. Exit code 2.
    pub(crate) fn could_not_run(message: impl Into<String>) -> Self {
        Self::with_code(2, message)
    }

    fn with_code(code: u8, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            message: Some(message.into()),
            notes: Vec::new(),
            others: Vec::new(),
            source: None,
        }))
    }

    /// Adds a line below the message.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Adds lines below the message.
    pub(crate) fn notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.0.notes.extend(notes);
        self
    }

    /// Says what was underneath.
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.0.code
    }

    /// The message, unless nobody listens any more.
    pub(crate) fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What else is wrong, each an error of its own.
    pub(crate) fn others(&self) -> &[String] {
        &self.0.others
    }

    /// The lines below the message: its notes, then each cause that says something new.
    pub(crate) fn details(&self) -> Vec<String> {
        let mut lines = self.0.notes.clone();
        let mut said = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let text = error.to_string();
            if !said.contains(&text) {
                lines.push(format!("because: {text}"));
                said.push_str(&text);
            }
            cause = error.source();
        }
        lines
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or("the output was closed"))?;
        self.others().iter().try_for_each(|other| write!(f, "\n{other}"))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<schema_core::Error> for Error {
    fn from(error: schema_core::Error) -> Self {
        let refused = error.is_history() || error.is_unplannable();
        let message = error.to_string();
        // The planner tells all that is wrong, a line each.
        let mut lines = message.lines().map(str::to_owned);
        let (first, others) = match error.is_unplannable() {
            true => (lines.next().unwrap_or_default(), lines.collect()),
            false => (message.clone(), Vec::new()),
        };
        let mut this = Self::with_code(if refused { 1 } else { 2 }, first);
        this.0.others = others;
        if error.is_unplannable() { this } else { this.caused_by(error) }
    }
}

impl From<schema_sqlite::Error> for Error {
    fn from(error: schema_sqlite::Error) -> Self {
        let refused = error.is_history()
            || error.is_newer()
            || error.is_other_history()
            || error.is_no_history()
            || error.is_drift()
            || error.is_foreign_keys()
            || error.is_user_version()
            || error.is_rows()
            || breaks_constraint(&error)
            || error.is_cancelled();
        Self::with_code(if refused { 1 } else { 2 }, error.to_string()).caused_by(error)
    }
}

/// Whether a row that is there did not pass a constraint.
fn breaks_constraint(error: &schema_sqlite::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<rusqlite::Error>() {
            return error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation);
        }
        cause = error.source();
    }
    false
}

/// An error of writing to the terminal or a pipe. A reader that went away (`… | head`) is no failure.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self(Box::new(Inner {
                code: 0,
                message: None,
                notes: Vec::new(),
                others: Vec::new(),
                source: None,
            }));
        }
        Self::could_not_run(format!("the output cannot be written: {error}")).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let error = Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((error.code(), error.message()), (0, None));
    }

    #[test]
    fn a_cause_is_told_once() {
        let inner = io::Error::other("disk full");
        let error = Error::could_not_run("cannot write").caused_by(inner);
        assert_eq!(error.details(), ["because: disk full"]);
        let error = Error::could_not_run("cannot write: disk full").caused_by(io::Error::other("disk full"));
        assert!(error.details().is_empty());
    }
}
