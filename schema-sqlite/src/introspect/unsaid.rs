//! What a database has and the model has no word for.

use std::fmt;

use schema_core::model::{Name, Sql};

/// Something that a database has and the model has no word for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// What it is.
    pub kind: UnsaidKind,
    /// The object's own name; for a clause, the table's or index's that has it.
    pub name: Name,
    /// The table that it is on; for a view or virtual table, itself.
    pub table: Name,
    /// What has no word, or why it could not be read, in words.
    pub text: Sql,
}

/// What sort of thing the model has no word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnsaidKind {
    /// A view whose text could not be read.
    View,
    /// A trigger whose text could not be read.
    Trigger,
    /// A virtual table whose module this library does not have, or whose text could not be read.
    VirtualTable,
    /// A clause of a table or index that the model has otherwise read.
    Clause,
    /// A table or index whose text could not be read.
    Unreadable,
}

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, table, text } = self;
        match kind {
            UnsaidKind::View => write!(f, "view `{name}` (it cannot be read: {text})"),
            UnsaidKind::Trigger => write!(f, "trigger `{name}` on `{table}` (it cannot be read: {text})"),
            UnsaidKind::VirtualTable => write!(f, "virtual table `{name}` ({text})"),
            UnsaidKind::Clause if name == table => write!(f, "{text} in table `{table}`"),
            UnsaidKind::Clause => write!(f, "{text} in index `{name}` of table `{table}`"),
            UnsaidKind::Unreadable if name == table => write!(f, "table `{name}` (it cannot be read: {text})"),
            UnsaidKind::Unreadable => write!(f, "index `{name}` of table `{table}` (it cannot be read: {text})"),
        }
    }
}
