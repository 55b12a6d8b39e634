//! Moments with six digits after the second, always.

use std::ops::{Deref, DerefMut};

use rusqlite::types::{FromSqlResult, ToSqlOutput, Value, ValueRef};

use super::Store;

/// A date and time that is written with six digits after the second, as SQLAlchemy and Django write them:
/// `2025-11-24 10:00:00.000000`.
///
/// For a column that such a program writes too: one moment is one text, so that comparisons, orders, uniques
/// and pages are right. What is finer than a microsecond is cut off. It is read from every form that
/// [`Stored`](super::Stored) reads.
///
/// ```text
/// created_at datetime as frostline::Stored<frostline::Micros<jiff::Timestamp>>,
/// ```
///
/// `default now` writes no fraction: where the database shall fill the column in, the default is
/// ``default sql "strftime('%Y-%m-%d %H:%M:%f000', 'now')"``.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros<T>(pub T);

/// A date and time of jiff, chrono or time, with a zone or without: what [`Micros`] can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no date and time that `Micros` knows",
    note = "those of jiff, chrono and time are known with frostline's feature of that name"
)]
pub trait Moment: Store {}

#[cfg(feature = "jiff")]
impl Moment for ::jiff::Timestamp {}
#[cfg(feature = "jiff")]
impl Moment for ::jiff::civil::DateTime {}
#[cfg(feature = "chrono")]
impl Moment for ::chrono::DateTime<::chrono::Utc> {}
#[cfg(feature = "chrono")]
impl Moment for ::chrono::NaiveDateTime {}
#[cfg(feature = "time")]
impl Moment for ::time::OffsetDateTime {}
#[cfg(feature = "time")]
impl Moment for ::time::PrimitiveDateTime {}

impl<T: Moment> Store for Micros<T> {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0.write()? {
            ToSqlOutput::Owned(Value::Text(text)) => Ok(six(text).into()),
            other => Ok(other),
        }
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::read(value).map(Self)
    }
}

/// The text of a moment, with six digits after the second.
fn six(mut text: String) -> String {
    let whole = "2025-11-24 10:00:00".len();
    if text.len() <= whole {
        text.push('.');
    }
    while text.len() < whole + 7 {
        text.push('0');
    }
    text.truncate(whole + 7);
    text
}

impl<T> Deref for Micros<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Micros<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Micros<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Micros<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::six;

    #[test]
    fn a_fraction_has_six_digits() {
        for (text, written) in [
            ("2025-11-24 10:00:00", "2025-11-24 10:00:00.000000"),
            ("2025-11-24 10:00:00.5", "2025-11-24 10:00:00.500000"),
            ("2025-11-24 10:00:00.123456", "2025-11-24 10:00:00.123456"),
            ("2025-11-24 10:00:00.123456789", "2025-11-24 10:00:00.123456"),
        ] {
            assert_eq!(six(text.to_owned()), written);
        }
    }
}
