//! `CREATE TABLE`, a line for each column and constraint.

use super::column::{definition, is_inline_key, on_conflict};
use super::quote::{bracketed, name, names};
use crate::model::{Action, Check, Conflict, Direction, ForeignKey, KeyColumn, Name, PrimaryKey, Table, Unique};

/// The statement that creates the table under this name.
pub(super) fn create(table: &Table, under: &Name) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(|column| definition(column, table)).collect();
    if let Some(key) =
        table.primary_key.as_ref().filter(|key| !key.columns.iter().all(|it| is_inline_key(&it.name, table)))
    {
        lines.push(primary_key(key));
    }
    lines.extend(table.uniques.iter().map(unique));
    lines.extend(table.foreign_keys.iter().map(foreign_key));
    lines.extend(table.checks.iter().map(check));
    let options: Vec<&str> = [(table.strict, "STRICT"), (table.without_rowid, "WITHOUT ROWID")]
        .into_iter()
        .filter_map(|(is_on, word)| is_on.then_some(word))
        .collect();
    let space = if options.is_empty() { "" } else { " " };
    format!("CREATE TABLE {} (\n    {}\n){space}{}", name(under), lines.join(",\n    "), options.join(", "))
}

fn constraint(given: Option<&Name>) -> String {
    given.map(|given| format!("CONSTRAINT {} ", name(given))).unwrap_or_default()
}

fn primary_key(key: &PrimaryKey) -> String {
    let autoincrement = if key.autoincrement { " AUTOINCREMENT" } else { "" };
    let columns = key_columns(&key.columns);
    format!("{}PRIMARY KEY ({columns}{autoincrement}){}", constraint(key.name.as_ref()), conflict(key.conflict))
}

fn unique(unique: &Unique) -> String {
    let columns = key_columns(&unique.columns);
    format!("{}UNIQUE ({columns}){}", constraint(unique.name.as_ref()), conflict(unique.conflict))
}

fn key_columns(columns: &[KeyColumn]) -> String {
    let column = |column: &KeyColumn| {
        let collation = column.collation.as_ref().map(|it| format!(" COLLATE {}", name(it))).unwrap_or_default();
        let direction = if column.direction == Direction::Desc { " DESC" } else { "" };
        format!("{}{collation}{direction}", name(&column.name))
    };
    columns.iter().map(column).collect::<Vec<_>>().join(", ")
}

/// The conflict clause with a space before it; nothing for the one that is followed without a word.
pub(super) fn conflict(conflict: Conflict) -> String {
    on_conflict(conflict).map(|clause| format!(" {clause}")).unwrap_or_default()
}

/// The clause of a check.
pub(super) fn check(check: &Check) -> String {
    format!("{}CHECK {}", constraint(check.name.as_ref()), bracketed(&check.expr))
}

fn foreign_key(key: &ForeignKey) -> String {
    format!("{}FOREIGN KEY ({}) {}", constraint(key.name.as_ref()), names(&key.columns), references(key))
}

fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {}", name(&key.table));
    if !key.references.is_empty() && !key.bare {
        text.push_str(&format!(" ({})", names(&key.references)));
    }
    for (event, done) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if let Some(word) = action(done) {
            text.push_str(&format!(" ON {event} {word}"));
        }
    }
    if key.deferred {
        text.push_str(" DEFERRABLE INITIALLY DEFERRED");
    }
    text
}

/// What `ADD COLUMN` says of the references and checks that come with the column.
pub(super) fn on_column(table: &Table) -> String {
    let keys = table.foreign_keys.iter().map(|key| format!(" {}{}", constraint(key.name.as_ref()), references(key)));
    let checks = table.checks.iter().map(|it| format!(" {}", check(it)));
    keys.chain(checks).collect()
}

/// The words of an action; `None` for the one that is done without a word.
fn action(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT"),
        Action::SetNull => Some("SET NULL"),
        Action::SetDefault => Some("SET DEFAULT"),
        Action::Cascade => Some("CASCADE"),
    }
}
