//! Does a transition speak of what is there?

use std::collections::BTreeSet;

use super::pairs;
use crate::model::{Model, Name, Table, Transition};

/// Everything that a transition says of things that are not there, in words; empty when it is sound.
pub fn validate(from: &Model, to: &Model, transition: &Transition) -> Vec<String> {
    let mut faults = Vec::new();
    let mut sources = BTreeSet::new();
    let mut targets = BTreeSet::new();
    for rename in &transition.rename_tables {
        let (was_table, is_table) = (from.table(&rename.from).is_some(), to.table(&rename.to).is_some());
        let (was_virtual, is_virtual) =
            (from.virtual_table(&rename.from).is_some(), to.virtual_table(&rename.to).is_some());
        let crosses = (was_table && !is_table && is_virtual) || (was_virtual && !is_virtual && is_table);
        if crosses {
            faults.push(format!("table `{}` cannot become `{}`; one of them is virtual", rename.from, rename.to));
        }
        if !was_table && !was_virtual {
            faults.push(format!("there was no table `{}` to rename to `{}`", rename.from, rename.to));
        }
        if !is_table && !is_virtual {
            faults.push(format!("table `{}` cannot become `{}`; no such table is declared", rename.from, rename.to));
        }
        if !sources.insert(&rename.from) {
            faults.push(format!("table `{}` is renamed twice", rename.from));
        }
        if !targets.insert(&rename.to) {
            faults.push(format!("two tables are renamed to `{}`", rename.to));
        }
    }
    let pairs = pairs::tables(from, to, transition);
    let virtual_tables = pairs::virtual_tables(from, to, transition);
    let before = |table: &Name| -> Option<(&Table, &Table)> {
        let index = to.tables.iter().position(|candidate| candidate.name == *table)?;
        Some((&from.tables[pairs.before[index]?], &to.tables[index]))
    };
    let mut sources = BTreeSet::new();
    let mut targets = BTreeSet::new();
    for rename in &transition.rename_columns {
        let Some((old, new)) = before(&rename.table) else {
            faults.push(missing_table(to, &rename.table, &format!("rename `{}` in", rename.from)));
            continue;
        };
        if old.column(&rename.from).is_none() {
            faults.push(format!("there was no column `{}.{}` to rename to `{}`", rename.table, rename.from, rename.to));
        }
        if new.column(&rename.to).is_none() {
            faults.push(format!(
                "column `{}.{}` cannot become `{}`; no such column is declared",
                rename.table, rename.from, rename.to
            ));
        }
        if !sources.insert((&rename.table, &rename.from)) {
            faults.push(format!("column `{}.{}` is renamed twice", rename.table, rename.from));
        }
        if !targets.insert((&rename.table, &rename.to)) {
            faults.push(format!("two columns are renamed to `{}.{}`", rename.table, rename.to));
        }
    }
    for table in &transition.drop_tables {
        let is_gone = pairs.gone.iter().any(|&index| from.tables[index].name == *table)
            || virtual_tables.gone.iter().any(|&index| from.virtual_tables[index].name == *table);
        if !is_gone {
            faults.push(format!("table `{table}` is not dropped by this change"));
        }
    }
    for (table, column) in &transition.drop_columns {
        let Some((old, new)) = before(table) else {
            faults.push(missing_table(to, table, &format!("drop `{column}` from")));
            continue;
        };
        // By what is gone, not by name: another column may have been renamed to the same name.
        let gone = pairs::columns(old, new, transition).gone;
        if !gone.iter().any(|&index| old.columns[index].name == *column) {
            faults.push(format!("column `{table}.{column}` is not dropped by this change"));
        }
    }
    let mut seen = BTreeSet::new();
    let backfills = transition.backfills.iter().map(|entry| (entry, "backfill"));
    for (entry, verb) in backfills.chain(transition.casts.iter().map(|entry| (entry, "cast"))) {
        let (table, column) = (&entry.table, &entry.column);
        let Some((_, new)) = before(table) else {
            faults.push(missing_table(to, table, &format!("{verb} `{column}` of")));
            continue;
        };
        match new.column(column) {
            None => faults.push(format!("there is no column `{table}.{column}` to {verb}")),
            Some(found) if found.generated.is_some() => {
                faults.push(format!("column `{table}.{column}` is generated; there is nothing to {verb}"));
            }
            Some(_) => {}
        }
        if !seen.insert((verb, table, column)) {
            faults.push(format!("there are two expressions to {verb} `{table}.{column}`"));
        }
    }
    faults
}

fn missing_table(to: &Model, table: &Name, what: &str) -> String {
    if to.table(table).is_some() {
        format!("cannot {what} `{table}`; the table is new and has no rows yet")
    } else {
        format!("cannot {what} `{table}`; no such table is declared")
    }
}
