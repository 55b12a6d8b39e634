//! SQL of one's own, with typed rows.

use rusqlite::{Connection, Params, Statement};

use super::{Mapping, Rows, Select};
use crate::error::{Error, Kind, Result};

/// A statement of one's own, whose rows are read as `R`: by position, in the order of the struct's fields.
///
/// What the statement yields has to be as many columns as the struct has; their names do not matter. For
/// what a `left join` may lack, `R` has an `Option`: it is `None` where all of its columns are null.
///
/// ```
/// # mod example {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/row/example.rs"));
/// # }
/// # use example::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let connection = database()?;
/// let sql = "SELECT id, customer_id, data FROM products WHERE json_array_length(data) > ?1";
/// for product in schema_sqlite::row::sql::<Product>(&connection, sql, [2])?.iter() {
///     println!("{}", product?.id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the statement cannot be prepared, its parameters are not those given, or its columns are not as
/// many as `R` has ([`is_unmapped`](Error::is_unmapped)).
pub fn sql<'c, R: Rows>(connection: &'c Connection, sql: &str, params: impl Params) -> Result<Select<'c, R>> {
    marked(connection, sql, params, None)
}

/// The same, of a statement that may have a column of the name `mark` after the columns of each option.
pub(super) fn marked<'c, R: Rows>(
    connection: &'c Connection,
    sql: &str,
    params: impl Params,
    mark: Option<&str>,
) -> Result<Select<'c, R>> {
    let failed = |error| super::fail::statement(R::table(), "read", error);
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let parts = R::parts();
    let expected: usize = parts.as_ref().iter().map(|(mapping, _)| mapping.width()).sum();
    let found = statement.column_count();
    let is_marked = mark.is_some_and(|mark| has_marks(&statement, parts.as_ref(), mark));
    if found != expected && !is_marked {
        let message = format!(
            "the statement yields {found} columns, its rows have {expected}; select as many, in the order of the fields"
        );
        return Err(Error::new(Kind::Unmapped, message));
    }
    // Binds; the statement runs when it is asked for rows.
    drop(statement.query(params).map_err(failed)?);
    Ok(Select::new(statement, is_marked))
}

/// Whether the columns are those of the structs, with the mark after each option, and no others.
fn has_marks(statement: &Statement<'_>, parts: &[(&'static Mapping, bool)], mark: &str) -> bool {
    let mut next = 0;
    let is_marked = parts.iter().all(|(mapping, optional)| {
        next += mapping.width() + usize::from(*optional);
        !optional || statement.column_name(next - 1).is_ok_and(|name| name == mark)
    });
    is_marked && next == statement.column_count()
}
