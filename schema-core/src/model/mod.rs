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
mod conflict;
mod constraint;
pub mod convention;
mod enumeration;
mod index;
mod name;
pub mod new_types;
pub mod rust_names;
mod sql;
mod table;
mod transition;
mod trigger;
mod ty;
mod view;
mod virtual_table;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use column::{Column, DefaultValue, Generated, Literal, NotNull, RustType, Storage};
pub use conflict::Conflict;
pub use constraint::{Action, Check, ForeignKey, KeyColumn, PrimaryKey, Unique};
pub use enumeration::{Enum, EnumType, Variant};
pub use index::{Direction, Index, IndexKey, IndexPart};
pub use name::Name;
pub use sql::{Sql, SqlToken};
pub use table::Table;
pub use transition::{Expression, Rename, RenameColumn, Transition};
pub use trigger::Trigger;
pub use ty::Type;
pub use view::View;
pub use virtual_table::VirtualTable;

/// A whole schema: its enums, tables, views, triggers and virtual tables, each in the order in which they
/// were declared.
///
/// The order is kept for the reader's sake; two models that differ only in it have an empty
/// [diff](crate::diff::diff).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The enums, in declaration order. The types of columns carry what they say: see
    /// [`resolve_enums`](Self::resolve_enums).
    pub enums: Vec<Enum>,
    /// The tables, in declaration order.
    pub tables: Vec<Table>,
    /// The views, in declaration order.
    pub views: Vec<View>,
    /// The triggers, in declaration order.
    pub triggers: Vec<Trigger>,
    /// The virtual tables, in declaration order.
    pub virtual_tables: Vec<VirtualTable>,
}

impl Model {
    /// A model of tables alone.
    pub fn of_tables(tables: Vec<Table>) -> Self {
        Self { tables, ..Self::default() }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The table of this name, letter for letter.
    pub fn table(&self, name: &Name) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The table of this name as SQL sees it: ASCII letters match in either case.
    pub fn table_named(&self, name: &Name) -> Option<&Table> {
        self.tables.iter().find(|table| table.name.same(name))
    }

    /// The name, as it is spelled here, of the table or virtual table that SQL knows by this one.
    pub fn table_spelled(&self, name: &Name) -> Option<&Name> {
        let tables = self.tables.iter().map(|table| &table.name);
        tables.chain(self.virtual_tables.iter().map(|table| &table.name)).find(|table| table.same(name))
    }

    /// The enum of this name as SQL sees it: ASCII letters match in either case.
    pub fn enum_named(&self, name: &Name) -> Option<&Enum> {
        self.enums.iter().find(|candidate| candidate.name.same(name))
    }

    /// Gives each column of an enum the values of the enum that it names: what has to be done whenever
    /// enums were put into a model or changed. A column whose enum is not there gets none.
    pub fn resolve_enums(&mut self) {
        let types: BTreeMap<String, EnumType> =
            self.enums.iter().rev().map(|declared| (declared.name.folded(), declared.ty())).collect();
        for column in self.tables.iter_mut().flat_map(|table| &mut table.columns) {
            if let Type::Enum(of) = &mut column.ty {
                of.values = types.get(&of.name.folded()).map(|ty| Arc::clone(&ty.values)).unwrap_or_default();
            }
        }
    }

    /// The view of this name, letter for letter.
    pub fn view(&self, name: &Name) -> Option<&View> {
        self.views.iter().find(|view| view.name == *name)
    }

    /// The trigger of this name, letter for letter.
    pub fn trigger(&self, name: &Name) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.name == *name)
    }

    /// The virtual table of this name, letter for letter.
    pub fn virtual_table(&self, name: &Name) -> Option<&VirtualTable> {
        self.virtual_tables.iter().find(|table| table.name == *name)
    }
}
