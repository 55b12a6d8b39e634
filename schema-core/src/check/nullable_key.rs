//! A column of the primary key is not null where SQLite never lets it be: where it is the rowid, and in a
//! table that is strict or without rowids. Elsewhere it may be null, against the standard and by an old
//! mistake (<https://sqlite.org/lang_createtable.html#the_primary_key>), and databases are that rely on it.

use super::context::{Context, Faults, ItemKind};
use crate::dialect::sqlite::rowid_alias;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        if !view.table.strict && !view.table.without_rowid && rowid_alias(view.table).is_none() {
            continue;
        }
        for item in view.items() {
            if item.kind != ItemKind::PrimaryKey {
                continue;
            }
            for name in &item.columns {
                let Some((column, spans)) = view.column(name) else { continue };
                if column.nullable {
                    let message =
                        format!("column `{table}.{name}` is in the primary key and may be null; leave its `?` out");
                    faults.add(spans.map(|spans| spans.ty), message);
                }
            }
        }
    }
}
