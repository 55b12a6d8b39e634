//! Reading a struct's fields from a row.

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

use super::{Column, Field, GenericField, LentField, Mapping, fail};
use crate::error::{Error, Kind, Result};

/// A row of the database whose columns are read one after the other, by position.
///
/// What `#[derive(Table)]` writes reads from it.
#[derive(Debug)]
pub struct Row<'a> {
    row: &'a rusqlite::Row<'a>,
    mapping: &'static Mapping,
    /// Where the struct's columns begin in a row of several tables.
    start: usize,
    next: usize,
}

impl<'a> Row<'a> {
    #[inline]
    pub(super) fn new(row: &'a rusqlite::Row<'a>, mapping: &'static Mapping, start: usize) -> Self {
        Self { row, mapping, start, next: 0 }
    }

    /// The next field, which maps this column.
    ///
    /// # Errors
    ///
    /// When the value does not fit the field; the text names table, column and the row's key.
    #[inline]
    pub fn get<T, V, N, K, F, How>(&mut self, _: Column<T, V, N, K>) -> Result<F>
    where
        F: Field<T, N, V, How>,
    {
        self.next_field(F::column_result)
    }

    /// The next field, which `schema!` made from its column.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    #[inline]
    pub fn own<F: FromSql>(&mut self) -> Result<F> {
        self.next_field(F::column_result)
    }

    /// The next field, which maps this column and whose type depends on a parameter of its struct.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    #[inline]
    pub fn get_generic<T, V, N, K, F, How>(&mut self, _: Column<T, V, N, K>) -> Result<F>
    where
        F: GenericField<T, N, V, How>,
    {
        self.next_field(F::column_result)
    }

    /// The next field, which maps this column and may borrow from the row.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    #[inline]
    pub fn lend<T, V, N, K, F, How>(&mut self, _: Column<T, V, N, K>) -> Result<F>
    where
        F: LentField<'a, T, N, V, How>,
    {
        self.next_field(F::lend)
    }

    #[inline]
    fn next_field<F>(&mut self, read: impl FnOnce(ValueRef<'a>) -> FromSqlResult<F>) -> Result<F> {
        let at = self.next;
        self.next += 1;
        match self.row.get_ref(self.start + at) {
            Ok(value) => read(value)
                .map_err(|error| fail::read(self.mapping, self.row, self.start, at, std::any::type_name::<F>(), error)),
            Err(error) => Err(too_narrow(error)),
        }
    }
}

/// The statement yields fewer columns than the struct has fields.
#[cold]
fn too_narrow(source: rusqlite::Error) -> Error {
    Error::new(Kind::Unmapped, "the statement yields fewer columns than the struct has fields").caused_by(source)
}
