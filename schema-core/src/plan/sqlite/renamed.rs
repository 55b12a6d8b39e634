//! A model after a rename, as SQLite rewrites it: whatever names the table or the column follows.

use super::mention::{Kind, respell};
use crate::model::{Check, ForeignKey, Generated, IndexKey, Model, Name, Table};

/// Renames the table at this place, as `ALTER TABLE … RENAME TO` does.
pub(super) fn table(model: &mut Model, place: usize, to: &Name) {
    let from = model.tables[place].name.clone();
    for key in model.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if key.table.same(&from) {
            key.table = to.clone();
        }
    }
    let table = &mut model.tables[place];
    table.name = to.clone();
    for Check { expr, .. } in &mut table.checks {
        *expr = respell(expr, Kind::Table, &from, to);
    }
    for filter in table.indexes.iter_mut().filter_map(|index| index.filter.as_mut()) {
        *filter = respell(filter, Kind::Table, &from, to);
    }
}

/// Renames a column of the table at this place, as `ALTER TABLE … RENAME COLUMN` does.
pub(super) fn column(model: &mut Model, place: usize, from: &Name, to: &Name) {
    let owner = model.tables[place].name.clone();
    let spell =
        |names: &mut Vec<Name>| names.iter_mut().filter(|name| name.same(from)).for_each(|name| *name = to.clone());
    for ForeignKey { table, references, .. } in model.tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        if table.same(&owner) {
            spell(references);
        }
    }
    let Table { columns, primary_key, foreign_keys, uniques, checks, indexes, .. } = &mut model.tables[place];
    for column in columns {
        if column.name.same(from) {
            column.name = to.clone();
        }
        if let Some(Generated { expr, .. }) = &mut column.generated {
            *expr = respell(expr, Kind::Column, from, to);
        }
    }
    foreign_keys.iter_mut().for_each(|key| spell(&mut key.columns));
    let keys = primary_key.iter_mut().flat_map(|key| &mut key.columns);
    for column in keys.chain(uniques.iter_mut().flat_map(|unique| &mut unique.columns)) {
        if column.name.same(from) {
            column.name = to.clone();
        }
    }
    checks.iter_mut().for_each(|check| check.expr = respell(&check.expr, Kind::Column, from, to));
    for index in indexes {
        for part in &mut index.parts {
            match &mut part.key {
                IndexKey::Column(name) if name.same(from) => *name = to.clone(),
                IndexKey::Column(_) => {}
                IndexKey::Expr(expr) => *expr = respell(expr, Kind::Column, from, to),
            }
        }
        if let Some(filter) = &mut index.filter {
            *filter = respell(filter, Kind::Column, from, to);
        }
    }
}
