//! Types of uuid.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

use super::super::Holds;
use super::Store;

fn read(value: ValueRef<'_>) -> FromSqlResult<Uuid> {
    match value {
        ValueRef::Blob(bytes) => Uuid::from_slice(bytes)
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() }),
        other => Uuid::try_parse(other.as_str()?).map_err(FromSqlError::other),
    }
}

/// Text, with hyphens. Sixteen bytes are read too.
impl Store for Uuid {
    fn write(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.hyphenated().to_string().into())
    }

    fn read(value: ValueRef<'_>) -> FromSqlResult<Self> {
        read(value)
    }
}

/// A UUID that is written as its sixteen bytes, for a `blob` column. Text is read too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UuidBytes(pub Uuid);

impl FromSql for UuidBytes {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        read(value).map(Self)
    }
}

impl ToSql for UuidBytes {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl Holds<Vec<u8>> for UuidBytes {}

impl From<Uuid> for UuidBytes {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}
