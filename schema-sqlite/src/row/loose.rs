//! SQL of one's own, whose columns are read as values and rows.

use std::fmt;
use std::marker::PhantomData;

use rusqlite::types::{FromSql, FromSqlError, ValueRef};
use rusqlite::{CachedStatement, Connection, Params};

use super::{Part, Table, fail};
use crate::error::{Error, Kind, Result};

/// A statement of one's own, whose rows are read as `T`: a value, a struct with `#[derive(Table)]`, an
/// `Option` of one, or a tuple of up to twelve of them, in the order of the columns.
///
/// For what no struct is worth while: a report, a number that only SQL can make. A struct takes as many
/// columns as it has fields. [`sql`](super::sql) reads rows of structs alone.
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
/// use schema_sqlite::row::rows;
///
/// let text = "SELECT customer_id, group_concat(data) FROM products WHERE id > ?1 GROUP BY 1";
/// for row in rows::<(i64, String)>(&connection, text, [2])?.iter() {
///     let (customer, data) = row?;
///     println!("{customer}: {data}");
/// }
///
/// let text = "SELECT *, rank() OVER (ORDER BY customer_id) FROM products";
/// let ranked: Vec<(Product, i64)> = rows(&connection, text, [])?.all()?;
/// let newest: Option<i64> = rows(&connection, "SELECT max(id) FROM products", [])?.one()?;
/// # assert_eq!((ranked[0].1, newest), (1, Some(7)));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the statement cannot be prepared, or its parameters are not those given. That its columns are not as
/// many as `T` has ([`is_unmapped`](Error::is_unmapped)) is told when the rows are asked for.
pub fn rows<'c, T>(connection: &'c Connection, sql: &str, params: impl Params) -> Result<Loose<'c, T>> {
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    // Binds; the statement runs when it is asked for rows.
    drop(statement.query(params).map_err(failed)?);
    Ok(Loose { statement, types: PhantomData })
}

/// A statement whose rows are read as `T`, from [`rows`]. It runs each time that it is asked for rows.
pub struct Loose<'c, T> {
    statement: CachedStatement<'c>,
    types: PhantomData<fn() -> T>,
}

impl<T> Loose<'_, T> {
    /// Runs the statement and yields its rows one by one, none kept.
    pub fn iter<How>(&mut self) -> LooseIter<'_, T, How>
    where
        T: FromColumns<How>,
    {
        let refused = self.refuse::<How>().err();
        LooseIter { rows: self.statement.raw_query(), refused, number: 0, types: PhantomData }
    }

    /// Runs the statement and collects its rows.
    ///
    /// # Errors
    ///
    /// When SQLite fails, a value does not fit its type, or the columns are not as many as `T` has.
    pub fn all<How>(&mut self) -> Result<Vec<T>>
    where
        T: FromColumns<How>,
    {
        self.iter().collect()
    }

    /// Runs the statement for its first row.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    pub fn first<How>(&mut self) -> Result<Option<T>>
    where
        T: FromColumns<How>,
    {
        self.iter().next().transpose()
    }

    /// Runs the statement for the one row that it has, as an aggregate does.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all); and, told by [`is_not_one`](Error::is_not_one), when there is none or more than
    /// one.
    pub fn one<How>(&mut self) -> Result<T>
    where
        T: FromColumns<How>,
    {
        let mut rows = self.iter();
        let not_one = |found: &str| {
            Error::new(
                Kind::NotOne,
                format!("expected one row of the statement, found {found}; ask with `first` or `all`"),
            )
        };
        match (rows.next().transpose()?, rows.next().transpose()?) {
            (Some(row), None) => Ok(row),
            (None, _) => Err(not_one("no row")),
            (Some(_), Some(_)) => Err(not_one("more than one row")),
        }
    }

    /// The columns have to be as many as are read.
    fn refuse<How>(&self) -> Result<()>
    where
        T: FromColumns<How>,
    {
        let (found, expected) = (self.statement.column_count(), T::width());
        if found == expected {
            return Ok(());
        }
        let message = format!(
            "the statement yields {found} columns, and `{}` is read from {expected}; select as many, in its order",
            fail::short(std::any::type_name::<T>())
        );
        Err(Error::new(Kind::Unmapped, message))
    }
}

impl<T> fmt::Debug for Loose<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loose").field("statement", &*self.statement).finish()
    }
}

/// Rows as they come, from [`Loose::iter`].
///
/// After an error it yields nothing more.
#[must_use = "rows are read as they are asked for"]
pub struct LooseIter<'a, T, How> {
    rows: rusqlite::Rows<'a>,
    refused: Option<Error>,
    /// How many rows there were.
    number: u64,
    types: PhantomData<fn() -> (T, How)>,
}

