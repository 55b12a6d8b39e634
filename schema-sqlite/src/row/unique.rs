//! Uniques as values.

use std::fmt;
use std::marker::PhantomData;

use super::TableInfo;

/// A declared unique of the table whose declared row is `T`: rows are found by it, and an upsert may go
/// by it. `K` is the type of its column, or a tuple of several; without `Option`, for nulls are never
/// the same.
///
/// `schema!` emits one constant for each `unique`, of a column, a table or an index without a condition,
/// in the table's module and named after its columns: `users::unique_email` is a `Unique<User, String>`.
pub struct Unique<T, K> {
    table: &'static TableInfo,
    by: Places,
    types: PhantomData<fn() -> (T, K)>,
}

/// The columns of a unique, and by which collation each of them is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) columns: &'static [u16],
    /// As many, or none at all; empty is the column's own.
    collations: &'static [&'static str],
}

impl Places {
    pub(super) const NONE: Self = Self { columns: &[], collations: &[] };

    /// The columns with their collations: as many, or none at all.
    pub(super) const fn collated(columns: &'static [u16], collations: &'static [&'static str]) -> Self {
        Self { columns, collations }
    }

    /// The columns with their collations.
    pub(super) fn iter(self) -> impl Iterator<Item = (u16, Option<&'static str>)> {
        let collation = move |at: usize| self.collations.get(at).copied().filter(|name| !name.is_empty());
        self.columns.iter().enumerate().map(move |(at, &column)| (column, collation(at)))
    }

    /// Whether values of the column that are not the same may be so to the unique.
    pub(super) fn is_collated(self, column: u16) -> bool {
        self.iter().any(|(place, collation)| place == column && collation.is_some())
    }
}

impl<T, K> Unique<T, K> {
    /// The unique of the columns at these places.
    #[doc(hidden)]
    pub const fn new(table: &'static TableInfo, columns: &'static [u16]) -> Self {
        Self::collated(table, columns, &[])
    }

    /// The unique of the columns at these places, which compares each by its collation; an empty one is the
    /// column's own.
    #[doc(hidden)]
    pub const fn collated(
        table: &'static TableInfo,
        columns: &'static [u16],
        collations: &'static [&'static str],
    ) -> Self {
        Self { table, by: Places { columns, collations }, types: PhantomData }
    }

    pub(super) fn places(self) -> Places {
        self.by
    }
}

impl<T, K> Clone for Unique<T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, K> Copy for Unique<T, K> {}

impl<T, K> fmt::Debug for Unique<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.by.columns.iter().map(|&at| self.table.column(at).name()).collect();
        write!(f, "Unique({} ({}))", self.table.name(), names.join(", "))
    }
}
