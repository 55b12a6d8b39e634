//! What can be done with a column, as the compiler tells it.
//!
//! Each trait holds for whatever the one below it holds for. It is there for its message, which names the
//! column: by the type `N` that bears its name.

use super::super::Matches;
use super::aggregate::Number;
use super::change::Set;

/// A value that a column can be compared with, or set to: whatever [`Matches`] its type `V`.
///
/// `How` tells the ways apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{V}`, not `{Self}`",
    label = "expected `{V}`, found `{Self}`"
)]
pub trait ColumnValue<T, N, V, How>: Matches<V, How> {}

#[diagnostic::do_not_recommend]
impl<T, N, V, How, M: Matches<V, How>> ColumnValue<T, N, V, How> for M {}

/// The type of a column of text, which can be searched.
///
/// A type of your own is text once it implements this.
pub trait Text {}

impl Text for String {}
impl Text for Box<str> {}
impl Text for std::rc::Rc<str> {}
impl Text for std::sync::Arc<str> {}
impl<T: Text> Text for Option<T> {}

/// A column that can be searched: its type is [`Text`].
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{Self}`, which is no text that can be searched",
    label = "the column holds `{Self}`",
    note = "a type of your own is text once it implements `frostline::Text`"
)]
pub trait Searched<T, N> {}

#[diagnostic::do_not_recommend]
impl<T, N, V: Text> Searched<T, N> for V {}

/// A column that can be summed: its type is a [`Number`].
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{Self}`, which is no number that can be summed",
    label = "the column holds `{Self}`",
    note = "decimals are none of them, since SQLite adds them as floating-point numbers: add them in Rust, row by row",
    note = "a type of your own is a number once it implements `frostline::Number`"
)]
pub trait Summed<T, N, Sum, Mean> {}

#[diagnostic::do_not_recommend]
impl<T, N, V: Number> Summed<T, N, V::Sum, V::Mean> for V {}

/// A column that counts: a whole number of 64 bits, or null.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{Self}`, which cannot be increased",
    label = "the column holds `{Self}`",
    note = "a column of `i64` can, and of `Option<i64>`; of another, read the row, change it and `update` it"
)]
pub trait Increased<T, N> {}

#[diagnostic::do_not_recommend]
impl<T, N> Increased<T, N> for i64 {}
#[diagnostic::do_not_recommend]
impl<T, N> Increased<T, N> for Option<i64> {}

/// A change of a table: a [`Set`] of one of its columns.
#[diagnostic::on_unimplemented(
    message = "the query updates rows of `{T}`, and `{Self}` is no change of them",
    label = "this is `{Self}`",
    note = "a change is `set`, `set_to` or `increase` of one of its columns"
)]
pub trait Sets<'a, T> {
    #[doc(hidden)]
    fn into_set(self) -> Set<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<'a, T> Sets<'a, T> for Set<'a, T> {
    fn into_set(self) -> Self {
        self
    }
}

/// What a column is that the database computes: read, never written.
#[derive(Debug)]
pub enum Computed {}

/// A column that can be set: the database does not compute it.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` is computed by the database, and cannot be set",
    label = "computed by the database",
    note = "set the columns that it is computed from"
)]
pub trait Settable<T, N> {}

#[diagnostic::do_not_recommend]
impl<T, N> Settable<T, N> for () {}

/// A column that can be null.
#[diagnostic::on_unimplemented(
    message = "column `{N}` of `{T}` holds `{Self}`, and cannot be null",
    label = "the column holds `{Self}`",
    note = "a column that can be null is declared with a `?`"
)]
pub trait Nullable<T, N> {}

#[diagnostic::do_not_recommend]
impl<T, N, V> Nullable<T, N> for Option<V> {}

/// The type of a column that is held against one of `V`: the same, or one of both is an `Option` of the other.
#[diagnostic::on_unimplemented(
    message = "a column that holds `{V}` is held against column `{N}` of `{T}`, which holds `{Self}`",
    label = "expected a column of `{V}`, found one of `{Self}`"
)]
pub trait HeldAgainst<T, N, V> {}

#[diagnostic::do_not_recommend]
impl<T, N, V> HeldAgainst<T, N, V> for V {}
#[diagnostic::do_not_recommend]
impl<T, N, V> HeldAgainst<T, N, Option<V>> for V {}
#[diagnostic::do_not_recommend]
impl<T, N, V> HeldAgainst<T, N, V> for Option<V> {}
