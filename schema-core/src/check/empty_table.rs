//! A table has columns, and not generated ones alone (<https://sqlite.org/gencol.html#limitations>).

use super::context::{Context, Faults};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables().filter(|view| !view.is_incomplete()) {
        let table = &view.table.name;
        if view.table.columns.is_empty() {
            faults.add(view.name_span(), format!("table `{table}` has no columns; declare one"));
        } else if view.table.columns.iter().all(|column| column.generated.is_some()) {
            let message =
                format!("all columns of table `{table}` are generated; declare one that is stored by the program");
            faults.add(view.name_span(), message);
        }
    }
}
