//! Stored values may become other values.

use super::{Code, Context, Hazard};
use crate::dialect::sqlite::{Affinity, affinity, type_name};
use crate::diff::{Alteration, Change};

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context.changes.iter().filter_map(|change| at(context, change)).collect()
}

fn at(context: &Context<'_>, change: &Change) -> Option<Hazard> {
    let Change::AlterColumn { table, from, to, what } = change else { return None };
    if let Some(expr) = context.transition.cast(table, &to.name) {
        let message = format!("the values of `{table}.{}` become `{expr}`", to.name);
        return Some(Hazard::new(Code::Converts, table, Some(&to.name), message));
    }
    if !what.contains(&Alteration::Type) {
        return None;
    }
    let strict = |table: Option<&crate::model::Table>| table.is_some_and(|table| table.strict);
    let before = affinity(&type_name(&from.ty, strict(context.before(table))));
    let after = affinity(&type_name(&to.ty, strict(context.to.table(table))));
    if before == after {
        return None;
    }
    let column = format!("`{table}.{}`", to.name);
    let message = if after == Affinity::Blob {
        // A text stays a text in a blob column, and a program that reads bytes fails on it.
        format!(
            "the values of {column} stay {} in a column of blob affinity, which converts nothing; `--cast` says what \
             they become",
            before.as_str()
        )
    } else {
        let (before, after) = (before.as_str(), after.as_str());
        format!("the values of {column} go from {before} to {after} affinity; SQLite converts what it can")
    };
    Some(Hazard::new(Code::Converts, table, Some(&to.name), message))
}
