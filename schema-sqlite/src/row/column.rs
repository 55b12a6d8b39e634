//! Columns as values.

use std::fmt;
use std::marker::PhantomData;

use super::{As, ColumnInfo, TableInfo};

/// A column of the table whose declared row is `T`, with values of the Rust type `V`.
///
/// `schema!` emits one constant a column, in the table's module: `products::customer_id` is a
/// `Column<Product, i64>`. A nullable column's `V` is an `Option`.
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
pub struct Column<T, V> {
    table: &'static TableInfo,
    at: u16,
    alias: u8,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T, V> Column<T, V> {
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

    /// The number of its table's alias; 0 is the table under its own name.
    pub(super) const fn alias_number(self) -> u8 {
        self.alias
    }

    /// The same column of the table's `N`th alias, in a query that joins a table more than once: see
    /// [`Reference::to_alias`](super::Reference::to_alias).
    pub const fn of_alias<const N: u8>(self) -> Column<As<T, N>, V> {
        Column { table: self.table, at: self.at, alias: N, types: PhantomData }
    }

    /// The same column with values of another type.
    pub(super) const fn retyped<W>(self) -> Column<T, W> {
        Column { table: self.table, at: self.at, alias: self.alias, types: PhantomData }
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
}

impl<T, V> Clone for Column<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Column<T, V> {}

impl<T, V> fmt::Debug for Column<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({self})")
    }
}

/// The column as messages name it: `products.customer_id`.
impl<T, V> fmt::Display for Column<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table.name(), self.name())
    }
}

#[cfg(feature = "sea-query")]
mod sea_query_names {
    use std::borrow::Cow;

    use sea_query::{ColumnRef, Iden, IntoColumnRef};

    use super::{Column, TableInfo};

    impl<T, V> Column<T, V> {
        /// The column with its table's name, for a statement that joins: `"products"."id"`.
        pub fn qualified(self) -> ColumnRef {
            (self.table().name(), self.name()).into_column_ref()
        }
    }

    impl<T, V> Iden for Column<T, V> {
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
