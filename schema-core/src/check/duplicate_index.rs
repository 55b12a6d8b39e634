//! Index names are one each in the database, and no table's name either: SQLite keeps both in one
//! namespace.

use std::collections::BTreeMap;

use super::context::{Context, Faults, ItemKind};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut seen = BTreeMap::new();
    for view in context.tables() {
        for item in view.items() {
            if item.kind != ItemKind::Index {
                continue;
            }
            let Some(name) = item.name else { continue };
            if let Some(table) = context.table(name) {
                let message =
                    format!("index `{name}` has the name of table `{}`; give the index another", table.table.name);
                faults.add(item.name_span(), message);
            }
            if let Some(first) = seen.insert(name.folded(), &view.table.name) {
                let table = &view.table.name;
                let message = if first == table {
                    format!("table `{table}` has two indexes `{name}`; give one another name")
                } else {
                    format!(
                        "tables `{first}` and `{table}` both have an index `{name}`; index names are one each in a \
                         database, so give one another name"
                    )
                };
                faults.add(item.name_span(), message);
            }
        }
    }
}
