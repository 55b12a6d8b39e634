//! Queries: conditions, order, pages, joins and aggregates, by the columns' constants.

mod aggregate;
mod change;
mod column;
mod common;
mod condition;
pub(super) mod expr;
mod fits;
mod joined;
mod list;
mod order;
mod page;
mod reference;
mod rows;
mod run;
mod scope;
#[cfg(feature = "sea-query")]
mod sea;
mod search;
mod set;

use std::fmt;
use std::marker::PhantomData;

use rusqlite::Connection;

pub use aggregate::{Aggregate, Aggregates, GroupBy, Grouped, Groups, Number, count};
pub use change::Set;
pub use column::Column;
pub use condition::Condition;
pub use fits::{ColumnValue, Computed, HeldAgainst, Increased, Nullable, Searched, Sets, Settable, Summed, Text};
pub use order::{Order, Orders};
pub use page::{Page, Place};
pub use reference::{Joins, Reference, SelfReference};
pub use rows::{Append, Part, Recast, Rows};
pub use scope::{As, InQuery, Scoped};
#[cfg(feature = "sea-query")]
pub use sea::{from_sea, rows_from_sea};

use self::expr::{Expr, Source};
use self::joined::Joined;
use self::order::By;
use self::reference::Join;
use super::{PageValue, Table};
use crate::error::Result;

/// A query of one table, from [`Table::query`]: its rows are read as `R`.
pub type TableQuery<'a, R> = Query<'a, R, (<R as Table>::Declared, ())>;

/// A query: which rows, in which order, how many of them.
///
/// It starts from [`Table::query`] and is a value, which runs as often as it is asked to.
///
/// ```
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
/// # }
/// # use example::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use schema_sqlite::row::Table;
/// # let connection = database()?;
/// let newest = Product::query()
///     .filter(products::customer_id.eq(5))
///     .order_by(products::id.desc())
///     .limit(50);
/// let page: Vec<Product> = newest.all(&connection)?;
/// # assert!(page.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// `R` is what a row is read as, `S` the tables that it reads; both follow from how it was made. In a
/// signature, [`TableQuery<'a, Product>`](TableQuery) is the query of one table.
///
/// The text is made each time that it runs, and is the same for other values: the statement is in the
/// connection's cache.
#[must_use = "a query does nothing until it is run: `all`, `first`, `count`, …"]
pub struct Query<'a, R, S> {
    base: Source,
    joins: Vec<Join>,
    /// Conditions, with ` AND ` between them.
    filter: Joined<'a>,
    order: Vec<By>,
    limit: Option<u64>,
    offset: u64,
    distinct: bool,
    /// Whether it starts after a row.
    pages: bool,
    /// Why it cannot run.
    refused: Option<&'static str>,
    types: PhantomData<fn() -> (R, S)>,
}

impl<'a, R: Table> Query<'a, R, (R::Declared, ())> {
    pub(super) fn new() -> Self {
        Query {
            base: Source { table: R::mapping().table(), alias: 0 },
            joins: Vec::new(),
            filter: Joined::nothing(),
            order: Vec::new(),
            limit: None,
            offset: 0,
            distinct: false,
            pages: false,
            refused: None,
            types: PhantomData,
        }
    }

    /// Sets columns of the rows that the query finds; without a filter, of all of them. Returns how many
    /// there were. The changes are one, or a list of them.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// let moved = Product::query()
    ///     .filter(products::customer_id.eq(5))
    ///     .update(&connection, [products::customer_id.set(6), products::data.set("{}")])?;
    /// # assert_eq!(moved, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When a constraint refuses the change, or SQLite fails. No row is changed then. With a limit, when the
    /// table has no key that tells its rows apart, and columns called `rowid`, `_rowid_` and `oid`.
    pub fn update<I>(&self, connection: &Connection, sets: I) -> Result<usize>
    where
        I: IntoIterator,
        I::Item: Sets<'a, R::Declared>,
    {
        self.run_update(connection, sets)
    }
}

