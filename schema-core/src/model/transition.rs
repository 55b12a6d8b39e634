//! What two models cannot tell.

use super::{Name, Sql};

/// The answers that a revision was frozen with: what was renamed rather than dropped and added, and
/// what the rows get.
///
/// Tables go by the name that they have *after* the transition, columns by the name that its text says
/// (`from` before, `to` after).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transition {
    /// Tables that were renamed.
    pub rename_tables: Vec<Rename>,
    /// Columns that were renamed.
    pub rename_columns: Vec<RenameColumn>,
    /// Tables that were dropped on purpose, although one like them appeared. By the old name.
    pub drop_tables: Vec<Name>,
    /// Columns that were dropped on purpose, although one like them appeared: (table after, column).
    pub drop_columns: Vec<(Name, Name)>,
    /// What a column holds in rows that have no value for it: an expression over the old row.
    pub backfills: Vec<Expression>,
    /// How a column's stored values become values of its new type: an expression over the old row.
    pub casts: Vec<Expression>,
}

/// A table's old and new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Before.
    pub from: Name,
    /// After.
    pub to: Name,
}

/// A column's old and new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameColumn {
    /// The table, by the name that it has after the transition.
    pub table: Name,
    /// Before.
    pub from: Name,
    /// After.
    pub to: Name,
}

/// An expression that gives a column its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// The table, by the name that it has after the transition.
    pub table: Name,
    /// The column, by the name that it has after the transition.
    pub column: Name,
    /// The expression; it may name the columns of the table as they were before.
    pub expr: Sql,
}

impl Transition {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The old name of a table that has this name afterwards, if it was renamed.
    pub fn table_before(&self, after: &Name) -> Option<&Name> {
        self.rename_tables.iter().find(|rename| rename.to == *after).map(|rename| &rename.from)
    }

    /// The old name of a column that has this name afterwards, if it was renamed.
    pub fn column_before(&self, table: &Name, after: &Name) -> Option<&Name> {
        self.rename_columns
            .iter()
            .find(|rename| rename.table == *table && rename.to == *after)
            .map(|rename| &rename.from)
    }

    /// The expression that fills the column, if there is one.
    pub fn backfill(&self, table: &Name, column: &Name) -> Option<&Sql> {
        expression(&self.backfills, table, column)
    }

    /// The expression that converts the column, if there is one.
    pub fn cast(&self, table: &Name, column: &Name) -> Option<&Sql> {
        expression(&self.casts, table, column)
    }

    /// The way back: renames turned round. Backfills and casts have no inverse.
    pub fn inverse(&self) -> Self {
        let before = |table: &Name| self.table_before(table).unwrap_or(table).clone();
        Self {
            rename_tables: self
                .rename_tables
                .iter()
                .map(|rename| Rename { from: rename.to.clone(), to: rename.from.clone() })
                .collect(),
            rename_columns: self
                .rename_columns
                .iter()
                .map(|rename| RenameColumn {
                    table: before(&rename.table),
                    from: rename.to.clone(),
                    to: rename.from.clone(),
                })
                .collect(),
            ..Self::default()
        }
    }
}

fn expression<'a>(list: &'a [Expression], table: &Name, column: &Name) -> Option<&'a Sql> {
    list.iter().find(|entry| entry.table == *table && entry.column == *column).map(|entry| &entry.expr)
}
