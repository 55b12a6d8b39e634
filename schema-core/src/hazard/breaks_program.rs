//! A name that the previous program reads is gone, or a column holds what that program does not know.

use super::{Code, Context, Hazard, is_held};
use crate::diff::{Alteration, Change};
use crate::model::{Column, Name, Type};
use crate::plan::sqlite::virtual_pairs;

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
                Change::AlterColumn { table, from, to, what } if what.contains(&Alteration::Type) => {
                    let message = other_values(context, table, from, to)?;
                    return Some(Hazard::new(Code::BreaksProgram, table, Some(&to.name), message));
                }
                _ => return None,
            };
            let message = format!("{what} is gone; a program of the previous revision that is still running fails");
            Some(Hazard::new(Code::BreaksProgram, change.table(), column, message))
        })
        .chain(objects(context))
        .collect()
}

/// What the previous program reads of a column of an enum and does not know, or writes in vain.
fn other_values(context: &Context<'_>, table: &Name, from: &Column, to: &Column) -> Option<String> {
    let Type::Enum(before) = &from.ty else { return None };
    let list = |values: &mut dyn Iterator<Item = &str>| values.map(|value| format!("`{value}`")).collect::<Vec<_>>();
    let (fact, fails) = match &to.ty {
        Type::Enum(after) => {
            let (added, gone) = (list(&mut after.without(before)), list(&mut before.without(after)));
            match (added.is_empty(), gone.is_empty()) {
                (false, _) => (format!("takes {} too", added.join(", ")), "reads it"),
                (true, false) => (format!("no longer takes {}", gone.join(", ")), "writes it"),
                (true, true) => return None,
            }
        }
        _ if is_held(context.to.table(table), &to.name, before) => return None,
        _ => (format!("takes more than the values of enum `{}`", before.name), "reads what is none"),
    };
    let column = &to.name;
    Some(format!(
        "column `{table}.{column}` {fact}; a program of the previous revision that is still running fails when it \
         {fails}"
    ))
}

/// Views and virtual tables.
fn objects(context: &Context<'_>) -> Vec<Hazard> {
    let mut gone: Vec<(&Name, String)> = Vec::new();
    for view in &context.from.views {
        if !context.to.views.iter().any(|it| it.name.same(&view.name)) {
            gone.push((&view.name, format!("view `{}`", view.name)));
        }
    }
    let pairs = virtual_pairs(context.from, context.to, context.transition);
    for table in &context.from.virtual_tables {
        let is_kept = pairs.iter().flatten().any(|kept| kept.name == table.name);
        if !is_kept {
            gone.push((&table.name, format!("virtual table `{}`", table.name)));
        }
    }
    let told = |(name, what): (&Name, String)| {
        let message = format!("{what} is gone; a program of the previous revision that is still running fails");
        Hazard::new(Code::BreaksProgram, name, None, message)
    };
    gone.into_iter().map(told).collect()
}
