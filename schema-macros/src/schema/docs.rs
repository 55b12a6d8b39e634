//! What hovering over a generated item tells.

use std::fmt::Write as _;

use schema_core::dialect::sqlite::{now, type_name};
use schema_core::model::{Action, Column, DefaultValue, Literal, Name, Storage, Table, Type};

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
    if let Some(collation) = &column.collation {
        let _ = write!(doc, ", compared by `{collation}`");
    }
    for unique in table.uniques.iter().filter(|unique| unique.has(&column.name)) {
        let others: Vec<String> =
            unique.names().filter(|name| **name != column.name).map(|name| format!("`{name}`")).collect();
        let _ = match others.as_slice() {
            [] => write!(doc, ", unique"),
            others => write!(doc, ", unique with {}", others.join(" and ")),
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
        for (when, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != Action::NoAction {
                let _ = write!(doc, ", on {when} {}", action.words());
            }
        }
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

#[cfg(test)]
mod tests {
    use schema_core::syntax::parse_declaration;

    /// The words of each column of the last table.
    fn told(declaration: &str) -> Vec<String> {
        let parsed = parse_declaration(declaration);
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let table = parsed.value.model.tables.last().expect("a table");
        table.columns.iter().map(|column| super::column(table, column)).collect()
    }

    #[test]
    fn a_column_tells_type_null_key_collation_unique_and_default() {
        let told = told(
            "table users as User {
                id integer primary key,
                email varchar(50) collate nocase,
                team smallint?,
                stars integer default 3,
                name text default \"it's\",
                seen datetime default now,
                code text default sql \"hex(randomblob(4))\",
                unique (email),
                unique (team, name),
            }",
        );
        assert_eq!(
            told,
            [
                "`INTEGER`, not null, primary key",
                "`VARCHAR(50)`, not null, compared by `nocase`, unique",
                "`SMALLINT`, unique with `name`",
                "`INTEGER`, not null, default `3`",
                "`TEXT`, not null, unique with `team`, default `'it''s'`",
                "`DATETIME`, not null, default `CURRENT_TIMESTAMP`",
                "`TEXT`, not null, default `(hex(randomblob(4)))`",
            ]
        );
    }

    #[test]
    fn a_column_tells_its_reference_and_what_it_does() {
        let told = told(
            "table teams as Team {
                id integer,
                part text,
                primary key (id, part),
            }
            table users as User {
                id integer primary key,
                team integer?,
                part text?,
                lead integer? references users (id) on delete set null on update cascade,
                foreign key (team, part) references teams (id, part) on delete cascade,
            }",
        );
        assert_eq!(
            told,
            [
                "`INTEGER`, not null, primary key",
                "`INTEGER`, references `teams (id, part)`, on delete cascade",
                "`TEXT`, references `teams (id, part)`, on delete cascade",
                "`INTEGER`, references `users (id)`, on delete set null, on update cascade",
            ]
        );
    }

    #[test]
    fn a_column_tells_its_enum_and_how_it_is_computed() {
        let told = told(
            "enum Mood { good, bad }
            table days as Day {
                day integer,
                part text,
                mood enum Mood,
                shown text? generated \"mood || '!'\" virtual,
                kept text? generated \"mood || '?'\" stored,
                loose sql \"\"?,
                primary key (day, part),
            }",
        );
        assert_eq!(
            told,
            [
                "`INTEGER`, not null, part of the primary key",
                "`TEXT`, not null, part of the primary key",
                "`TEXT` of enum `Mood`, one of `good`, `bad`, not null",
                "`TEXT`, computed when it is read as `mood || '!'`",
                "`TEXT`, computed when it is written as `mood || '?'`",
                "A column without a type",
            ]
        );
    }
}
