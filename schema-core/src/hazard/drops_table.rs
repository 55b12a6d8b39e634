//! A table is dropped, and its rows with it.

use super::{Code, Context, Hazard};
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
        .collect()
}
