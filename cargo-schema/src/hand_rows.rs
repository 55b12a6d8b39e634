//! What a revision does to rows by statements that somebody wrote: no proof knows what they are meant to do.

use schema_core::dialect::Dialect;
use schema_core::hazard::{Code, Hazard};
use schema_core::history::Revision;
use schema_core::model::{Model, Name, Table, Transition};
use schema_sqlite::{RowChange, RowChangeKind, row_changes};

use crate::byhand::is_by_hand;

/// One change of rows that were there before the revision, by the names after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) table: Name,
    pub(crate) column: Option<Name>,
    /// In words, of a revision: `deletes rows of `notes``.
    pub(crate) what: String,
    /// Whether the way down writes the table, too.
    pub(crate) is_undone: bool,
}

/// The changes of rows that a revision makes by hand, and by casts: whatever is not the same when it is done twice.
/// `down` is the way back from it.
pub(crate) fn changed(
    revision: &Revision<'_>,
    before: &Model,
    after: &Model,
    transition: &Transition,
    down: &str,
) -> Vec<Changed> {
    let mut found = by_hand(revision, before, after, transition);
    for cast in &transition.casts {
        let what = format!("casts the values of `{}.{}`", cast.table, cast.column);
        found.push(Changed { table: cast.table.clone(), column: Some(cast.column.clone()), what, is_undone: false });
    }
    let undone = row_changes(down);
    for change in &mut found {
        let old = transition.table_before(&change.table).unwrap_or(&change.table);
        change.is_undone = undone.iter().any(|it| it.table.same(old) || it.table.same(&change.table));
    }
    found
}

/// What a frozen revision endangers by what was written into it.
pub(crate) fn hazards(revision: &Revision<'_>, before: &Model, after: &Model, transition: &Transition) -> Vec<Hazard> {
    let down = revision.script(Dialect::Sqlite).map_or("", |script| &script.down);
    let mut found = Vec::new();
    for change in changed(revision, before, after, transition, down) {
        let Changed { table, column, what, is_undone } = change;
        if column.as_ref().is_some_and(|column| transition.cast(&table, column).is_some()) {
            // Told as the hazard of a cast.
            continue;
        }
        let hazard = |code, message| Hazard { code, table: table.clone(), column: column.clone(), message };
        found.push(hazard(Code::ChangesRows, format!("a statement of its own {what}; no proof compares them")));
        if !is_undone {
            let message = format!("its way down writes nothing to `{table}`; after a way back it {what} once more");
            found.push(hazard(Code::Irreversible, message));
        }
    }
    found
}

fn by_hand(revision: &Revision<'_>, before: &Model, after: &Model, transition: &Transition) -> Vec<Changed> {
    let up = revision.script(Dialect::Sqlite).map_or("", |script| &script.up);
    let mut found: Vec<Changed> = Vec::new();
    for change in row_changes(up) {
        if let Some(change) = one(&change, before, after, transition)
            && !found.contains(&change)
        {
            found.push(change);
        }
    }
    // Backfills of columns are statements, too, and the planner's.
    if found.is_empty() || is_by_hand(revision, before, after, transition) { found } else { Vec::new() }
}

fn one(change: &RowChange, before: &Model, after: &Model, transition: &Transition) -> Option<Changed> {
    // The statement may stand before or after a rename.
    let was = |table: &Table| {
        let name = transition.table_before(&table.name).unwrap_or(&table.name);
        before.tables.iter().find(|old| old.name.same(name))
    };
    let named =
        |table: &&Table| table.name.same(&change.table) || was(table).is_some_and(|old| old.name.same(&change.table));
    let table = after.tables.iter().find(named)?;
    let old = was(table)?;
    let (name, mut column) = (&table.name, None);
    let what = match &change.kind {
        RowChangeKind::Inserts => format!("inserts rows into `{name}`"),
        RowChangeKind::Deletes => format!("deletes rows of `{name}`"),
        RowChangeKind::Updates(columns) => {
            // A column of this revision has no values that could change.
            let is_old = |column: &&Name| {
                let before = transition.column_before(name, column).unwrap_or(column);
                let is_filled = transition.backfill(name, column).is_some();
                !is_filled && (old.column_named(before).is_some() || old.column_named(column).is_some())
            };
            let first = columns.iter().find(is_old)?;
            column = Some(first.clone());
            format!("changes values of `{name}.{first}`")
        }
        _ => format!("replaces rows of `{name}`"),
    };
    Some(Changed { table: name.clone(), column, what, is_undone: false })
}
