//! What the rules look things up in.

use std::collections::BTreeMap;

use crate::dialect::Dialect;
use crate::fault::{Fault, FaultKind, Site, Span};
use crate::model::{Column, Enum, ForeignKey, Index, Model, Name, Table, Trigger, View, VirtualTable};
use crate::syntax::{ColumnSpans, EnumSpans, ItemSpans, ObjectSpans, SourceMap, TableSpans};

/// The model, with its names indexed as SQL compares them.
pub(super) struct Context<'a> {
    pub(super) dialects: &'a [Dialect],
    pub(super) model: &'a Model,
    spans: Option<&'a SourceMap>,
    tables: Vec<TableView<'a>>,
    by_name: BTreeMap<String, usize>,
}

/// A view, a trigger or a virtual table.
#[derive(Clone, Copy)]
pub(super) enum Object<'a> {
    VirtualTable(&'a VirtualTable),
    View(&'a View),
    Trigger(&'a Trigger),
}

/// An object with its spans.
#[derive(Clone, Copy)]
pub(super) struct ObjectView<'a> {
    pub(super) object: Object<'a>,
    pub(super) name: &'a Name,
    spans: Option<ObjectSpans>,
}

impl ObjectView<'_> {
    /// What it is called in a message.
    pub(super) fn what(&self) -> &'static str {
        match self.object {
            Object::VirtualTable(_) => "virtual table",
            Object::View(_) => "view",
            Object::Trigger(_) => "trigger",
        }
    }

    pub(super) fn name_span(&self) -> Option<Span> {
        self.spans.map(|spans| spans.name)
    }

    pub(super) fn sql_span(&self) -> Option<Span> {
        self.spans.map(|spans| spans.sql)
    }
}

/// A table with its spans.
pub(super) struct TableView<'a> {
    pub(super) table: &'a Table,
    pub(super) spans: Option<&'a TableSpans>,
    by_name: BTreeMap<String, usize>,
    items: Vec<ItemView<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model, map: Option<&'a SourceMap>, dialects: &'a [Dialect]) -> Self {
        let mut by_name = BTreeMap::new();
        let mut tables = Vec::with_capacity(model.tables.len());
        for (index, table) in model.tables.iter().enumerate() {
            by_name.entry(table.name.folded()).or_insert(index);
            let mut columns = BTreeMap::new();
            for (index, column) in table.columns.iter().enumerate() {
                columns.entry(column.name.folded()).or_insert(index);
            }
            let spans = map.and_then(|spans| spans.tables.get(index));
            tables.push(TableView { table, spans, by_name: columns, items: items(table, spans) });
        }
        Self { dialects, model, spans: map, tables, by_name }
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &TableView<'a>> {
        self.tables.iter()
    }

    /// The enums, each with its spans.
    pub(super) fn enums(&self) -> impl Iterator<Item = (&'a Enum, Option<&'a EnumSpans>)> {
        let spans = self.spans;
        let of = move |index: usize| spans.and_then(|spans| spans.enums.get(index));
        self.model.enums.iter().enumerate().map(move |(index, declared)| (declared, of(index)))
    }

    /// The virtual tables, views and triggers.
    pub(super) fn objects(&self) -> impl Iterator<Item = ObjectView<'a>> {
        let spans = self.spans;
        let of = |list: Option<&'a Vec<ObjectSpans>>, index| list.and_then(|list| list.get(index)).copied();
        let virtual_tables = self.model.virtual_tables.iter().enumerate().map(move |(index, table)| ObjectView {
            object: Object::VirtualTable(table),
            name: &table.name,
            spans: of(spans.map(|spans| &spans.virtual_tables), index),
        });
        let views = self.model.views.iter().enumerate().map(move |(index, view)| ObjectView {
            object: Object::View(view),
            name: &view.name,
            spans: of(spans.map(|spans| &spans.views), index),
        });
        let triggers = self.model.triggers.iter().enumerate().map(move |(index, trigger)| ObjectView {
            object: Object::Trigger(trigger),
            name: &trigger.name,
            spans: of(spans.map(|spans| &spans.triggers), index),
        });
        virtual_tables.chain(views).chain(triggers)
    }

    /// The table of this name, in whatever ASCII case.
    pub(super) fn table(&self, name: &Name) -> Option<&TableView<'a>> {
        self.by_name.get(&name.folded()).and_then(|&index| self.tables.get(index))
    }
}

impl<'a> TableView<'a> {
    /// The columns, each with its spans.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'a Column, Option<&'a ColumnSpans>)> {
        let spans = self.spans;
        let of = move |index: usize| spans.and_then(|spans| spans.columns.get(index));
        self.table.columns.iter().enumerate().map(move |(index, column)| (column, of(index)))
    }

    /// The column of this name, in whatever ASCII case.
    pub(super) fn column(&self, name: &Name) -> Option<(&'a Column, Option<&'a ColumnSpans>)> {
        let &index = self.by_name.get(&name.folded())?;
        let column = self.table.columns.get(index)?;
        Some((column, self.spans.and_then(|spans| spans.columns.get(index))))
    }

    /// Whether the text may say more of this table than could be read.
    pub(super) fn is_incomplete(&self) -> bool {
        self.spans.is_some_and(|spans| spans.incomplete)
    }

    pub(super) fn name_span(&self) -> Option<Span> {
        self.spans.map(|spans| spans.name)
    }

    /// Everything in the table that has a name of its own or names columns.
    pub(super) fn items(&self) -> &[ItemView<'a>] {
        &self.items
    }

    /// The references that are to be sound, each with its place: all but those with the word `unchecked`.
    pub(super) fn checked_references(&self) -> impl Iterator<Item = (usize, &'a ForeignKey)> {
        let spans = self.spans;
        self.table.foreign_keys.iter().enumerate().filter(move |(index, _)| {
            let parts = spans.and_then(|spans| spans.foreign_key_parts.get(*index));
            parts.is_none_or(|parts| parts.unchecked.is_none())
        })
    }

    /// The indexes, each with its place in the items.
    pub(super) fn indexes(&self) -> impl Iterator<Item = (&ItemView<'a>, &'a Index)> {
        self.items.iter().filter(|item| item.kind == ItemKind::Index).zip(&self.table.indexes)
    }
}

