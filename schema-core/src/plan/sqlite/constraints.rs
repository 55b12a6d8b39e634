//! The constraints that newer libraries add and drop in place: `not null` and checks, since 3.53
//! (<https://sqlite.org/lang_altertable.html>).
//!
//! SQLite does this by editing the table's text. It looks for the word `NOT` in a column's definition, and
//! takes the one of `REFERENCES … NOT DEFERRABLE` for it, so that a column with a reference is left to a
//! rebuild; and for the first constraint of a name, so that a name that is there twice is, too. And it
//! asks the rows what a new check says, for which a string in double quotes may be a column.

use super::kept::Kept;
use super::mention::has_stray;
use super::step;
use crate::diff::Alteration;
use crate::model::{Check, Column, Conflict, Name};
use crate::plan::{Operation, Step};

/// The oldest version with these statements.
const VERSION: (u16, u16, u16) = (3, 53, 0);

/// Whether `not null` is all that changes about the column, and can be changed in place.
pub(super) fn can_alter(kept: &Kept<'_>, column: &Column, what: &[Alteration]) -> bool {
    let is_key = kept.now.primary_key.as_ref().is_some_and(|key| key.names().any(|name| name.same(&column.name)));
    let refers = kept.now.foreign_keys.iter().flat_map(|key| &key.columns).any(|name| name.same(&column.name));
    kept.has_version(VERSION)
        && what.iter().all(|what| matches!(what, Alteration::Nullable | Alteration::NotNull))
        && column.not_null.name.is_none()
        && !is_key
        && !refers
}

/// The steps: checks that go, columns, checks that come. `None` where only a rebuild can do it.
pub(super) fn steps(kept: &Kept<'_>, dropped: &[&Check], altered: &[&Column], added: &[&Check]) -> Option<Vec<Step>> {
    if dropped.is_empty() && altered.is_empty() && added.is_empty() {
        return Some(Vec::new());
    }
    if !kept.has_version(VERSION) {
        return None;
    }
    let table = &kept.to.name;
    let mut names: Vec<Name> = kept.now.constraint_names().cloned().collect();
    let mut steps = Vec::new();
    for check in dropped {
        let name = check.name.as_ref()?;
        if names.iter().filter(|it| it.same(name)).count() != 1 {
            return None;
        }
        names.retain(|it| !it.same(name));
        let (table, check) = (table.clone(), name.clone());
        steps.push(step(format!("Drop check `{name}` of `{table}`"), Operation::DropCheck { table, check }));
    }
    for column in altered {
        let (table, name) = (table.clone(), column.name.clone());
        steps.push(match column.nullable {
            true => {
                step(format!("Let column `{table}.{name}` be null"), Operation::DropNotNull { table, column: name })
            }
            false => {
                let conflict = column.not_null.conflict;
                let about = match conflict {
                    Conflict::Abort => format!("Let column `{table}.{name}` be null no longer"),
                    other => format!("Let column `{table}.{name}` be null no longer, `on conflict {}`", other.word()),
                };
                step(about, Operation::SetNotNull { table, column: name, conflict })
            }
        });
    }
    for check in added {
        if has_stray(&check.expr, kept.to) {
            return None;
        }
        if let Some(name) = &check.name {
            if names.iter().any(|it| it.same(name)) {
                return None;
            }
            names.push(name.clone());
        }
        let what = check.name.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
        let (table, check) = (table.clone(), (*check).clone());
        steps.push(step(format!("Add check{what} to `{table}`"), Operation::AddCheck { table, check }));
    }
    Some(steps)
}
