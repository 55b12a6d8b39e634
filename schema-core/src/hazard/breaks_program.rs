//! A name that the previous program reads is gone.

use super::{Code, Context, Hazard};
use crate::diff::Change;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .changes
        .iter()
        .filter_map(|change| {
            let (column, what) = match change {
                Change::DropTable { table } => (None, format!("table `{}`", table.name)),
                // SQL does not tell letters' case apart.
                Change::RenameTable { from, to } if from.same(to) => return None,
                Change::RenameColumn { from, to, .. } if from.same(to) => return None,
                Change::RenameTable { from, .. } => (None, format!("table `{from}`")),
                Change::DropColumn { table, column } => {
                    (Some(&column.name), format!("column `{table}.{}`", column.name))
                }
                Change::RenameColumn { table, from, .. } => (Some(from), format!("column `{table}.{from}`")),
                _ => return None,
            };
            let message = format!("{what} is gone; a program of the previous revision that is still running fails");
            Some(Hazard::new(Code::BreaksProgram, change.table(), column, message))
        })
        .collect()
}
