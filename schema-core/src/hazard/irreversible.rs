//! The way down cannot restore what the way up removed.

use super::{Code, Context, Hazard};
use crate::diff::Change;

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::DropTable { table } => {
                let message = format!("the way down makes table `{}` again, without its rows", table.name);
                Some(Hazard::new(Code::Irreversible, &table.name, None, message))
            }
            Change::DropColumn { table, column } if column.generated.is_none() => {
                let message = format!("the way down makes column `{table}.{}` again, without its values", column.name);
                Some(Hazard::new(Code::Irreversible, table, Some(&column.name), message))
            }
            Change::AlterColumn { table, to, .. } if context.transition.cast(table, &to.name).is_some() => {
                let message = format!("the way down does not turn the values of `{table}.{}` back", to.name);
                Some(Hazard::new(Code::Irreversible, table, Some(&to.name), message))
            }
            _ => None,
        })
        .collect()
}
