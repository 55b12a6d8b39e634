//! Structs in structs.

use std::fmt;

use super::{Mapping, Row, RowIn, Writer};
use crate::error::Result;

/// What a struct has to know of one in it, `#[nested]`: `#[derive(Table)]` makes it. The bound is asked for where this is made, and nowhere else: so a
/// struct that is no row of the table is one error.
pub struct Nested<R> {
    mapping: fn() -> &'static Mapping,
    read: fn(&mut Row<'_>) -> Result<R>,
    write: fn(&R, &mut Writer<'_, '_>),
}

impl<R> Nested<R> {
    /// Of a struct of the table with this declared row.
    pub const fn of<D>() -> Self
    where
        R: RowIn<D>,
    {
        Self { mapping: R::mapping, read: R::read, write: R::write }
    }

    /// Where its columns are known.
    pub const fn mapping(&self) -> fn() -> &'static Mapping {
        self.mapping
    }

    /// Reads its fields from the row of the struct that it is in.
    ///
    /// # Errors
    ///
    /// As [`Row::get`].
    #[inline]
    pub fn read(&self, row: &mut Row<'_>) -> Result<R> {
        (self.read)(row)
    }

    /// Writes its fields into the row of the struct that it is in.
    #[inline]
    pub fn write(&self, nested: &R, row: &mut Writer<'_, '_>) {
        (self.write)(nested, row);
    }
}

impl<R> fmt::Debug for Nested<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nested").finish_non_exhaustive()
    }
}
