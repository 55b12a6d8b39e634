//! Any type of serde's as JSON.

use std::ops::{Deref, DerefMut};

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::{Fits, Holds};

/// A value of a column of JSON: a `serde_json::Value`, or any type that serde reads and writes.
///
/// In a declaration it stands after `as`, and in a struct of one's own it holds a column of text:
///
/// ```text
/// settings json as frostline::Json<crate::Settings>,
/// ```
///
/// What is written is text; null is the JSON text `null`, not SQL's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let read = match value {
            ValueRef::Text(text) | ValueRef::Blob(text) => serde_json::from_slice(text),
            // What numeric affinity makes of a text of digits.
            ValueRef::Integer(number) => serde_json::from_value(number.into()),
            ValueRef::Real(number) => serde_json::from_value(number.into()),
            ValueRef::Null => return Err(FromSqlError::InvalidType),
        };
        read.map(Self).map_err(FromSqlError::other)
    }
}

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text =
            serde_json::to_string(&self.0).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(text.into())
    }
}

impl<T: Serialize + DeserializeOwned> Holds<String> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Fits<Self> for Json<T> {}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
