//! Rows that borrow from the statement.

use std::borrow::{Borrow, Cow};

use rusqlite::Connection;
use rusqlite::types::{FromSqlResult, ValueRef};

use super::select::bind;
use super::{Field, KeyValue, Mapping, Query, Row, Table, fail};
use crate::error::{Error, Result};

/// A struct whose fields borrow their text and bytes from the row that they are read from, and live as
/// long as it: `#[derive(Table)]` on a struct with a lifetime implements it.
///
/// Nothing is copied: what is read is handed to a function, and gone when the next row comes.
///
/// ```text
/// #[derive(Table)]
/// #[table(products)]
/// struct ProductName<'a> { id: i64, data: &'a str }
///
/// ProductName::for_each(&connection, &Product::query(), |product| { … })?;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row that borrows",
    note = "derive `Table` for a struct with a lifetime: `struct ProductName<'a> {{ data: &'a str }}`"
)]
pub trait Lent {
    /// The row struct that the table was declared with.
    type Declared;

    /// The table's primary key.
    type Key;

    /// The struct, with the lifetime of a row.
    type Row<'r>;

    /// The columns of the fields.
    #[doc(hidden)]
    fn mapping() -> &'static Mapping;

    /// Reads the fields, in their order.
    #[doc(hidden)]
    fn read<'r>(row: &mut Row<'r>) -> Result<Self::Row<'r>>;

    /// Calls `each` with every row that the query finds, one by one, as long as it returns `Ok`.
    ///
    /// # Errors
    ///
    /// When SQLite fails or a value does not fit its field, as `each`'s own error type; and what `each`
    /// returns.
    fn for_each<R, E>(
        connection: &Connection,
        query: &Query<'_, R, (Self::Declared, ())>,
        mut each: impl FnMut(Self::Row<'_>) -> Result<(), E>,
    ) -> Result<(), E>
    where
        R: Table<Declared = Self::Declared>,
        E: From<Error>,
    {
        let mapping = Self::mapping();
        let failed = |error| fail::statement(mapping.table(), "read", error);
        let mut statement = query.prepare_as(connection, mapping)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            each(Self::read(&mut Row::new(row, mapping, 0))?)?;
        }
        Ok(())
    }

    /// Calls `with` with the row that has this primary key. `None` where there is none.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    fn find_with<T, How>(
        connection: &Connection,
        key: impl KeyValue<Self::Declared, Self::Key, How>,
        with: impl FnOnce(Self::Row<'_>) -> T,
    ) -> Result<Option<T>> {
        let mapping = Self::mapping();
        let failed = |error| fail::statement(mapping.table(), "read", error);
        let mut statement = connection.prepare_cached(mapping.find()).map_err(failed)?;
        bind(&mut statement, &key, mapping, mapping.table().key_places(), "read")?;
        let mut rows = statement.raw_query();
        match rows.next().map_err(failed)? {
            Some(row) => Self::read(&mut Row::new(row, mapping, 0)).map(|row| Some(with(row))),
            None => Ok(None),
        }
    }
}

/// A field that borrows from a row, checked against its column: `N` of the table of `T`, of type `V`. It is a `&str` or
/// a `Cow<str>` of text, a `&[u8]` or a `Cow<[u8]>` of bytes, an `Option` of these, and whatever a field that owns its
/// value may be.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{V}`, which a field of type `{Self}` cannot hold",
    label = "the column holds `{V}`, the field is `{Self}`",
    note = "a nullable column is held by an `Option`"
)]
pub trait LentField<'r, T, N, V, How>: Sized {
    #[doc(hidden)]
    fn lend(value: ValueRef<'r>) -> FromSqlResult<Self>;
}

/// The ways in which a field holds, as types of the language itself: see `holds::how`.
mod how {
    pub(super) type Owned<How> = (How,);
    pub(super) type Text = ();
    pub(super) type Bytes = [(); 1];
    pub(super) type NullableText = [(); 2];
    pub(super) type NullableBytes = [(); 3];
    pub(super) type CowText = [(); 4];
    pub(super) type CowBytes = [(); 5];
    pub(super) type NullableCowText = [(); 6];
    pub(super) type NullableCowBytes = [(); 7];
}

#[diagnostic::do_not_recommend]
impl<'r, T, N, V, F: Field<T, N, V, How>, How> LentField<'r, T, N, V, how::Owned<How>> for F {
    fn lend(value: ValueRef<'r>) -> FromSqlResult<Self> {
        F::column_result(value)
    }
}

// The options are of what is borrowed alone: an `Option` of what a field owns is a field that owns, and shall be one in
// one way.
macro_rules! borrows {
    ($($field:ty: $value:ty, $how:ident, $nullable:ident, $read:ident, $read_nullable:ident;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<'r, T, N, V: Borrow<$value>> LentField<'r, T, N, V, how::$how> for $field {
                fn lend(value: ValueRef<'r>) -> FromSqlResult<Self> {
                    value.$read().map(Into::into)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<'r, T, N, V: Borrow<$value>> LentField<'r, T, N, Option<V>, how::$nullable> for Option<$field> {
                fn lend(value: ValueRef<'r>) -> FromSqlResult<Self> {
                    Ok(value.$read_nullable()?.map(Into::into))
                }
            }
        )*
    };
}

borrows! {
    &'r str: str, Text, NullableText, as_str, as_str_or_null;
    &'r [u8]: [u8], Bytes, NullableBytes, as_blob, as_blob_or_null;
    Cow<'r, str>: str, CowText, NullableCowText, as_str, as_str_or_null;
    Cow<'r, [u8]>: [u8], CowBytes, NullableCowBytes, as_blob, as_blob_or_null;
}
