//! Types of other crates as values of columns, each by a feature.
//!
//! A type of another crate is neither ours nor rusqlite's to teach: [`Stored`] holds it, reads every form
//! that is around and writes one. rusqlite has features of its own for some of them, which write several
//! forms (`2025-11-24T10:00:00Z` beside SQLite's own `2025-11-24 10:00:00`), so that a comparison of two
//! texts is none of two moments, and which do not read each form.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "rust_decimal")]
mod decimal;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "serde_json")]
mod json;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod micros;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod moment;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

use std::ops::{Deref, DerefMut};

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

#[cfg(feature = "serde_json")]
pub use self::json::Json;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
pub use self::micros::{Micros, Moment};
#[cfg(feature = "uuid")]
pub use self::uuid::UuidBytes;
use super::Holds;

/// A type of another crate, as a value of a column of text.
///
/// | feature | types | written as |
/// |---|---|---|
/// | `jiff` | `Timestamp`, `civil::DateTime`, `civil::Date`, `civil::Time` | `2025-11-24 10:00:00.5` (of an instant in UTC), `2025-11-24`, `10:00:00.5` |
/// | `chrono` | `DateTime<Utc>`, `NaiveDateTime`, `NaiveDate`, `NaiveTime` | the same |
/// | `time` | `OffsetDateTime`, `PrimitiveDateTime`, `Date`, `Time` | the same |
/// | `uuid` | `Uuid`; for sixteen bytes there is `UuidBytes` | `67e55044-10b1-426f-9247-bb680e5fe0c8` |
/// | `rust_decimal` | `Decimal` | `9.90` |
///
/// Dates and times are written as SQLite's own `CURRENT_TIMESTAMP` writes them, and as SQLAlchemy does,
/// with a fraction where there is one: their texts sort as they do. What is read may have a `T` between
/// date and time, any number of digits after the second or no second at all, and a zone; an instant
/// without a zone is in UTC, and a whole number is one of seconds since 1970. A civil time has no zone: it
/// refuses another than UTC.
///
/// In a declaration it stands after `as`, and in a struct of one's own it holds a column of text:
///
/// ```text
/// created_at datetime default now as frostline::Stored<jiff::Timestamp>,
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stored<T>(pub T);

/// A type that [`Stored`] can hold: how it is written, and what is read as it.
///
/// Implement it for a type of your own where `FromSql` and `ToSql` are not yours to implement.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that `Stored` knows",
    note = "types of jiff, chrono, time, uuid and rust_decimal are known with frostline's feature of that name"
)]
pub trait Store: Sized {
    /// The value for the database.
    ///
    /// # Errors
    ///
    /// When the database has no form for it.
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>>;

    /// The value from the database.
    ///
    /// # Errors
    ///
    /// When what is there is none.
    fn read(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

impl<T: Store> FromSql for Stored<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::read(value).map(Self)
    }
}

impl<T: Store> ToSql for Stored<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.write()
    }
}

impl<T: Store> Holds<String> for Stored<T> {}

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Stored<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Stored<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
