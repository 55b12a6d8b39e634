//! The statements of a rebuild (<https://sqlite.org/lang_altertable.html#otheralter>).
//!
//! The copy is made under another name and takes the table's own when the old one is gone. That rename
//! runs with `legacy_alter_table`, under which SQLite changes the table's name and nothing else: views
//! and triggers of others that name the table are left alone, and references stay as they are written.
//!
//! A check may name its own table (`CHECK (t.a > 0)`), and then the table can be created under no other
//! name. There the rows wait in a table without any rule while the old one makes room, and are copied
//! twice.
//!
//! An aggregate makes one row of all. SQLite's own are refused before; where an expression may call one of
//! the program's, the rows are counted before the old ones go. An overflow is the one error that SQL alone
//! can raise in every version.
//!
//! `INSERT OR ABORT`, since with a plain `INSERT` a column's own `ON CONFLICT IGNORE` drops rows in
//! silence.

use super::alter::{drop_table, rename_table};
use super::quote::{name, text};
use super::{index, table};
use crate::dialect::sqlite::rowid_alias;
use crate::model::{Name, Sql, Table};
use crate::plan::sqlite::{ROWID, checks_itself, kept_rowid, may_aggregate, names, rowid_word};
use crate::plan::{Before, Rebuild, Source};

/// A list of columns longer than this has a line for each.
const LINE: usize = 100;

/// The statements, in order.
pub(super) fn statements(rebuild: &Rebuild) -> Vec<String> {
    let mut statements = if checks_itself(&rebuild.to) { twice(rebuild) } else { once(rebuild) };
    statements.extend(rebuild.to.indexes.iter().map(|it| index::create(&rebuild.to.name, it)));
    statements
}

fn once(rebuild: &Rebuild) -> Vec<String> {
    let Rebuild { from, to, scratch, .. } = rebuild;
    let rows = Rows::of(rebuild);
    let mut statements =
        vec![table::create(to, scratch), rows.insert(scratch, &rows.targets, &rows.values, &source(rebuild))];
    statements.extend(rows.count(&from.name, scratch, &rows.targets));
    if keeps_sequence(rebuild) {
        // The copy has made a mark of its own.
        statements.push(delete_mark(scratch));
        statements.push(move_mark(scratch, &from.name));
    }
    statements.push(drop_table(&from.name));
    statements.push("PRAGMA legacy_alter_table = ON".to_owned());
    statements.push(rename_table(scratch, &to.name));
    statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
    statements
}

fn twice(rebuild: &Rebuild) -> Vec<String> {
    let Rebuild { from, to, scratch, .. } = rebuild;
    let rows = Rows::of(rebuild);
    // Columns without a type convert nothing.
    let waiting: Vec<String> = (1..=rows.targets.len()).map(|count| format!("\"c{count}\"")).collect();
    let mut statements = vec![
        format!("CREATE TABLE {} ({})", name(scratch), waiting.join(", ")),
        rows.insert(scratch, &waiting, &rows.values, &source(rebuild)),
    ];
    statements.extend(rows.count(&from.name, scratch, &waiting));
    if keeps_sequence(rebuild) {
        statements.push(move_mark(scratch, &from.name));
    }
    statements.push(drop_table(&from.name));
    statements.push(table::create(to, &to.name));
    statements.push(rows.insert(&to.name, &rows.targets, &waiting, &name(scratch)));
    if keeps_sequence(rebuild) {
        let (waiting, own) = (text(scratch.as_str()), text(to.name.as_str()));
        statements.push(delete_mark(&to.name));
        statements.push(format!("UPDATE \"sqlite_sequence\" SET \"name\" = {own} WHERE \"name\" = {waiting}"));
    }
    statements.push(drop_table(scratch));
    statements
}

/// Whether the highest key ever given (<https://sqlite.org/autoinc.html>) goes over to the copy.
fn keeps_sequence(rebuild: &Rebuild) -> bool {
    let has = |table: &Table| table.primary_key.as_ref().is_some_and(|key| key.autoincrement);
    has(&rebuild.from) && has(&rebuild.to)
}

fn delete_mark(table: &Name) -> String {
    format!("DELETE FROM \"sqlite_sequence\" WHERE \"name\" = {}", text(table.as_str()))
}

fn move_mark(to: &Name, from: &Name) -> String {
    let from = text(from.as_str());
    format!(
        "INSERT INTO \"sqlite_sequence\" (\"name\", \"seq\")\n\
         SELECT {}, \"seq\" FROM \"sqlite_sequence\" WHERE \"name\" = {from}",
        text(to.as_str())
    )
}

/// What is copied.
struct Rows {
    /// The columns that are written.
    targets: Vec<String>,
    /// What is read, as many.
    values: Vec<String>,
    /// Whether a value may be an aggregate.
    is_suspect: bool,
}

