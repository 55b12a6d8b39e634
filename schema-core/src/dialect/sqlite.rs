//! How SQLite spells types (<https://sqlite.org/datatype3.html>).
//!
//! | word | column | strict table | affinity |
//! |---|---|---|---|
//! | `smallint` | `SMALLINT` | `INTEGER` | integer |
//! | `integer` | `INTEGER` | `INTEGER` | integer |
//! | `bigint` | `BIGINT` | `INTEGER` | integer |
//! | `real` | `REAL` | `REAL` | real |
//! | `double` | `DOUBLE` | `REAL` | real |
//! | `decimal(p, s)` | `DECIMAL(p, s)` | `ANY` | numeric |
//! | `boolean` | `BOOLEAN` | `INTEGER` | numeric |
//! | `text` | `TEXT` | `TEXT` | text |
//! | `varchar(n)` | `VARCHAR(n)` | `TEXT` | text |
//! | `char(n)` | `CHAR(n)` | `TEXT` | text |
//! | `blob` | `BLOB` | `BLOB` | none |
//! | `date`, `time`, `datetime` | `DATE`, `TIME`, `DATETIME` | `TEXT` | numeric |
//! | `json` | `TEXT` | `TEXT` | text |
//! | `uuid` | `TEXT` | `TEXT` | text |
//!
//! `json` and `uuid` are `TEXT`, not `JSON` and `UUID`: those would have numeric affinity, and a JSON
//! document `007` or a UUID of digits alone would be stored as a number.

use crate::model::{Model, Sql, Type};

/// The type as a column of SQLite declares it. Empty where the column has none.
pub fn type_name(ty: &Type, strict: bool) -> String {
    let name = match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean if strict => "INTEGER",
        Type::Real | Type::Double if strict => "REAL",
        Type::Decimal { .. } if strict => "ANY",
        Type::Text
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Date
        | Type::Time
        | Type::DateTime
            if strict =>
        {
            "TEXT"
        }
        Type::SmallInt => "SMALLINT",
        Type::Integer => "INTEGER",
        Type::BigInt => "BIGINT",
        Type::Real => "REAL",
        Type::Double => "DOUBLE",
        Type::Decimal { precision, scale } => return format!("DECIMAL({precision}, {scale})"),
        Type::Boolean => "BOOLEAN",
        Type::Text | Type::Json | Type::Uuid => "TEXT",
        Type::Varchar(length) => return format!("VARCHAR({length})"),
        Type::Char(length) => return format!("CHAR({length})"),
        Type::Blob => "BLOB",
        Type::Date => "DATE",
        Type::Time => "TIME",
        Type::DateTime => "DATETIME",
        Type::Verbatim(text) => return text.as_str().to_owned(),
    };
    name.to_owned()
}

/// How a column converts what is stored into it (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affinity {
    /// Numbers become text.
    Text,
    /// Text that looks like a number becomes one.
    Numeric,
    /// As numeric; a float that is whole becomes an integer.
    Integer,
    /// As numeric; integers become floats.
    Real,
    /// Nothing is converted.
    Blob,
}

/// The affinity of a declared type, by SQLite's five rules in their order.
pub fn affinity(type_name: &str) -> Affinity {
    let name = type_name.to_ascii_uppercase();
    let has = |word: &str| name.contains(word);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || name.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// The model with every type spelled as SQLite does, and without what SQLite does not store: doc
/// comments and Rust names.
pub fn lower(model: &Model) -> Model {
    let mut model = model.clone();
    for table in &mut model.tables {
        table.rust_name = None;
        table.docs.clear();
        for column in &mut table.columns {
            column.docs.clear();
            column.rust_type = None;
            column.ty = Type::Verbatim(Sql::new(type_name(&column.ty, table.strict)));
        }
    }
    model
}
