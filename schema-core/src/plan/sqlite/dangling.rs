//! Rows that would refer to nothing, found before a reference is made.
//!
//! The run time looks for such rows at the end, too, and refuses those alone that did not point nowhere before.
//! So nothing is asked where the table has a reference to the same table already.

use std::collections::BTreeMap;

use super::convert::{alike, of};
use super::kept::Kept;
use super::look::{Looking, collation, is_as_it_was};
use crate::dialect::reference::is_sound;
use crate::model::{ForeignKey, Name};
use crate::plan::{Look, Source, Unfit};

/// The looks at a table that stays, before the way up: one for each reference that it gets to another that
/// stays.
pub(super) fn looks(kept: &Kept<'_>, all: &BTreeMap<usize, Kept<'_>>) -> Vec<Look> {
    if is_as_it_was(kept) {
        return Vec::new();
    }
    let is_new = |key: &&ForeignKey| !kept.now.foreign_keys.iter().any(|old| old.table.same(&key.table));
    let keys = kept.to.foreign_keys.iter().filter(is_new);
    keys.filter_map(|key| look(kept, key, all.values().find(|parent| parent.to.name.same(&key.table))?)).collect()
}

fn look(kept: &Kept<'_>, key: &ForeignKey, parent: &Kept<'_>) -> Option<Look> {
    if !is_sound(key, kept.to, Some(parent.to)) {
        return None;
    }
    let (child, other) = (Looking::new(kept), Looking::new(parent));
    let mut columns = Vec::new();
    let mut pairs: Vec<(Name, Name, Option<Name>)> = Vec::new();
    for (name, referenced) in key.columns.iter().zip(&key.references) {
        let column = kept.to.column_named(name)?;
        let target = parent.to.column_named(referenced)?;
        // Both are compared as they will be stored.
        let is_kept = match child.source(column)? {
            Source::Column(_) => child.same(column).is_some(),
            Source::Expr(_) => true,
        };
        let is_alike = alike(of(column, kept.to)) == alike(of(target, parent.to));
        if column.generated.is_some() || !is_kept || !is_alike {
            return None;
        }
        let old = other.same(target)?;
        let by = collation(target)?;
        let differs = collation(old).as_ref() != Some(&by);
        columns.push(column);
        pairs.push((column.name.clone(), old.name.clone(), differs.then_some(by)));
    }
    let told: Vec<&str> = key.columns.iter().map(Name::as_str).collect();
    let about = format!("`({})` of table `{}` refers to no row of `{}`", told.join(", "), kept.to.name, parent.to.name);
    child.look(about, &columns, Unfit::Dangles { table: parent.old.name.clone(), pairs })
}
