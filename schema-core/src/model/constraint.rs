//! Constraints of a table.

use super::{Name, Sql};

/// The primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name; `None` where it has none, which is the rule for primary keys.
    pub name: Option<Name>,
    /// Its columns, in key order. At least one.
    pub columns: Vec<Name>,
    /// `AUTOINCREMENT` (<https://sqlite.org/autoinc.html>): a key is never given twice, not even after
    /// its row was deleted. Only with a single `integer` column.
    pub autoincrement: bool,
}

/// A reference to another table, or to its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The constraint's name; `None` where it deliberately has none (`_` in the language).
    pub name: Option<Name>,
    /// The referencing columns.
    pub columns: Vec<Name>,
    /// The referenced table.
    pub table: Name,
    /// The referenced columns, as many as [`columns`](Self::columns).
    pub references: Vec<Name>,
    /// What happens to the referencing rows when a referenced row is deleted.
    pub on_delete: Action,
    /// What happens to them when a referenced key changes.
    pub on_update: Action,
}

/// What a reference does when its target goes or changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Refuse when the statement or transaction ends with a dangling reference. The default.
    #[default]
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Set the referencing columns to null.
    SetNull,
    /// Set them to their defaults.
    SetDefault,
    /// Delete or change the referencing rows too.
    Cascade,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name; `None` where it deliberately has none (`_` in the language).
    pub name: Option<Name>,
    /// Its columns.
    pub columns: Vec<Name>,
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name; `None` where it deliberately has none (`_` in the language).
    pub name: Option<Name>,
    /// What must not be false.
    pub expr: Sql,
}
