//! Constraint names are one each in their table.

use std::collections::BTreeMap;

use super::context::{Context, Faults, ItemKind};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        let mut seen = BTreeMap::new();
        for item in view.items() {
            if item.kind == ItemKind::Index {
                continue;
            }
            let Some(name) = item.name else { continue };
            if let Some(first) = seen.insert(name.folded(), item.what) {
                let message = if first == item.what {
                    format!("table `{table}` has two {}s `{name}`; rename one", item.what)
                } else {
                    format!("table `{table}` has a {first} `{name}` and a {} `{name}`; rename one", item.what)
                };
                faults.add(item.name_span(), message);
            }
        }
    }
}