fn items<'a>(table: &'a Table, spans: Option<&'a TableSpans>) -> Vec<ItemView<'a>> {
    let mut items = Vec::new();
    if let Some(key) = &table.primary_key {
        items.push(ItemView {
            what: "primary key",
            name: key.name.as_ref(),
            columns: key.names().collect(),
            span: spans.and_then(|spans| spans.primary_key),
            parts: spans.map(|spans| &spans.primary_key_parts),
            kind: ItemKind::PrimaryKey,
        });
    }
    for (index, key) in table.foreign_keys.iter().enumerate() {
        items.push(ItemView {
            what: "reference",
            name: key.name.as_ref(),
            columns: key.columns.iter().collect(),
            span: spans.and_then(|spans| spans.foreign_keys.get(index).copied()),
            parts: spans.and_then(|spans| spans.foreign_key_parts.get(index)),
            kind: ItemKind::ForeignKey,
        });
    }
    for (index, unique) in table.uniques.iter().enumerate() {
        items.push(ItemView {
            what: "unique constraint",
            name: unique.name.as_ref(),
            columns: unique.names().collect(),
            span: spans.and_then(|spans| spans.uniques.get(index).copied()),
            parts: spans.and_then(|spans| spans.unique_parts.get(index)),
            kind: ItemKind::Unique,
        });
    }
    for (index, check) in table.checks.iter().enumerate() {
        items.push(ItemView {
            what: "check",
            name: check.name.as_ref(),
            columns: Vec::new(),
            span: spans.and_then(|spans| spans.checks.get(index).copied()),
            parts: spans.and_then(|spans| spans.check_parts.get(index)),
            kind: ItemKind::Check,
        });
    }
    for (index, item) in table.indexes.iter().enumerate() {
        items.push(ItemView {
            what: "index",
            name: Some(&item.name),
            columns: Vec::new(),
            span: spans.and_then(|spans| spans.indexes.get(index).copied()),
            parts: spans.and_then(|spans| spans.index_parts.get(index)),
            kind: ItemKind::Index,
        });
    }
    items
}

/// Which of a table's items one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    PrimaryKey,
    ForeignKey,
    Unique,
    Check,
    Index,
}

/// A constraint or index with its spans.
pub(super) struct ItemView<'a> {
    /// What it is called in a message.
    pub(super) what: &'static str,
    pub(super) name: Option<&'a Name>,
    /// The columns that it lists; those of an index are in its parts.
    pub(super) columns: Vec<&'a Name>,
    span: Option<Span>,
    parts: Option<&'a ItemSpans>,
    pub(super) kind: ItemKind,
}

impl ItemView<'_> {
    /// What it is, with its article: a table has one primary key.
    pub(super) fn with_article(&self) -> String {
        let article = match self.kind {
            ItemKind::PrimaryKey => "the",
            ItemKind::Index => "an",
            _ => "a",
        };
        format!("{article} {}", self.what)
    }

    /// Whether it is a reference with the word `unchecked`.
    pub(super) fn is_unchecked(&self) -> bool {
        self.parts.is_some_and(|parts| parts.unchecked.is_some())
    }

    /// Where its name stands, else all of it.
    pub(super) fn name_span(&self) -> Option<Span> {
        self.parts.and_then(|parts| parts.name).or(self.span)
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Option<Span> {
        self.span
    }

    /// Where the collation of one of its columns stands.
    pub(super) fn collation_span(&self, index: usize) -> Option<Span> {
        self.parts.and_then(|parts| parts.collations.get(index).copied().flatten()).or(self.span)
    }

    /// Where its conflict clause stands, else all of it.
    pub(super) fn conflict_span(&self) -> Option<Span> {
        self.parts.and_then(|parts| parts.on_conflict).or(self.span)
    }

    /// Where one of its columns stands.
    pub(super) fn column_span(&self, index: usize) -> Option<Span> {
        self.parts.and_then(|parts| parts.columns.get(index).copied()).or(self.span)
    }
}

/// The faults found.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    pub(super) fn add(&mut self, span: Option<Span>, message: impl Into<String>) {
        let site = span.map_or(Site::Declaration, Site::Source);
        self.list.push(Fault::new(FaultKind::Check, site, message));
    }

    /// The faults in the order of the text.
    pub(super) fn into_list(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|fault| match fault.site {
            Site::Source(span) => span.start,
            _ => 0,
        });
        self.list
    }
}

/// "; did you mean `x`?" if one of the names is near, else what the others say.
pub(super) fn meant<'a>(name: &Name, names: impl IntoIterator<Item = &'a Name>, otherwise: &str) -> String {
    match crate::syntax::nearest::nearest(name.as_str(), names.into_iter().map(Name::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if otherwise.is_empty() => String::new(),
        None => format!("; {otherwise}"),
    }
}
