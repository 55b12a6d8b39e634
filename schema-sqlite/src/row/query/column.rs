//! Columns as values.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use rusqlite::types::FromSql;

use super::super::{ColumnInfo, TableInfo};
use super::aggregate::{self, Aggregate, Asked, GroupBy};
use super::change::Set;
use super::condition::{self, Condition};
use super::expr::{Expr, Source, Token};
use super::fits::{ColumnValue, HeldAgainst, Increased, Nullable, Searched, Settable, Summed};
use super::order::Order;
use super::scope::As;
use super::{search, set};
use crate::error::Result;

/// A column of the table whose declared row is `T`, with values of the Rust type `V`.
///
/// `schema!` emits one constant a column, in the table's module: `products::customer_id` is a
/// `Column<Product, i64, column_names::customer_id>`. A nullable column's `V` is an `Option`.
///
/// `N` is a type of the column's name, without values, by which the compiler's messages name it. One
/// function takes every column of a type with `N` as a parameter of its own; of several columns one that is
/// chosen as the program runs is [`any`](Self::any) of them. `K` is [`Computed`](super::Computed) where the
/// database computes the column.
///
/// With the feature `sea-query` it is an identifier of that crate, bare, as `insert` and `update` want
/// it; in a join say [`qualified`](Self::qualified).
///
/// ```
/// # mod products {
/// #     use schema_sqlite::row::{Column, TableInfo};
/// #     pub struct Product;
/// #     pub static TABLE: TableInfo = TableInfo::new("products", &[("id", 0), ("customer_id", 0)], &[0]);
/// #     pub const CUSTOMER_ID: Column<Product, i64> = Column::new(&TABLE, 1);
/// # }
/// # use products::CUSTOMER_ID as customer_id;
/// assert_eq!(customer_id.name(), "customer_id");
/// assert_eq!(customer_id.to_string(), "products.customer_id");
/// ```
pub struct Column<T, V, N = (), K = ()> {
    table: &'static TableInfo,
    at: u16,
    alias: u8,
    types: PhantomData<Types<T, V, N, K>>,
}

/// What the type of a column tells.
type Types<T, V, N, K> = fn() -> (T, V, N, K);

/// The conditions are each a [`Condition`] for [`Query::filter`](super::Query::filter); a value of another
/// type than the column's does not compile.
impl<T, V, N, K> Column<T, V, N, K> {
    /// The column at this place among the table's columns.
    #[doc(hidden)]
    pub const fn new(table: &'static TableInfo, at: u16) -> Self {
        Self { table, at, alias: 0, types: PhantomData }
    }

    /// Its place among the table's columns.
    #[doc(hidden)]
    pub const fn at(self) -> u16 {
        self.at
    }

    pub(super) fn source(self) -> Source {
        Source { table: self.table, alias: self.alias }
    }

    pub(super) fn expr(self) -> Expr {
        Expr::Column(self.source(), self.at)
    }

    /// The same column with other types.
    const fn retyped<T2, V2, N2>(self) -> Column<T2, V2, N2, K> {
        Column { table: self.table, at: self.at, alias: self.alias, types: PhantomData }
    }

    /// The same column of the table's `A`th alias, in a query that joins a table more than once: see
    /// [`Reference::to_alias`](super::Reference::to_alias).
    pub const fn of_alias<const A: u8>(self) -> Column<As<T, A>, V, N, K> {
        Column { table: self.table, at: self.at, alias: A, types: PhantomData }
    }

    /// The column as one that may be null, as it is where a left join has no row of its table.
    pub const fn optional(self) -> Column<T, Option<V>, N, K> {
        self.retyped()
    }

