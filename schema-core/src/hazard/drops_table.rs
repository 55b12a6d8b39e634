//! A table is dropped, and its rows with it.

use super::{Code, Context, Hazard, virtual_tables};
use crate::diff::Change;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .changes
        .iter()
        .filter_map(|change| {
            let Change::DropTable { table } = change else { return None };
            let message = format!("table `{}` is dropped; its rows are lost", table.name);
            Some(Hazard::new(Code::DropsTable, &table.name, None, message))
        })
        .chain(virtual_tables::lost(context).into_iter().filter(|lost| lost.column.is_none()).map(|lost| {
            let message = format!("{} is dropped; its content is lost", lost.what);
            Hazard::new(Code::DropsTable, &lost.table, lost.column.as_ref(), message)
        }))
        .collect()
}
