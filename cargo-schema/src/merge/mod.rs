//! Two branches as one model: what each of them changed since they parted, put together.
//!
//! Everything is brought to the names that it has in the end first ([`names`]); then each table, column and
//! item is merged by its name, and each of their properties by its value ([`three`]). What both changed in
//! different ways is a conflict, told in words with both sides. Nothing is guessed.

mod enums;
mod names;
mod table;
mod three;

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::model::{Model, Name, Table};

pub(crate) use names::{Lineage, Names};
use three::{Conflicts, merge_named};

/// One side of a merge.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// What it is called: a revision's name.
    pub(crate) label: String,
    /// What it came to.
    pub(crate) model: Model,
    /// What its tables and columns were called in the model that both sides began with.
    pub(crate) lineage: Lineage,
}

/// What a merge came to.
#[derive(Debug)]
pub(crate) struct Merged {
    /// Both branches as one.
    pub(crate) model: Model,
    /// What the second branch's names became.
    pub(crate) theirs: Names,
    /// What the tables and columns of both as one are called on the second branch.
    pub(crate) lineage: Lineage,
}

/// Puts what the second side changed since `base` onto the first. What cannot be is told, each conflict in a
/// line with both sides.
pub(crate) fn merge(base: &Model, ours: &Side, theirs: &Side) -> Result<Merged, Vec<String>> {
    let mut conflicts = Conflicts::new(&ours.label, &theirs.label);
    let names = names::settle(base, ours, theirs, &mut conflicts);
    if !conflicts.is_empty() {
        return Err(conflicts.told());
    }
    let (a, b, c) = (names.base.apply(base), names.ours.apply(&ours.model), names.theirs.apply(&theirs.model));
    let (a, b, c) = (enums::by_name(a), enums::by_name(b), enums::by_name(c));
    for (side, model) in [(&ours.label, &b), (&theirs.label, &c)] {
        for words in twice(model) {
            conflicts.add(format!("{words} on `{side}`, once as it is and once as the other side renamed something"));
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts.told());
    }
    let mut model = Model { enums: enums::enums(&a, &b, &c, &mut conflicts), ..Model::default() };
    for name in order(&a.tables, &b.tables, &c.tables, |table| &table.name) {
        let find = |model: &Model| model.tables.iter().find(|table| table.name.same(&name)).cloned();
        model.tables.extend(table::merge(find(&a), find(&b), find(&c), &mut conflicts));
    }
    model.resolve_enums();
    model.views =
        merge_named("view", &a.views, &b.views, &c.views, |it| &it.name, |it| it.sql.to_string(), &mut conflicts);
    model.triggers = merge_named(
        "trigger",
        &a.triggers,
        &b.triggers,
        &c.triggers,
        |it| &it.name,
        |it| it.sql.to_string(),
        &mut conflicts,
    );
    model.virtual_tables = merge_named(
        "virtual table",
        &a.virtual_tables,
        &b.virtual_tables,
        &c.virtual_tables,
        |it| &it.name,
        |it| it.definition().to_string(),
        &mut conflicts,
    );
    if conflicts.is_empty() {
        // What each side may do alone, both together may not: an index over a column that the other dropped.
        for fault in check(&model, None, Dialect::ALL) {
            conflicts.add(format!("together they are not sound: {}", fault.message));
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts.told());
    }
    let lineage = Lineage::renamed(&theirs.model, &names.theirs, &model);
    Ok(Merged { model, theirs: names.theirs, lineage })
}

/// The names of all three in the order of the result: the first side's, then what is new on the second. Names
/// that only the base has come last; they go.
pub(super) fn order<T>(base: &[T], ours: &[T], theirs: &[T], name: impl Fn(&T) -> &Name) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for it in ours.iter().chain(theirs).chain(base).map(&name) {
        if !names.iter().any(|other| other.same(it)) {
            names.push(it.clone());
        }
    }
    names
}

/// Names that two things have.
fn twice(model: &Model) -> Vec<String> {
    let is_twice = |names: &[&Name], name: &Name| names.iter().filter(|other| other.same(name)).count() > 1;
    let tables: Vec<&Name> = model.tables.iter().map(|table| &table.name).collect();
    let mut told: Vec<String> = tables
        .iter()
        .filter(|name| is_twice(&tables, name))
        .map(|name| format!("there are two tables `{name}`"))
        .collect();
    for table in &model.tables {
        let columns: Vec<&Name> = table.columns.iter().map(|column| &column.name).collect();
        let twice = columns.iter().filter(|name| is_twice(&columns, name));
        told.extend(twice.map(|name| format!("there are two columns `{}.{name}`", table.name)));
    }
    told
}

/// A table's name, for messages.
pub(super) fn called(table: &Table) -> String {
    format!("table `{}`", table.name)
}

#[cfg(test)]
mod tests;
