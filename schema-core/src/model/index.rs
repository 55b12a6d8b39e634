//! Indexes.

use super::{Name, Sql};

/// An index. Its name is global: no two indexes of a database share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: Name,
    /// Whether it refuses a second row with the same key.
    pub unique: bool,
    /// What it sorts by. At least one part.
    pub parts: Vec<IndexPart>,
    /// `where`: the rows that it covers (<https://sqlite.org/partialindex.html>); `None` is all.
    pub filter: Option<Sql>,
}

/// One part of an index key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// What is sorted.
    pub key: IndexKey,
    /// The collating sequence; `None` is the column's own.
    pub collation: Option<Name>,
    /// The direction.
    pub direction: Direction,
}

/// What a part of an index sorts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexKey {
    /// A column.
    Column(Name),
    /// An expression (<https://sqlite.org/expridx.html>): `sql "lower(name)"`.
    Expr(Sql),
}

/// The direction of a part of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Ascending. The default.
    #[default]
    Asc,
    /// Descending.
    Desc,
}
