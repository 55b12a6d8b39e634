//! The digits of a decimal number, of which SQLite keeps some.
//!
//! A column with numeric affinity makes a number of each text that is one: a whole number where it fits 64
//! bits, else a floating-point number, of which fifteen digits are certain
//! (<https://sqlite.org/datatype3.html#type_affinity>).

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// How many digits a floating-point number keeps, whatever they are.
const KEPT: usize = 15;

/// How many digits the text has, where it is a number that SQLite would change.
pub(super) fn lost(value: &ToSqlOutput<'_>) -> Option<usize> {
    let text = match value {
        ToSqlOutput::Borrowed(ValueRef::Text(text)) => std::str::from_utf8(text).ok()?,
        ToSqlOutput::Owned(Value::Text(text)) => text,
        _ => return None,
    };
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if unsigned.len() <= KEPT || !is_digits(whole) || !is_digits(fraction) {
        // Few enough, or no number, which SQLite keeps as text.
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    let count = if !fraction.is_empty() {
        match whole.len() {
            0 => fraction.trim_start_matches('0').len(),
            whole => whole + fraction.len(),
        }
    // With a point it is a floating-point number first, `.0` or not.
    } else if text.parse::<i64>().is_ok() {
        return None;
    } else {
        // Without the nulls that only say how great it is.
        whole.trim_end_matches('0').len()
    };
    (count > KEPT).then_some(count)
}

/// The number that a column with numeric affinity makes of the text of one, for a column that has none; any other value
/// as it is.
pub(super) fn number(value: ToSqlOutput<'_>) -> ToSqlOutput<'_> {
    let text = match &value {
        ToSqlOutput::Borrowed(ValueRef::Text(text)) => std::str::from_utf8(text).ok(),
        ToSqlOutput::Owned(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    match text.and_then(parsed) {
        Some(number) => ToSqlOutput::Owned(number),
        None => value,
    }
}

fn parsed(text: &str) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    if fraction.bytes().all(|byte| byte == b'0')
        && let Ok(number) = text.split('.').next()?.parse()
    {
        return Some(Value::Integer(number));
    }
    text.parse().ok().map(Value::Real)
}

/// Why the column, which is named in backticks, does not take such a number.
pub(super) fn told(column: &str, digits: usize) -> String {
    format!(
        "the value for {column} has {digits} digits; a `decimal` column of SQLite keeps {KEPT}; declare it \
         `text as frostline::Stored<Decimal>`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<usize> {
        lost(&ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())))
    }

    #[test]
    fn a_number_is_the_one_that_an_affinity_makes() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n DECIMAL(10, 2))").unwrap();
        for text in [
            "9.90",
            "10",
            "10.00",
            "-3",
            "-20.0",
            "0.1",
            "0",
            "-0.0",
            "+5",
            "5.",
            ".5",
            ".",
            "",
            "-",
            "a",
            "1.2.3",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "12345000000000000000000",
            "007",
            "2025-01-01",
            "123456789012345",
            "0.123456789012345",
        ] {
            let made: (bool, Value) = connection
                .query_row(
                    "INSERT INTO t VALUES (?1) RETURNING n = ?2 AND typeof(n) = typeof(?2), n",
                    rusqlite::params![text, number(ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())))],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .unwrap();
            assert!(made.0, "{text:?}: {:?}", made.1);
        }
    }

    #[test]
    fn digits_are_counted_that_say_something() {
        for kept in [
            "9.90",
            "0",
            "-0.0",
            "123456789012345",
            "0.000000000000012345678901234500",
            "9223372036854775807",
            "-9223372036854775808",
            "12345000000000000000000",
            "a",
            "",
            ".",
            "1e5",
        ] {
            assert_eq!(of(kept), None, "{kept}");
        }
        for (text, digits) in [
            ("12345678901234567.89", 19),
            ("-1.234567890123456", 16),
            ("9223372036854775808", 19),
            ("79228162514264337593543950335", 29),
            ("100000000000000.01", 17),
            ("9223372036854775807.00", 19),
        ] {
            assert_eq!(of(text), Some(digits), "{text}");
        }
    }
}
