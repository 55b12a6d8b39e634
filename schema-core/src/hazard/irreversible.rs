//! The way down cannot restore what the way up removed.

use super::{Code, Context, Hazard, is_held, is_of_enum, may_clash, virtual_tables};
use crate::diff::{Alteration, Change, Item};
use crate::model::{IndexKey, Name, Type};

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
            change => relaxed(context, change),
        })
        .chain(virtual_tables::lost(context).into_iter().map(|lost| {
            let message = format!("the way down makes {} again, without what it held", lost.what);
            Hazard::new(Code::Irreversible, &lost.table, lost.column.as_ref(), message)
        }))
        .collect()
}

/// A rule that goes: rows that are written meanwhile need not keep it, and the way down brings it back.
fn relaxed(context: &Context<'_>, change: &Change) -> Option<Hazard> {
    let table = change.table();
    let (column, message) = match change {
        Change::AlterColumn { from, to, what, .. }
            if what.contains(&Alteration::Nullable) && to.nullable && !from.nullable =>
        {
            (Some(&to.name), format!("the way down fails where column `{table}.{}` is null by then", to.name))
        }
        Change::AlterColumn { from, to, what, .. } if what.contains(&Alteration::Type) => {
            let Type::Enum(before) = &from.ty else { return None };
            let held = match &to.ty {
                Type::Enum(after) => {
                    let added: Vec<String> = after.without(before).map(|value| format!("`{value}`")).collect();
                    (!added.is_empty()).then(|| added.join(", "))?
                }
                _ if is_held(context.to.table(table), &to.name, before) => return None,
                _ => format!("what is no value of enum `{}`", before.name),
            };
            (Some(&to.name), format!("the way down fails where column `{table}.{}` holds {held} by then", to.name))
        }
        Change::DropItem { item, .. } | Change::AlterItem { from: item, .. } if refuses(context, change, item) => {
            (None, format!("the way down brings back {item} of `{table}`, and fails where rows break it by then"))
        }
        Change::AlterOptions { strict: Some(false), .. } => (
            None,
            format!("the way down makes table `{table}` strict again, and fails where rows do not fit it by then"),
        ),
        _ => return None,
    };
    Some(Hazard::new(Code::Irreversible, table, column, message))
}

/// Whether what goes refuses rows, and what comes in its place may not.
fn refuses(context: &Context<'_>, change: &Change, item: &Item) -> bool {
    if matches!(change, Change::AlterItem { from, to, .. } if may_clash::renamed_only(from, to)) {
        return false;
    }
    // What names a column that goes is told with the column.
    let names_gone = |name: &Name| {
        context.changes.iter().any(|other| {
            matches!(other, Change::DropColumn { table, column } if table == change.table() && column.name == *name)
        })
    };
    match item {
        Item::PrimaryKey(key) => !key.names().any(names_gone),
        Item::Unique(unique) => !unique.names().any(names_gone),
        Item::ForeignKey(key) => !key.columns.iter().any(names_gone),
        Item::Index(index) => {
            let gone = |part: &crate::model::IndexPart| matches!(&part.key, IndexKey::Column(name) if names_gone(name));
            index.unique && !index.parts.iter().any(gone)
        }
        Item::Check(check) => !is_of_enum(context.to.table(change.table()), check),
    }
}
