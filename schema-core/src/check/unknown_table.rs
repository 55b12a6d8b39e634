//! References name tables that exist.

use super::context::{Context, Faults, meant};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        for (index, key) in view.checked_references() {
            if context.table(&key.table).is_some() {
                continue;
            }
            let parts = view.spans.and_then(|spans| spans.foreign_key_parts.get(index));
            let whole = view.spans.and_then(|spans| spans.foreign_keys.get(index).copied());
            let names = context.tables().map(|other| &other.table.name);
            let remedy = meant(&key.table, names, "declare it, or reference another one");
            let message = format!("table `{}` references `{}`, which is no table{remedy}", view.table.name, key.table);
            faults.add(parts.and_then(|parts| parts.table).or(whole), message);
        }
    }
}
