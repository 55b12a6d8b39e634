//! The type of rust_decimal.

use std::fmt::{self, Write as _};

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
            ValueRef::Real(number) => {
                let mut text = Shown::default();
                match write!(text, "{number}") {
                    Ok(()) => text.as_str().parse(),
                    // Very small, or great, and rare.
                    Err(_) => number.to_string().parse(),
                }
                .map_err(FromSqlError::other)
            }
            other => other.as_str()?.trim().parse().map_err(FromSqlError::other),
        }
    }
}

/// A `decimal(…)` column.
impl Holds<f64> for Stored<Decimal> {}

/// The text of a number, on the stack.
struct Shown {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Shown {
    fn default() -> Self {
        Self { bytes: [0; 64], length: 0 }
    }
}

impl Shown {
    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Write for Shown {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let place = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
