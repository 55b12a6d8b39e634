//! A column is dropped, and its values with it.

use super::{Code, Context, Hazard, virtual_tables};
use crate::diff::Change;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .changes
        .iter()
        .filter_map(|change| {
            let Change::DropColumn { table, column } = change else { return None };
            // What a generated column shows can be computed again.
            if column.generated.is_some() {
                return None;
            }
            let message = format!("column `{table}.{}` is dropped; its values are lost", column.name);
            Some(Hazard::new(Code::DropsColumn, table, Some(&column.name), message))
        })
        .chain(virtual_tables::lost(context).into_iter().filter(|lost| lost.column.is_some()).map(|lost| {
            let message = format!("{} is dropped; its values are lost", lost.what);
            Hazard::new(Code::DropsColumn, &lost.table, lost.column.as_ref(), message)
        }))
        .collect()
}
