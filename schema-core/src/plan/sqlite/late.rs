//! References to columns that keep their names until their table is rebuilt.
//!
//! SQLite lets references follow a column that it renames itself. One that gets its name in a copy leaves
//! them behind, and a differ that is told nothing pairs names that differ in case alone: `REFERENCES t (a)`
//! would go on saying `a` where the column is `A`.

use std::collections::BTreeMap;

use super::pairs::Pairs;
use crate::diff::{Change, Item};
use crate::model::{ForeignKey, Model, Name};

/// Adds the references that are not spelled as they are to be, in tables where the differ saw none.
pub(super) fn references(now: &Model, to: &Model, pairs: &Pairs, changes: &mut BTreeMap<Name, Vec<Change>>) {
    let is_reference = |change: &Change| {
        matches!(
            change,
            Change::AddItem { item: Item::ForeignKey(_), .. }
                | Change::DropItem { item: Item::ForeignKey(_), .. }
                | Change::AlterItem { from: Item::ForeignKey(_), .. }
        )
    };
    // What the SQL does not name has nothing to follow.
    let is_same = |from: &ForeignKey, key: &ForeignKey| {
        from == key || (key.bare && *from == ForeignKey { references: from.references.clone(), ..key.clone() })
    };
    for pair in &pairs.kept {
        let (now, to) = (&now.tables[pair.before], &to.tables[pair.after]);
        if now.foreign_keys == to.foreign_keys
            || changes.get(&to.name).is_some_and(|changes| changes.iter().any(is_reference))
        {
            continue;
        }
        let others = |some: &[ForeignKey], others: &[ForeignKey]| -> Vec<ForeignKey> {
            some.iter().filter(|key| !others.iter().any(|other| is_same(key, other))).cloned().collect()
        };
        let behind = others(&now.foreign_keys, &to.foreign_keys);
        let ahead = others(&to.foreign_keys, &now.foreign_keys);
        for (from, key) in behind.into_iter().zip(ahead) {
            let (from, key) = (Item::ForeignKey(from), Item::ForeignKey(key));
            let change = Change::AlterItem { table: to.name.clone(), from, to: key };
            changes.entry(to.name.clone()).or_default().push(change);
        }
    }
}
