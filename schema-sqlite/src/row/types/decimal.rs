//! The type of rust_decimal.

use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rust_decimal::Decimal;

use super::super::Holds;
use super::{Store, Stored};

/// Text with all of its digits, as a column of text keeps it. A `decimal(…)` column has SQLite's numeric
/// affinity: it keeps fifteen digits, as a number, which is read too.
impl Store for Decimal {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(number.into()),
            // The shortest text that is this number, which is what was written.
            ValueRef::Real(number) => number.to_string().parse().map_err(FromSqlError::other),
            other => other.as_str()?.trim().parse().map_err(FromSqlError::other),
        }
    }
}

/// A `decimal(…)` column.
impl Holds<f64> for Stored<Decimal> {}
