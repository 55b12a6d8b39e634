//! The comparison itself.

use super::change::{Alteration, Change, Item};
use super::objects;
use super::pairs::{self, Pairs};
use super::renames::Renames;
use crate::model::{Check, Column, ForeignKey, Index, Model, Name, Table, Transition, Unique};

pub(super) fn compare(from: &Model, to: &Model, transition: &Transition) -> Vec<Change> {
    let pairs = pairs::tables(from, to, transition);
    let renames = Renames::new(from, to, transition, &pairs);
    let mut changes: Vec<Change> =
        pairs.gone.iter().map(|&index| Change::DropTable { table: from.tables[index].clone() }).collect();
    objects::gone(from, to, transition, &mut changes);
    for (after, before) in to.tables.iter().zip(&pairs.before) {
        match before {
            Some(index) => table(&from.tables[*index], after, transition, &renames, &mut changes),
            None => changes.push(Change::AddTable { table: after.clone() }),
        }
    }
    objects::kept(from, to, transition, &mut changes);
    changes
}

fn table(before: &Table, after: &Table, transition: &Transition, renames: &Renames, changes: &mut Vec<Change>) {
    // Most tables of most changes.
    if renames.pass(before) && before == after {
        return;
    }
    if before.name != after.name {
        changes.push(Change::RenameTable { from: before.name.clone(), to: after.name.clone() });
    }
    if (before.strict, before.without_rowid) != (after.strict, after.without_rowid) {
        changes.push(Change::AlterOptions {
            table: after.name.clone(),
            strict: (before.strict != after.strict).then_some(after.strict),
            without_rowid: (before.without_rowid != after.without_rowid).then_some(after.without_rowid),
        });
    }
    columns(before, after, &pairs::columns(before, after, transition), renames, changes);
    items(before, after, renames, changes);
}

fn columns(before: &Table, after: &Table, pairs: &Pairs, renames: &Renames, changes: &mut Vec<Change>) {
    let table = &after.name;
    for &index in &pairs.gone {
        changes.push(Change::DropColumn { table: table.clone(), column: before.columns[index].clone() });
    }
    for (column, old) in after.columns.iter().zip(&pairs.before) {
        let Some(old) = old.map(|index| &before.columns[index]) else {
            changes.push(Change::AddColumn { table: table.clone(), column: column.clone() });
            continue;
        };
        if old.name != column.name {
            changes.push(Change::RenameColumn {
                table: table.clone(),
                from: old.name.clone(),
                to: column.name.clone(),
            });
        }
        let what = alterations(&renames.column_of(&before.name, old, &column.name), column);
        if !what.is_empty() {
            let from = Column { name: column.name.clone(), ..old.clone() };
            changes.push(Change::AlterColumn { table: table.clone(), from, to: column.clone(), what });
        }
    }
    if reordered(&pairs.before) {
        changes.push(Change::ReorderColumns { table: table.clone() });
    }
}

/// Whether dropping, renaming in place and appending alone would leave the columns in another order.
fn reordered(before: &[Option<usize>]) -> bool {
    let kept: Vec<usize> = before.iter().copied().map_while(|old| old).collect();
    kept.windows(2).any(|pair| pair[0] > pair[1]) || before[kept.len()..].iter().any(Option::is_some)
}

fn alterations(before: &Column, after: &Column) -> Vec<Alteration> {
    [
        (!before.ty.same(&after.ty), Alteration::Type),
        (before.nullable != after.nullable, Alteration::Nullable),
        (!before.nullable && !after.nullable && before.not_null != after.not_null, Alteration::NotNull),
        (before.default != after.default, Alteration::Default),
        (before.collation != after.collation, Alteration::Collation),
        (before.generated != after.generated, Alteration::Generated),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect()
}

fn items(before: &Table, after: &Table, renames: &Renames, changes: &mut Vec<Change>) {
    let table = &after.name;
    let mut push = |old: Option<Item>, new: Option<Item>| {
        let table = table.clone();
        changes.push(match (old, new) {
            (Some(item), None) => Change::DropItem { table, item },
            (None, Some(item)) => Change::AddItem { table, item },
            (Some(from), Some(to)) => Change::AlterItem { table, from, to },
            (None, None) => return,
        });
    };
    let key = before.primary_key.as_ref().map(|key| renames.primary_key(&before.name, key));
    if key != after.primary_key {
        push(before.primary_key.clone().map(Item::PrimaryKey), after.primary_key.clone().map(Item::PrimaryKey));
    }
    let owner = &before.name;
    list(&before.uniques, &after.uniques, |item| renames.unique(owner, item), Item::Unique, &mut push);
    list(
        &before.foreign_keys,
        &after.foreign_keys,
        |item| renames.foreign_key(owner, item),
        Item::ForeignKey,
        &mut push,
    );
    list(&before.checks, &after.checks, |item| renames.check(owner, item), Item::Check, &mut push);
    list(&before.indexes, &after.indexes, |item| renames.index(owner, item), Item::Index, &mut push);
}

/// Pairs the items of one kind by name, then by contents, and tells what differs.
fn list<T: Contents>(
    before: &[T],
    after: &[T],
    renamed: impl Fn(&T) -> T,
    item: impl Fn(T) -> Item,
    push: &mut impl FnMut(Option<Item>, Option<Item>),
) {
    let translated: Vec<T> = before.iter().map(renamed).collect();
    let mut old_of: Vec<Option<usize>> = vec![None; after.len()];
    let mut taken = vec![false; before.len()];
    let rules: [fn(&T, &T) -> bool; 3] = [
        |old, new| old == new,
        |old, new| old.name().is_some() && old.name() == new.name(),
        |old, new| old.same_contents(new),
    ];
    for rule in rules {
        for (slot, new) in old_of.iter_mut().zip(after) {
            if slot.is_none()
                && let Some(index) = (0..translated.len()).find(|&index| !taken[index] && rule(&translated[index], new))
            {
                taken[index] = true;
                *slot = Some(index);
            }
        }
    }
    for (index, old) in before.iter().enumerate() {
        if !taken[index] {
            push(Some(item(old.clone())), None);
        }
    }
    for (old, new) in old_of.iter().zip(after) {
        match old {
            None => push(None, Some(item(new.clone()))),
            Some(index) if translated[*index] != *new => {
                push(Some(item(before[*index].clone())), Some(item(new.clone())));
            }
            Some(_) => {}
        }
    }
}

/// What makes two items one although their names differ.
trait Contents: Clone + PartialEq {
    fn name(&self) -> Option<&Name>;
    fn same_contents(&self, other: &Self) -> bool;
}

impl Contents for Unique {
    fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    fn same_contents(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Contents for ForeignKey {
    fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    fn same_contents(&self, other: &Self) -> bool {
        Self { name: None, ..self.clone() } == Self { name: None, ..other.clone() }
    }
}

impl Contents for Check {
    fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    fn same_contents(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

impl Contents for Index {
    fn name(&self) -> Option<&Name> {
        Some(&self.name)
    }

    fn same_contents(&self, other: &Self) -> bool {
        (self.unique, &self.parts, &self.filter) == (other.unique, &other.parts, &other.filter)
    }
}
