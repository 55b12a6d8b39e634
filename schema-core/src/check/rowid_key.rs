//! A key that is the rowid has no collation: it is stored as the rowid is. (One that descends is not the rowid.)

use super::context::{Context, Faults, ItemKind};
use crate::dialect::sqlite::rowid_alias;
use crate::model::KeyColumn;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        if rowid_alias(view.table).is_none() {
            continue;
        }
        let columns = view.table.primary_key.iter().flat_map(|key| &key.columns);
        for item in view.items().iter().filter(|item| item.kind == ItemKind::PrimaryKey) {
            if columns.clone().any(|column| !KeyColumn::is_plain(column)) {
                let message = format!(
                    "the key of table `{}` is the rowid, which has no collation; leave it out",
                    view.table.name
                );
                faults.add(item.column_span(0), message);
            }
        }
    }
}
