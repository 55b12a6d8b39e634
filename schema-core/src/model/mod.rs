//! A schema as a value.
//!
//! A [`Model`] says what a database holds, whoever said so: the tokens of `schema!`, a snapshot on
//! disk, or a live database. It is plain data without spans, files or a dialect, so that two of them
//! can be compared wherever they came from.
//!
//! Shorthands of the language do not survive into it: `id integer primary key` on a column is the
//! table's [`PrimaryKey`], `references` on a column is one of its [`ForeignKey`]s, and names left out
//! have been made by [`convention`]. Hence one schema has one model.

mod column;
mod constraint;
pub mod convention;
mod index;
mod name;
pub mod rust_names;
mod sql;
mod table;
mod transition;
mod ty;

pub use column::{Column, DefaultValue, Generated, Literal, Storage};
pub use constraint::{Action, Check, ForeignKey, PrimaryKey, Unique};
pub use index::{Direction, Index, IndexKey, IndexPart};
pub use name::Name;
pub use sql::{Sql, SqlToken};
pub use table::Table;
pub use transition::{Expression, Rename, RenameColumn, Transition};
pub use ty::Type;

/// A whole schema: its tables, in the order in which they were declared.
///
/// The order is kept for the reader's sake; two models that differ only in it have an empty
/// [diff](crate::diff::diff).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The tables, in declaration order.
    pub tables: Vec<Table>,
}

impl Model {
    /// The table of this name, letter for letter.
    pub fn table(&self, name: &Name) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The table of this name as SQL sees it: ASCII letters match in either case.
    pub fn table_named(&self, name: &Name) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.same(name))
    }
}
