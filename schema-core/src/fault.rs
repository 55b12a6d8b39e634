//! What is wrong with a declaration or with a history, and where.
//!
//! A [`Fault`] is a diagnostic: many are collected before any is reported. An [`Error`](crate::Error)
//! is what makes a call give up.

use std::fmt;
use std::path::PathBuf;

/// A range of bytes of a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The line and the column, from 1, at which it starts in its text. A column is a character.
    pub fn line_and_column(self, text: &str) -> (usize, usize) {
        let before = text.get(..self.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (1 + before.matches('\n').count(), 1 + before[line_start..].chars().count())
    }
}

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// At these bytes of the declaration.
    Source(Span),
    /// At the declaration as a whole: the macro's name, or the file.
    Declaration,
    /// In a file of the history.
    File {
        /// The file, by the path that it was read from.
        path: PathBuf,
        /// The line, from 1; `None` is the file as a whole.
        line: Option<usize>,
    },
}

/// What sort of fault it is: which exit code and which advice go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The text is not of the language.
    Syntax,
    /// The model is not sound.
    Check,
    /// Declared, not frozen yet.
    Pending,
    /// The history is not what was frozen.
    History,
}

impl FaultKind {
    /// A stable word for machines: `syntax`, `check`, `pending` or `history`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Check => "check",
            Self::Pending => "pending",
            Self::History => "history",
        }
    }
}

/// One fault: fact first, remedy second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort it is.
    pub kind: FaultKind,
    /// Where it is.
    pub site: Site,
    /// What is wrong, and after a `;` what mends it. Lower case, names in backticks, no full stop.
    pub message: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(kind: FaultKind, site: Site, message: impl Into<String>) -> Self {
        Self { kind, site, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
