//! A look as one `SELECT` on one line.
//!
//! It gives one row: how many rows are at fault, the key of one of them as text, and what is wrong.

use super::quote::{name, text};
use crate::model::Name;
use crate::plan::{Look, RowKey, Source, Unfit};

/// What a look calls the table that is referenced: it may be the table itself.
const PARENT: &str = "\"frostline_parent\"";

/// The query; `None` where something in it does not stand on one line, which a name or a string may do.
/// The constraint itself refuses the rows then.
pub(super) fn select(look: &Look) -> Option<String> {
    let about = text(&look.about);
    let told = example(look);
    let (rows, key) = rows(look, told.as_deref());
    let (first, shown) = match &key {
        Some(key) => (format!("min({key})"), spelled(look, &format!("min({key})"))),
        None => ("NULL".to_owned(), "NULL".to_owned()),
    };
    let query = match &look.fault {
        Unfit::Null(column) => {
            format!("SELECT count(*), {shown}, {about} FROM {rows} WHERE {} IS NULL", name(column))
        }
        Unfit::StoredAs(column, storages) => {
            let column = name(column);
            let storages: Vec<String> = storages.iter().map(|storage| text(storage)).collect();
            let storages = storages.join(", ");
            format!(
                "SELECT count(*), {shown}, {about} FROM {rows} \
                 WHERE {column} IS NOT NULL AND typeof({column}) NOT IN ({storages})"
            )
        }
        Unfit::Breaks(expr) => format!("SELECT count(*), {shown}, {about} FROM {rows} WHERE NOT ({expr})"),
        Unfit::Dangles { table, pairs } => {
            let outer = name(&look.under);
            let there = pairs.iter().map(|(column, _, _)| format!("{outer}.{} IS NOT NULL", name(column)));
            let equal = pairs.iter().map(|(column, referenced, collation)| {
                let collation = collation.iter().map(|it| format!(" COLLATE {}", name(it))).collect::<String>();
                format!("{PARENT}.{}{collation} = {outer}.{}", name(referenced), name(column))
            });
            let (there, equal): (Vec<String>, Vec<String>) = (there.collect(), equal.collect());
            format!(
                "SELECT count(*), {shown}, {about} FROM {rows} WHERE {} \
                 AND NOT EXISTS (SELECT 1 FROM {} AS {PARENT} WHERE {})",
                there.join(" AND "),
                name(table),
                equal.join(" AND ")
            )
        }
        Unfit::Clash { parts, filter } => {
            let wheres: Vec<String> = parts.iter().map(|(part, _)| format!("{part} IS NOT NULL")).collect();
            // A part may fail on a row that the filter keeps away from it.
            let wheres = match filter {
                Some(filter) => format!("CASE WHEN ({filter}) THEN {} END", wheres.join(" AND ")),
                None => wheres.join(" AND "),
            };
            let groups: Vec<String> =
                parts.iter().map(|(part, collation)| format!("{part} COLLATE {}", name(collation))).collect();
            let groups = format!(
                "(SELECT count(*) AS \"count\", {first} AS \"key\" FROM {rows} WHERE {} GROUP BY {} HAVING count(*) > 1)",
                wheres,
                groups.join(", ")
            );
            let shown = if key.is_some() { spelled(look, "min(\"key\")") } else { "NULL".to_owned() };
            format!("SELECT coalesce(sum(\"count\"), 0), {shown}, {about} FROM {groups}")
        }
    };
    (!query.contains(['\n', '\r', '\0'])).then_some(query)
}

/// What is read, and what tells a row of it. Values that are not columns of the same name are those of a
/// subquery.
fn rows(look: &Look, told: Option<&str>) -> (String, Option<String>) {
    let is_as_it_was = |(column, source): &(Name, Source)| matches!(source, Source::Column(from) if from == column);
    // An expression sees no more than it will.
    let has_expressions = match &look.fault {
        Unfit::Null(_) | Unfit::StoredAs(..) | Unfit::Dangles { .. } => false,
        Unfit::Breaks(_) => true,
        Unfit::Clash { parts, filter } => {
            filter.is_some() || parts.iter().any(|(part, _)| part.as_str().starts_with('('))
        }
    };
    if !has_expressions && look.table == look.under && look.values.iter().all(is_as_it_was) {
        return (name(&look.table), told.map(str::to_owned));
    }
    let key = told.map(|_| name(&free(look)));
    let values = look.values.iter().map(|(column, source)| match source {
        Source::Column(from) => format!("{} AS {}", name(from), name(column)),
        Source::Expr(expr) => format!("{expr} AS {}", name(column)),
    });
    let mut read: Vec<String> = told.iter().zip(&key).map(|(told, key)| format!("{told} AS {key}")).collect();
    read.extend(values);
    if read.is_empty() {
        read.push("1".to_owned());
    }
    (format!("(SELECT {} FROM {}) AS {}", read.join(", "), name(&look.table), name(&look.under)), key)
}

/// What tells a row, as an expression over the old table.
fn example(look: &Look) -> Option<String> {
    match &look.key {
        RowKey::None => None,
        RowKey::Rowid(word) => Some((*word).to_owned()),
        RowKey::Column(column) => Some(name(column)),
        RowKey::Columns(columns) => {
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote({})", name(column))).collect();
            Some(quoted.join(" || ', ' || "))
        }
    }
}

/// The key of one row as text.
fn spelled(look: &Look, key: &str) -> String {
    match look.key {
        RowKey::Columns(_) => key.to_owned(),
        _ => format!("quote({key})"),
    }
}

/// A name for the key that no value has.
fn free(look: &Look) -> Name {
    let mut name = Name::from("frostline_key");
    while look.values.iter().any(|(column, _)| column.same(&name)) {
        name = Name::new(format!("{name}_"));
    }
    name
}
