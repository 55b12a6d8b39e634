//! A column may not be null, and rows may hold nothing for it.

use super::{Code, Context, Hazard};
use crate::diff::{Alteration, Change};

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context.changes.iter().filter_map(|change| at(context, change)).collect()
}

fn at(context: &Context<'_>, change: &Change) -> Option<Hazard> {
    let (table, column, fact) = match change {
        Change::AddColumn { table, column }
            if !column.nullable && column.default.is_none() && column.generated.is_none() =>
        {
            (table, column, "is added, may not be null and has no default; it fails where rows exist")
        }
        Change::AlterColumn { table, to, what, .. } if what.contains(&Alteration::Nullable) && !to.nullable => {
            // A default does not license rewriting the nulls that are stored.
            (table, to, "may no longer be null; it fails where a row holds null")
        }
        _ => return None,
    };
    if context.transition.backfill(table, &column.name).is_some() || !context.has_rows(table) {
        return None;
    }
    let message = format!("column `{table}.{0}` {fact}; say what rows get: `--backfill {table}.{0}=EXPR`", column.name);
    Some(Hazard::new(Code::NeedsBackfill, table, Some(&column.name), message))
}
