//! What of one schema lives on in another, and what a script says that it changes.

use schema_core::dialect::sqlite::{affinity, type_name};
use schema_core::model::{Model, Name, Table, Transition};

use crate::ddl::{Write, Written, fired, written};
use crate::script::statements;

/// A table that is in both schemas.
pub(super) struct Survivor {
    pub(super) from: Name,
    pub(super) to: Name,
    pub(super) columns: Vec<SurvivingColumn>,
    /// Whether the script inserts rows by itself.
    pub(super) may_grow: bool,
    /// Whether it deletes rows.
    pub(super) may_shrink: bool,
}

/// A column that is in both.
pub(super) struct SurvivingColumn {
    pub(super) from: Name,
    pub(super) to: Name,
    pub(super) values: Values,
}

/// What may become of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// Nothing: bit for bit what they were.
    Same,
    /// Nulls are filled.
    SameButNulls,
    /// They read the same: the type has another affinity, and SQLite converts.
    Alike,
    /// Anything: the revision says so, by a cast or an `UPDATE` of its own.
    Free,
}

/// The tables and columns of one model that the other has, by name or by rename.
pub(super) fn survivors(from: &Model, to: &Model, transition: &Transition, script: &str) -> Vec<Survivor> {
    let mut said: Vec<Written> = statements(script).filter_map(written).collect();
    follow_triggers(from, to, &mut said);
    let mut found = Vec::new();
    for before in &from.tables {
        if transition.drop_tables.iter().any(|dropped| dropped.same(&before.name)) {
            continue;
        }
        let renamed = transition.rename_tables.iter().find(|rename| rename.from.same(&before.name));
        let taken = || transition.rename_tables.iter().any(|rename| rename.to.same(&before.name));
        let name = match renamed {
            Some(rename) => &rename.to,
            None if taken() => continue,
            None => &before.name,
        };
        let Some(after) = to.tables.iter().find(|table| table.name.same(name)) else { continue };
        let of_this = |it: &&Written| it.table.same(&before.name) || it.table.same(&after.name);
        let has = |how: &[Write]| said.iter().filter(of_this).any(|it| how.contains(&it.how));
        let may_shrink = has(&[Write::Delete, Write::Replace]);
        let updated: Vec<&Name> = said
            .iter()
            .filter(of_this)
            .flat_map(|it| match &it.how {
                Write::Update(columns) => columns.as_slice(),
                _ => &[],
            })
            .collect();
        found.push(Survivor {
            from: before.name.clone(),
            to: after.name.clone(),
            columns: columns(before, after, transition, &updated),
            may_grow: may_shrink || has(&[Write::Insert]),
            may_shrink,
        });
    }
    found
}

/// Adds what triggers make of it.
fn follow_triggers(from: &Model, to: &Model, said: &mut Vec<Written>) {
    let triggers = from.triggers.iter().chain(&to.triggers);
    let mut triggers: Vec<(Name, Vec<Written>)> =
        triggers.filter_map(|trigger| fired(&format!("CREATE TRIGGER t {}", trigger.sql.as_str()))).collect();
    // One may fire another.
    while let Some(at) = triggers.iter().position(|(on, _)| said.iter().any(|it| it.table.same(on))) {
        said.extend(triggers.swap_remove(at).1);
    }
}

fn columns(before: &Table, after: &Table, transition: &Transition, updated: &[&Name]) -> Vec<SurvivingColumn> {
    let renames = || transition.rename_columns.iter().filter(|rename| rename.table.same(&after.name));
    let mut found = Vec::new();
    for old in before.columns.iter().filter(|column| column.generated.is_none()) {
        let dropped = |(table, column): &(Name, Name)| table.same(&after.name) && column.same(&old.name);
        if transition.drop_columns.iter().any(dropped) {
            continue;
        }
        let name = match renames().find(|rename| rename.from.same(&old.name)) {
            Some(rename) => &rename.to,
            None if renames().any(|rename| rename.to.same(&old.name)) => continue,
            None => &old.name,
        };
        let Some(new) = after.column_named(name).filter(|column| column.generated.is_none()) else { continue };
        let said = |column: &Name| updated.iter().any(|name| name.same(column));
        let sort = |table: &Table, column: &schema_core::model::Column| affinity(&type_name(&column.ty, table.strict));
        let is_filled = transition.backfill(&after.name, &new.name).is_some();
        let values = if transition.cast(&after.name, &new.name).is_some() {
            Values::Free
        } else if sort(before, old) != sort(after, new) {
            Values::Alike
        } else if !is_filled && (said(&old.name) || said(&new.name)) {
            Values::Free
        } else if is_filled || old.nullable && !new.nullable {
            Values::SameButNulls
        } else {
            Values::Same
        };
        found.push(SurvivingColumn { from: old.name.clone(), to: new.name.clone(), values });
    }
    found
}
