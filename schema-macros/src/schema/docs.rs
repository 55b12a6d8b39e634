//! What hovering over a generated item tells.

use std::fmt::Write as _;

use schema_core::dialect::sqlite::{now, type_name};
use schema_core::model::{Column, DefaultValue, Literal, Name, Storage, Table, Type};

/// What the declaration says of a column, in the words of SQL.
pub(super) fn column(table: &Table, column: &Column) -> String {
    let mut doc = match type_name(&column.ty, table.strict) {
        none if none.is_empty() => "A column without a type".to_owned(),
        name => format!("`{name}`"),
    };
    if let Type::Enum(of) = &column.ty {
        let values: Vec<String> = of.values.iter().map(|value| format!("`{value}`")).collect();
        // Writing to a `String` cannot fail.
        let _ = write!(doc, " of enum `{}`, one of {}", of.name, values.join(", "));
    }
    if !column.nullable {
        doc.push_str(", not null");
    }
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.has(&column.name)) {
        let _ = match key.columns.len() {
            1 => write!(doc, ", primary key"),
            _ => write!(doc, ", part of the primary key"),
        };
    }
    match &column.default {
        Some(DefaultValue::Literal(value)) => {
            let _ = write!(doc, ", default `{}`", literal(value));
        }
        Some(DefaultValue::Now) => {
            let _ = write!(doc, ", default `{}`", now(&column.ty));
        }
        Some(DefaultValue::Expr(expr)) => {
            let _ = write!(doc, ", default `({expr})`");
        }
        None => {}
    }
    if let Some(generated) = &column.generated {
        let when = match generated.storage {
            Storage::Stored => "when it is written",
            Storage::Virtual => "when it is read",
        };
        let _ = write!(doc, ", computed {when} as `{}`", generated.expr);
    }
    for key in table.foreign_keys.iter().filter(|key| key.columns.contains(&column.name)) {
        let columns = key.references.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
        let _ = write!(doc, ", references `{} ({columns})`", key.table);
    }
    doc
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => value.to_string().to_ascii_uppercase(),
        Literal::Integer(digits) | Literal::Real(digits) => digits.clone(),
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Blob(bytes) => bytes.iter().fold("x'".to_owned(), |hex, byte| format!("{hex}{byte:02x}")) + "'",
    }
}
