//! Which tables a query reads, as a type.
//!
//! A query's tables are a list of pairs: `(Test, (Product, ()))`. What names a table by its type - a
//! condition, an order, a reference - is held against the list by the compiler.

use std::marker::PhantomData;

use super::super::Table;

/// A table, by its declared row, or several as a tuple, that a query with these tables reads. `At` tells where
/// and is always inferred.
#[diagnostic::on_unimplemented(
    message = "the query does not read `{Self}`",
    label = "this is of `{Self}`",
    note = "join it first, along a reference: `.join(…)` or `.left_join(…)`"
)]
pub trait InQuery<S, At> {}

/// The list holds `T`.
pub trait Has<T, At> {}

/// Where a table is in the list, as types of the language itself, since the compiler names the last one
/// that it tried.
mod at {
    /// The first.
    pub(super) type Here = ();
    /// In the rest.
    pub(super) type There<At> = (At,);
    /// In the list.
    pub(super) type One<At> = [At; 1];
    /// Where each of several is.
    pub(super) type Each<Ats> = (Ats,);
    /// Wherever.
    pub(super) type Everywhere = [(); 2];
}

#[diagnostic::do_not_recommend]
impl<T, Rest> Has<T, at::Here> for (T, Rest) {}
#[diagnostic::do_not_recommend]
impl<T, U, Rest: Has<T, At>, At> Has<T, at::There<At>> for (U, Rest) {}

#[diagnostic::do_not_recommend]
impl<S: Has<T, At>, T, At> InQuery<S, at::One<At>> for T {}

// No table, or whichever: `count(*)` is of all of them.
#[diagnostic::do_not_recommend]
impl<S> InQuery<S, at::Everywhere> for () {}

macro_rules! tuples {
    ($($($table:ident $at:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<S, $($table: InQuery<S, $at>, $at),+> InQuery<S, at::Each<($($at,)+)>> for ($($table,)+) {}
        )*
    };
}

tuples! {
    A HA, B HB;
    A HA, B HB, C HC;
    A HA, B HB, C HC, D HD;
    A HA, B HB, C HC, D HD, E HE;
    A HA, B HB, C HC, D HD, E HE, F HF;
}

/// The `N`th alias of the table whose declared row is `T`, in a query that joins a table more than once.
/// It only stands for a type: [`Reference::to_alias`](super::Reference::to_alias) and
/// [`Column::of_alias`](super::super::Column::of_alias) make what carries it.
#[derive(Debug)]
pub struct As<T, const N: u8>(PhantomData<fn() -> T>);

/// A table in a query: the declared row, or an alias of it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not the declared row of a table")]
pub trait Scoped {
    /// The struct that its rows are read as.
    type Row: Table;
}

#[diagnostic::do_not_recommend]
impl<D: Table<Declared = D>> Scoped for D {
    type Row = D;
}

#[diagnostic::do_not_recommend]
impl<D: Table<Declared = D>, const N: u8> Scoped for As<D, N> {
    type Row = D;
}
