//! What SQLite alters in place, on tables with rows, as if the table had been made so
//! (<https://sqlite.org/lang_altertable.html>).

use super::constraints;
use super::convert::of;
use super::kept::Kept;
use super::mention::names;
use super::names::hides_rowid;
use super::step;
use crate::dialect::sqlite::{Affinity, type_name};
use crate::diff::{Change, Item};
use crate::model::{
    Check, Column, DefaultValue, ForeignKey, IndexKey, Literal, PrimaryKey, Sql, Storage, Table, Unique,
};
use crate::plan::{Operation, Step};

/// Each `DROP COLUMN` writes every row, which costs half of a rebuild: more than two cost more than one.
const MOST_DROPS: usize = 2;

/// The steps that alter the table in place, but for its indexes; `None` when it has to be rebuilt.
pub(super) fn steps(kept: &Kept<'_>) -> Option<Vec<Step>> {
    if kept.late_renames().next().is_some() {
        return None;
    }
    let mut added: Vec<&Column> = Vec::new();
    let mut dropped: Vec<&Column> = Vec::new();
    let mut references: Vec<&ForeignKey> = Vec::new();
    let mut checks: Vec<&Check> = Vec::new();
    let mut dropped_checks: Vec<&Check> = Vec::new();
    let mut altered: Vec<&Column> = Vec::new();
    for change in kept.changes {
        match change {
            Change::AddColumn { column, .. } => added.push(column),
            Change::DropColumn { column, .. } => dropped.push(column),
            Change::AddItem { item: Item::ForeignKey(key), .. } => references.push(key),
            Change::AddItem { item: Item::Check(check), .. } => checks.push(check),
            Change::DropItem { item: Item::Check(check), .. } => dropped_checks.push(check),
            Change::AlterItem { from: Item::Check(from), to: Item::Check(to), .. } => {
                dropped_checks.push(from);
                checks.push(to);
            }
            Change::AlterColumn { to, what, .. } if constraints::can_alter(kept, to, what) => altered.push(to),
            Change::AddItem { item: Item::Index(_), .. }
            | Change::DropItem { item: Item::Index(_), .. }
            | Change::AlterItem { from: Item::Index(_), to: Item::Index(_), .. } => {}
            _ => return None,
        }
    }
    let clashes = |column: &&Column| added.iter().any(|new| new.name.same(&column.name));
    let stays = |column: &&Column| !can_drop(kept, column) || clashes(column);
    if dropped.len() > MOST_DROPS || dropped.iter().any(stays) {
        return None;
    }

    let mut steps = Vec::new();
    for column in &added {
        let own_references: Vec<&ForeignKey> = take(&mut references, |key| key.columns == [column.name.clone()]);
        let own_checks: Vec<&Check> = take(&mut checks, |check| is_on(check, column, kept.to));
        if !can_add(kept, column, &own_references, &own_checks) {
            return None;
        }
        let table = Table {
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: own_references.into_iter().cloned().collect(),
            checks: own_checks.into_iter().cloned().collect(),
            ..kept.to.clone()
        };
        let about = format!("Add column `{}.{}`", table.name, column.name);
        steps.push(step(about, Operation::AddColumn { table, column: (*column).clone() }));
    }
    if !references.is_empty() {
        return None;
    }
    steps.extend(fills(kept, &added, &altered)?);
    steps.extend(constraints::steps(kept, &dropped_checks, &altered, &checks)?);
    for column in dropped {
        let (table, column) = (kept.to.name.clone(), column.name.clone());
        steps.push(step(
            format!("Drop column `{table}.{column}`, with its values"),
            Operation::DropColumn { table, column },
        ));
    }
    Some(steps)
}

/// Takes the items that fit out of the list.
fn take<'a, T>(list: &mut Vec<&'a T>, fits: impl Fn(&T) -> bool) -> Vec<&'a T> {
    let (taken, left) = list.drain(..).partition(|item| fits(item));
    *list = left;
    taken
}

/// Whether a check is on this column and on no other.
fn is_on(check: &Check, column: &Column, table: &Table) -> bool {
    let mut others = table.columns.iter().filter(|other| other.name != column.name);
    names(&check.expr, &column.name) && !others.any(|other| names(&check.expr, &other.name))
}

