//! What application code does with rows.

use rusqlite::Connection;

use super::select::bind;
use super::texts::Text;
use super::write::{RowOf, write_all, write_one, write_returning};
use super::{
    Column, ColumnValue, FromKey, KeyValue, Mapping, Query, Row, Select, TableQuery, Unique, UniqueValue, Writer, fail,
};
use crate::error::Result;

/// A struct whose fields are columns of a declared table.
///
/// `#[derive(Table)]` implements it: for the structs that `schema!` emits, and for your own, which may
/// map some columns only. Bring it into scope and rows read and write themselves:
///
/// ```
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
/// # }
/// # use example::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use schema_sqlite::row::Table;
/// # let connection = database()?;
/// let product = Product { id: 7, customer_id: 5, data: "{}".to_owned() };
/// product.insert(&connection)?;
///
/// let found = Product::find(&connection, 7)?;
/// assert_eq!(found, Some(product));
///
/// let of_customer = Product::list(&connection, products::customer_id, 5)?;
/// assert_eq!(of_customer.len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// Each call is one prepared statement, kept in the connection's cache; its text is made once a struct.
/// The cache holds 16 statements unless told otherwise: a program with more structs and calls than that
/// does well to raise [`Connection::set_prepared_statement_cache_capacity`].
///
/// Names are quoted, and a column that the database lacks is an error, never a string. Rows are read by
/// position.
///
/// # Errors
///
/// [`is_constraint`](crate::Error::is_constraint) tells a row that a constraint refused,
/// [`is_value`](crate::Error::is_value) a value that does not fit its field or its column,
/// [`is_busy`](crate::Error::is_busy) a database that another connection holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a table",
    label = "no row of a table",
    note = "derive it: `#[derive(Table)] #[table(module)]`, with the module that `schema!` made for the table"
)]
pub trait Table: Sized {
    /// The row struct that the table was declared with; for that struct itself, itself.
    type Declared;

    /// The table's primary key: one type, a tuple of several, or `NoKey`.
    type Key;

    /// The columns of the fields.
    #[doc(hidden)]
    fn mapping() -> &'static Mapping;

    /// Reads the fields, in their order.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self>;

    /// Writes the fields, in their order.
    #[doc(hidden)]
    fn write(&self, row: &mut Writer<'_, '_>);

