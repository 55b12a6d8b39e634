//! Views.

use std::borrow::Cow;

use super::{Name, Sql, SqlToken};

/// A view (<https://sqlite.org/lang_createview.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name, of one kind with those of tables and indexes.
    pub name: Name,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// What stands after `AS`: `SELECT …`. Where its columns have names of their own, what stands after
    /// the view's name: `(a, b) AS SELECT …`.
    pub sql: Sql,
}

impl View {
    /// A view of this text.
    pub fn new(name: impl Into<Name>, sql: impl AsRef<str>) -> Self {
        Self { name: name.into(), docs: Vec::new(), sql: Sql::new(sql) }
    }

    /// Whether its text begins with names for its columns. (No `SELECT` of a view begins with a bracket.)
    pub fn has_columns(&self) -> bool {
        matches!(self.sql.tokens().next(), Some(SqlToken::Symbol("(")))
    }

    /// What stands after its name in `CREATE VIEW`: `AS SELECT …`, or `(a, b) AS SELECT …`.
    ///
    /// ```
    /// use schema_core::model::View;
    ///
    /// assert_eq!(View::new("v", "SELECT 1").definition(), "AS SELECT 1");
    /// assert_eq!(View::new("v", "(a) AS SELECT 1").definition(), "(a) AS SELECT 1");
    /// ```
    pub fn definition(&self) -> Cow<'_, str> {
        if self.has_columns() { self.sql.as_str().into() } else { format!("AS {}", self.sql).into() }
    }
}
