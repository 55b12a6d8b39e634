//! What the databases call things, and where their limits are.
//!
//! This is the light part of a dialect, which checking needs; its planner and its SQL live in the
//! dialect's folder of `plan` and `sql`.

use crate::model::Model;

mod expressions;
pub(crate) mod reference;
pub mod sqlite;

/// A database that revisions carry SQL for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite (<https://sqlite.org>).
    Sqlite,
}

impl Dialect {
    /// Every dialect, in the order in which files and messages name them.
    pub const ALL: &'static [Self] = &[Self::Sqlite];

    /// Its word in file names and URLs: `sqlite`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
        }
    }

    /// The longest identifier, in bytes of UTF-8.
    ///
    /// SQLite has no limit of its own; this one keeps every database that anybody made within it, and
    /// messages within bounds.
    pub fn identifier_limit(self) -> usize {
        match self {
            Self::Sqlite => 4096,
        }
    }

    /// The model as this database stores it: each type by its own name, each default as it reads it
    /// back. Two models that lower to the same value are one schema there.
    pub fn lower(self, model: &Model) -> Model {
        match self {
            Self::Sqlite => sqlite::lower(model),
        }
    }
}
