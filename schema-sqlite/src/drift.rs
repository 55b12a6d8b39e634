//! How a live database differs from its revision.

use std::fmt;

use rusqlite::Connection;

use super::introspect::{Inspection, Unsaid, UnsaidKind, inspect};
use crate::error::Result;
use schema_core::dialect::sqlite::lower;
use schema_core::diff::{Alteration, Change, Item, diff};
use schema_core::model::{Column, DefaultValue, Literal, Model, Name, Table, Transition, Type};

/// One object that is not as the revision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs, in words: "column `users.email` is missing".
    pub message: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Compares the database with a model, object by object.
///
/// Tables and views that the model does not name are not ours and no difference; a further index or
/// trigger on a table of the model is one.
///
/// # Errors
///
/// When the database cannot be read.
///
/// ```
/// use rusqlite::Connection;
/// use schema_core::model::{Column, Model, Table, Type};
/// use schema_sqlite::drift;
///
/// let mut users = Table::new("users");
/// users.columns = vec![Column::new("name", Type::Text), Column::new("email", Type::Text)];
/// let connection = Connection::open_in_memory()?;
/// connection.execute_batch("CREATE TABLE users (name TEXT NOT NULL)")?;
/// let found = drift(&connection, &Model { tables: vec![users] })?;
/// assert_eq!(found[0].message, "column `users.email` is missing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn drift(connection: &Connection, model: &Model) -> Result<Vec<Difference>> {
    drift_from(connection, model, "the schema")
}

/// [`drift`], with words for who says what ought to be: "revision `0002_emails`".
pub(super) fn drift_from(connection: &Connection, model: &Model, source: &str) -> Result<Vec<Difference>> {
    let mut found = inspect(connection)?;
    let ours = |name: &Name| model.table_named(name).is_some();
    found.model.tables.retain(|table| ours(&table.name));
    found.unsaid.retain(|unsaid| ours(&unsaid.table));
    let expected = Inspection { model: lower(model), unsaid: Vec::new() };
    Ok(differences(&expected, &found, source))
}

/// Everything in which two schemas differ, in words; `source` says what is expected.
pub(super) fn differences(expected: &Inspection, found: &Inspection, source: &str) -> Vec<Difference> {
    let mut words = Words { source, found: Vec::new() };
    for change in diff(&expected.model, &found.model, &Transition::default()) {
        words.change(&change, found);
    }
    for unsaid in missing(&found.unsaid, &expected.unsaid) {
        match unsaid.kind {
            UnsaidKind::View | UnsaidKind::VirtualTable if unsaid.name == unsaid.table => words.add(unsaid.to_string()),
            _ => words.further(&unsaid.to_string()),
        }
    }
    for unsaid in missing(&expected.unsaid, &found.unsaid) {
        words.missing(&unsaid.to_string());
    }
    words.found
}

/// Those of `some` that `others` does not have.
fn missing<'a>(some: &'a [Unsaid], others: &'a [Unsaid]) -> impl Iterator<Item = &'a Unsaid> {
    some.iter().filter(|unsaid| !others.contains(unsaid))
}

struct Words<'a> {
    source: &'a str,
    found: Vec<Difference>,
}