    /// The column as one of those that have its table and its type, so that the program may choose among them.
    pub const fn any(self) -> Column<T, V, (), K> {
        self.retyped()
    }

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        self.info().name()
    }

    /// The table that it belongs to.
    pub const fn table(self) -> &'static TableInfo {
        self.table
    }

    /// What the declaration says of it, but for its type.
    pub fn info(self) -> ColumnInfo {
        self.table.column(self.at)
    }

    /// It equals the value. `None` finds nulls.
    pub fn eq<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        condition::equal(self.expr(), value)
    }

    /// It is another value. Null is another value than any other, so that what [`eq`](Self::eq) does
    /// not find is found.
    pub fn ne<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        // A column that cannot be null is, in what a left join has no row for.
        condition::compare(self.expr(), " IS NOT ", value)
    }

    /// It is less than the value. Null is not.
    pub fn lt<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        condition::compare(self.expr(), " < ", value)
    }

    /// It is the value or less. Null is not.
    pub fn le<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        condition::compare(self.expr(), " <= ", value)
    }

    /// It is greater than the value. Null is not.
    pub fn gt<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        condition::compare(self.expr(), " > ", value)
    }

    /// It is the value or greater. Null is not.
    pub fn ge<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Condition<'a, T> {
        condition::compare(self.expr(), " >= ", value)
    }

    /// It lies between the two, or is one of them. Null does not.
    pub fn between<'a, H1, H2, A, B>(self, low: A, high: B) -> Condition<'a, T>
    where
        A: ColumnValue<T, N, V, H1> + 'a,
        B: ColumnValue<T, N, V, H2> + 'a,
    {
        condition::between(self.expr(), low, high)
    }

    /// It is one of the values; of none, no row. A `None` among them finds nulls.
    ///
    /// Of thousands of whole numbers or texts one value is made. Of others SQLite takes 32,766 in a statement.
    pub fn in_list<'a, How, I>(self, values: I) -> Condition<'a, T>
    where
        I: IntoIterator,
        I::Item: ColumnValue<T, N, V, How> + 'a,
    {
        condition::in_list(self.expr(), values)
    }

    /// It is none of the values; of none, every row. Null is none of them unless a `None` is among them.
    pub fn not_in_list<'a, How, I>(self, values: I) -> Condition<'a, T>
    where
        I: IntoIterator,
        I::Item: ColumnValue<T, N, V, How> + 'a,
    {
        condition::not_in_list(self.expr(), values)
    }

    /// It is null.
    pub fn is_null<'a>(self) -> Condition<'a, T> {
        condition::null(self.expr(), " IS NULL")
    }

    /// It is not null.
    pub fn is_not_null<'a>(self) -> Condition<'a, T> {
        condition::null(self.expr(), " IS NOT NULL")
    }

    /// It equals the other column, which is of the same type, though one of both may be null; null equals null.
    ///
    /// For a column of another table in a query that joins see [`eq_other`](Self::eq_other).
    pub fn eq_column<'a, W, M, L>(self, other: Column<T, W, M, L>) -> Condition<'a, T>
    where
        W: HeldAgainst<T, M, V>,
    {
        condition::same(self.expr(), other.expr())
    }

    /// It equals the column of another table in a query that joins; null equals null.
    pub fn eq_other<'a, U, W, M, L>(self, other: Column<U, W, M, L>) -> Condition<'a, (T, U)>
    where
        W: HeldAgainst<U, M, V>,
    {
        condition::same(self.expr(), other.expr())
    }

    /// It is like the pattern, in which `%` stands for any text and `_` for any character. ASCII letters
    /// match in either case (<https://sqlite.org/lang_expr.html#like>). Null is not.
    ///
    /// The pattern is a `&str`, a `String` or what else becomes a `Cow<str>`.
    pub fn like<'a>(self, pattern: impl Into<Cow<'a, str>>) -> Condition<'a, T>
    where
        V: Searched<T, N>,
    {
        search::like(self.expr(), " LIKE ", pattern.into())
    }

    /// It is like the pattern, in which `*` stands for any text, `?` for any character and `[a-z]` for one
    /// of several. Letters match in their own case (<https://sqlite.org/lang_expr.html#glob>). Null is not.
    pub fn glob<'a>(self, pattern: impl Into<Cow<'a, str>>) -> Condition<'a, T>
    where
        V: Searched<T, N>,
    {
        search::like(self.expr(), " GLOB ", pattern.into())
    }

    /// The text stands somewhere in it, letter for letter: `%` and `_` are letters. Every row is looked at, since no
    /// index serves. Null does not contain it.
    pub fn contains<'a>(self, text: impl Into<Cow<'a, str>>) -> Condition<'a, T>
    where
        V: Searched<T, N>,
    {
        search::contains(self.expr(), text.into())
    }

    /// It begins with the text, letter for letter: `%` and `_` are letters. An index of the column serves, but one of
    /// another collation than the plain one. Null does not begin with it.
    pub fn starts_with<'a>(self, text: impl Into<Cow<'a, str>>) -> Condition<'a, T>
    where
        V: Searched<T, N>,
    {
        search::starts_with(self.expr(), text.into())
    }

    /// It ends with the text, letter for letter: `%` and `_` are letters. Every row is looked at, since no index
    /// serves. Null does not end with it.
    pub fn ends_with<'a>(self, text: impl Into<Cow<'a, str>>) -> Condition<'a, T>
    where
        V: Searched<T, N>,
    {
        search::ends_with(self.expr(), text.into())
    }
}

/// Orders by a column.
impl<T, V, N, K> Column<T, V, N, K> {
    /// From the least to the greatest, nulls first.
    pub fn asc(self) -> Order<T, V> {
        Order::new(self.expr(), false)
    }

