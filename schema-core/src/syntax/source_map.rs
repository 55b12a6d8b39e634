//! Where each part of a model was said.

use crate::fault::Span;
use crate::model::{Model, Name};

/// The spans of a model, in its shape: `tables[i]` belongs to `model.tables[i]`, and so on down.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// One for each enum.
    pub enums: Vec<EnumSpans>,
    /// One for each table.
    pub tables: Vec<TableSpans>,
    /// One for each view.
    pub views: Vec<ObjectSpans>,
    /// One for each trigger.
    pub triggers: Vec<ObjectSpans>,
    /// One for each virtual table.
    pub virtual_tables: Vec<ObjectSpans>,
}

/// The spans of an enum.
#[derive(Clone, Debug, Default)]
pub struct EnumSpans {
    /// Its name.
    pub name: Span,
    /// The Rust name after `as`.
    pub rust_name: Option<Span>,
    /// One for each value.
    pub variants: Vec<VariantSpans>,
}

/// The spans of a value of an enum.
#[derive(Clone, Copy, Debug, Default)]
pub struct VariantSpans {
    /// Its text.
    pub text: Span,
    /// The Rust name after `as`.
    pub rust_name: Option<Span>,
}

/// The spans of a view, a trigger or a virtual table.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObjectSpans {
    /// Its name.
    pub name: Span,
    /// Its SQL.
    pub sql: Span,
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
    /// The word `strict`.
    pub strict: Option<Span>,
    /// The words `without rowid`.
    pub without_rowid: Option<Span>,
    /// The parts of the primary key.
    pub primary_key_parts: ItemSpans,
    /// The parts of each reference.
    pub foreign_key_parts: Vec<ItemSpans>,
    /// The parts of each unique constraint.
    pub unique_parts: Vec<ItemSpans>,
    /// The parts of each check.
    pub check_parts: Vec<ItemSpans>,
    /// The parts of each index.
    pub index_parts: Vec<ItemSpans>,
    /// Whether the text held a column or an item that could not be read, so that the table may have
    /// more than the model knows.
    pub incomplete: bool,
}

/// The spans of the parts of one constraint or index. What was not written has none: a constraint on a
/// column names neither itself nor its column.
#[derive(Clone, Debug, Default)]
pub struct ItemSpans {
    /// Its name.
    pub name: Option<Span>,
    /// Its columns, or the parts of an index.
    pub columns: Vec<Span>,
    /// The collation of each part of an index, or of each column of a key.
    pub collations: Vec<Option<Span>>,
    /// The referenced table.
    pub table: Option<Span>,
    /// The referenced columns.
    pub references: Vec<Span>,
    /// `on delete …`.
    pub on_delete: Option<Span>,
    /// `on update …`.
    pub on_update: Option<Span>,
    /// `on conflict …`.
    pub on_conflict: Option<Span>,
    /// `deferrable initially deferred`.
    pub deferred: Option<Span>,
    /// The word `unchecked`.
    pub unchecked: Option<Span>,
    /// The word `autoincrement`.
    pub autoincrement: Option<Span>,
    /// The expression of a check, or after the `where` of an index.
    pub expr: Option<Span>,
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
    /// The words `not null`, with a name and a conflict clause.
    pub not_null: Option<Span>,
    /// The value or expression after `default`.
    pub default: Option<Span>,
    /// The name after `collate`.
    pub collation: Option<Span>,
    /// The expression after `generated`.
    pub generated: Option<Span>,
    /// Whether the column's text had a fault, so that its type and modifiers are a guess.
    pub guessed: bool,
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
