//! A key lists a column once.

use std::collections::BTreeSet;

use super::context::{Context, Faults};
use crate::model::IndexKey;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for item in view.items().iter().filter(|item| !item.is_unchecked()) {
            let mut seen = BTreeSet::new();
            for (index, name) in item.columns.iter().enumerate() {
                if !seen.insert(name.folded()) {
                    let message =
                        format!("{} of table `{table}` lists column `{name}` twice; keep one", item.with_article());
                    faults.add(item.column_span(index), message);
                }
            }
        }
        for (index, key) in view.checked_references() {
            let mut seen = BTreeSet::new();
            for (position, name) in key.references.iter().enumerate() {
                if !seen.insert(name.folded()) {
                    let parts = view.spans.and_then(|spans| spans.foreign_key_parts.get(index));
                    let span = parts
                        .and_then(|parts| parts.references.get(position).copied())
                        .or_else(|| view.spans.and_then(|spans| spans.foreign_keys.get(index).copied()));
                    faults
                        .add(span, format!("a reference of table `{table}` points at column `{name}` twice; keep one"));
                }
            }
        }
        for (item, index) in view.indexes() {
            let mut seen = BTreeSet::new();
            for (position, part) in index.parts.iter().enumerate() {
                let IndexKey::Column(name) = &part.key else { continue };
                // The same column by another collation is another key.
                let collation = part.collation.as_ref().map(|name| name.folded());
                if !seen.insert((name.folded(), collation)) {
                    let message = format!("index `{}` lists column `{table}.{name}` twice; keep one", index.name);
                    faults.add(item.column_span(position), message);
                }
            }
        }
    }
}
