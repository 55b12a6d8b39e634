//! Running the statements that write.

use std::borrow::Borrow;

use rusqlite::{CachedStatement, Connection};

use super::mapping::Write;
use super::texts::Text;
use super::unit::Unit;
use super::{Mapping, Writer, fail};
use crate::error::Result;

/// A row, or a reference to one, that is written as `R`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `{R}`, and cannot be written as one",
    label = "expected `{R}`, found `{Self}`",
    note = "rows and forms are written by their own type: `{Self}::insert_all(…)`"
)]
pub trait RowOf<R>: Borrow<R> {}

#[diagnostic::do_not_recommend]
impl<R, B: Borrow<R>> RowOf<R> for B {}

/// Runs a statement with the values of the row that `row` writes. Returns how many rows it changed.
#[inline]
pub(super) fn write_one(
    connection: &Connection,
    mapping: &'static Mapping,
    write: &Write,
    what: &str,
    row: impl Fn(&mut Writer<'_, '_>),
) -> Result<usize> {
    let failed = |error| fail::statement(mapping.table(), what, error);
    let mut statement = connection.prepare_cached(&write.sql).map_err(failed)?;
    Writer::bind(mapping, &mut statement, write, what, row)?;
    statement.raw_execute().map_err(failed)
}

/// Inserts the row that `row` writes, and reads what the statement returns. Where `is_sure`, that cannot fail.
pub(super) fn write_returning<T>(
    connection: &Connection,
    mapping: &'static Mapping,
    write: &Write,
    is_sure: bool,
    row: impl Fn(&mut Writer<'_, '_>),
    read: impl FnOnce(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<T> {
    let failed = |error| fail::statement(mapping.table(), "insert into", error);
    // The row is in the table before it is read: one that is not readable shall not stay.
    let unit = if is_sure { None } else { Some(Unit::begin(connection).map_err(failed)?) };
    let value = {
        let mut statement = connection.prepare_cached(&write.sql).map_err(failed)?;
        Writer::bind(mapping, &mut statement, write, "insert into", row)?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(failed)?.ok_or_else(|| fail::left_out(mapping.table()))?;
        let value = read(row)?;
        // The statement has done its work at the first row, and is complete only at its end.
        while rows.next().map_err(failed)?.is_some() {}
        value
    };
    unit.map_or(Ok(()), Unit::commit).map_err(failed)?;
    Ok(value)
}

/// Runs a statement with each row's values, all or none; `which` tells the statement of a row. Returns how
/// many rows there were. An error tells which row it was.
pub(super) fn write_all<'w, R, I>(
    connection: &Connection,
    mapping: &'static Mapping,
    rows: I,
    what: &str,
    which: impl Fn(&R) -> Result<Text<'w, Write>>,
    row: impl Fn(&R, &mut Writer<'_, '_>),
) -> Result<usize>
where
    I: IntoIterator,
    I::Item: Borrow<R>,
{
    let failed = |error| fail::statement(mapping.table(), what, error);
    let unit = Unit::begin(connection).map_err(failed)?;
    let mut count = 0;
    {
        let mut prepared = None;
        for each in rows {
            let each = each.borrow();
            let written = write_next(connection, mapping, &mut prepared, what, which(each), |writer| row(each, writer));
            written.map_err(|error| error.of_row(count, Writer::key(mapping, |writer| row(each, writer))))?;
            count += 1;
        }
    }
    unit.commit().map_err(failed)?;
    Ok(count)
}

/// Runs the statement of a row with its values; `prepared` is that of the row before.
#[inline]
fn write_next<'c, 'w>(
    connection: &'c Connection,
    mapping: &'static Mapping,
    prepared: &mut Option<(Text<'w, Write>, CachedStatement<'c>)>,
    what: &str,
    write: Result<Text<'w, Write>>,
    row: impl Fn(&mut Writer<'_, '_>),
) -> Result<()> {
    let failed = |error| fail::statement(mapping.table(), what, error);
    let write = write?;
    // Rows that leave the same columns out come together more often than not.
    let (write, statement) = match prepared {
        Some((last, statement)) if last.is(&write) => (last, statement),
        other => {
            let statement = connection.prepare_cached(&write.sql).map_err(failed)?;
            let (write, statement) = other.insert((write, statement));
            (write, statement)
        }
    };
    Writer::bind(mapping, statement, write, what, row)?;
    statement.raw_execute().map(drop).map_err(failed)
}
