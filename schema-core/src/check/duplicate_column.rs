//! Column names are one each in their table, whatever their ASCII case.

use std::collections::BTreeMap;

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        let mut seen = BTreeMap::new();
        for (column, spans) in view.columns() {
            let name = &column.name;
            if let Some(first) = seen.insert(name.folded(), name) {
                let message = if first == name {
                    format!("table `{table}` has two columns `{name}`; rename one")
                } else {
                    format!("columns `{first}` and `{name}` of table `{table}` are one name to SQL; rename one")
                };
                faults.add(spans.map(|spans| spans.name), message);
            }
        }
    }
}
