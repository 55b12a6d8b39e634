//! What the rows of a group have in common.

use super::super::ColumnInfo;
use super::expr::{Expr, Source};
use super::reference::Join;

/// What a query's rows are grouped by, and how its tables hang together.
#[derive(Clone, Copy)]
pub(super) struct Common<'a> {
    pub(super) keys: &'a [Expr],
    pub(super) joins: &'a [Join],
}

impl Common<'_> {
    /// Whether the column has one value in a group: it is grouped by, or its row is the same one.
    pub(super) fn has(self, source: Source, column: u16) -> bool {
        self.is_key(source, column) || self.has_row(source)
    }

    /// Whether the rows of a group have the same row of the table: they have its primary key in common, or
    /// the row that refers to it.
    fn has_row(self, source: Source) -> bool {
        let table = source.table;
        let key = table.key_places();
        // What is one group may be many keys, where the key compares by another collation.
        let is_own = table.key_by().iter().all(|(_, collation)| collation.is_none());
        let is_told = is_own && !key.is_empty() && !table.key().any(ColumnInfo::is_nullable);
        is_told && key.iter().all(|&column| self.is_equal(source, column))
            || self.joins.iter().any(|join| join.is_forward() && join.far.is(source) && self.has_row(join.near))
    }

    /// Whether the column is grouped by, or equals one that is.
    fn is_equal(self, source: Source, column: u16) -> bool {
        let is_joined = |join: &Join| {
            join.columns().any(|(near, far)| {
                let is_far = join.far.is(source) && far == column && self.is_key(join.near, near);
                // Where a left join has no row, many rows have none.
                let is_near = !join.left && join.near.is(source) && near == column && self.is_key(join.far, far);
                is_far || is_near
            })
        };
        self.is_key(source, column) || self.joins.iter().any(is_joined)
    }

    fn is_key(self, source: Source, column: u16) -> bool {
        self.keys.iter().any(|key| matches!(key, Expr::Column(own, at) if own.is(source) && *at == column))
    }
}
