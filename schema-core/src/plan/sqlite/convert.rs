//! Does a stored value survive a new column type (<https://sqlite.org/datatype3.html>)?
//!
//! A value is converted when it is written, by the affinity of its column. What is stored in a column has
//! gone through that already, so that the same affinity changes nothing, nor does one that converts
//! nothing. Numeric and integer affinity store alike. Every other pair may rewrite a value: `'007'`
//! becomes 7, 7 becomes `'7'`, and a float that is whole becomes an integer.

use std::borrow::Cow;

use crate::dialect::sqlite::{Affinity, affinity, text_literal, type_name};
use crate::model::{Column, Table, Type};

/// The affinity of a column.
pub(crate) fn of(column: &Column, table: &Table) -> Affinity {
    let name = type_name(&column.ty, table.strict);
    // In a strict table `ANY` keeps a value as it is; anywhere else it is a word without a meaning.
    if table.strict && name.eq_ignore_ascii_case("ANY") { Affinity::Blob } else { affinity(&name) }
}

/// Whether every value that a column of the one affinity may hold is the same in the other.
pub(crate) fn keeps(from: Affinity, to: Affinity) -> bool {
    to == Affinity::Blob || alike(from) == alike(to)
}

/// The affinity, with one word for the two that store alike.
pub(crate) fn alike(affinity: Affinity) -> Affinity {
    if affinity == Affinity::Integer { Affinity::Numeric } else { affinity }
}

/// The zero value of a type: what fills a column whose values are gone. As SQL.
pub(super) fn zero(column: &Column, table: &Table) -> Cow<'static, str> {
    if let Type::Enum(of) = &column.ty {
        // An enum without values is a fault of the declaration.
        return of.values.first().map_or_else(|| "''".to_owned(), |first| text_literal(first)).into();
    }
    let name = type_name(&column.ty, false).to_ascii_uppercase();
    Cow::Borrowed(match (&column.ty, name.as_str()) {
        (Type::Uuid, _) => "'00000000-0000-0000-0000-000000000000'",
        (Type::Json, _) => "'null'",
        (Type::Decimal { .. }, _) => "0",
        (_, "DATE") => "'1970-01-01'",
        (_, "TIME") => "'00:00:00'",
        (_, "DATETIME" | "TIMESTAMP") => "'1970-01-01 00:00:00'",
        _ => match of(column, table) {
            Affinity::Text => "''",
            Affinity::Blob => "x''",
            Affinity::Numeric | Affinity::Integer => "0",
            Affinity::Real => "0.0",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_converts_nothing_keeps() {
        use Affinity::{Blob, Integer, Numeric, Real, Text};
        for affinity in [Text, Numeric, Integer, Real, Blob] {
            assert!(keeps(affinity, affinity) && keeps(affinity, Blob), "{affinity:?}");
            assert_eq!(keeps(Blob, affinity), affinity == Blob, "{affinity:?}");
        }
        assert!(keeps(Integer, Numeric) && keeps(Numeric, Integer));
        for (from, to) in [(Text, Integer), (Integer, Text), (Integer, Real), (Real, Numeric), (Real, Text)] {
            assert!(!keeps(from, to), "{from:?} {to:?}");
        }
    }
}
