//! Values for the columns of a fixture: mild ones, and those at the ends.

use rusqlite::types::Value;
use schema_core::dialect::sqlite::{Affinity, affinity, type_name};
use schema_core::model::{Column, DefaultValue, EnumType, Literal, Table, Type};

/// What sort of value a row has in its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// Something ordinary, another in each row.
    Plain,
    /// Null wherever it may be.
    Null,
    /// The greatest and the longest.
    Most,
    /// The least, and the empty.
    Least,
    /// What a conversion would change: text that looks like a number, a float without a fraction.
    Odd,
    /// Ordinary, with what has a default left out.
    Default,
}

/// The value of the `at`-th row.
pub(super) fn value(table: &Table, column: &Column, flavour: Flavour, at: usize) -> Value {
    let value = match flavour {
        Flavour::Plain | Flavour::Default => plain(&column.ty, at),
        Flavour::Null if column.nullable => Value::Null,
        Flavour::Null => plain(&column.ty, at),
        Flavour::Most => most(&column.ty),
        Flavour::Least => least(&column.ty),
        Flavour::Odd => odd(&column.ty),
    };
    if table.strict { strict(column, value, at) } else { value }
}

/// Other values worth a try where a check refuses these: the ends, the default, and small numbers.
pub(super) fn candidates(table: &Table, column: &Column, at: usize) -> Vec<Value> {
    let flavours = [Flavour::Plain, Flavour::Most, Flavour::Least, Flavour::Odd];
    let mut values: Vec<Value> = flavours.iter().map(|flavour| value(table, column, *flavour, at)).collect();
    if let Type::Enum(of) = &column.ty {
        values.extend(of.values.iter().map(|value| Value::Text(value.clone())));
    }
    values.extend((1..=5).map(|more| value(table, column, Flavour::Plain, at + more)));
    if column.nullable {
        values.push(Value::Null);
    }
    if let Some(DefaultValue::Literal(literal)) = &column.default {
        values.extend(constant(literal));
    }
    values
}

fn constant(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Integer(i64::from(*value)),
        Literal::Integer(digits) => Value::Integer(digits.parse().ok()?),
        Literal::Real(digits) => Value::Real(digits.parse().ok()?),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Blob(bytes) => Value::Blob(bytes.clone()),
    })
}

/// Above the keys of rows that scripts insert by themselves, which are small as a rule.
fn number(at: usize) -> i64 {
    7001 + i64::try_from(at).unwrap_or_default()
}

fn plain(ty: &Type, at: usize) -> Value {
    let n = number(at);
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Decimal { .. } => Value::Integer(n),
        Type::Real | Type::Double => Value::Real(n as f64 + 0.5),
        Type::Boolean => Value::Integer(n % 2),
        Type::Text => Value::Text(format!("text {n}")),
        Type::Varchar(length) | Type::Char(length) => Value::Text(tail(&format!("text {n}"), *length)),
        Type::Blob => Value::Blob(format!("blob {n}").into_bytes()),
        Type::Date => Value::Text(format!("2026-01-{:02}", n % 28 + 1)),
        Type::Time => Value::Text(format!("12:00:{:02}", n % 60)),
        Type::DateTime => Value::Text(format!("2026-01-{:02} 12:00:{:02}", n % 28 + 1, n % 60)),
        Type::Json => Value::Text(format!("{{\"n\":{n}}}")),
        Type::Uuid => Value::Text(format!("00000000-0000-4000-8000-{n:012}")),
        Type::Enum(of) => one_of(of, at),
        Type::Verbatim(_) => plain(&alike(ty), at),
    }
}

fn most(ty: &Type) -> Value {
    const LONG: &str = "it's \"more\"; \u{10ffff} \u{e9}\n-- ";
    match ty {
        Type::SmallInt => Value::Integer(i64::from(i16::MAX)),
        Type::Integer | Type::BigInt => Value::Integer(i64::MAX),
        Type::Decimal { precision, scale } => {
            let digits = usize::from(precision.saturating_sub(*scale)).clamp(1, 15);
            Value::Integer("9".repeat(digits).parse().unwrap_or(9))
        }
        Type::Real | Type::Double => Value::Real(f64::MAX),
        Type::Boolean => Value::Integer(1),
        Type::Text => Value::Text(LONG.repeat(400)),
        Type::Varchar(length) | Type::Char(length) => {
            Value::Text("\u{e9}".repeat(usize::try_from(*length).unwrap_or(1).min(2000)))
        }
        Type::Blob => Value::Blob(vec![0xff; 9000]),
        Type::Date => Value::Text("9999-12-31".to_owned()),
        Type::Time => Value::Text("23:59:59".to_owned()),
        Type::DateTime => Value::Text("9999-12-31 23:59:59".to_owned()),
        Type::Json => Value::Text(format!("[{}0]", "{\"\u{e9}\":null},".repeat(400))),
        Type::Uuid => Value::Text("ffffffff-ffff-4fff-bfff-ffffffffffff".to_owned()),
        Type::Enum(of) => one_of(of, of.values.len().saturating_sub(1)),
        Type::Verbatim(_) => most(&alike(ty)),
    }
}

