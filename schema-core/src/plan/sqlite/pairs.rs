//! Which old thing is which new one, as the differ says it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::Change;
use crate::model::{Model, Name};

/// Old and new tables, paired.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// The tables that stay, in the order of the new model.
    pub(super) kept: Vec<Pair>,
    /// The places of the old tables that are gone.
    pub(super) gone: Vec<usize>,
    /// The places of the tables that are new.
    pub(super) added: Vec<usize>,
}

/// A table that stays.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Its place in the old model.
    pub(super) before: usize,
    /// Its place in the new one.
    pub(super) after: usize,
    /// For each of its old columns the new name; `None` where it is gone.
    pub(super) columns: Vec<Option<Name>>,
}

impl Pairs {
    /// From what differs between the two.
    pub(super) fn new(from: &Model, to: &Model, changes: &[Change]) -> Self {
        let mut renamed = BTreeMap::new();
        let mut added = BTreeSet::new();
        let mut gone = BTreeSet::new();
        let mut dropped_columns = BTreeSet::new();
        let mut renamed_columns = BTreeMap::new();
        for change in changes {
            match change {
                Change::AddTable { table } => drop(added.insert(&table.name)),
                Change::DropTable { table } => drop(gone.insert(&table.name)),
                Change::RenameTable { from, to } => drop(renamed.insert(to, from)),
                Change::DropColumn { table, column } => drop(dropped_columns.insert((table, &column.name))),
                Change::RenameColumn { table, from, to } => drop(renamed_columns.insert((table, from), to)),
                _ => {}
            }
        }
        let places: BTreeMap<&Name, usize> =
            from.tables.iter().enumerate().map(|(at, table)| (&table.name, at)).collect();
        let mut pairs = Self::default();
        for (after, table) in to.tables.iter().enumerate() {
            let old = renamed.get(&table.name).copied().unwrap_or(&table.name);
            let Some(&before) = places.get(old).filter(|_| !added.contains(&table.name)) else {
                pairs.added.push(after);
                continue;
            };
            let columns = from.tables[before].columns.iter().map(|column| {
                let is_gone = dropped_columns.contains(&(&table.name, &column.name));
                let new = renamed_columns.get(&(&table.name, &column.name)).copied().unwrap_or(&column.name);
                (!is_gone).then(|| new.clone())
            });
            pairs.kept.push(Pair { before, after, columns: columns.collect() });
        }
        let is_gone = |at: &usize| gone.contains(&from.tables[*at].name);
        pairs.gone = (0..from.tables.len()).filter(is_gone).collect();
        pairs
    }
}
