//! A generated column has no default and is in no primary key
//! (<https://sqlite.org/gencol.html#limitations>).

use super::context::{Context, Faults, ItemKind};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (column, spans) in view.columns() {
            if column.generated.is_some() && column.default.is_some() {
                let message =
                    format!("column `{table}.{}` is generated and has a default; leave the default out", column.name);
                faults.add(spans.and_then(|spans| spans.default), message);
            }
        }
        for item in view.items() {
            if item.kind != ItemKind::PrimaryKey {
                continue;
            }
            for (index, name) in item.columns.iter().enumerate() {
                if view.column(name).is_some_and(|(column, _)| column.generated.is_some()) {
                    let message = format!(
                        "column `{table}.{name}` is generated and cannot be in the primary key; make it unique instead"
                    );
                    faults.add(item.column_span(index), message);
                }
            }
        }
    }
}
