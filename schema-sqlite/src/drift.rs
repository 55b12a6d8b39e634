//! How a live database differs from its revision.

use std::fmt;

use rusqlite::Connection;

use crate::error::{Error, Kind, Result};
use crate::introspect::{Inspection, Unsaid, UnsaidKind, inspect};
use schema_core::dialect::sqlite::lower;
use schema_core::diff::{Alteration, Change, Item, Object, diff};
use schema_core::model::{Column, DefaultValue, ForeignKey, Literal, Model, Name, Transition, Type};

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
/// Tables, views and virtual tables that the model does not name are not ours and no difference, nor are
/// triggers on these; a further index or trigger on a table or view of the model is one.
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
/// let found = drift(&connection, &Model::of_tables(vec![users]))?;
/// assert_eq!(found[0].message, "column `users.email` is missing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn drift(connection: &Connection, model: &Model) -> Result<Vec<Difference>> {
    drift_from(connection, model, "the schema")
}

/// [`drift`], with words for who says what ought to be: "revision `0002_emails`".
pub(super) fn drift_from(connection: &Connection, model: &Model, source: &str) -> Result<Vec<Difference>> {
    Ok(drift_of(inspect(connection)?, model, source))
}

/// [`drift`] of what was found.
#[doc(hidden)]
pub fn drift_of(mut found: Inspection, model: &Model, source: &str) -> Vec<Difference> {
    let ours = |name: &Name| named(model, name).is_some();
    let is_trigger = |name: &Name| model.triggers.iter().any(|trigger| trigger.name.same(name));
    let read = &mut found.model;
    read.tables.retain(|table| ours(&table.name));
    read.views.retain(|view| ours(&view.name));
    read.virtual_tables.retain(|table| ours(&table.name));
    read.triggers.retain(|trigger| trigger.table().is_none_or(|table| ours(&table)) || is_trigger(&trigger.name));
    found.unsaid.retain(|unsaid| ours(&unsaid.table));
    let expected = Inspection { model: lower(model), unsaid: Vec::new() };
    // The rowid is never null, whether a table says so or not: nothing drifted there.
    for table in &mut found.model.tables {
        let Some(ours) = expected.model.table_named(&table.name) else { continue };
        for column in &mut table.columns {
            column.not_null.said = ours.column_named(&column.name).is_some_and(|ours| ours.not_null.said);
        }
    }
    spell(&mut found.model, &expected.model);
    differences(&expected, &found, source)
}

/// Spells what was found as it is expected, where SQLite works alike by both: `DEFAULT TRUE` and `DEFAULT 1`,
/// a reference with the columns of the key and one without.
pub(super) fn spell(found: &mut Model, expected: &Model) {
    for table in &mut found.tables {
        let Some(ours) = expected.table_named(&table.name) else { continue };
        for column in &mut table.columns {
            let Some(ours) = ours.column_named(&column.name) else { continue };
            if let (Some(found), Some(expected)) = (&column.default, &ours.default)
                && worth(found).is_some_and(|found| worth(expected) == Some(found))
            {
                column.default = ours.default.clone();
            }
        }
        for key in &mut table.foreign_keys {
            let bare = !key.bare;
            if ours.foreign_keys.contains(&ForeignKey { bare, ..key.clone() }) {
                key.bare = bare;
            }
        }
    }
}

