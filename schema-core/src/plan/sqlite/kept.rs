//! A table that stays, as the planner sees it.

use crate::diff::Change;
use crate::model::{Column, Name, Sql, Table};
use crate::plan::{Direction, Input};

/// A table that stays.
pub(super) struct Kept<'a> {
    /// What is planned.
    pub(super) input: &'a Input<'a>,
    /// The table before the plan.
    pub(super) old: &'a Table,
    /// The table when it has been renamed, and its columns. They stand where they stood.
    pub(super) now: &'a Table,
    /// The table after the plan.
    pub(super) to: &'a Table,
    /// The table after the plan, in the types of its declaration.
    pub(super) declared: &'a Table,
    /// For each column the name after the plan; `None` where it goes.
    pub(super) columns: &'a [Option<Name>],
    /// What differs between `now` and `to`.
    pub(super) changes: &'a [Change],
}

impl Kept<'_> {
    /// The column that it was, as it is now.
    pub(super) fn now_of(&self, column: &Column) -> Option<(usize, &Column)> {
        let at = self.columns.iter().position(|name| name.as_ref() == Some(&column.name))?;
        Some((at, self.now.columns.get(at)?))
    }

    /// Whether the table or one of its columns has another name than before the plan.
    pub(super) fn is_renamed(&self) -> bool {
        let columns = self.old.columns.iter().zip(&self.now.columns);
        self.old.name != self.now.name || columns.into_iter().any(|(old, now)| old.name != now.name)
    }

    /// The columns that are to be renamed still: from, to.
    pub(super) fn late_renames(&self) -> impl Iterator<Item = (&Name, &Name)> {
        let columns = self.now.columns.iter().zip(self.columns);
        columns.filter_map(|(now, to)| Some((&now.name, to.as_ref()?))).filter(|(now, to)| now != to)
    }

    /// The expression for rows without a value.
    pub(super) fn backfill(&self, column: &Column) -> Option<&Sql> {
        self.input.transition.backfill(&self.to.name, &column.name)
    }

    /// The expression that converts.
    pub(super) fn cast(&self, column: &Column) -> Option<&Sql> {
        self.input.transition.cast(&self.to.name, &column.name)
    }

    /// Whether it is on the way down.
    pub(super) fn is_down(&self) -> bool {
        self.input.direction == Direction::Down
    }

    /// Whether the oldest library that runs the plan is at least this one.
    pub(super) fn has_version(&self, version: (u16, u16, u16)) -> bool {
        self.input.target.version >= version
    }
}