    /// The row with this primary key.
    ///
    /// A key of several columns is a tuple, in the order in which the key names them.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    fn find<How>(connection: &Connection, key: impl KeyValue<Self::Declared, Self::Key, How>) -> Result<Option<Self>> {
        let mapping = Self::mapping();
        let mut select = Select::prepare(connection, mapping.find())?;
        select.bind(&key, mapping.table().key_places())?;
        select.first()
    }

    /// The row with these values of a declared unique, compared as it does: by its collation.
    ///
    /// The values of a unique of several columns are a tuple, in the order of its columns.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    fn find_by<K, How>(
        connection: &Connection,
        unique: Unique<Self::Declared, K>,
        values: impl UniqueValue<Self::Declared, K, How>,
    ) -> Result<Option<Self>> {
        let mut select = Select::prepare(connection, &Self::mapping().find_by(unique.places()))?;
        select.bind(&values, unique.places().columns)?;
        select.first()
    }

    /// Whether there is a row with this primary key.
    ///
    /// # Errors
    ///
    /// When SQLite fails.
    fn exists<How>(connection: &Connection, key: impl KeyValue<Self::Declared, Self::Key, How>) -> Result<bool> {
        let mapping = Self::mapping();
        let failed = |error| fail::statement(mapping.table(), "read", error);
        let mut statement = connection.prepare_cached(&mapping.exists()).map_err(failed)?;
        bind(&mut statement, &key, mapping, mapping.table().key_places(), "read")?;
        let mut rows = statement.raw_query();
        rows.next().map_err(failed)?.map_or(Ok(false), |row| row.get(0)).map_err(failed)
    }

    /// How many rows the table has.
    ///
    /// # Errors
    ///
    /// When SQLite fails.
    fn count(connection: &Connection) -> Result<u64> {
        let mapping = Self::mapping();
        let failed = |error| fail::statement(mapping.table(), "read", error);
        let mut statement = connection.prepare_cached(&mapping.count()).map_err(failed)?;
        statement.query_row([], |row| row.get(0)).map(i64::unsigned_abs).map_err(failed)
    }

    /// A query of the table, whose rows are read as this struct: see [`Query`].
    fn query<'a>() -> TableQuery<'a, Self> {
        Query::new()
    }

    /// Every row, in no promised order.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    fn all(connection: &Connection) -> Result<Vec<Self>> {
        Self::select(connection)?.all()
    }

    /// The rows where the column equals the value, in no promised order. `None` finds nulls.
    ///
    /// # Errors
    ///
    /// When SQLite fails, or a value does not fit its field.
    fn list<V, N, K, How>(
        connection: &Connection,
        column: Column<Self::Declared, V, N, K>,
        value: impl ColumnValue<Self::Declared, N, V, How>,
    ) -> Result<Vec<Self>> {
        Self::select_by(connection, column, value)?.all()
    }

    /// Every row, to be read one by one: as [`all`](Self::all), with none kept.
    ///
    /// # Errors
    ///
    /// When the statement cannot be prepared: the table is not there, say.
    fn select(connection: &Connection) -> Result<Select<'_, Self>> {
        Select::prepare(connection, Self::mapping().select())
    }

    /// The rows where the column equals the value, to be read one by one: as [`list`](Self::list), with
    /// none kept.
    ///
    /// # Errors
    ///
    /// When the statement cannot be prepared: the table is not there, say.
    fn select_by<V, N, K, How>(
        connection: &Connection,
        column: Column<Self::Declared, V, N, K>,
        value: impl ColumnValue<Self::Declared, N, V, How>,
    ) -> Result<Select<'_, Self>> {
        let mut select = Select::prepare(connection, Self::mapping().list(column.at()))?;
        select.bind(&value, &[column.at()])?;
        Ok(select)
    }

    /// Inserts the row: `INSERT INTO … VALUES …`.
    ///
    /// Columns that the struct does not map take their defaults, and a `None` in the field of an
    /// `integer primary key` lets SQLite choose the key.
    ///
    /// # Errors
    ///
    /// When a constraint refuses the row, a value does not fit its column, or SQLite fails.
    fn insert(&self, connection: &Connection) -> Result<()> {
        write_one(connection, Self::mapping(), Self::mapping().insert()?, "insert into", |row| self.write(row))
            .map(drop)
    }

    /// Inserts the row and tells the key that it has, where the database chose it:
    /// `INSERT INTO … VALUES … RETURNING …`.
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
        let write = mapping.insert_returning_key()?;
        write_returning(
            connection,
            mapping,
            write,
            mapping.table().is_key_sure(),
            |row| self.write(row),
            |row| Self::Key::from_key(row, &mut 0, mapping.table()),
        )
    }

    /// Inserts the rows: all of them or, on an error, none.
    ///
    /// They are written as the iterator yields them, in the transaction that the connection is in or, if
    /// it is in none, in one of their own (`BEGIN IMMEDIATE`). Returns how many there were.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    fn insert_all<I>(connection: &Connection, rows: I) -> Result<usize>
    where
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let write = Self::mapping().insert()?;
        write_all(connection, Self::mapping(), rows, "insert into", |_: &Self| Ok(Text::Kept(write)), Self::write)
    }

    /// Inserts the row or, where its primary key is taken, updates that row's mapped columns:
    /// `INSERT … ON CONFLICT (key) DO UPDATE SET …`.
    ///
    /// The row stays the same row: what references it is not deleted, as `REPLACE` would do, and columns
    /// that the struct does not map keep their values. A conflict on anything but the key is an error, and
    /// so is a struct that lacks a column which is neither nullable nor has a default, even where the row is
    /// there: SQLite asks for those first. [`update`](Self::update) does not.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); and when the struct lacks a column of the key.
    fn upsert(&self, connection: &Connection) -> Result<()> {
        write_one(connection, Self::mapping(), Self::mapping().upsert()?, "upsert into", |row| self.write(row))
            .map(drop)
    }

    /// Upserts the rows: all of them or, on an error, none. As [`insert_all`](Self::insert_all).
    ///
    /// # Errors
    ///
    /// As [`upsert`](Self::upsert).
    fn upsert_all<I>(connection: &Connection, rows: I) -> Result<usize>
    where
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let write = Self::mapping().upsert()?;
        write_all(connection, Self::mapping(), rows, "upsert into", |_: &Self| Ok(Text::Kept(write)), Self::write)
    }

    /// Inserts the row or, where one has the same values of the unique, updates that row's mapped columns:
    /// `INSERT … ON CONFLICT (…) DO UPDATE SET …`.
    ///
    /// The row that is there keeps its primary key, whatever this one says, and takes the values of a unique that
    /// has them for the same in other letters (`collate nocase`). As [`upsert`](Self::upsert)
    /// otherwise.
    ///
    /// # Errors
    ///
    /// As [`upsert`](Self::upsert); and when the struct lacks a column of the unique.
    fn upsert_by<K>(&self, connection: &Connection, unique: Unique<Self::Declared, K>) -> Result<()> {
        let write = Self::mapping().upsert_by(unique.places(), 0)?;
        write_one(connection, Self::mapping(), &write, "upsert into", |row| self.write(row)).map(drop)
    }

    /// Upserts the rows by a unique: all of them or, on an error, none. As
    /// [`insert_all`](Self::insert_all).
    ///
    /// # Errors
    ///
    /// As [`upsert_by`](Self::upsert_by).
    fn upsert_all_by<K, I>(connection: &Connection, unique: Unique<Self::Declared, K>, rows: I) -> Result<usize>
    where
        I: IntoIterator,
        I::Item: RowOf<Self>,
    {
        let write = Self::mapping().upsert_by(unique.places(), 0)?;
        write_all(connection, Self::mapping(), rows, "upsert into", |_: &Self| Ok(Text::Kept(&*write)), Self::write)
    }

    /// Sets the mapped columns of the row with this row's primary key. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// As [`upsert`](Self::upsert).
    fn update(&self, connection: &Connection) -> Result<bool> {
        write_one(connection, Self::mapping(), Self::mapping().update()?, "update", |row| self.write(row))
            .map(|rows| rows > 0)
    }

    /// Deletes the row with this row's primary key. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// When a constraint forbids it, the struct lacks a column of the key, or SQLite fails.
    fn delete(&self, connection: &Connection) -> Result<bool> {
        write_one(connection, Self::mapping(), Self::mapping().delete()?, "delete from", |row| self.write(row))
            .map(|rows| rows > 0)
    }

    /// Deletes the row with this primary key. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// When a constraint forbids it, or SQLite fails.
    fn delete_by_key<How>(connection: &Connection, key: impl KeyValue<Self::Declared, Self::Key, How>) -> Result<bool> {
        let mapping = Self::mapping();
        let failed = |error| fail::statement(mapping.table(), "delete from", error);
        let mut statement = connection.prepare_cached(mapping.delete_by_key()).map_err(failed)?;
        bind(&mut statement, &key, mapping, mapping.table().key_places(), "delete from")?;
        statement.raw_execute().map(|rows| rows > 0).map_err(failed)
    }
}

/// A row of the table whose declared row is `D`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of the table of `{D}`",
    label = "no row of the table of `{D}`",
    note = "derive it with that table's module: `#[derive(Table)] #[table(module)]`"
)]
pub trait RowIn<D>: Table<Declared = D> {}

#[diagnostic::do_not_recommend]
impl<D, R: Table<Declared = D>> RowIn<D> for R {}
