//! A new rule over rows that may not keep it.

use super::{Code, Context, Hazard, is_held, is_of_enum};
use crate::diff::{Alteration, Change, Item};
use crate::model::{Column, IndexKey, KeyColumn, Name, Table, Type};

pub(super) fn find(context: &Context<'_>) -> Vec<Hazard> {
    context.changes.iter().filter_map(|change| at(context, change)).collect()
}

fn at(context: &Context<'_>, change: &Change) -> Option<Hazard> {
    let table = change.table();
    if !context.has_rows(table) {
        return None;
    }
    let (column, message) = match change {
        Change::AddItem { item: Item::Check(check), .. } if is_of_enum(context.before(table), check) => return None,
        Change::AddItem { item, .. } => (None, refused(table, item)?),
        Change::AlterItem { from, to, .. } if !renamed_only(from, to) => (None, refused(table, to)?),
        Change::AlterColumn { from, to, what, .. }
            if what.contains(&Alteration::Type) && context.transition.cast(table, &to.name).is_none() =>
        {
            (Some(&to.name), no_value(context, table, from, to)?)
        }
        Change::AlterOptions { strict: Some(true), .. } => {
            (None, format!("table `{table}` becomes strict; it fails where a value is not of its column's type"))
        }
        Change::AlterColumn { to, what, .. }
            if what.contains(&Alteration::Collation) && in_unique(context.to.table(table)?, &to.name) =>
        {
            (
                Some(&to.name),
                format!(
                    "the collation of `{table}.{}`, which is part of a unique key, changes; it fails where two rows become equal",
                    to.name
                ),
            )
        }
        _ => return None,
    };
    Some(Hazard::new(Code::MayClash, table, column, message))
}

/// What a column of an enum no longer takes.
fn no_value(context: &Context<'_>, table: &Name, from: &Column, to: &Column) -> Option<String> {
    let Type::Enum(of) = &to.ty else { return None };
    let column = format!("{table}.{}", to.name);
    let fact = match &from.ty {
        Type::Enum(before) => {
            let gone: Vec<String> = before.without(of).map(|value| format!("`{value}`")).collect();
            if gone.is_empty() {
                return None;
            }
            format!("no longer takes {}; it fails where a row holds it", gone.join(", "))
        }
        _ if is_held(context.before(table), &to.name, of) => return None,
        _ => format!("becomes `enum {}`; it fails where a row holds what is no value of it", of.name),
    };
    Some(format!("column `{column}` {fact}; say what rows get: `--cast {column}=EXPR`"))
}

/// What refuses rows when it is added; `None` for what never does.
fn refused(table: &Name, item: &Item) -> Option<String> {
    let fails = match item {
        Item::PrimaryKey(_) => "two rows have one key, or a row has none",
        Item::Unique(_) => "two rows have one key",
        Item::Index(index) if index.unique => "two rows have one key",
        Item::Index(_) => return None,
        Item::Check(_) => "a row breaks it",
        Item::ForeignKey(_) => "a row references what is not there",
    };
    Some(format!("{item} of `{table}` is new to rows that exist; it fails where {fails}"))
}

/// Whether two items differ in their names alone.
pub(super) fn renamed_only(from: &Item, to: &Item) -> bool {
    match (from, to) {
        (Item::PrimaryKey(from), Item::PrimaryKey(to)) => same_key(&from.columns, &to.columns),
        (Item::Unique(from), Item::Unique(to)) => same_key(&from.columns, &to.columns),
        (Item::Check(from), Item::Check(to)) => from.expr == to.expr,
        (Item::ForeignKey(from), Item::ForeignKey(to)) => {
            (&from.columns, &from.table, &from.references) == (&to.columns, &to.table, &to.references)
        }
        (Item::Index(from), Item::Index(to)) => {
            (&from.parts, &from.filter) == (&to.parts, &to.filter) && (from.unique || !to.unique)
        }
        _ => false,
    }
}

/// Whether two keys hold the same rows apart; directions make no difference.
fn same_key(from: &[KeyColumn], to: &[KeyColumn]) -> bool {
    from.iter().map(|it| (&it.name, &it.collation)).eq(to.iter().map(|it| (&it.name, &it.collation)))
}

fn in_unique(table: &Table, column: &Name) -> bool {
    table.primary_key.as_ref().is_some_and(|key| key.has(column))
        || table.uniques.iter().any(|unique| unique.has(column))
        || table
            .indexes
            .iter()
            .filter(|index| index.unique)
            .any(|index| index.parts.iter().any(|part| matches!(&part.key, IndexKey::Column(name) if name == column)))
}