impl<T: FromColumns<How>, How> Iterator for LooseIter<'_, T, How> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.refused.take() {
            // What it would yield cannot be read.
            self.number = u64::MAX;
            return Some(Err(error));
        }
        if self.number == u64::MAX {
            return None;
        }
        match self.rows.next() {
            Ok(Some(row)) => {
                self.number += 1;
                let row = T::read(row, &mut 0, self.number);
                if row.is_err() {
                    self.number = u64::MAX;
                }
                Some(row)
            }
            Ok(None) => None,
            Err(error) => Some(Err(failed(error))),
        }
    }
}

impl<T, How> fmt::Debug for LooseIter<'_, T, How> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LooseIter").finish_non_exhaustive()
    }
}

/// What is read from one column or from those of a struct.
///
/// `How` tells the ways apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the columns of a statement",
    label = "this is `{Self}`",
    note = "a column is read as a type with `FromSql`, and several as a struct with `#[derive(Table)]` or an `Option` of one"
)]
pub trait Piece<How>: Sized {
    /// How many columns it takes.
    #[doc(hidden)]
    fn width() -> usize;
    /// Reads it from the columns at `next` and after it.
    #[doc(hidden)]
    fn read(row: &rusqlite::Row<'_>, next: &mut usize, number: u64) -> Result<Self>;
}

/// What a row of a statement is read as: a value, a struct, or a tuple of them. `How` is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the columns of a statement",
    label = "this is `{Self}`",
    note = "a row is a value, a struct with `#[derive(Table)]`, or a tuple of up to twelve of them"
)]
pub trait FromColumns<How>: Sized {
    #[doc(hidden)]
    fn width() -> usize;
    #[doc(hidden)]
    fn read(row: &rusqlite::Row<'_>, next: &mut usize, number: u64) -> Result<Self>;
}

/// The ways in which columns are read, as types of the language itself: see `holds::how`.
mod how {
    pub(super) type Value = ();
    pub(super) type Struct = [(); 1];
    pub(super) type Absent = [(); 2];
    pub(super) type Alone<How> = (How,);
    pub(super) type Each<How> = [How; 2];
}

#[diagnostic::do_not_recommend]
impl<V: FromSql> Piece<how::Value> for V {
    fn width() -> usize {
        1
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, number: u64) -> Result<Self> {
        let at = *next;
        *next += 1;
        let found = row.get_ref(at).map_err(failed)?;
        V::column_result(found).map_err(|error| misfit(row, at, number, found, std::any::type_name::<V>(), error))
    }
}

#[diagnostic::do_not_recommend]
impl<R: Table> Piece<how::Struct> for R {
    fn width() -> usize {
        R::mapping().width()
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, _: u64) -> Result<Self> {
        R::read_part(row, next, false)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Table> Piece<how::Absent> for Option<R> {
    fn width() -> usize {
        R::mapping().width()
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, _: u64) -> Result<Self> {
        <Self as Part>::read_part(row, next, false)
    }
}

#[diagnostic::do_not_recommend]
impl<P: Piece<How>, How> FromColumns<how::Alone<How>> for P {
    fn width() -> usize {
        P::width()
    }

    fn read(row: &rusqlite::Row<'_>, next: &mut usize, number: u64) -> Result<Self> {
        P::read(row, next, number)
    }
}

macro_rules! tuples {
    ($($($part:ident $how:ident),+;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($part: Piece<$how>, $how),+> FromColumns<how::Each<($($how,)+)>> for ($($part,)+) {
                fn width() -> usize {
                    0 $(+ $part::width())+
                }

                fn read(row: &rusqlite::Row<'_>, next: &mut usize, number: u64) -> Result<Self> {
                    Ok(($($part::read(row, next, number)?,)+))
                }
            }
        )*
    };
}

tuples! {
    A HA;
    A HA, B HB;
    A HA, B HB, C HC;
    A HA, B HB, C HC, D HD;
    A HA, B HB, C HC, D HD, E HE;
    A HA, B HB, C HC, D HD, E HE, F HF;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG, H HH;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG, H HH, I HI;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG, H HH, I HI, J HJ;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG, H HH, I HI, J HJ, K HK;
    A HA, B HB, C HC, D HD, E HE, F HF, G HG, H HH, I HI, J HJ, K HK, L HL;
}

#[cold]
fn misfit(
    row: &rusqlite::Row<'_>,
    at: usize,
    number: u64,
    found: ValueRef<'_>,
    type_name: &str,
    source: FromSqlError,
) -> Error {
    let column = row.as_ref().column_name(at).unwrap_or_default().to_owned();
    let place = format!("column `{column}` of the statement's row {number}");
    let message = fail::misfit(&place, found, "its type", type_name, &source);
    Error::new(Kind::Value, message).caused_by(source)
}

#[cold]
fn failed(source: rusqlite::Error) -> Error {
    fail::of_sqlite("cannot run the statement", source)
}
