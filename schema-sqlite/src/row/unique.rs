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
    columns: &'static [u16],
    types: PhantomData<fn() -> (T, K)>,
}

impl<T, K> Unique<T, K> {
    /// The unique of the columns at these places.
    #[doc(hidden)]
    pub const fn new(table: &'static TableInfo, columns: &'static [u16]) -> Self {
        Self { table, columns, types: PhantomData }
    }

    pub(super) fn places(self) -> &'static [u16] {
        self.columns
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
        let names: Vec<_> = self.columns.iter().map(|&at| self.table.column(at).name()).collect();
        write!(f, "Unique({} ({}))", self.table.name(), names.join(", "))
    }
}