impl Words<'_> {
    fn add(&mut self, message: String) {
        self.found.push(Difference { message });
    }

    fn missing(&mut self, what: &str) {
        self.add(format!("{what} is missing"));
    }

    fn further(&mut self, what: &str) {
        self.add(format!("{what} is not in {}", self.source));
    }

    /// A change that would lead from what is expected to what was found.
    fn change(&mut self, change: &Change, found: &Inspection) {
        match change {
            Change::AddTable { table } => self.further(&format!("table `{}`", table.name)),
            Change::DropTable { table } => self.no_table(table, found),
            Change::RenameTable { from, to } => self.add(format!("table `{from}` is called `{to}`")),
            Change::AddColumn { table, column } => self.further(&format!("column `{table}.{}`", column.name)),
            Change::DropColumn { table, column } => self.missing(&format!("column `{table}.{}`", column.name)),
            Change::RenameColumn { table, from, to } => {
                self.add(format!("column `{table}.{from}` is called `{to}`"));
            }
            Change::AlterColumn { table, from, to, what } => {
                for alteration in what {
                    let column = format!("column `{table}.{}`", to.name);
                    self.add(format!("{column} {}", altered(*alteration, from, to)));
                }
            }
            Change::ReorderColumns { table } => {
                self.add(format!("the columns of table `{table}` stand in another order"));
            }
            Change::AddItem { table, item } => self.further(&format!("{} of table `{table}`", called(item))),
            Change::DropItem { table, item } => self.missing(&format!("{} of table `{table}`", called(item))),
            Change::AlterItem { table, from, to } => {
                let (expected, found) = (called(from), called(to));
                if expected == found {
                    self.add(format!("{expected} of table `{table}` is not as {} says", self.source));
                } else {
                    self.add(format!("{expected} of table `{table}` is {found}"));
                }
            }
            Change::AlterOptions { table, strict, without_rowid } => {
                for (word, value) in [("strict", strict), ("without rowid", without_rowid)] {
                    match value {
                        Some(true) => self.add(format!("table `{table}` is `{word}`")),
                        Some(false) => self.add(format!("table `{table}` is not `{word}`")),
                        None => {}
                    }
                }
            }
        }
    }

    /// A table is missing; what has its name instead is told by itself.
    fn no_table(&mut self, table: &Table, found: &Inspection) {
        match found.unsaid.iter().find(|unsaid| unsaid.name.same(&table.name)) {
            Some(unsaid) => self.add(format!("table `{}` is missing; in its place is a {}", table.name, kind(unsaid))),
            None => self.missing(&format!("table `{}`", table.name)),
        }
    }
}

fn kind(unsaid: &Unsaid) -> &'static str {
    match unsaid.kind {
        UnsaidKind::View => "view",
        UnsaidKind::VirtualTable => "virtual table",
        UnsaidKind::ShadowTable => "shadow table",
        UnsaidKind::Trigger | UnsaidKind::Clause | UnsaidKind::Unreadable => "table that cannot be read",
    }
}

fn called(item: &Item) -> String {
    let named = |what: &str, name: &Option<Name>, columns: &[Name]| match name {
        Some(name) => format!("{what} `{name}`"),
        None => {
            let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
            format!("{what} of {}", columns.join(", "))
        }
    };
    match item {
        Item::PrimaryKey(key) => named("primary key", &key.name, &key.columns),
        Item::ForeignKey(key) => named("reference", &key.name, &key.columns),
        Item::Unique(unique) => named("unique constraint", &unique.name, &unique.columns),
        Item::Check(check) => match &check.name {
            Some(name) => format!("check `{name}`"),
            None => format!("check `{}`", check.expr),
        },
        Item::Index(index) => format!("index `{}`", index.name),
    }
}

fn altered(alteration: Alteration, expected: &Column, found: &Column) -> String {
    let or_none = |word: Option<String>| word.unwrap_or_else(|| "none".to_owned());
    match alteration {
        Alteration::Type => format!("has {}, not {}", type_words(&found.ty), type_words(&expected.ty)),
        Alteration::Nullable if found.nullable => "may be null".to_owned(),
        Alteration::Nullable => "may not be null".to_owned(),
        Alteration::Default => {
            let words = |column: &Column| or_none(column.default.as_ref().map(default_words));
            format!("has default {}, not {}", words(found), words(expected))
        }
        Alteration::Collation => {
            let words = |column: &Column| or_none(column.collation.as_ref().map(|name| format!("`{name}`")));
            format!("has collation {}, not {}", words(found), words(expected))
        }
        Alteration::Generated => match (&expected.generated, &found.generated) {
            (_, None) => "is not generated".to_owned(),
            (None, Some(_)) => "is generated".to_owned(),
            (Some(_), Some(found)) => format!("is generated otherwise, as `{}`", found.expr),
        },
    }
}

fn type_words(ty: &Type) -> String {
    match schema_core::dialect::sqlite::type_name(ty, false) {
        name if name.is_empty() => "no type".to_owned(),
        name => format!("type `{name}`"),
    }
}

fn default_words(default: &DefaultValue) -> String {
    match default {
        DefaultValue::Literal(Literal::Null) => "`null`".to_owned(),
        DefaultValue::Literal(Literal::Boolean(value)) => format!("`{value}`"),
        DefaultValue::Literal(Literal::Integer(text) | Literal::Real(text)) => format!("`{text}`"),
        DefaultValue::Literal(Literal::Text(text)) => format!("`'{}'`", text.replace('\'', "''")),
        DefaultValue::Literal(Literal::Blob(bytes)) => {
            format!("`x'{}'`", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        DefaultValue::Now => "`now`".to_owned(),
        DefaultValue::Expr(expr) => format!("`({expr})`"),
    }
}