    /// From the greatest to the least, nulls last.
    pub fn desc(self) -> Order<T, V> {
        Order::new(self.expr(), true)
    }
}

/// Aggregates of a column.
impl<T, V, N, K> Column<T, V, N, K> {
    fn called<W>(self, function: &'static str) -> Aggregate<T, W> {
        Aggregate::new(Expr::Call(function, self.source(), self.at))
    }

    /// How many rows have a value here that is not null.
    pub fn count(self) -> Aggregate<T, i64> {
        self.called("count(")
    }

    /// How many values other than null there are, each counted once.
    pub fn count_distinct(self) -> Aggregate<T, i64> {
        self.called("count(DISTINCT ")
    }

    /// The least value other than null, as SQL compares them: decimals in a column of text are texts.
    pub fn min(self) -> Aggregate<T, V> {
        self.called("min(")
    }

    /// The greatest value other than null, as SQL compares them: see [`min`](Self::min).
    pub fn max(self) -> Aggregate<T, V> {
        self.called("max(")
    }

    /// The sum of the values other than null. Of whole numbers it is a whole number; one that leaves the
    /// range of `i64` is an error.
    pub fn sum<S, M>(self) -> Aggregate<T, S>
    where
        V: Summed<T, N, S, M>,
    {
        self.called("sum(")
    }

    /// The mean of the values other than null.
    pub fn avg<S, M>(self) -> Aggregate<T, M>
    where
        V: Summed<T, N, S, M>,
    {
        self.called("avg(")
    }
}

/// What rows are set to.
impl<T, V, N, K> Column<T, V, N, K> {
    /// Sets it to the value.
    pub fn set<'a, How, M: ColumnValue<T, N, V, How> + 'a>(self, value: M) -> Set<'a, T>
    where
        K: Settable<T, N>,
    {
        Set::to_value(self.source(), self.at, value)
    }

    /// Sets it to what another column of the same row held before.
    pub fn set_to<'a, M, L>(self, other: Column<T, V, M, L>) -> Set<'a, T>
    where
        K: Settable<T, N>,
    {
        Set::to(self.at, vec![other.expr().into()])
    }
}

/// What rows are set to, of a column that may be null.
impl<T, V, N, K> Column<T, V, N, K> {
    /// Sets it to null, of a column that may be. `set(None)` does the same where the compiler can tell of what type the `None` is: not of a
    /// stored one, such as `date? as Stored<Date>`, whose value may be a `Date` or a `Stored<Date>`.
    pub fn set_null<'a>(self) -> Set<'a, T>
    where
        V: Nullable<T, N>,
        K: Settable<T, N>,
    {
        Set::to(self.at, vec![Token::Text("NULL")])
    }
}

/// Numbers that count.
impl<T, V, N, K> Column<T, V, N, K> {
    /// Adds the number, which may be negative, to what it held before; null stays null. A sum that leaves the
    /// range of `i64` is an error, and no row is changed.
    pub fn increase<'a>(self, number: i64) -> Set<'a, T>
    where
        V: Increased<T, N>,
        K: Settable<T, N>,
    {
        Set::to(self.at, set::sum(self.expr(), number))
    }
}

impl<T, V, N, K> Clone for Column<T, V, N, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V, N, K> Copy for Column<T, V, N, K> {}

impl<T, V, N, K> fmt::Debug for Column<T, V, N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({self})")
    }
}

/// The column as messages name it: `products.customer_id`.
impl<T, V, N, K> fmt::Display for Column<T, V, N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table.name(), self.name())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: FromSql, N, K> GroupBy for Column<T, V, N, K> {
    type Tables = T;
    type Output = V;

    fn push(&self, exprs: &mut Vec<Expr>) {
        exprs.push(self.expr());
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, asked: Asked<'_>) -> Result<V> {
        aggregate::take(row, next, asked)
    }
}

#[cfg(feature = "sea-query")]
mod sea_query_names {
    use std::borrow::Cow;

    use sea_query::{ColumnRef, Iden, IntoColumnRef};

    use super::{Column, TableInfo};

    impl<T, V, N, K> Column<T, V, N, K> {
        /// The column with its table's name, for a statement that joins: `"products"."id"`.
        pub fn qualified(self) -> ColumnRef {
            (self.table().name(), self.name()).into_column_ref()
        }
    }

    impl<T, V, N, K> Iden for Column<T, V, N, K> {
        fn quoted(&self) -> Cow<'static, str> {
            self.name().quoted()
        }

        fn unquoted(&self) -> &str {
            self.name()
        }
    }

    impl Iden for &'static TableInfo {
        fn quoted(&self) -> Cow<'static, str> {
            self.name().quoted()
        }

        fn unquoted(&self) -> &str {
            self.name()
        }
    }
}
