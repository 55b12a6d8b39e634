//! A key, a reference, a unique constraint and an index have columns.

use super::context::{Context, Faults, ItemKind};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for item in view.items() {
            if !item.columns.is_empty() || matches!(item.kind, ItemKind::Check | ItemKind::Index) {
                continue;
            }
            let what = item.with_article();
            faults.add(item.span(), format!("{what} of table `{table}` has no columns; name one, or remove it"));
        }
        for (item, index) in view.indexes() {
            if index.parts.is_empty() {
                let name = &index.name;
                faults.add(
                    item.span(),
                    format!("index `{name}` of table `{table}` has no columns; name one, or remove it"),
                );
            }
        }
    }
}
