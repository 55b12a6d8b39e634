//! Which Rust type can hold which column.

use std::rc::Rc;
use std::sync::Arc;

use rusqlite::types::{FromSql, ToSql};

use super::{Store, Stored};

/// A type that can hold the values of a column of type `V`, though the column is declared as `V`.
///
/// Every type holds a column of its own type, and an `Option` of it does too; `Option<F>` holds a
/// nullable column of `V` where `F` holds `V`. This trait adds to those:
///
/// | column | fields beside its own type |
/// |---|---|
/// | `i16` | `i32`, `i64` |
/// | `String` | `Box<str>`, `Rc<str>`, `Arc<str>` |
/// | `Vec<u8>` | `Box<[u8]>`, `Rc<[u8]>`, `Arc<[u8]>` |
///
/// For a type of your own, implement [`FromSql`], [`ToSql`] and this:
///
/// ```
/// # use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
/// use schema_sqlite::row::Holds;
///
/// struct Email(String);
/// # impl FromSql for Email {
/// #     fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
/// #         String::column_result(value).map(Email)
/// #     }
/// # }
/// # impl ToSql for Email {
/// #     fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
/// #         self.0.to_sql()
/// #     }
/// # }
///
/// /// An `Email` may stand where the column is text, and an `Option<Email>` where it is nullable.
/// impl Holds<String> for Email {}
/// ```
///
/// A column declared `as Email` needs no such line: its own type is `Email`.
///
/// Nothing here converts: values go through the field's own `FromSql` and `ToSql`. What does not fit
/// at run time is an error that names the table, the column and the row's key.
pub trait Holds<V>: FromSql + ToSql {}

macro_rules! holds {
    ($($column:ty: $($field:ty),*;)*) => {
        $($(impl Holds<$column> for $field {})*)*
    };
}

holds! {
    i16: i32, i64;
    String: Box<str>, Rc<str>, Arc<str>;
    Vec<u8>: Box<[u8]>, Rc<[u8]>, Arc<[u8]>;
}

/// A type that the parameter of a generic struct may be, where a column of type `V` is in it.
///
/// It is every type that [`Holds`] `V`; `V` itself, where that is a type of the language, `Stored` or `Json`; and for a
/// nullable column an `Option` of either. (`Holds` is of other types alone, so that the compiler finds one way
/// for each field.)
///
/// ```text
/// #[derive(Table)]
/// #[table(products)]
/// struct Titled<T: frostline::Fits<String>> { id: i64, title: T }
/// ```
///
/// The ids and enums of the declaration are such types, each for its own column. A type of your own that a column is
/// declared `as` is one once it implements this, where it is declared: `impl frostline::Fits<Email> for Email {}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit a column of type `{V}`",
    label = "expected a type that holds `{V}`, found `{Self}`",
    note = "a type of your own fits once it implements `frostline::Holds<{V}>`, and a column's own type by `frostline::Fits<{V}>`"
)]
pub trait Fits<V>: FromSql + ToSql {}

#[diagnostic::do_not_recommend]
impl<V, F: Holds<V>> Fits<V> for F {}
#[diagnostic::do_not_recommend]
impl<V, F: Fits<V>> Fits<Option<V>> for Option<F> {}
#[diagnostic::do_not_recommend]
impl<T: Store> Fits<Stored<T>> for Stored<T> {}

// Without a macro, which every message about them would show.
#[diagnostic::do_not_recommend]
impl Fits<bool> for bool {}
#[diagnostic::do_not_recommend]
impl Fits<i16> for i16 {}
#[diagnostic::do_not_recommend]
impl Fits<i32> for i32 {}
#[diagnostic::do_not_recommend]
impl Fits<i64> for i64 {}
#[diagnostic::do_not_recommend]
impl Fits<f64> for f64 {}
#[diagnostic::do_not_recommend]
impl Fits<String> for String {}
#[diagnostic::do_not_recommend]
impl Fits<Vec<u8>> for Vec<u8> {}

/// The type of a field that depends on a parameter of its struct, checked against its column as [`Field`] checks.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{V}`, which a field of type `{Self}` need not hold",
    label = "the column holds `{V}`, the field is `{Self}`",
    note = "bind the parameter: `T: frostline::Fits<…>` of the column's type, without the `Option` where the field is `Option<T>`"
)]
pub trait GenericField<T, N, V, How>: FromSql {}

#[diagnostic::do_not_recommend]
impl<T, N, V, F: Fits<V>> GenericField<T, N, V, how::Other> for F {}
#[diagnostic::do_not_recommend]
impl<T, N, V, F: Fits<V>> GenericField<T, N, V, how::OtherOptional> for Option<F> {}

/// A field's type, checked against its column: `N` of the table of `T`, of type `V`.
///
/// `How` tells the ways apart, so that they may overlap as far as the compiler knows; it is always
/// inferred. What users extend is [`Holds`].
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{V}`, which a field of type `{Self}` cannot hold",
    label = "the column holds `{V}`, the field is `{Self}`",
    note = "a nullable column is held by an `Option`",
    note = "what the column keeps as `Stored<…>` or `Json<…>` is so in the field, too",
    note = "a type of your own implements rusqlite's `FromSql` and `ToSql`, and `frostline::Holds` of the column's type without its `Option`"
)]
pub trait Field<T, N, V, How>: FromSql {}

/// The ways in which a field holds its column. They are types of the language itself, not of ours, since
/// the compiler names the last one that it tried: `Field<String, ()>`.
mod how {
    /// By `Holds`.
    pub(super) type Other = ();
    /// By `Holds`, and both are options.
    pub(super) type OtherNullable = [(); 1];
    /// By `Holds`, and the field is an option where the column cannot be null.
    pub(super) type OtherOptional = [(); 2];
    /// The column's own type.
    pub(super) type Same = [(); 3];
    /// An option of the column's own type, where the column cannot be null.
    pub(super) type Optional = [(); 4];
}

#[diagnostic::do_not_recommend]
impl<T, N, V: FromSql> Field<T, N, V, how::Same> for V {}
#[diagnostic::do_not_recommend]
impl<T, N, V: FromSql> Field<T, N, V, how::Optional> for Option<V> {}
#[diagnostic::do_not_recommend]
impl<T, N, V, F: Holds<V>> Field<T, N, V, how::Other> for F {}
#[diagnostic::do_not_recommend]
impl<T, N, V, F: Holds<V>> Field<T, N, Option<V>, how::OtherNullable> for Option<F> {}
#[diagnostic::do_not_recommend]
impl<T, N, V, F: Holds<V>> Field<T, N, V, how::OtherOptional> for Option<F> {}