fn can_add(kept: &Kept<'_>, column: &Column, references: &[&ForeignKey], checks: &[&Check]) -> bool {
    let table = kept.to;
    if table.primary_key.as_ref().is_some_and(|key| key.has(&column.name))
        || table.uniques.iter().any(|unique| unique.has(&column.name))
    {
        return false;
    }
    if hides_rowid(table, &column.name) {
        return false;
    }
    // Older versions do not look at the rows that are there.
    if !checks.is_empty() && !kept.has_version((3, 37, 0)) {
        return false;
    }
    if let Some(generated) = &column.generated {
        let proved = column.nullable || kept.has_version((3, 37, 0));
        return generated.storage == Storage::Virtual && proved && references.is_empty();
    }
    match &column.default {
        None | Some(DefaultValue::Literal(Literal::Null)) => column.nullable,
        // Refused with foreign keys on, and a reference that the rows may not have.
        Some(DefaultValue::Literal(literal)) => {
            references.is_empty() && (!table.strict || is_of(literal, of(column, table), &type_name(&column.ty, true)))
        }
        Some(DefaultValue::Now | DefaultValue::Expr(_)) => false,
    }
}

/// Whether a strict column takes the literal as it is. The rows that are there are not looked at.
fn is_of(literal: &Literal, affinity: Affinity, ty: &str) -> bool {
    match literal {
        Literal::Null => true,
        Literal::Boolean(_) | Literal::Integer(_) => matches!(affinity, Affinity::Integer | Affinity::Real),
        Literal::Real(_) => affinity == Affinity::Real,
        Literal::Text(_) => affinity == Affinity::Text,
        Literal::Blob(_) => affinity == Affinity::Blob && ty.eq_ignore_ascii_case("BLOB"),
    }
}

/// Whether nothing that stays uses the column.
fn can_drop(kept: &Kept<'_>, column: &Column) -> bool {
    let Table { columns, primary_key, foreign_keys, uniques, checks, .. } = kept.now;
    let name = &column.name;
    let mut keys = primary_key.iter().flat_map(PrimaryKey::names).chain(uniques.iter().flat_map(Unique::names));
    let mut referencing = foreign_keys.iter().flat_map(|key| &key.columns);
    let generated = columns.iter().filter_map(|other| other.generated.as_ref()).map(|generated| &generated.expr);
    let mut exprs = generated.chain(checks.iter().map(|check| &check.expr));
    // An index that stays is in the new table, too; one that goes has gone by then.
    let indexed = kept.to.indexes.iter().any(|index| {
        let in_part = index.parts.iter().any(|part| match &part.key {
            IndexKey::Column(other) => other.same(name),
            IndexKey::Expr(expr) => names(expr, name),
        });
        in_part || index.filter.as_ref().is_some_and(|filter| names(filter, name))
    });
    kept.has_version((3, 35, 5))
        && !hides_rowid(kept.now, name)
        && !indexed
        && !keys.any(|key| key == name)
        && !referencing.any(|column| column == name)
        && !exprs.any(|expr| names(expr, name))
}

/// The steps that fill columns; `None` when only a copy can.
fn fills(kept: &Kept<'_>, added: &[&Column], altered: &[&Column]) -> Option<Vec<Step>> {
    let mut fills: Vec<(&Column, &Sql)> = Vec::new();
    for column in &kept.to.columns {
        if kept.cast(column).is_some() {
            return None;
        }
        let Some(value) = kept.backfill(column) else { continue };
        let has_default = !matches!(column.default, None | Some(DefaultValue::Literal(Literal::Null)));
        let is_new = added.iter().any(|new| new.name == column.name);
        let stays_null = column.nullable || altered.iter().any(|it| it.name == column.name);
        if !stays_null || column.generated.is_some() || (is_new && has_default) {
            return None;
        }
        fills.push((column, value));
    }
    // The expressions speak of the row before all this.
    let changed = |value: &Sql| {
        let filled = fills.iter().map(|(column, _)| *column);
        filled.chain(added.iter().copied()).any(|column| names(value, &column.name))
    };
    if !fills.is_empty() && (kept.is_renamed() || fills.iter().any(|(_, value)| changed(value))) {
        return None;
    }
    let steps = fills.into_iter().map(|(column, value)| {
        let (table, column, value) = (kept.to.name.clone(), column.name.clone(), value.clone());
        step(format!("Fill column `{table}.{column}` where it is null"), Operation::Fill { table, column, value })
    });
    Some(steps.collect())
}
