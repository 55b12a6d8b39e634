//! Collations that a connection does not have.
//!
//! SQLite keeps the name of a collation in the schema and takes any. It asks for the collation itself when rows
//! are compared, and then says no more than its name.

use rusqlite::Connection;

use super::introspect::inspect;
use schema_core::model::{IndexKey, Name, Table};

/// What SQLite says of a collation that it does not have.
const MARK: &str = "no such collation sequence: ";

/// Whether SQLite does not have a collation.
pub(super) fn is_missing(error: &rusqlite::Error) -> bool {
    error.to_string().contains(MARK)
}

/// What needs the collation that is missing, in words; `None` where something else went wrong.
pub(super) fn missing(connection: &Connection, error: &rusqlite::Error, statement: &str) -> Option<String> {
    let text = error.to_string();
    let name = Name::new(text[text.find(MARK)? + MARK.len()..].split(" in ").next()?.trim());
    let model = inspect(connection).map(|found| found.model).unwrap_or_default();
    let place = model.tables.iter().find_map(|table| place(table, &name)).or_else(|| said(statement));
    let of = place.map(|place| format!(" of {place}")).unwrap_or_default();
    Some(format!(
        "the collation `{name}`{of} is not in this SQLite library; run it in a program that registers it \
         (`create_collation`)"
    ))
}

/// Where a table says the collation.
fn place(table: &Table, name: &Name) -> Option<String> {
    let is_it = |collation: &Option<Name>| collation.as_ref().is_some_and(|it| it.same(name));
    if let Some(column) = table.columns.iter().find(|column| is_it(&column.collation)) {
        return Some(format!("column `{}.{}`", table.name, column.name));
    }
    let keys = table.primary_key.iter().flat_map(|key| &key.columns);
    let mut keys = keys.chain(table.uniques.iter().flat_map(|unique| &unique.columns));
    if let Some(column) = keys.find(|column| is_it(&column.collation)) {
        return Some(format!("a key with column `{}.{}`", table.name, column.name));
    }
    let index = table.indexes.iter().find(|index| {
        index.parts.iter().any(|part| match &part.key {
            _ if is_it(&part.collation) => true,
            IndexKey::Column(_) => false,
            IndexKey::Expr(expr) => expr.as_str().to_ascii_lowercase().contains(&name.folded()),
        })
    })?;
    Some(format!("index `{}` of table `{}`", index.name, table.name))
}

/// The table that the statement is about, where nothing that is there says the collation.
fn said(statement: &str) -> Option<String> {
    let words: Vec<&str> = statement.split_whitespace().take(3).collect();
    match words.as_slice() {
        [create, table, name] if create.eq_ignore_ascii_case("create") && table.eq_ignore_ascii_case("table") => {
            Some(format!("table `{}`", name.trim_matches(['"', '`', '[', ']', '('])))
        }
        _ => None,
    }
}
