//! Names that nothing has.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::model::{Model, Name, Table};

/// The words for the hidden rowid. A column of the same name hides each.
pub(crate) const ROWID: [&str; 3] = ["rowid", "_rowid_", "oid"];

/// What the names of a virtual table and of the tables that it keeps its content in end in.
const SHADOWS: [&str; 13] = [
    "",
    "_data",
    "_idx",
    "_content",
    "_docsize",
    "_config",
    "_node",
    "_rowid",
    "_parent",
    "_segments",
    "_segdir",
    "_stat",
    "_list",
];

/// Whether a column of this name hides a word for the rowid. SQLite neither adds, drops nor renames one in
/// place.
pub(super) fn hides_rowid(table: &Table, column: &Name) -> bool {
    !table.without_rowid && ROWID.iter().any(|word| column.as_str().eq_ignore_ascii_case(word))
}

/// Names that are taken, and those handed out. SQLite takes names that differ in ASCII case for one, and
/// keeps tables and indexes in one space.
///
/// The names are gathered when the first is asked for: most changes need none.
pub(super) struct Taken<'a> {
    gather: Box<dyn Fn() -> BTreeSet<String> + 'a>,
    names: OnceCell<BTreeSet<String>>,
}

impl<'a> Taken<'a> {
    fn new(gather: impl Fn() -> BTreeSet<String> + 'a) -> Self {
        Self { gather: Box::new(gather), names: OnceCell::new() }
    }

    /// The tables, indexes, views and virtual tables of both models.
    pub(super) fn objects(models: [&'a Model; 2]) -> Self {
        Self::new(move || {
            let views = models.into_iter().flat_map(|model| &model.views).map(|view| view.name.folded());
            let virtuals = models.into_iter().flat_map(|model| &model.virtual_tables);
            let virtuals = virtuals.flat_map(|table| {
                let name = table.name.folded();
                SHADOWS.iter().map(move |suffix| format!("{name}{suffix}"))
            });
            tables(models).map(Name::folded).chain(views).chain(virtuals).collect()
        })
    }

    /// The tables and indexes of both models.
    pub(super) fn tables(models: [&'a Model; 2]) -> Self {
        Self::new(move || tables(models).map(Name::folded).collect())
    }

    /// The columns of both tables.
    pub(super) fn columns(both: [&'a Table; 2]) -> Self {
        Self::new(move || both.into_iter().flat_map(|it| &it.columns).map(|column| column.name.folded()).collect())
    }

    /// Whether something has this name.
    pub(super) fn has(&self, name: &Name) -> bool {
        self.names.get_or_init(&self.gather).contains(&name.folded())
    }

    /// A name made of this prefix and name that nothing has. It is taken from then on.
    pub(super) fn free(&mut self, prefix: &str, name: &Name) -> Name {
        let stem = format!("{prefix}_{name}");
        let mut names = self.names.take().unwrap_or_else(&self.gather);
        let mut candidate = Name::new(stem.as_str());
        let mut count = 2u64;
        while !names.insert(candidate.folded()) {
            candidate = Name::new(format!("{stem}_{count}"));
            count += 1;
        }
        self.names = OnceCell::from(names);
        candidate
    }
}

fn tables(models: [&Model; 2]) -> impl Iterator<Item = &Name> {
    let tables = models.into_iter().flat_map(|model| &model.tables);
    tables.flat_map(|table| [&table.name].into_iter().chain(table.indexes.iter().map(|index| &index.name)))
}
