//! Dates and times as text, apart from any crate that knows them.

use std::fmt::Write as _;

use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// A time of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanosecond: u32,
}

/// What an instant was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instant {
    /// Seconds since 1970.
    Unix(i64),
    /// A date and a time, so many seconds before UTC.
    At(Date, Clock, i32),
}

/// Why a value is none of these.
pub(super) fn misfit(expected: &str, found: &str) -> FromSqlError {
    FromSqlError::other(std::io::Error::new(
        std::io::ErrorKind::InvalidData,
        format!("`{}` is no {expected}", found.escape_debug()),
    ))
}

fn text(value: ValueRef<'_>) -> FromSqlResult<&str> {
    value.as_str()
}

pub(super) fn read_date(value: ValueRef<'_>) -> FromSqlResult<Date> {
    let text = text(value)?;
    match parse(text) {
        // Some programs write midnight after a date.
        Some((date, clock, offset)) if clock == Clock::default() && offset.unwrap_or(0) == 0 => Ok(date),
        _ => Err(misfit("date, as `2025-11-24`", text)),
    }
}

pub(super) fn read_clock(value: ValueRef<'_>) -> FromSqlResult<Clock> {
    let text = text(value)?;
    match clock(text) {
        Some((clock, "")) => Ok(clock),
        _ => Err(misfit("time, as `10:00:00`", text)),
    }
}

/// A date and a time without a zone. `Z` is taken for none.
pub(super) fn read_civil(value: ValueRef<'_>) -> FromSqlResult<(Date, Clock)> {
    let text = text(value)?;
    match parse(text) {
        Some((date, clock, None | Some(0))) => Ok((date, clock)),
        Some(_) => Err(misfit("date and time without a zone, as `2025-11-24 10:00:00`", text)),
        None => Err(misfit("date and time, as `2025-11-24 10:00:00`", text)),
    }
}

pub(super) fn read_instant(value: ValueRef<'_>) -> FromSqlResult<Instant> {
    if let ValueRef::Integer(seconds) = value {
        return Ok(Instant::Unix(seconds));
    }
    let text = text(value)?;
    match parse(text) {
        Some((date, clock, offset)) => Ok(Instant::At(date, clock, offset.unwrap_or(0))),
        None => Err(misfit("date and time, as `2025-11-24 10:00:00` or `2025-11-24T10:00:00Z`", text)),
    }
}

pub(super) fn write_date(date: Date) -> rusqlite::Result<ToSqlOutput<'static>> {
    let mut text = String::with_capacity(10);
    push_date(&mut text, date)?;
    Ok(text.into())
}

pub(super) fn write_clock(clock: Clock) -> rusqlite::Result<ToSqlOutput<'static>> {
    let mut text = String::with_capacity(18);
    push_clock(&mut text, clock);
    Ok(text.into())
}

pub(super) fn write_moment(date: Date, clock: Clock) -> rusqlite::Result<ToSqlOutput<'static>> {
    let mut text = String::with_capacity(29);
    push_date(&mut text, date)?;
    text.push(' ');
    push_clock(&mut text, clock);
    Ok(text.into())
}

fn push_date(text: &mut String, Date { year, month, day }: Date) -> rusqlite::Result<()> {
    if !(0..=9999).contains(&year) {
        // Its text would not sort among the others, and SQLite does not know it.
        return Err(rusqlite::Error::ToSqlConversionFailure(format!("the year {year} is not of four digits").into()));
    }
    // Writing to a `String` does not fail.
    let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    Ok(())
}

fn push_clock(text: &mut String, clock: Clock) {
    let Clock { hour, minute, second, nanosecond } = clock;
    let _ = write!(text, "{hour:02}:{minute:02}:{second:02}");
    if nanosecond > 0 {
        let _ = write!(text, ".{nanosecond:09}");
        text.truncate(text.trim_end_matches('0').len());
    }
}

/// The date, the time and the seconds before UTC, where the text says it.
fn parse(text: &str) -> Option<(Date, Clock, Option<i32>)> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    let date = Date { year: i32::try_from(year).ok()?, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
    if rest.is_empty() {
        return Some((date, Clock::default(), None));
    }
    let (clock, rest) = clock(rest.strip_prefix([' ', 'T', 't'])?)?;
    Some((date, clock, offset(rest)?))
}

/// A time, and what follows it.
fn clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = number(text, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix(':')?, 2)?;
    let (mut second, mut nanosecond) = (0, 0);
    if let Some(after) = rest.strip_prefix(':') {
        (second, rest) = number(after, 2)?;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, after) = after.split_at(length);
            // More digits than a nanosecond has are cut off.
            nanosecond = format!("{digits:0<9}").get(..9)?.parse().ok().filter(|_| !digits.is_empty())?;
            rest = after;
        }
    }
    // Of a leap second the crates make what they will.
    (hour < 24 && minute < 60 && second < 61).then_some(())?;
    let small = |number: u32| u8::try_from(number).ok();
    Some((Clock { hour: small(hour)?, minute: small(minute)?, second: small(second)?, nanosecond }, rest))
}

/// Nothing, `Z`, `+02:00`, `+0200` or `+02`.
#[allow(clippy::option_option, reason = "no zone, a zone, and what is neither")]
fn offset(text: &str) -> Option<Option<i32>> {
    let text = text.trim_start_matches(' ');
    if text.is_empty() {
        return Some(None);
    }
    if matches!(text, "Z" | "z" | "UTC") {
        return Some(Some(0));
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, rest) = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => (0, ""),
        rest => number(rest, 2)?,
    };
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(())?;
    Some(Some(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?))
}

/// So many digits, and what follows them.
fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: Date = Date { year: 2025, month: 11, day: 24 };

    #[test]
    fn every_form_that_is_around_is_read() {
        let clock = |hour, minute, second, nanosecond| Clock { hour, minute, second, nanosecond };
        for (text, at, offset) in [
            ("2025-11-24 10:00:00.000000", clock(10, 0, 0, 0), None),
            ("2025-11-24T10:00:00", clock(10, 0, 0, 0), None),
            ("2025-11-24 10:07", clock(10, 7, 0, 0), None),
            ("2025-11-24 10:00:00.5", clock(10, 0, 0, 500_000_000), None),
            ("2025-11-24 10:00:00,123456789123", clock(10, 0, 0, 123_456_789), None),
            ("2025-11-24T10:00:00Z", clock(10, 0, 0, 0), Some(0)),
            ("2025-11-24t10:00:00.25z", clock(10, 0, 0, 250_000_000), Some(0)),
            ("2025-11-24 10:00:00+00:00", clock(10, 0, 0, 0), Some(0)),
            ("2025-11-24 10:00:00 -0730", clock(10, 0, 0, 0), Some(-27_000)),
            ("2025-11-24T10:00:00+02", clock(10, 0, 0, 0), Some(7200)),
            ("2025-11-24", clock(0, 0, 0, 0), None),
        ] {
            assert_eq!(parse(text), Some((DATE, at, offset)), "{text}");
        }
        for text in [
            "",
            "2025",
            "2025-11",
            "2025-11-24 ",
            "2025-11-24 10",
            "2025-11-24 10:00:00.",
            "2025-11-24 25:00:00",
            "2025-11-24X10:00:00",
            "2025-11-24 10:00:00 CET",
            "24.11.2025",
            "2025-11-2🦀",
            "2025-11-24 10:00:00+2",
            "2025-11-24 10:00:00+02:00:00",
            "+025-11-24",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
