//! A reference points at columns that are unique together, as many as it has
//! (<https://sqlite.org/foreignkeys.html#fk_indexes>).

use super::context::{Context, Faults};
use crate::dialect::reference::is_unique;
use crate::model::Name;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (index, key) in view.checked_references() {
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
            if !is_unique(target.table, &key.references) {
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

fn list(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}
