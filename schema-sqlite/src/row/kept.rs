//! Columns whose type the declaration names.

use std::fmt;

use rusqlite::types::{FromSql, ToSql, ValueRef};

use super::affinity::Reads;
use super::{Row, Writer};
use crate::error::Result;

/// A type that a column may be declared `as`: whatever rusqlite reads and writes.
#[diagnostic::on_unimplemented(
    message = "a column cannot be declared `as {Self}`, which is no value of SQLite's",
    label = "no value of SQLite's",
    note = "its whole numbers are `i64`, `i32` and `i16`, its floating-point numbers `f64`, its texts `String` and its bytes `Vec<u8>`",
    note = "a type of jiff, chrono, time, uuid or rust_decimal is written in `frostline::Stored<…>`, one of serde in `frostline::Json<…>`",
    note = "a type of your own implements rusqlite's `ToSql` and `FromSql`"
)]
pub trait AnyValue: FromSql + ToSql {}

#[diagnostic::do_not_recommend]
impl<V: FromSql + ToSql> AnyValue for V {}

/// How a column that is declared `as V` is read and written: `schema!` makes one of each. The bound is asked for where
/// this is made, and nowhere else: so a type that is no value is one error.
pub struct Kept<V> {
    read: fn(&mut Row<'_>) -> Result<V>,
    read_option: fn(&mut Row<'_>) -> Result<Option<V>>,
    write: fn(&V, &mut Writer<'_, '_>),
    write_option: fn(&Option<V>, &mut Writer<'_, '_>),
    reads: Reads,
}

impl<V> Kept<V> {
    /// Of the type.
    pub const fn of() -> Self
    where
        V: AnyValue,
    {
        Self {
            read: |row| row.own(),
            read_option: |row| row.own(),
            write: |value, row| row.put(value),
            write_option: |value, row| row.put_option(value),
            reads: is_read::<V>,
        }
    }

    /// Reads the next field of the row, which is not null.
    ///
    /// # Errors
    ///
    /// As [`Row::get`].
    #[inline]
    pub fn read(&self, row: &mut Row<'_>) -> Result<V> {
        (self.read)(row)
    }

    /// Reads the next field of the row.
    ///
    /// # Errors
    ///
    /// As [`Row::get`].
    #[inline]
    pub fn read_option(&self, row: &mut Row<'_>) -> Result<Option<V>> {
        (self.read_option)(row)
    }

    /// Writes the next field of the row, which is not null.
    #[inline]
    pub fn write(&self, value: &V, row: &mut Writer<'_, '_>) {
        (self.write)(value, row);
    }

    /// Writes the next field of the row.
    #[inline]
    pub fn write_option(&self, value: &Option<V>, row: &mut Writer<'_, '_>) {
        (self.write_option)(value, row);
    }

    /// What tells whether the type reads a value.
    pub const fn reads(&self) -> Reads {
        self.reads
    }
}

fn is_read<V: FromSql>(value: ValueRef<'_>) -> bool {
    V::column_result(value).is_ok()
}

impl<V> fmt::Debug for Kept<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
