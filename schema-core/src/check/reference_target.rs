//! A reference points at columns that are unique together, as many as it has
//! (<https://sqlite.org/foreignkeys.html#fk_indexes>).

use std::collections::BTreeSet;

use super::context::{Context, Faults, TableView};
use crate::dialect::sqlite::rowid_alias;
use crate::model::{IndexKey, KeyColumn, Name, PrimaryKey};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (index, key) in view.table.foreign_keys.iter().enumerate() {
            let Some(target) = context.table(&key.table) else { continue };
            let to = &target.table.name;
            let parts = view.spans.and_then(|spans| spans.foreign_key_parts.get(index));
            let whole = view.spans.and_then(|spans| spans.foreign_keys.get(index).copied());
            let table_span = parts.and_then(|parts| parts.table).or(whole);
            let (from, count) = (list(&key.columns), key.columns.len());
            if key.references.is_empty() {
                if !target.is_incomplete() {
                    let message = match &target.table.primary_key {
                        None => format!(
                            "the reference from `{table}` names no columns, and table `{to}` has no primary key; name \
                             unique columns of `{to}`"
                        ),
                        Some(_) => format!("the reference from `{table}` names no columns of `{to}`; name them"),
                    };
                    faults.add(table_span, message);
                }
                continue;
            }
            let columns_span = parts
                .and_then(|parts| Some((parts.references.first()?, parts.references.last()?)))
                .map(|(first, last)| crate::fault::Span::new(first.start, last.end))
                .or(table_span);
            if key.references.len() != count {
                let message = format!(
                    "the reference from `{table}` ({from}) has {count} columns and points at {} ({}); name as many on \
                     both sides",
                    key.references.len(),
                    list(&key.references),
                );
                faults.add(columns_span, message);
                continue;
            }
            if key.references.iter().any(|name| target.column(name).is_none()) || target.is_incomplete() {
                continue;
            }
            if !is_unique(target, &key.references) {
                let to_columns = list(&key.references);
                faults.add(
                    columns_span,
                    format!(
                        "table `{to}` may hold two rows with the same ({to_columns}), so nothing can reference them; add \
                         `unique ({to_columns})` to `{to}`, or reference its primary key"
                    ),
                );
            }
        }
    }
}

/// Whether no two rows of the table have the same values there. The order of the columns is free.
fn is_unique(view: &TableView<'_>, columns: &[Name]) -> bool {
    let folded = |names: &mut dyn Iterator<Item = &Name>| names.map(Name::folded).collect::<BTreeSet<_>>();
    let wanted = folded(&mut columns.iter());
    let table = view.table;
    if wanted.len() != columns.len() {
        return false;
    }
    // A key by another collation than the column's is none that SQLite takes here.
    let own = |column: &KeyColumn| match (&column.collation, view.column(&column.name)) {
        (Some(collation), Some((declared, _))) => match &declared.collation {
            Some(declared) => collation.same(declared),
            None => collation.as_str().eq_ignore_ascii_case("binary"),
        },
        _ => true,
    };
    let same = |columns: &[KeyColumn]| {
        let mut names = columns.iter().map(|column| &column.name);
        columns.len() == wanted.len() && columns.iter().all(own) && folded(&mut names) == wanted
    };
    // The rowid is unique whatever its key says of a collation.
    let is_rowid = |key: &PrimaryKey| rowid_alias(table).is_some() && wanted.contains(&key.columns[0].name.folded());
    table.primary_key.as_ref().is_some_and(|key| same(&key.columns) || (wanted.len() == 1 && is_rowid(key)))
        || table.uniques.iter().any(|unique| same(&unique.columns))
        || table.indexes.iter().any(|index| {
            let mut names = index.parts.iter().filter_map(|part| match &part.key {
                IndexKey::Column(name) if part.collation.is_none() => Some(name),
                _ => None,
            });
            index.unique && index.filter.is_none() && index.parts.len() == wanted.len() && folded(&mut names) == wanted
        })
}

fn list(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}
