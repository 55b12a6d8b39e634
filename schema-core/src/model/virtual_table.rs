//! Virtual tables.

use super::{Name, Sql};

/// A virtual table (<https://sqlite.org/vtab.html>): what it holds is its module's business, and so are
/// its columns. The tables that a module keeps its content in are no part of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualTable {
    /// Its name, of one kind with those of tables and indexes.
    pub name: Name,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// The module that makes it: `fts5`, `rtree`.
    pub module: Name,
    /// What stands in the module's brackets: `title, body, content='docs'`. May be empty.
    pub arguments: Sql,
}

impl VirtualTable {
    /// A virtual table of this module.
    pub fn new(name: impl Into<Name>, module: impl Into<Name>, arguments: impl AsRef<str>) -> Self {
        Self { name: name.into(), docs: Vec::new(), module: module.into(), arguments: Sql::new(arguments) }
    }
}
