//! Views, triggers and virtual tables, compared by their texts.
//!
//! What merely follows a rename is a change here: which table a word of a query belongs to, its tokens
//! cannot tell, and to make a view or a trigger anew loses nothing.

use super::change::{Change, Object};
use super::pairs::{self, Pairs};
use crate::model::{Model, Name, Sql, Transition, Trigger, View, VirtualTable};

/// The objects that are gone.
pub(super) fn gone(from: &Model, to: &Model, transition: &Transition, changes: &mut Vec<Change>) {
    let mut push = |object: Object| changes.push(Change::DropObject { object });
    dropped(&from.triggers, &to.triggers, |it| push(Object::Trigger(it)));
    dropped(&from.views, &to.views, |it| push(Object::View(it)));
    for index in pairs::virtual_tables(from, to, transition).gone {
        push(Object::VirtualTable(from.virtual_tables[index].clone()));
    }
}

/// The objects that are new or differ.
pub(super) fn kept(from: &Model, to: &Model, transition: &Transition, changes: &mut Vec<Change>) {
    for (new, old) in to.virtual_tables.iter().zip(pairs::virtual_tables(from, to, transition).before) {
        let old = old.and_then(|index| from.virtual_tables.get(index));
        if let Some(old) = old.filter(|old| old.name != new.name) {
            changes.push(Change::RenameTable { from: old.name.clone(), to: new.name.clone() });
        }
        let old = old.map(|old| VirtualTable { name: new.name.clone(), ..old.clone() });
        push(old.as_ref(), new, Object::VirtualTable, changes);
    }
    compared(&from.views, &to.views, Object::View, changes);
    compared(&from.triggers, &to.triggers, Object::Trigger, changes);
}

fn dropped<T: Named + Clone>(from: &[T], to: &[T], mut push: impl FnMut(T)) {
    for index in paired(from, to).gone {
        push(from[index].clone());
    }
}

fn compared<T: Named + Clone>(from: &[T], to: &[T], object: fn(T) -> Object, changes: &mut Vec<Change>) {
    for (new, old) in to.iter().zip(paired(from, to).before) {
        push(old.and_then(|index| from.get(index)), new, object, changes);
    }
}

fn push<T: Named + Clone>(old: Option<&T>, new: &T, object: fn(T) -> Object, changes: &mut Vec<Change>) {
    match old {
        None => changes.push(Change::AddObject { object: object(new.clone()) }),
        Some(old) if old.name() == new.name() && old.texts() == new.texts() => {}
        Some(old) => changes.push(Change::AlterObject { from: object(old.clone()), to: object(new.clone()) }),
    }
}

fn paired<T: Named>(from: &[T], to: &[T]) -> Pairs {
    let names = |list: &'_ [T]| list.iter().map(|it| it.name().clone()).collect::<Vec<Name>>();
    let (old, new) = (names(from), names(to));
    pairs::pair(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>(), |_| None)
}

/// What is compared; docs are not.
trait Named {
    fn name(&self) -> &Name;
    fn texts(&self) -> (Option<Name>, &Sql);
}

impl Named for View {
    fn name(&self) -> &Name {
        &self.name
    }

    fn texts(&self) -> (Option<Name>, &Sql) {
        (None, &self.sql)
    }
}

impl Named for Trigger {
    fn name(&self) -> &Name {
        &self.name
    }

    fn texts(&self) -> (Option<Name>, &Sql) {
        (None, &self.sql)
    }
}

impl Named for VirtualTable {
    fn name(&self) -> &Name {
        &self.name
    }

    fn texts(&self) -> (Option<Name>, &Sql) {
        // SQLite finds modules whatever their ASCII case.
        (Some(Name::new(self.module.folded())), &self.arguments)
    }
}
