//! Primary keys as values.

use rusqlite::Row;
use rusqlite::types::FromSql;

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
    /// Reads the key from the columns at `next` and after it.
    #[doc(hidden)]
    fn from_key(row: &Row<'_>, next: &mut usize) -> rusqlite::Result<Self>;
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
    fn from_key(row: &Row<'_>, next: &mut usize) -> rusqlite::Result<Self> {
        let key = row.get(*next)?;
        *next += 1;
        Ok(key)
    }
}

macro_rules! tuples {
    ($($($part:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($part: FromSql),+> FromKey<how::Several> for ($($part,)+) {
                fn from_key(row: &Row<'_>, next: &mut usize) -> rusqlite::Result<Self> {
                    Ok(($($part::from_key(row, next)?,)+))
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
