//! Failures, in words that name the table, the column and the row.

use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{ErrorCode, Row};

use super::{Mapping, TableInfo, digits};
use crate::error::{Error, Kind};

/// A statement on the table failed.
#[cold]
pub(super) fn statement(table: &TableInfo, what: &str, source: rusqlite::Error) -> Error {
    of_sqlite(&format!("cannot {what} `{}`", table.name()), source)
}

/// A query of the table could not be prepared.
#[cold]
pub(super) fn prepared(table: &TableInfo, what: &str, source: rusqlite::Error) -> Error {
    let is_long = |message: &str| message.contains("too many SQL variables");
    match &source {
        rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg)) if is_long(msg) => {
            let message = format!(
                "cannot {what} `{}`: the query has more values than SQLite takes in a statement, 32,766 unless it was \
                 built with another limit; ask for parts of the list one after the other",
                table.name()
            );
            Error::new(Kind::Sqlite, message).caused_by(source)
        }
        _ => statement(table, what, source),
    }
}

/// SQLite failed.
#[cold]
pub(super) fn of_sqlite(what: &str, source: rusqlite::Error) -> Error {
    let kind = match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Busy,
        Some(ErrorCode::ReadOnly) => Kind::ReadOnly,
        Some(ErrorCode::NotADatabase) => Kind::NotADatabase,
        Some(ErrorCode::ConstraintViolation) => Kind::Constraint,
        _ => Kind::Sqlite,
    };
    let said = match &source {
        // Its own text quotes the whole statement; what SQLite said is enough, the rest is the source.
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    Error::new(kind, format!("{what}: {said}")).caused_by(source)
}

/// A value that was read does not fit its field.
#[cold]
pub(super) fn read(
    mapping: &Mapping,
    row: &Row<'_>,
    start: usize,
    at: usize,
    field: &str,
    source: FromSqlError,
) -> Error {
    let key = key_at(mapping, |at| row.get_ref(start + at).ok());
    let place = place(mapping, at, key.as_deref());
    let found = row.get_ref(start + at).unwrap_or(ValueRef::Null);
    let message = misfit(&place, found, "its field of type", field, &source);
    Error::new(Kind::Value, message).caused_by(source).with_row_key(key)
}

/// The column at this place of the struct, of a row that may have a key.
fn place(mapping: &Mapping, at: usize, key: Option<&str>) -> String {
    let (table, column) = (mapping.table().name(), mapping.column(at).map_or("", |column| column.name()));
    match key {
        Some(key) => format!("column `{table}.{column}` of the row with key `{key}`"),
        None => format!("column `{table}.{column}`"),
    }
}

/// What is at this place, and why it does not fit. `field` is what it is read into, but for the type's name.
#[cold]
pub(super) fn misfit(place: &str, found: ValueRef<'_>, field: &str, type_name: &str, source: &FromSqlError) -> String {
    let ty = short(type_name);
    match source {
        FromSqlError::InvalidType if found == ValueRef::Null => {
            format!("{place} is null, which {field} `{ty}` cannot hold")
        }
        FromSqlError::InvalidType => {
            format!("{place} holds {}, which {field} `{ty}` cannot hold", noun(found.data_type()))
        }
        FromSqlError::OutOfRange(number) => {
            format!("{place} holds {number}, which is out of the range of {field} `{ty}`")
        }
        FromSqlError::Utf8Error(_) => {
            format!("{place} holds text that is not UTF-8, which {field} `{ty}` cannot hold")
        }
        FromSqlError::InvalidBlobSize { expected_size, blob_size } => {
            format!("{place} holds {blob_size} bytes; {field} `{ty}` holds {expected_size}")
        }
        other => format!("{place} does not fit {field} `{ty}`: {other}"),
    }
}

/// A key that was read back does not fit its type.
#[cold]
pub(super) fn key(
    table: &TableInfo,
    at: usize,
    key: &[ValueRef<'_>],
    found: ValueRef<'_>,
    type_name: &str,
    source: FromSqlError,
) -> Error {
    let column = table.key().nth(at).map_or("", |column| column.name());
    let key = key_text(key);
    let place = format!("column `{}.{column}` of the row with key `{key}`", table.name());
    let message = misfit(&place, found, "its type", type_name, &source);
    Error::new(Kind::Value, message).caused_by(source).with_row_key(Some(key))
}

/// Why a row is not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The value at this place does not fit its column, which cannot hold it.
    Value(usize, String, Option<rusqlite::Error>),
    /// The number at this place has so many digits, of which a `decimal` column would change some.
    Digits(usize, usize),
    Other(Error),
}

impl Refusal {
    /// As an error that names the row by its key, which is looked for only now.
    #[cold]
    pub(super) fn into_error(self, mapping: &Mapping, key: impl FnOnce() -> Option<String>) -> Error {
        let (message, source, key) = match self {
            Self::Other(error) => return error,
            Self::Value(at, why, source) => {
                let key = key();
                (format!("{} cannot hold {why}", place(mapping, at, key.as_deref())), source, key)
            }
            Self::Digits(at, digits) => {
                let key = key();
                let place = place(mapping, at, key.as_deref());
                (digits::told(place.strip_prefix("column ").unwrap_or(&place), digits), None, key)
            }
        };
        let error = Error::new(Kind::Value, message).with_row_key(key);
        match source {
            Some(source) => error.caused_by(source),
            None => error,
        }
    }
}

/// A value of a query is none of SQLite's, or none that its column takes.
#[cold]
pub(super) fn held(why: &str) -> Error {
    Error::new(Kind::Value, why)
}

/// Why the value for this column, or aggregate, is none of SQLite's.
#[cold]
pub(super) fn unwritable(place: &dyn std::fmt::Display, why: &str) -> String {
    format!("the value for `{place}` cannot be written: {why}")
}

