//! A column of the primary key is not null. SQLite would let it be, against the standard and by an old
//! mistake (<https://sqlite.org/lang_createtable.html#the_primary_key>).

use super::context::{Context, Faults, ItemKind};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
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
