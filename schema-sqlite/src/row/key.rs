//! Primary keys as values.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, ValueRef};

use super::{TableInfo, fail};
use crate::error::{Error, Result};

/// The key of a table that has no primary key: there is no value of it, so nothing can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {}

/// A key that can be read from a row: a column's type, or a tuple of several.
///
/// `How` tells the two apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no primary key that can be read back",
    note = "a table without a primary key has the key `NoKey`"
)]
pub trait FromKey<How>: Sized {
    /// Reads the key of the table from the columns at `next` and after it.
    #[doc(hidden)]
    fn from_key(row: &Row<'_>, next: &mut usize, table: &TableInfo) -> Result<Self>;
}

/// The ways in which a key is read, as types of the language itself: see `holds::how`.
mod how {
    /// From one column.
    pub(super) type One = ();
    /// From several.
    pub(super) type Several = [(); 1];
}

#[diagnostic::do_not_recommend]
impl<K: FromSql> FromKey<how::One> for K {
    fn from_key(row: &Row<'_>, next: &mut usize, table: &TableInfo) -> Result<Self> {
        let at = *next;
        *next += 1;
        let found = row.get_ref(at).map_err(|error| fail::statement(table, "insert into", error))?;
        K::column_result(found).map_err(|error| misfit(row, table, at, found, std::any::type_name::<K>(), error))
    }
}

#[cold]
fn misfit(
    row: &Row<'_>,
    table: &TableInfo,
    at: usize,
    found: ValueRef<'_>,
    type_name: &str,
    error: FromSqlError,
) -> Error {
    let key: Vec<_> = (0..table.key_places().len()).filter_map(|at| row.get_ref(at).ok()).collect();
    fail::key(table, at, &key, found, type_name, error)
}

macro_rules! tuples {
    ($($($part:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($part: FromSql),+> FromKey<how::Several> for ($($part,)+) {
                fn from_key(row: &Row<'_>, next: &mut usize, table: &TableInfo) -> Result<Self> {
                    Ok(($($part::from_key(row, next, table)?,)+))
                }
            }
        )*
    };
}

tuples! {
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
    A, B, C, D, E, F;
    A, B, C, D, E, F, G;
    A, B, C, D, E, F, G, H;
}
