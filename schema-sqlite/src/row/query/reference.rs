//! References as values.

use std::fmt;
use std::marker::PhantomData;

use super::super::TableInfo;
use super::expr::Source;
use super::scope::{As, InQuery, Scoped};

/// A declared reference from the table whose declared row is `A` to that of `B`, along which a query
/// joins: either way.
///
/// `schema!` emits one constant a reference, in the table's module and named after its columns:
/// `tests::by_product_id` is a `Reference<Test, Product>`.
pub struct Reference<A, B> {
    from: Source,
    to: Source,
    /// The columns, of either table.
    pairs: &'static [(u16, u16)],
    types: PhantomData<fn() -> (A, B)>,
}

impl<A, B> Reference<A, B> {
    /// A reference from its two tables and the places of its columns among theirs.
    #[doc(hidden)]
    pub const fn new(from: &'static TableInfo, to: &'static TableInfo, pairs: &'static [(u16, u16)]) -> Self {
        let (from, to) = (Source { table: from, alias: 0 }, Source { table: to, alias: 0 });
        Self { from, to, pairs, types: PhantomData }
    }

    /// The reference to the `N`th alias of its target: for a query that joins a table more than once,
    /// as one does along a reference of a table to itself. What names the alias's columns is
    /// [`Column::of_alias`](super::super::Column::of_alias).
    pub const fn to_alias<const N: u8>(self) -> Reference<A, As<B, N>> {
        let to = Source { table: self.to.table, alias: N };
        Reference { from: self.from, to, pairs: self.pairs, types: PhantomData }
    }

    /// The reference from the `N`th alias of its own table; see [`to_alias`](Self::to_alias).
    pub const fn from_alias<const N: u8>(self) -> Reference<As<A, N>, B> {
        let from = Source { table: self.from.table, alias: N };
        Reference { from, to: self.to, pairs: self.pairs, types: PhantomData }
    }

    /// The table that refers.
    pub const fn from(self) -> &'static TableInfo {
        self.from.table
    }

    /// The table that is referred to.
    pub const fn to(self) -> &'static TableInfo {
        self.to.table
    }
}

impl<A, B> Clone for Reference<A, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, B> Copy for Reference<A, B> {}

impl<A, B> fmt::Debug for Reference<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({} -> {})", self.from.name(), self.to.name())
    }
}

/// A declared reference of a table, whose declared row is `A`, to itself.
///
/// A query joins along it once one of its sides has an alias: `employees::by_manager_id.to_alias::<1>()` goes from
/// an employee to the manager, `from_alias` the other way.
pub struct SelfReference<A>(Reference<A, A>);

impl<A> SelfReference<A> {
    /// A reference from its table and the places of its columns.
    #[doc(hidden)]
    pub const fn new(table: &'static TableInfo, pairs: &'static [(u16, u16)]) -> Self {
        Self(Reference::new(table, table, pairs))
    }

    /// The reference to the `N`th alias of the table: see [`Reference::to_alias`].
    pub const fn to_alias<const N: u8>(self) -> Reference<A, As<A, N>> {
        self.0.to_alias()
    }

    /// The reference from the `N`th alias of the table: see [`Reference::from_alias`].
    pub const fn from_alias<const N: u8>(self) -> Reference<As<A, N>, A> {
        self.0.from_alias()
    }

    /// The table.
    pub const fn table(self) -> &'static TableInfo {
        self.0.from()
    }
}

impl<A> Clone for SelfReference<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for SelfReference<A> {}

impl<A> fmt::Debug for SelfReference<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A table that joined a query, and how.
#[derive(Clone, Copy, Debug)]
pub struct Join {
    pub(super) left: bool,
    /// The table that was there.
    pub(super) near: Source,
    /// The table that joined.
    pub(super) far: Source,
    /// The columns, of the referring table and of its target.
    pairs: &'static [(u16, u16)],
    forward: bool,
}

impl Join {
    /// The equal columns: of the table that was there, and of the one that joined.
    pub(super) fn columns(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        self.pairs.iter().map(|&(from, to)| if self.forward { (from, to) } else { (to, from) })
    }

    /// Whether the table that was there refers to the one that joined.
    pub(super) fn is_forward(&self) -> bool {
        self.forward
    }

    pub(super) fn push(&self, out: &mut String) {
        out.push_str(if self.left { " LEFT JOIN " } else { " JOIN " });
        self.far.push_declared(out);
        out.push_str(" ON ");
        self.push_on(out);
    }

    pub(super) fn push_on(&self, out: &mut String) {
        let (from, to) = if self.forward { (self.near, self.far) } else { (self.far, self.near) };
        for (place, &(referring, referred)) in self.pairs.iter().enumerate() {
            if place > 0 {
                out.push_str(" AND ");
            }
            // The column on the left says the collation, and a foreign key compares by that of the column that is
            // referred to (<https://sqlite.org/foreignkeys.html#fk_basics>).
            to.push_column(referred, out);
            out.push_str(" = ");
            from.push_column(referring, out);
        }
    }

    /// A column of the joined table that is null only where no row of it joined.
    pub(super) fn mark(&self) -> Option<u16> {
        self.columns().next().map(|(_, far)| far)
    }
}

/// A reference of which one table is in the query. `How` tells which, and is always inferred.
#[diagnostic::on_unimplemented(
    message = "the query cannot be joined along `{Self}`",
    label = "this is `{Self}`",
    note = "a query reads one table of the reference, and joins the other",
    note = "of a reference from a table to itself one side needs an alias: `reference.to_alias::<1>()`"
)]
pub trait Joins<S, How> {
    /// The other table.
    type Far: Scoped;
    #[doc(hidden)]
    fn into_join(self, left: bool) -> Join;
}

/// Which way a reference is followed, as types of the language itself: see `scope::at`.
mod how {
    /// To its target.
    pub(super) type Forward<At> = (At,);
    /// From its target.
    pub(super) type Back<At> = [At; 1];
}

#[diagnostic::do_not_recommend]
impl<A: InQuery<S, At>, B: Scoped, S, At> Joins<S, how::Forward<At>> for Reference<A, B> {
    type Far = B;

    fn into_join(self, left: bool) -> Join {
        Join { left, near: self.from, far: self.to, pairs: self.pairs, forward: true }
    }
}

#[diagnostic::do_not_recommend]
impl<A: Scoped, B: InQuery<S, At>, S, At> Joins<S, how::Back<At>> for Reference<A, B> {
    type Far = A;

    fn into_join(self, left: bool) -> Join {
        Join { left, near: self.to, far: self.from, pairs: self.pairs, forward: false }
    }
}
