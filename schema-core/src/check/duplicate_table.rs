//! Table names are one each, whatever their ASCII case.

use std::collections::BTreeMap;

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let mut seen = BTreeMap::new();
    for view in context.tables() {
        if let Some(first) = seen.insert(view.table.name.folded(), &view.table.name) {
            let name = &view.table.name;
            let message = if first == name {
                format!("there are two tables `{name}`; rename one")
            } else {
                format!("tables `{first}` and `{name}` are one name to SQL; rename one")
            };
            faults.add(view.name_span(), message);
        }
    }
}
