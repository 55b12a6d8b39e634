//! Reading many rows.

use std::fmt;
use std::marker::PhantomData;

use rusqlite::{CachedStatement, Connection, Statement};

use super::{Mapping, Matches, Rows as RowsOf, Table, fail};
use crate::error::Result;

/// A statement that selects rows as `R`, ready to run.
///
/// It comes from [`Table::select`], [`Table::select_by`], [`Query::select`](super::Query::select) and
/// [`sql`](super::sql), and runs each time it is asked for rows.
pub struct Select<'c, R> {
    statement: CachedStatement<'c>,
    /// Whether an optional row is followed by a column that tells whether it is there.
    marked: bool,
    row: PhantomData<fn() -> R>,
}

impl<'c, R: Table> Select<'c, R> {
    pub(super) fn prepare(connection: &'c Connection, sql: &str) -> Result<Self> {
        match connection.prepare_cached(sql) {
            Ok(statement) => Ok(Self::new(statement, false)),
            Err(error) => Err(fail::statement(R::mapping().table(), "read", error)),
        }
    }

    /// Binds the values of these columns.
    pub(super) fn bind<V, How>(&mut self, value: &impl Matches<V, How>, columns: &[u16]) -> Result<()> {
        bind(&mut self.statement, value, R::mapping(), columns, "read")
    }
}

/// Binds the values of these columns, by which rows are looked for.
#[inline]
pub(super) fn bind<V, How>(
    statement: &mut Statement<'_>,
    value: &impl Matches<V, How>,
    mapping: &Mapping,
    columns: &[u16],
    what: &str,
) -> Result<()> {
    let mut next = 1;
    value.bind_to(statement, &mut next).map_err(|error| fail::bind(mapping.table(), columns, next - 1, what, error))
}

impl<'c, R: RowsOf> Select<'c, R> {
    pub(super) fn new(statement: CachedStatement<'c>, marked: bool) -> Self {
        Self { statement, marked, row: PhantomData }
    }

    /// Runs the statement and yields its rows one by one, none kept.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
    /// # }
    /// # use example::*;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use schema_sqlite::row::Table;
    /// # let connection = database()?;
    /// let mut of_customer = Product::select_by(&connection, products::customer_id, 5)?;
    /// for product in of_customer.iter() {
    ///     println!("{}", product?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn iter(&mut self) -> Iter<'_, R> {
        Iter { rows: self.statement.raw_query(), marked: self.marked, index: 0, row: PhantomData }
    }

    /// Runs the statement and collects its rows.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    pub fn all(&mut self) -> Result<Vec<R>> {
        self.iter().collect()
    }

    /// Runs the statement for its first row.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    pub fn first(&mut self) -> Result<Option<R>> {
        // Not by the iterator: a row is moved once less.
        match self.statement.raw_query().next() {
            Ok(Some(row)) => R::read_row(row, self.marked).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(fail::statement(R::table(), "read", error)),
        }
    }

    /// Runs the statement and calls `each` with every row, as long as it returns `Ok`.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all), as `each`'s own error type, and what `each` returns.
    pub fn for_each<E>(&mut self, mut each: impl FnMut(R) -> Result<(), E>) -> Result<(), E>
    where
        E: From<crate::Error>,
    {
        for row in self.iter() {
            each(row?)?;
        }
        Ok(())
    }
}

/// As [`Select::iter`]: `for row in &mut select`.
impl<'s, R: RowsOf> IntoIterator for &'s mut Select<'_, R> {
    type Item = Result<R>;
    type IntoIter = Iter<'s, R>;

    fn into_iter(self) -> Iter<'s, R> {
        self.iter()
    }
}

impl<R> fmt::Debug for Select<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select").field("statement", &*self.statement).finish()
    }
}

/// Rows as they come, from [`Select::iter`].
///
/// After an error it yields nothing more.
#[must_use = "rows are read as they are asked for"]
pub struct Iter<'a, R> {
    rows: rusqlite::Rows<'a>,
    marked: bool,
    /// How many rows were read.
    index: usize,
    row: PhantomData<fn() -> R>,
}

impl<R: RowsOf> Iterator for Iter<'_, R> {
    type Item = Result<R>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.rows.next() {
            Ok(Some(row)) => {
                let mut read = Some(R::read_row(row, self.marked));
                // In its place: the row is not moved once more.
                if let Some(Err(error)) = &mut read {
                    error.tell_row(self.index);
                }
                self.index += 1;
                read
            }
            Ok(None) => None,
            Err(error) => Some(Err(fail::statement(R::table(), "read", error))),
        }
    }
}

impl<R> fmt::Debug for Iter<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}
