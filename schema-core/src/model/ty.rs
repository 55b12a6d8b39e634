//! Column types.

use std::borrow::Cow;

use super::{EnumType, Sql};

/// The type of a column's values, in words that no single database owns.
///
/// What each becomes in a dialect's SQL is that dialect's to say ([`crate::dialect`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A whole number of 16 bits.
    SmallInt,
    /// A whole number; on SQLite 64 bits, and as a single primary key the rowid itself.
    Integer,
    /// A whole number of 64 bits.
    BigInt,
    /// A floating-point number; on SQLite 64 bits.
    Real,
    /// A floating-point number of 64 bits.
    Double,
    /// A decimal number.
    Decimal {
        /// How many digits in all.
        precision: u16,
        /// How many of them after the point.
        scale: u16,
    },
    /// True or false.
    Boolean,
    /// Text of any length.
    Text,
    /// Text of at most so many characters. SQLite does not hold a row to it.
    Varchar(u32),
    /// Text of exactly so many characters. SQLite does not hold a row to it.
    Char(u32),
    /// Bytes.
    Blob,
    /// A calendar date, as ISO 8601 text on SQLite.
    Date,
    /// A time of day, as ISO 8601 text on SQLite.
    Time,
    /// A date and time of day, as ISO 8601 text on SQLite.
    DateTime,
    /// JSON, as text on SQLite.
    Json,
    /// A UUID, as text on SQLite.
    Uuid,
    /// One text of a list; on SQLite text with a check.
    Enum(Box<EnumType>),
    /// What the database itself calls the type, word for word: `sql "GEOMETRY"`. May be empty: SQLite
    /// has columns without a type.
    Verbatim(Sql),
}

impl Type {
    /// The type in the language's words; empty for the verbatim form, which has none.
    pub(crate) fn words(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "real",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Blob => "blob",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Json => "json",
            Self::Uuid => "uuid",
            Self::Decimal { precision, scale } => return Cow::Owned(format!("decimal({precision}, {scale})")),
            Self::Varchar(length) => return Cow::Owned(format!("varchar({length})")),
            Self::Char(length) => return Cow::Owned(format!("char({length})")),
            Self::Enum(of) => return Cow::Owned(format!("enum {}", of.name)),
            Self::Verbatim(_) => "",
        })
    }

    /// Whether both are one type to any database. The name of an enum makes no difference, nor does the
    /// order of its values.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Enum(one), Self::Enum(other)) => one.same_values(other),
            (one, other) => one == other,
        }
    }
}