fn least(ty: &Type) -> Value {
    match ty {
        Type::SmallInt => Value::Integer(i64::from(i16::MIN)),
        Type::Integer | Type::BigInt => Value::Integer(i64::MIN),
        Type::Decimal { .. } => Value::Integer(0),
        Type::Real | Type::Double => Value::Real(f64::MIN_POSITIVE),
        Type::Boolean => Value::Integer(0),
        Type::Text | Type::Varchar(_) | Type::Char(_) => Value::Text(String::new()),
        Type::Blob => Value::Blob(Vec::new()),
        Type::Date => Value::Text("0001-01-01".to_owned()),
        Type::Time => Value::Text("00:00:00".to_owned()),
        Type::DateTime => Value::Text("0001-01-01 00:00:00".to_owned()),
        Type::Json => Value::Text("null".to_owned()),
        Type::Uuid => Value::Text("00000000-0000-0000-0000-000000000000".to_owned()),
        Type::Enum(of) => one_of(of, 0),
        Type::Verbatim(_) => least(&alike(ty)),
    }
}

fn odd(ty: &Type) -> Value {
    match ty {
        Type::SmallInt | Type::Boolean => Value::Integer(0),
        // The least whole number above 0 that is no float.
        Type::Integer | Type::BigInt => Value::Integer((1 << 53) + 1),
        Type::Decimal { .. } => Value::Real(0.5),
        Type::Real | Type::Double => Value::Real(-3.0),
        Type::Text => Value::Text("007".to_owned()),
        Type::Varchar(length) | Type::Char(length) => Value::Text(tail("007", *length)),
        Type::Blob => Value::Blob(b"\0'1".to_vec()),
        Type::Date => Value::Text("2024-02-29".to_owned()),
        Type::Time => Value::Text("00:00:01".to_owned()),
        Type::DateTime => Value::Text("2024-02-29 00:00:01".to_owned()),
        Type::Json => Value::Text("1e2".to_owned()),
        Type::Uuid => Value::Text("12345678-1234-4234-8234-123456789012".to_owned()),
        Type::Enum(of) => one_of(of, of.values.len() / 2),
        Type::Verbatim(_) => odd(&alike(ty)),
    }
}

/// A value of an enum; rows take turns.
fn one_of(of: &EnumType, at: usize) -> Value {
    let value = of.values.get(at.checked_rem(of.values.len()).unwrap_or_default());
    value.map_or(Value::Null, |value| Value::Text(value.clone()))
}

/// The last letters of a text, so that a number at its end stays.
fn tail(text: &str, length: u32) -> String {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    text.chars().skip(text.chars().count().saturating_sub(length)).collect()
}

/// A type with words of ours that SQLite treats as it does this one.
fn alike(ty: &Type) -> Type {
    let name = type_name(ty, false);
    match affinity(&name) {
        _ if name.eq_ignore_ascii_case("any") => Type::Text,
        Affinity::Integer | Affinity::Numeric => Type::Integer,
        Affinity::Real => Type::Real,
        Affinity::Text => Type::Text,
        Affinity::Blob => Type::Blob,
    }
}

/// The value as a column of a `STRICT` table takes it.
fn strict(column: &Column, value: Value, at: usize) -> Value {
    let name = type_name(&column.ty, true).to_ascii_uppercase();
    match (name.as_str(), &value) {
        ("ANY", _) | (_, Value::Null) => value,
        ("INT" | "INTEGER", Value::Integer(_)) | ("REAL", Value::Real(_) | Value::Integer(_)) => value,
        ("TEXT", Value::Text(_)) | ("BLOB", Value::Blob(_)) => value,
        ("INT" | "INTEGER", _) => Value::Integer(number(at)),
        ("REAL", _) => Value::Real(number(at) as f64),
        ("BLOB", _) => Value::Blob(format!("blob {at}").into_bytes()),
        _ => Value::Text(format!("text {at}")),
    }
}