/// The value of a key, by which a row is looked for, could not be bound: it is that of the column at this place.
#[cold]
pub(super) fn bind(table: &TableInfo, columns: &[u16], at: usize, what: &str, source: rusqlite::Error) -> Error {
    match (&source, columns.get(at)) {
        (rusqlite::Error::ToSqlConversionFailure(why), Some(&column)) => {
            let place = format!("{}.{}", table.name(), table.column(column).name());
            Error::new(Kind::Value, unwritable(&place, &why.to_string())).caused_by(source)
        }
        _ => statement(table, what, source),
    }
}

/// An update of a struct whose columns the database computes.
#[cold]
pub(super) fn computed(table: &TableInfo, column: &str) -> Error {
    let table = table.name();
    let message = format!(
        "cannot update a row of `{table}`: of what the struct has, the database computes all but the key: `{table}.{column}`; give the struct a field for a column that is written"
    );
    Error::new(Kind::Unmapped, message)
}

/// The one row that was asked for is not the only one, or not there.
#[cold]
pub(super) fn not_one(table: &TableInfo, found: &str) -> Error {
    let message = format!("expected one row of `{}`, found {found}; ask with `first` or `all`", table.name());
    Error::new(Kind::NotOne, message)
}

/// Some of the rows are to be changed, and nothing tells them apart.
#[cold]
pub(super) fn no_rowid(table: &TableInfo) -> Error {
    let message = format!(
        "cannot change only some rows of `{}`: no key tells them apart, and its columns hide the rowid by all of its names; declare a primary key that is never null",
        table.name()
    );
    Error::new(Kind::Unmapped, message)
}

/// A row is to be found by its key, which is null.
#[cold]
pub(super) fn null_key(mapping: &Mapping, what: &str, at: usize) -> Error {
    let table = mapping.table().name();
    let column = mapping.column(at).map_or("", |column| column.name());
    let what = what.trim_end_matches(" from");
    let message = match mapping.column(at).is_some_and(super::ColumnInfo::is_nullable) {
        true => format!(
            "cannot {what} the row of `{table}` whose key `{table}.{column}` is null, which others may have too; find it by other columns, with a query"
        ),
        false => format!(
            "cannot {what} the row of `{table}` whose key `{table}.{column}` is null, which no row has; insert it, or give it the key of a row"
        ),
    };
    Error::new(Kind::Value, message)
}

/// A column is there twice in what is to be written.
#[cold]
pub(super) fn twice(table: &TableInfo, column: &str) -> Error {
    let table = table.name();
    let message = format!(
        "cannot write a row of `{table}` that has the column `{table}.{column}` twice, in a nested struct and beside it; leave it out of one"
    );
    Error::new(Kind::Unmapped, message)
}

/// An insert that tells what it wrote wrote nothing.
#[cold]
pub(super) fn left_out(table: &TableInfo) -> Error {
    let message = format!(
        "cannot insert into `{}`: the row was left out, by `on conflict ignore` or by a trigger's `RAISE(IGNORE)`; \
         where that may be so, call `insert` and look for the row",
        table.name()
    );
    Error::new(Kind::Constraint, message)
}

/// A struct's `write` gave another number of values than its mapping has columns.
#[cold]
pub(super) fn miscounted(mapping: &Mapping) -> Error {
    let table = mapping.table().name();
    Error::new(Kind::Value, format!("the row of `{table}` has more fields than its mapping has columns"))
}

/// The row's key as text, where the struct maps it and none of it is unknown.
pub(super) fn key_at<'v>(mapping: &Mapping, value: impl Fn(usize) -> Option<ValueRef<'v>>) -> Option<String> {
    let values: Option<Vec<_>> = mapping.key()?.into_iter().map(value).collect();
    Some(key_text(&values?))
}

/// A key as text.
pub(super) fn key_text(values: &[ValueRef<'_>]) -> String {
    let mut text = String::new();
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        match value {
            ValueRef::Null => text.push_str("null"),
            ValueRef::Integer(number) => text.push_str(&number.to_string()),
            ValueRef::Real(number) => text.push_str(&number.to_string()),
            ValueRef::Text(words) => {
                let words = String::from_utf8_lossy(words);
                text.extend(words.chars().take(TOLD));
                text.push_str(if words.chars().nth(TOLD).is_some() { "…" } else { "" });
            }
            ValueRef::Blob(bytes) => {
                text.extend(bytes.iter().take(TOLD / 2).map(|byte| format!("{byte:02x}")));
                text.push_str(if bytes.len() > TOLD / 2 { "…" } else { "" });
            }
        }
    }
    text
}

/// So much of a text, or of bytes, tells which it is.
const TOLD: usize = 100;

fn noun(ty: Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Integer => "a whole number",
        Type::Real => "a floating-point number",
        Type::Text => "text",
        Type::Blob => "bytes",
    }
}

/// A type's name without its modules: `Option<String>`.
pub(super) fn short(type_name: &str) -> String {
    let mut short = String::new();
    let mut word = 0;
    let mut characters = type_name.chars().peekable();
    while let Some(character) = characters.next() {
        if character == ':' && characters.peek() == Some(&':') {
            characters.next();
            short.truncate(word);
            continue;
        }
        short.push(character);
        if !(character.is_alphanumeric() || character == '_') {
            word = short.len();
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_type_is_named_as_users_write_it() {
        assert_eq!(short("core::option::Option<alloc::string::String>"), "Option<String>");
        assert_eq!(short("alloc::vec::Vec<(u8, a::b_c::D)>"), "Vec<(u8, D)>");
        assert_eq!(short("i64"), "i64");
    }
}
