//! Which thing of the old model is which of the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Model, Name, Table, Transition};

/// Old and new things, paired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// For each new thing the index of the old one that it was; `None` where it is new.
    pub(super) before: Vec<Option<usize>>,
    /// The old things that are gone, in their order.
    pub(super) gone: Vec<usize>,
}

/// The virtual tables of two models, paired.
pub(super) fn virtual_tables(from: &Model, to: &Model, transition: &Transition) -> Pairs {
    let old: Vec<&Name> = from.virtual_tables.iter().map(|table| &table.name).collect();
    let new: Vec<&Name> = to.virtual_tables.iter().map(|table| &table.name).collect();
    pair(&old, &new, |name| transition.table_before(name).cloned())
}

/// Pairs by what the transition says, then by the same name, then by a name that differs in case alone.
pub(super) fn pair(old: &[&Name], new: &[&Name], renamed_from: impl Fn(&Name) -> Option<Name>) -> Pairs {
    let exact: BTreeMap<&Name, usize> = old.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let mut before = vec![None; new.len()];
    let mut taken = BTreeSet::new();
    for (slot, name) in before.iter_mut().zip(new) {
        if let Some(index) = renamed_from(name).and_then(|from| exact.get(&from).copied())
            && taken.insert(index)
        {
            *slot = Some(index);
        }
    }
    for (slot, name) in before.iter_mut().zip(new) {
        if slot.is_none()
            && let Some(&index) = exact.get(name)
            && taken.insert(index)
        {
            *slot = Some(index);
        }
    }
    if before.contains(&None) {
        let folded: BTreeMap<String, usize> =
            old.iter().enumerate().map(|(index, name)| (name.folded(), index)).collect();
        for (slot, name) in before.iter_mut().zip(new) {
            if slot.is_none()
                && let Some(&index) = folded.get(&name.folded())
                && taken.insert(index)
            {
                *slot = Some(index);
            }
        }
    }
    let gone = (0..old.len()).filter(|index| !taken.contains(index)).collect();
    Pairs { before, gone }
}

fn as_they_were(count: usize) -> Pairs {
    Pairs { before: (0..count).map(Some).collect(), gone: Vec::new() }
}

/// The tables of two models, paired.
pub(super) fn tables(from: &Model, to: &Model, transition: &Transition) -> Pairs {
    let old: Vec<&Name> = from.tables.iter().map(|table| &table.name).collect();
    let new: Vec<&Name> = to.tables.iter().map(|table| &table.name).collect();
    if transition.rename_tables.is_empty() && old == new {
        return as_they_were(old.len());
    }
    pair(&old, &new, |name| transition.table_before(name).cloned())
}

/// The columns of two tables, paired.
pub(super) fn columns(from: &Table, to: &Table, transition: &Transition) -> Pairs {
    let old: Vec<&Name> = from.columns.iter().map(|column| &column.name).collect();
    let new: Vec<&Name> = to.columns.iter().map(|column| &column.name).collect();
    if !transition.rename_columns.iter().any(|rename| rename.table == to.name) {
        return if old == new { as_they_were(old.len()) } else { pair(&old, &new, |_| None) };
    }
    pair(&old, &new, |name| transition.column_before(&to.name, name).cloned())
}
