//! Rows that are written, and not read as they are.

use rusqlite::Connection;

use super::write::{RowOf, write_all, write_one, write_returning};
use super::{FromKey, Mapping, Row, RowIn, Unique, Writer};
use crate::error::Result;

/// A row to be inserted: the `New…` form that `schema!` makes of each table, and a struct of one's own
/// that borrows its values.
///
/// In a `New…` form each column that the database can fill in is an `Option`: one with a default, the
/// key of an `integer primary key`, one that may be null. `None` leaves it to the database. The other
/// columns are plain, so that a forgotten one is an error of the compiler.
///
/// ```text
/// let id = NewProduct { data: Some(json), ..NewProduct::new(customer_id) }.insert_returning_key(&connection)?;
/// ```
///
/// # Errors
///
/// As those of [`Table`](super::Table).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row that can be inserted",
    note = "`schema!` makes a form for it: `NewProduct` for the table of `Product`"
)]
pub trait Insert {
    /// The row struct that the table was declared with.
    type Declared;

    /// The table's primary key.
    type Key;

    /// The columns of the fields.
    #[doc(hidden)]
    fn mapping() -> &'static Mapping;

    /// Writes the fields, in their order.
    #[doc(hidden)]
    fn write(&self, row: &mut Writer<'_, '_>);

    /// Inserts the row: `INSERT INTO … VALUES …`, without the columns that are left to the database.
    ///
    /// # Errors
    ///
    /// When a constraint refuses the row, a value does not fit its column, or SQLite fails.
    fn insert(&self, connection: &Connection) -> Result<()> {
        let mapping = Self::mapping();
        let left_out = Writer::left_out(mapping, |row| self.write(row))?;
        write_one(connection, mapping, &mapping.insert_form(left_out, &[]), "insert into", |row| self.write(row))
            .map(drop)
    }

    /// Inserts the row and tells the key that it has: `INSERT INTO … VALUES … RETURNING …`.
    /// On an error nothing is inserted.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); when the key does not fit its type; and when the row was left out, by
    /// `on conflict ignore`.
    fn insert_returning_key<How>(&self, connection: &Connection) -> Result<Self::Key>
    where
        Self::Key: FromKey<How>,
    {
        let mapping = Self::mapping();
        let left_out = Writer::left_out(mapping, |row| self.write(row))?;
        let write = mapping.insert_form(left_out, mapping.table().key_places());
        write_returning(
            connection,
            mapping,
            &write,
            mapping.table().is_key_sure(),
            |row| self.write(row),
            |row| Self::Key::from_key(row, &mut 0, mapping.table()),
        )
    }

    /// Inserts the row and reads it, with what the database filled in. On an error nothing is inserted.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); when a value does not fit its field; and when the row was left out, by
    /// `on conflict ignore`.
    fn insert_returning<R>(&self, connection: &Connection) -> Result<R>
    where
        R: RowIn<Self::Declared>,
    {
        let mapping = Self::mapping();
        let left_out = Writer::left_out(mapping, |row| self.write(row))?;
        let write = mapping.insert_form(left_out, R::mapping().columns());
        write_returning(
            connection,
            mapping,
            &write,
            false,
            |row| self.write(row),
            |row| R::read(&mut Row::new(row, R::mapping(), 0)),
        )
    }

    /// Inserts the rows: all of them or, on an error, none. As [`Table::insert_all`](super::Table::insert_all).
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    fn insert_all<I>(connection: &Connection, rows: I) -> Result<usize>
    where
        Self: Sized,
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let mapping = Self::mapping();
        let which = |row: &Self| Ok(mapping.insert_form(Writer::left_out(mapping, |to| row.write(to))?, &[]));
        write_all(connection, mapping, rows, "insert into", which, Self::write)
    }

    /// Inserts the row or, where its primary key is taken, updates that row. As [`Table::upsert`](super::Table::upsert).
    ///
    /// What the form leaves out, with `None`, takes its default where the row is inserted, and keeps its value where
    /// it is there. So a form has no word for null, where the column may be null: the whole row has.
    ///
    /// A form without its key, which the database makes, is a row that is not there: it is inserted.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); and when the struct lacks a column of the key.
    fn upsert(&self, connection: &Connection) -> Result<()> {
        let mapping = Self::mapping();
        let left_out = Writer::left_out(mapping, |row| self.write(row))?;
        let write = mapping.upsert_form(left_out)?;
        write_one(connection, mapping, &write, "upsert into", |row| self.write(row)).map(drop)
    }

    /// Upserts the rows by their primary keys: all of them or, on an error, none. As [`Table::insert_all`](super::Table::insert_all).
    ///
    /// # Errors
    ///
    /// As [`upsert`](Self::upsert).
    fn upsert_all<I>(connection: &Connection, rows: I) -> Result<usize>
    where
        Self: Sized,
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let mapping = Self::mapping();
        let which = |row: &Self| mapping.upsert_form(Writer::left_out(mapping, |to| row.write(to))?);
        write_all(connection, mapping, rows, "upsert into", which, Self::write)
    }

    /// Inserts the row or, where one has the same values of the unique, updates it. What is left to the
    /// database keeps its value there, as in [`upsert`](Self::upsert), and so does the primary key. As
    /// [`Table::upsert_by`](super::Table::upsert_by).
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); and when the struct lacks a column of the unique.
    fn upsert_by<K>(&self, connection: &Connection, unique: Unique<Self::Declared, K>) -> Result<()> {
        let mapping = Self::mapping();
        let left_out = Writer::left_out(mapping, |row| self.write(row))?;
        let write = mapping.upsert_by(unique.places(), left_out)?;
        write_one(connection, mapping, &write, "upsert into", |row| self.write(row)).map(drop)
    }

    /// Upserts the rows by a unique: all of them or, on an error, none.
    ///
    /// # Errors
    ///
    /// As [`upsert_by`](Self::upsert_by).
    fn upsert_all_by<K, I>(connection: &Connection, unique: Unique<Self::Declared, K>, rows: I) -> Result<usize>
    where
        Self: Sized,
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let mapping = Self::mapping();
        let which = |row: &Self| mapping.upsert_by(unique.places(), Writer::left_out(mapping, |to| row.write(to))?);
        write_all(connection, mapping, rows, "upsert into", which, Self::write)
    }
}
