//! A key that is the rowid has no collation: it is stored as the rowid is. (One that descends is not the rowid.)

use super::context::{Context, Faults, ItemKind};
use crate::dialect::sqlite::{descending_key, rowid_alias};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let is_rowid = rowid_alias(view.table).is_some();
        if !is_rowid && descending_key(view.table).is_none() {
            continue;
        }
        let columns = view.table.primary_key.iter().flat_map(|key| &key.columns);
        for item in view.items().iter().filter(|item| item.kind == ItemKind::PrimaryKey) {
            if columns.clone().any(|column| column.collation.is_some()) {
                let what = if is_rowid { "the rowid" } else { "an integer that descends" };
                let message =
                    format!("the key of table `{}` is {what}, which has no collation; leave it out", view.table.name);
                faults.add(item.column_span(0), message);
            }
        }
    }
}
