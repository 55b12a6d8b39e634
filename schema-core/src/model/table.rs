//! Tables.

use super::{Check, Column, ForeignKey, Index, Name, PrimaryKey, Unique};

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in the database.
    pub name: Name,
    /// The Rust struct that holds a row (`as Product`), if the declaration names one.
    pub rust_name: Option<String>,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// Its columns, in the order in which the table has them.
    pub columns: Vec<Column>,
    /// Its primary key. `None` is legal in SQLite: the table is known by its hidden rowid alone.
    pub primary_key: Option<PrimaryKey>,
    /// Its references to other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its unique constraints. A unique *index* is in [`indexes`](Self::indexes).
    pub uniques: Vec<Unique>,
    /// Its check constraints.
    pub checks: Vec<Check>,
    /// Its indexes.
    pub indexes: Vec<Index>,
    /// `STRICT` (<https://sqlite.org/stricttables.html>): values must have their column's type.
    pub strict: bool,
    /// `WITHOUT ROWID` (<https://sqlite.org/withoutrowid.html>): the primary key is the storage key.
    pub without_rowid: bool,
}

impl Table {
    /// An empty table of this name.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            rust_name: None,
            docs: Vec::new(),
            columns: Vec::new(),
            primary_key: None,
            foreign_keys: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            strict: false,
            without_rowid: false,
        }
    }

    /// The names of its constraints, those of `not null` included.
    pub fn constraint_names(&self) -> impl Iterator<Item = &Name> {
        let keys = self.primary_key.iter().filter_map(|key| key.name.as_ref());
        let references = self.foreign_keys.iter().filter_map(|key| key.name.as_ref());
        let uniques = self.uniques.iter().filter_map(|unique| unique.name.as_ref());
        let checks = self.checks.iter().filter_map(|check| check.name.as_ref());
        let columns = self.columns.iter().filter_map(|column| column.not_null.name.as_ref());
        keys.chain(references).chain(uniques).chain(checks).chain(columns)
    }

    /// The column of this name, letter for letter.
    pub fn column(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The column of this name as SQL sees it.
    pub fn column_named(&self, name: &Name) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.same(name))
    }
}
