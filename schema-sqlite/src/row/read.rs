//! Reading a struct's fields from a row.

use super::{Column, Field, Mapping, fail};
use crate::error::{Error, Kind, Result};

/// A row of the database whose columns are read one after the other, by position.
///
/// What `#[derive(Table)]` writes reads from it.
#[derive(Debug)]
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    mapping: &'static Mapping,
    next: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(row: &'a rusqlite::Row<'a>, mapping: &'static Mapping) -> Self {
        Self { row, mapping, next: 0 }
    }

    /// The next field, which maps this column.
    ///
    /// # Errors
    ///
    /// When the value does not fit the field; the text names table, column and the row's key.
    #[inline]
    pub fn get<T, V, F, How>(&mut self, _: Column<T, V>) -> Result<F>
    where
        F: Field<V, How>,
    {
        let at = self.next;
        self.next += 1;
        match self.row.get_ref(at) {
            Ok(value) => F::column_result(value)
                .map_err(|error| fail::read(self.mapping, self.row, at, std::any::type_name::<F>(), error)),
            Err(error) => Err(too_narrow(error)),
        }
    }
}

/// The statement yields fewer columns than the struct has fields.
#[cold]
fn too_narrow(source: rusqlite::Error) -> Error {
    Error::new(Kind::Unmapped, "the statement yields fewer columns than the struct has fields").caused_by(source)
}