/// The whole number that a default is, however it is spelled.
fn worth(default: &DefaultValue) -> Option<&str> {
    match default {
        DefaultValue::Literal(Literal::Integer(text)) => Some(text),
        DefaultValue::Expr(expr) if expr.as_str().eq_ignore_ascii_case("true") => Some("1"),
        DefaultValue::Expr(expr) if expr.as_str().eq_ignore_ascii_case("false") => Some("0"),
        DefaultValue::Expr(expr) => {
            let digits = expr.as_str().strip_prefix('+')?.trim_start();
            (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
        }
        _ => None,
    }
}

/// An error when there are differences: `message` makes its text of what they say.
pub(super) fn refuse_differences(differences: Vec<Difference>, message: impl FnOnce(&str) -> String) -> Result<()> {
    if differences.is_empty() {
        return Ok(());
    }
    let words: Vec<&str> = differences.iter().map(|difference| difference.message.as_str()).collect();
    Err(Error::new(Kind::Drift, message(&words.join(", "))).differing(differences))
}

/// Everything in which two schemas differ, in words; `source` says what is expected.
pub(super) fn differences(expected: &Inspection, found: &Inspection, source: &str) -> Vec<Difference> {
    let mut words = Words { source, expected, found: Vec::new() };
    for change in diff(&expected.model, &found.model, &Transition::default()) {
        words.change(&change, found);
    }
    for unsaid in missing(&found.unsaid, &expected.unsaid) {
        match unsaid.kind {
            UnsaidKind::VirtualTable => words.add(unsaid.to_string()),
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

/// What has this name among the tables, views and virtual tables of a model. (Triggers have their names for
/// themselves.)
pub(super) fn named(model: &Model, name: &Name) -> Option<&'static str> {
    let table = || model.tables.iter().any(|table| table.name.same(name)).then_some("table");
    let view = || model.views.iter().any(|view| view.name.same(name)).then_some("view");
    let of_module = || model.virtual_tables.iter().any(|table| table.name.same(name)).then_some("virtual table");
    table().or_else(view).or_else(of_module)
}

struct Words<'a> {
    source: &'a str,
    expected: &'a Inspection,
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
            // What stands in the place of something expected is told there.
            Change::AddTable { table } if named(&self.expected.model, &table.name).is_some() => {}
            Change::AddTable { table } => self.further(&format!("table `{}`", table.name)),
            Change::DropTable { table } => self.not_there(&format!("table `{}`", table.name), &table.name, found),
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
                    self.otherwise(&format!("{expected} of table `{table}`"));
                } else {
                    self.add(format!("{expected} of table `{table}` is {found}"));
                }
            }
            Change::AddObject { object: Object::Trigger(trigger) } => {
                let on = trigger.table().map_or_else(String::new, |table| format!(" on `{table}`"));
                self.further(&format!("trigger `{}`{on}", trigger.name));
            }
            // What stands in the place of something expected is told there.
            Change::AddObject { object } if named(&self.expected.model, object.name()).is_some() => {}
            Change::AddObject { object } => self.further(&object.to_string()),
            Change::DropObject { object: trigger @ Object::Trigger(_) } => self.missing(&trigger.to_string()),
            Change::DropObject { object } => self.not_there(&object.to_string(), object.name(), found),
            Change::AlterObject { to, .. } => self.otherwise(&to.to_string()),
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

    /// Something of which the database has another version.
    fn otherwise(&mut self, what: &str) {
        self.add(format!("{what} is not as {} says", self.source));
    }

    /// Something of this name is missing; what has its name instead is told with it.
    fn not_there(&mut self, what: &str, name: &Name, found: &Inspection) {
        let unsaid = || found.unsaid.iter().find(|unsaid| unsaid.name.same(name)).map(kind);
        match named(&found.model, name).or_else(unsaid) {
            Some(other) => self.add(format!("{what} is missing; in its place is a {other}")),
            None => self.missing(what),
        }
    }
}

fn kind(unsaid: &Unsaid) -> &'static str {
    match unsaid.kind {
        UnsaidKind::View => "view",
        UnsaidKind::VirtualTable => "virtual table",
        UnsaidKind::Trigger | UnsaidKind::Clause | UnsaidKind::Unreadable => "table that cannot be read",
    }
}

fn called(item: &Item) -> String {
    fn named<'a>(what: &str, name: &Option<Name>, columns: impl Iterator<Item = &'a Name>) -> String {
        match name {
            Some(name) => format!("{what} `{name}`"),
            None => {
                let columns: Vec<String> = columns.map(|column| format!("`{column}`")).collect();
                format!("{what} of {}", columns.join(", "))
            }
        }
    }
    match item {
        Item::PrimaryKey(key) => named("primary key", &key.name, key.names()),
        Item::ForeignKey(key) => named("reference", &key.name, key.columns.iter()),
        Item::Unique(unique) => named("unique constraint", &unique.name, unique.names()),
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
        Alteration::NotNull => {
            let words = |column: &Column| {
                let name = column.not_null.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
                format!("`not null{name} on conflict {}`", column.not_null.conflict.word())
            };
            format!("has {}, not {}", words(found), words(expected))
        }
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
