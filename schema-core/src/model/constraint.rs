//! Constraints of a table.

use super::{Conflict, Direction, Name, Sql};

/// The primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name; `None` where it has none, which is the rule for primary keys.
    pub name: Option<Name>,
    /// Its columns, in key order. At least one.
    pub columns: Vec<KeyColumn>,
    /// `AUTOINCREMENT` (<https://sqlite.org/autoinc.html>): a key is never given twice, not even after
    /// its row was deleted. Only with a single `integer` column.
    pub autoincrement: bool,
    /// What becomes of a row whose key is taken.
    pub conflict: Conflict,
}

impl PrimaryKey {
    /// A key without a name over these columns.
    pub fn new(columns: impl IntoIterator<Item = impl Into<KeyColumn>>) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { name: None, columns, autoincrement: false, conflict: Conflict::Abort }
    }

    /// Whether the column of this very name is in it.
    pub fn has(&self, column: &Name) -> bool {
        self.names().any(|name| name == column)
    }

    /// The names of its columns, in key order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &Name> + Clone {
        self.columns.iter().map(|column| &column.name)
    }
}

/// A column of a primary key or of a unique constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyColumn {
    /// The column.
    pub name: Name,
    /// The collating sequence; `None` is the column's own.
    pub collation: Option<Name>,
    /// The direction in which the key is stored.
    pub direction: Direction,
}

impl KeyColumn {
    /// A column as it is: by its own collation, ascending.
    pub fn new(name: impl Into<Name>) -> Self {
        Self { name: name.into(), collation: None, direction: Direction::Asc }
    }

    /// Whether it says nothing but its name.
    pub fn is_plain(&self) -> bool {
        self.collation.is_none() && self.direction == Direction::Asc
    }
}

impl From<Name> for KeyColumn {
    fn from(name: Name) -> Self {
        Self::new(name)
    }
}

impl From<&Name> for KeyColumn {
    fn from(name: &Name) -> Self {
        Self::new(name.clone())
    }
}

impl From<&str> for KeyColumn {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
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
    /// `references t ()`: the SQL names no columns, and means the primary key of the table. They are in
    /// [`references`](Self::references) all the same.
    pub bare: bool,
    /// What happens to the referencing rows when a referenced row is deleted.
    pub on_delete: Action,
    /// What happens to them when a referenced key changes.
    pub on_update: Action,
    /// `deferrable initially deferred`: it is looked at when the transaction commits, not before
    /// (<https://sqlite.org/foreignkeys.html#fk_deferred>).
    pub deferred: bool,
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

impl Action {
    /// Its words, as SQL and the language have them.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoAction => "no action",
            Self::Restrict => "restrict",
            Self::SetNull => "set null",
            Self::SetDefault => "set default",
            Self::Cascade => "cascade",
        }
    }
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name; `None` where it deliberately has none (`_` in the language).
    pub name: Option<Name>,
    /// Its columns.
    pub columns: Vec<KeyColumn>,
    /// What becomes of a row that is there already.
    pub conflict: Conflict,
}

impl Unique {
    /// A constraint of this name over these columns.
    pub fn new(name: Option<Name>, columns: impl IntoIterator<Item = impl Into<KeyColumn>>) -> Self {
        Self { name, columns: columns.into_iter().map(Into::into).collect(), conflict: Conflict::Abort }
    }

    /// Whether the column of this very name is in it.
    pub fn has(&self, column: &Name) -> bool {
        self.names().any(|name| name == column)
    }

    /// The names of its columns.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &Name> + Clone {
        self.columns.iter().map(|column| &column.name)
    }
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name; `None` where it deliberately has none (`_` in the language).
    pub name: Option<Name>,
    /// What must not be false.
    pub expr: Sql,
}
