//! What a column makes of a value that is written to it.
//!
//! SQLite converts what it is given: a column of numbers makes a number of a text that looks like one, a column of
//! text a text of each number, and a column of floating-point numbers one of those of each whole number
//! (<https://sqlite.org/datatype3.html#type_affinity>). Where the type of the column does not read what is made, the
//! row would be there and could not be read.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::{ColumnInfo, TableInfo, digits, fail, numbers};

/// Whether a column's type reads such a value.
pub type Reads = fn(ValueRef<'_>) -> bool;

/// Why the column at this place does not take the value, which it would make another of.
pub(super) fn refused(table: &TableInfo, place: u16, value: &ToSqlOutput<'_>) -> Option<String> {
    let value = match value {
        ToSqlOutput::Borrowed(value) => *value,
        ToSqlOutput::Owned(value) => value.into(),
        _ => return None,
    };
    let column = table.column(place);
    let (was, made, word) = match value {
        ValueRef::Text(text) if column.is_numeric() && numbers::is_number(text) => {
            let number = number(std::str::from_utf8(text).ok()?.trim_ascii());
            let made = if column.is_real() { real(number) } else { number };
            ("the text", made, "a number")
        }
        // We do, of a text that is a number.
        ValueRef::Text(_) if column.is_any_decimal() => match digits::number(ToSqlOutput::Borrowed(value)) {
            ToSqlOutput::Owned(made) => ("the text", made, "a number"),
            _ => return None,
        },
        ValueRef::Integer(number) if column.is_real() => {
            ("the whole number", real(Value::Integer(number)), "a floating-point number")
        }
        ValueRef::Integer(number) if column.is_textual() => ("the number", Value::Text(number.to_string()), "a text"),
        ValueRef::Real(number) if column.is_textual() => ("the number", Value::Text(number.to_string()), "a text"),
        _ => return None,
    };
    let reads = match table.reads(place) {
        // A whole one: what reads it reads any number of a decimal, and most types make a text of another first.
        Some(reads) if column.is_decimal() => reads(ValueRef::Integer(1)),
        Some(reads) => reads((&made).into()),
        // Its type is one of the language: a decimal's is a number, and that of a date a text.
        None => column.is_decimal(),
    };
    let remedy = match value {
        ValueRef::Text(_) => "declare the column `text`",
        ValueRef::Real(_) => "declare the column `real`",
        _ => "declare the column `integer`",
    };
    let why = match (value, &made) {
        _ if !reads => "which the column's type does not read",
        (ValueRef::Integer(number), Value::Real(made)) if !is_same(number, *made) => "which is another one",
        _ => return None,
    };
    let told = fail::key_text(&[value]);
    Some(format!("{was} `{told}`: SQLite makes {word} of it there, {why}; {remedy}"))
}

/// How many digits the text for this column has, where it is a number of which SQLite keeps fewer.
pub(super) fn lost(column: ColumnInfo, value: &ToSqlOutput<'_>) -> Option<usize> {
    if column.is_numeric() || column.is_decimal() { digits::lost(value) } else { None }
}

/// The number that the text is, which looks like one.
fn number(text: &str) -> Value {
    match text.parse() {
        Ok(number) => Value::Integer(number),
        Err(_) => Value::Real(text.parse().unwrap_or_default()),
    }
}

#[allow(clippy::cast_precision_loss, reason = "this is what SQLite does, and it is looked at")]
fn real(number: Value) -> Value {
    match number {
        Value::Integer(number) => Value::Real(number as f64),
        other => other,
    }
}

/// Whether the floating-point number is the whole number.
#[allow(clippy::cast_possible_truncation, reason = "within the range of 128 bits, it is whole")]
fn is_same(number: i64, real: f64) -> bool {
    real as i128 == i128::from(number)
}
