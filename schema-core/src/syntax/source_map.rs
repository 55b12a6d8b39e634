//! Where each part of a model was said.

use crate::fault::Span;
use crate::model::{Model, Name};

/// The spans of a model, in its shape: `tables[i]` belongs to `model.tables[i]`, and so on down.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// One for each table.
    pub tables: Vec<TableSpans>,
}

/// The spans of one table.
#[derive(Clone, Debug, Default)]
pub struct TableSpans {
    /// The table's name.
    pub name: Span,
    /// The Rust name after `as`.
    pub rust_name: Option<Span>,
    /// One for each column.
    pub columns: Vec<ColumnSpans>,
    /// What made the primary key: the words `primary key` of a column, or the table's item.
    pub primary_key: Option<Span>,
    /// One for each reference: the `references …` of a column, or the table's item.
    pub foreign_keys: Vec<Span>,
    /// One for each unique constraint.
    pub uniques: Vec<Span>,
    /// One for each check.
    pub checks: Vec<Span>,
    /// One for each index.
    pub indexes: Vec<Span>,
}

/// The spans of one column.
#[derive(Clone, Debug, Default)]
pub struct ColumnSpans {
    /// The column's name.
    pub name: Span,
    /// Its type, with the `?`.
    pub ty: Span,
    /// The Rust type after `as`.
    pub rust_type: Option<Span>,
    /// The value or expression after `default`.
    pub default: Option<Span>,
    /// The name after `collate`.
    pub collation: Option<Span>,
    /// The expression after `generated`.
    pub generated: Option<Span>,
}

impl SourceMap {
    /// The span of the name of this table.
    pub fn table(&self, model: &Model, table: &Name) -> Option<&TableSpans> {
        let index = model.tables.iter().position(|candidate| candidate.name == *table)?;
        self.tables.get(index)
    }

    /// The spans of this column of this table.
    pub fn column(&self, model: &Model, table: &Name, column: &Name) -> Option<&ColumnSpans> {
        let columns = &model.table(table)?.columns;
        let index = columns.iter().position(|candidate| candidate.name == *column)?;
        self.table(model, table)?.columns.get(index)
    }
}