// What has bounds stands here, beside the type: of another module the compiler would tell the path.
impl<'a, R, S> Query<'a, R, S> {
    /// The rows that fulfil the condition too. Conditions of several calls are all to be fulfilled.
    pub fn filter<T, At>(mut self, condition: Condition<'a, T>) -> Self
    where
        T: InQuery<S, At>,
    {
        self.add(condition.into_parts());
        self
    }

    /// Aggregates of all rows that the query finds; `None` where it finds none.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// # Product { id: 7, customer_id: 5, data: "{}".to_owned() }.insert(&connection)?;
    /// use schema_sqlite::row::count;
    ///
    /// let of_all = Product::query().aggregate(&connection, (count(), products::id.max()))?;
    /// assert_eq!(of_all, Some((1, 7)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its type.
    pub fn aggregate<A, At>(&self, connection: &Connection, aggregates: A) -> Result<Option<A::Output>>
    where
        A: Aggregates,
        A::Tables: InQuery<S, At>,
    {
        self.run_aggregate(connection, aggregates)
    }

    /// Groups the rows that have the same value in a column, or in each of two or three; what is asked of
    /// each group goes into [`Grouped::select`].
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// # Product { id: 7, customer_id: 5, data: "{}".to_owned() }.insert(&connection)?;
    /// use schema_sqlite::row::count;
    ///
    /// let busy = Product::query()
    ///     .group_by(products::customer_id)
    ///     .select((count(), products::id.max()))
    ///     .having(count().ge(1))
    ///     .order_by(count().desc())
    ///     .all(&connection)?;
    /// assert_eq!(busy, [(5, (1, 7))]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn group_by<K, At>(self, key: K) -> Grouped<'a, R, S, K>
    where
        K: GroupBy,
        K::Tables: InQuery<S, At>,
    {
        self.grouped_by(key)
    }

    fn add(&mut self, parts: Joined<'a>) {
        let filter = std::mem::replace(&mut self.filter, Joined::nothing());
        self.filter = filter.join(" AND ", parts);
    }

    /// Orders the rows by a column, or by a tuple of up to four, after what an earlier call orders by. A column
    /// alone is its [`asc`](Column::asc).
    pub fn order_by<O, At>(mut self, order: O) -> Self
    where
        O: Orders,
        O::Tables: InQuery<S, At>,
    {
        order.each(&mut |by| self.order.push(by));
        self
    }

    /// Orders the rows, and starts after the row that has these values in the order's columns: the next
    /// page, by the last row of the one before.
    ///
    /// Of a table that was left-joined, a column is [`optional`](super::Column::optional): its value may be null.
    ///
    /// The order has to tell every two rows apart: end it with the key. It costs the same for the
    /// thousandth page as for the first, given an index of the columns; [`offset`](Self::offset) does not.
    ///
    /// It is the whole order: a query that was given an order before fails when it runs, with an error that
    /// [`is_unmapped`](crate::Error::is_unmapped).
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// let order = (products::customer_id.desc(), products::id.desc());
    /// let mut page = Product::query().order_by(order).limit(50).all(&connection)?;
    /// while let Some(last) = page.last() {
    ///     let after = (last.customer_id, last.id);
    ///     page = Product::query().after(order, after).limit(50).all(&connection)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn after<O, At, How, M>(mut self, order: O, values: M) -> Self
    where
        O: Orders,
        O::Tables: InQuery<S, At>,
        M: PageValue<O::Values, How> + 'a,
    {
        if !self.order.is_empty() {
            self.refused =
                Some("is ordered before `after`, which pages by its own order alone; give `after` all of it");
        }
        let start = self.order.len();
        order.each(&mut |by| self.order.push(by));
        let tokens = order::after::<O::Values, How>(&self.order[start..], values, |expr| self.may_be_null(expr));
        self.add(Joined::one(tokens));
        self.pages = true;
        self
    }

    fn may_be_null(&self, expr: Expr) -> bool {
        // What cannot be null is so where a left join has no row.
        let is_left = match expr {
            Expr::Column(source, _) | Expr::Collated(source, ..) | Expr::Call(_, source, _) => {
                self.joins.iter().any(|join| join.left && join.far.is(source))
            }
            Expr::Count => false,
        };
        is_left || expr.is_nullable()
    }

    /// At most so many rows. The number becomes part of the text: a bound `LIMIT ?` would make SQLite
    /// forget what it has planned at each run.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Leaves out the first so many rows, which SQLite reads all the same; see [`after`](Self::after).
    pub fn offset(mut self, rows: u64) -> Self {
        self.offset = rows;
        self
    }

    /// Each row once.
    pub fn distinct(mut self) -> Self {
        self.distinct = true;
        self
    }

    /// Joins the other table of a declared reference: to its target, or from its target to what refers
    /// to it. A row that has no partner is left out.
    ///
    /// ```text
    /// Test::query().join(tests::by_product_id)            (Test, Product)
    /// Product::query().join(tests::by_product_id)         (Product, Test), a row for each test
    /// ```
    ///
    /// Where both tables are in the query already, as of two references to one table, the compiler cannot tell which
    /// joins, and asks for `BothTablesAreThereGiveOneAnAlias`. Give one [an alias](Reference::to_alias):
    ///
    /// ```text
    /// Letter::query().join(letters::by_from_id).join(letters::by_to_id.to_alias::<1>())
    /// ```
    pub fn join<J, BothTablesAreThereGiveOneAnAlias>(self, reference: J) -> Query<'a, R::Out, (J::Far, S)>
    where
        J: Joins<S, BothTablesAreThereGiveOneAnAlias>,
        R: Append<<J::Far as Scoped>::Row>,
    {
        self.joined(reference.into_join(false))
    }

    /// Joins as [`join`](Self::join) does, and keeps a row that has no partner: it comes with `None`.
    ///
    /// ```text
    /// Product::query().left_join(tests::by_product_id)    (Product, Option<Test>)
    /// ```
    pub fn left_join<J, BothTablesAreThereGiveOneAnAlias>(self, reference: J) -> Query<'a, R::Out, (J::Far, S)>
    where
        J: Joins<S, BothTablesAreThereGiveOneAnAlias>,
        R: Append<Option<<J::Far as Scoped>::Row>>,
    {
        self.joined(reference.into_join(true))
    }

    fn joined<R2, S2>(mut self, join: Join) -> Query<'a, R2, S2> {
        self.joins.push(join);
        self.typed()
    }

    /// Reads the rows as other structs of the same tables, which may have fewer columns.
    ///
    /// ```text
    /// Test::query().join(tests::by_product_id).rows_as::<(TestStatus, ProductName)>()
    /// ```
    pub fn rows_as<R2: Recast<R>>(self) -> Query<'a, R2, S> {
        self.typed()
    }

    fn typed<R2, S2>(self) -> Query<'a, R2, S2> {
        let Self { base, joins, filter, order, limit, offset, distinct, pages, refused, types: _ } = self;
        Query { base, joins, filter, order, limit, offset, distinct, pages, refused, types: PhantomData }
    }
}

impl<R, S> Clone for Query<'_, R, S> {
    fn clone(&self) -> Self {
        Self { joins: self.joins.clone(), filter: self.filter.clone(), order: self.order.clone(), ..*self }
    }
}

/// The query as SQL, without its values.
impl<R: Rows, S> fmt::Debug for Query<'_, R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Query").field(&self.sql()).finish()
    }
}