impl Rows {
    fn of(rebuild: &Rebuild) -> Self {
        let mut rows = Self { targets: Vec::new(), values: Vec::new(), is_suspect: false };
        if let Some((read, written)) = kept_rowid(&rebuild.from, &rebuild.to) {
            rows.targets.push(written.to_owned());
            rows.values.push(match &rebuild.before {
                Some(before) => name(&passed_rowid(before)),
                None => read.to_owned(),
            });
        }
        let alias = rowid_alias(&rebuild.to).map(|column| &column.name);
        for (column, source) in &rebuild.copy {
            let value = match source {
                Source::Column(from) => name(known_as(rebuild, from)),
                Source::Expr(expr) => expression(expr),
            };
            rows.is_suspect |= matches!(source, Source::Expr(expr) if may_aggregate(expr));
            let is_alias = alias.is_some_and(|alias| alias == column);
            let value = if is_alias && may_be_null(rebuild, source) { refuse_null(&value) } else { value };
            rows.targets.push(name(column));
            rows.values.push(value);
        }
        rows
    }

    /// A statement that does nothing, and fails where a row is missing.
    fn count(&self, from: &Name, into: &Name, targets: &[String]) -> Option<String> {
        let (from, into) = (name(from), name(into));
        let target = targets.last().filter(|_| self.is_suspect)?;
        Some(format!(
            "UPDATE {into} SET {target} = {target}\n\
             WHERE abs(CASE WHEN (SELECT count(*) FROM {into}) <> (SELECT count(*) FROM {from})\n    \
             THEN -9223372036854775808 /* an expression made fewer rows */ END) IS NOT NULL"
        ))
    }

    fn insert(&self, into: &Name, targets: &[String], values: &[String], source: &str) -> String {
        format!("INSERT OR ABORT INTO {} ({})\nSELECT {}\nFROM {source}", name(into), list(targets), list(values))
    }
}

fn list(items: &[String]) -> String {
    let line = items.join(", ");
    if line.len() <= LINE { line } else { format!("\n    {}\n", items.join(",\n    ")) }
}

fn expression(expr: &Sql) -> String {
    let end = if expr.as_str().contains("--") { "\n" } else { "" };
    format!("{expr}{end}")
}

fn may_be_null(rebuild: &Rebuild, source: &Source) -> bool {
    match source {
        Source::Column(from) => rebuild.from.column(from).is_some_and(|column| column.nullable),
        Source::Expr(expr) => !["rowid", "_rowid_", "oid"].contains(&expr.as_str()),
    }
}

/// SQLite makes up a key where it is given a null. Text that is no number it refuses (`datatype
/// mismatch`).
fn refuse_null(value: &str) -> String {
    format!("coalesce({value}, 'a key may not be null')")
}

/// The name under which a source's rowid is passed on, where its columns go by their old names: one that
/// no column has.
fn passed_rowid(before: &Before) -> Name {
    let mut name = Name::from("frostline_rowid");
    while before.columns.iter().any(|column| column.same(&name)) {
        name = Name::new(format!("{name}_"));
    }
    name
}

/// The words by which expressions name the rowid of the old table.
fn named_rowids<'a>(rebuild: &'a Rebuild, before: &'a Before) -> impl Iterator<Item = &'static str> + 'a {
    let is_named =
        |word: &Name| rebuild.copy.iter().any(|(_, source)| matches!(source, Source::Expr(expr) if names(expr, word)));
    ROWID.into_iter().filter(move |word| {
        let word = Name::from(*word);
        !before.columns.iter().any(|column| column.same(&word)) && is_named(&word)
    })
}

/// The name by which the source knows a column of the table.
fn known_as<'a>(rebuild: &'a Rebuild, column: &'a Name) -> &'a Name {
    let Some(before) = &rebuild.before else { return column };
    let columns = rebuild.from.columns.iter().zip(&before.columns);
    columns.into_iter().find(|(now, _)| now.name == *column).map_or(column, |(_, before)| before)
}

/// The old table. Where it was renamed, by the names that the expressions go by.
fn source(rebuild: &Rebuild) -> String {
    let from = name(&rebuild.from.name);
    let Some(before) = &rebuild.before else { return from };
    let Before { table, columns } = before;
    let renamed = rebuild.from.columns.iter().zip(columns).map(|(now, before)| match now.name == *before {
        true => name(before),
        false => format!("{} AS {}", name(&now.name), name(before)),
    });
    let rowid =
        kept_rowid(&rebuild.from, &rebuild.to).map(|(read, _)| format!("{read} AS {}", name(&passed_rowid(before))));
    // A subquery has no rowid of its own, but may have a column that is called so.
    let read = rowid_word(&rebuild.from).filter(|_| !rebuild.from.without_rowid);
    let named = read
        .into_iter()
        .flat_map(|read| named_rowids(rebuild, before).map(move |word| format!("{read} AS \"{word}\"")));
    let columns: Vec<String> = rowid.into_iter().chain(named).chain(renamed).collect();
    format!("(SELECT {} FROM {from}) AS {}", columns.join(", "), name(table))
}
