//! Keys, references, unique constraints and indexes name columns that exist.

use super::context::{Context, Faults, TableView, meant};
use crate::fault::Span;
use crate::model::{IndexKey, Name};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        for item in view.items() {
            for (index, name) in item.columns.iter().enumerate() {
                known(view, name, item.column_span(index), faults);
            }
        }
        for (item, index) in view.indexes() {
            for (position, part) in index.parts.iter().enumerate() {
                if let IndexKey::Column(name) = &part.key {
                    known(view, name, item.column_span(position), faults);
                }
            }
        }
        for (index, key) in view.checked_references() {
            let Some(target) = context.table(&key.table) else { continue };
            let parts = view.spans.and_then(|spans| spans.foreign_key_parts.get(index));
            let whole = view.spans.and_then(|spans| spans.foreign_keys.get(index).copied());
            for (position, name) in key.references.iter().enumerate() {
                let span = parts.and_then(|parts| parts.references.get(position).copied());
                // Columns that were not written are those of a key that has been told of already.
                if parts.is_none() || span.is_some() {
                    known(target, name, span.or(whole), faults);
                }
            }
        }
    }
}

fn known(view: &TableView<'_>, name: &Name, span: Option<Span>, faults: &mut Faults) {
    if view.column(name).is_some() || view.is_incomplete() || name.as_str().is_empty() {
        return;
    }
    let table = view.table;
    let columns = table.columns.iter().map(|column| &column.name);
    let remedy = meant(name, columns, "declare it, or name another one");
    faults.add(span, format!("table `{}` has no column `{name}`{remedy}", table.name));
}
