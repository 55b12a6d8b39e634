//! A live database as a model.
//!
//! The tables and indexes are read from their text in `sqlite_schema` (the `ddl` module), together
//! with `PRAGMA table_xinfo` where SQLite's own answer is better than its text. Only the database file
//! itself is read (`main`): temporary and attached tables are none of a schema's.
//!
//! # What has no word in the model
//!
//! Views, triggers, virtual tables and some clauses are no part of a [`Model`] yet. They are never
//! dropped in silence: [`inspect`] returns them by name, beside the model, and [`introspect`] refuses a
//! database that has any.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rusqlite::Connection;

use super::ddl::{self, ColumnInfo};
use super::failure::{Context as _, quoted};
use crate::error::{Error, Kind, Result};
use schema_core::dialect::sqlite::settle;
use schema_core::model::{ForeignKey, Model, Name, Sql, Table};

/// A database's schema: what the model can say of it, and what it cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The tables, in the order in which they were made, in SQLite's own types.
    pub model: Model,
    /// Everything else, in the order of the database.
    pub unsaid: Vec<Unsaid>,
}

/// Something that a database has and the model has no word for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// What it is.
    pub kind: UnsaidKind,
    /// The object's own name; for a clause, the table's or index's that has it.
    pub name: Name,
    /// The table that it is on; for a view or virtual table, itself.
    pub table: Name,
    /// Its SQL, or, for a clause, what it says, in words.
    pub text: Sql,
}

/// What sort of thing the model has no word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnsaidKind {
    /// A view.
    View,
    /// A trigger.
    Trigger,
    /// A virtual table.
    VirtualTable,
    /// A table that a virtual table keeps its content in, and that nobody else touches.
    ShadowTable,
    /// A clause of a table or index that the model has otherwise read.
    Clause,
    /// A table or index whose text could not be read.
    Unreadable,
}

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, table, text } = self;
        match kind {
            UnsaidKind::View => write!(f, "view `{name}`"),
            UnsaidKind::Trigger => write!(f, "trigger `{name}` on `{table}`"),
            UnsaidKind::VirtualTable => write!(f, "virtual table `{name}`"),
            UnsaidKind::ShadowTable => write!(f, "shadow table `{name}`"),
            UnsaidKind::Clause if name == table => write!(f, "{text} in table `{table}`"),
            UnsaidKind::Clause => write!(f, "{text} in index `{name}` of table `{table}`"),
            UnsaidKind::Unreadable if name == table => write!(f, "table `{name}` (it cannot be read: {text})"),
            UnsaidKind::Unreadable => write!(f, "index `{name}` of table `{table}` (it cannot be read: {text})"),
        }
    }
}

/// Reads the schema of the database into a model, in SQLite's own types
/// ([`lower`](schema_core::dialect::sqlite::lower) makes a declared model comparable to it).
///
/// System tables and Frostline's own are left out.
///
/// # Errors
///
/// When the database cannot be read, or holds what a model cannot say; the text names it.
pub fn introspect(connection: &Connection) -> Result<Model> {
    let Inspection { model, unsaid } = inspect(connection)?;
    if unsaid.is_empty() {
        return Ok(model);
    }
    let list: Vec<String> = unsaid.iter().map(Unsaid::to_string).collect();
    Err(Error::new(Kind::Unsaid, format!("the schema language has no word for {}", list.join(", "))))
}

/// Reads the schema of the database: into a model as far as that goes, and the rest by name.
///
/// System tables and Frostline's own are left out.
///
/// # Errors
///
/// When the database cannot be read.
///
/// ```
/// use rusqlite::Connection;
/// use schema_sqlite::inspect;
///
/// let connection = Connection::open_in_memory()?;
/// connection.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t")?;
/// let found = inspect(&connection)?;
/// assert_eq!(found.model.tables[0].name.as_str(), "t");
/// assert_eq!(found.unsaid[0].to_string(), "view `v`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn inspect(connection: &Connection) -> Result<Inspection> {
    let objects = objects(connection).context("the schema cannot be read")?;
    let mut columns = columns(connection).context("the columns cannot be read")?;
    let shadows = match objects.iter().any(Object::is_virtual) {
        true => shadow_tables(connection),
        false => BTreeSet::new(),
    };

    let mut found = Inspection::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for object in &objects {
        let unsaid = |kind, text: &str| Unsaid {
            kind,
            name: object.name.clone(),
            table: object.table.clone(),
            text: Sql::new(text),
        };
        let clause = |text: String| unsaid(UnsaidKind::Clause, &text);
        match object.kind.as_str() {
            "view" => found.unsaid.push(unsaid(UnsaidKind::View, &object.sql)),
            "trigger" => found.unsaid.push(unsaid(UnsaidKind::Trigger, &object.sql)),
            "table" if object.is_virtual() => found.unsaid.push(unsaid(UnsaidKind::VirtualTable, &object.sql)),
            "table" if shadows.contains(&object.name) => {
                found.unsaid.push(unsaid(UnsaidKind::ShadowTable, &object.sql));
            }
            "table" => {
                let columns = columns.remove(&object.name).unwrap_or_default();
                match ddl::read_table(&object.sql, &object.name, columns) {
                    Ok(read) => {
                        places.insert(object.name.folded(), found.model.tables.len());
                        found.model.tables.push(read.value);
                        found.unsaid.extend(read.unsaid.into_iter().map(clause));
                    }
                    Err(why) => found.unsaid.push(unsaid(UnsaidKind::Unreadable, &why)),
                }
            }
            // An index on a table that could not be read, or on a shadow table, goes with it.
            _ => {
                let table = places.get(&object.table.folded()).and_then(|at| found.model.tables.get_mut(*at));
                let Some(table) = table else { continue };
                match ddl::read_index(&object.sql, &object.name, table) {
                    Ok(read) => {
                        table.indexes.push(read.value);
                        found.unsaid.extend(read.unsaid.into_iter().map(clause));
                    }
                    Err(why) => found.unsaid.push(unsaid(UnsaidKind::Unreadable, &why)),
                }
            }
        }
    }
    name_referenced_columns(&mut found, &places);
    settle(&mut found.model);
    Ok(found)
}

/// One row of `sqlite_schema`.
struct Object {
    kind: String,
    name: Name,
    table: Name,
    sql: String,
    rootpage: i64,
}

impl Object {
    /// A virtual table has no page of its own.
    fn is_virtual(&self) -> bool {
        self.kind == "table" && self.rootpage == 0
    }
}

/// The objects of the database with their text: tables before their indexes, as they were made. The
/// indexes that SQLite makes for constraints have no text and belong to these.
fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    // The old name of `sqlite_schema` works in every version.
    let mut statement = connection.prepare(
        "SELECT type, name, tbl_name, sql, coalesce(rootpage, 0) FROM main.sqlite_master
         WHERE sql IS NOT NULL ORDER BY type = 'index', rowid",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: Name::new(row.get::<_, String>(1)?),
            table: Name::new(row.get::<_, String>(2)?),
            sql: row.get(3)?,
            rootpage: row.get(4)?,
        })
    })?;
    let mut objects = Vec::new();
    for object in rows {
        let object = object?;
        let is_system = object.table.folded().starts_with("sqlite_") || object.name.folded().starts_with("sqlite_");
        if !is_system && !is_own(&object.table) {
            objects.push(object);
        }
    }
    Ok(objects)
}

/// Whether a table is Frostline's.
pub(super) fn is_own(table: &Name) -> bool {
    table.folded() == super::recorder::TABLE
}

fn columns(connection: &Connection) -> rusqlite::Result<BTreeMap<Name, Vec<ColumnInfo>>> {
    let mut statement = connection.prepare(
        "SELECT t.name, c.name, c.type, c.\"notnull\"
         FROM main.sqlite_master AS t, pragma_table_xinfo(t.name, 'main') AS c
         WHERE t.type = 'table' AND t.rootpage > 0 ORDER BY t.rowid, c.cid",
    )?;
    let mut rows = statement.query([])?;
    let mut columns: BTreeMap<Name, Vec<ColumnInfo>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let info = ColumnInfo { name: Name::new(row.get::<_, String>(1)?), ty: row.get(2)?, not_null: row.get(3)? };
        columns.entry(Name::new(row.get::<_, String>(0)?)).or_default().push(info);
    }
    Ok(columns)
}

/// The tables that virtual tables keep their content in. Versions before 3.37 cannot tell; there they
/// are tables like any other.
fn shadow_tables(connection: &Connection) -> BTreeSet<Name> {
    let names = || -> rusqlite::Result<BTreeSet<Name>> {
        let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| Ok(Name::new(row.get::<_, String>(0)?)))?;
        names.collect()
    };
    names().unwrap_or_default()
}

/// `REFERENCES t` is a reference to the primary key of `t`.
fn name_referenced_columns(found: &mut Inspection, places: &BTreeMap<String, usize>) {
    let mut known: Vec<(usize, usize, Vec<Name>)> = Vec::new();
    for (at, table) in found.model.tables.iter().enumerate() {
        for (nth, key) in table.foreign_keys.iter().enumerate().filter(|(_, key)| key.references.is_empty()) {
            let parent = places.get(&key.table.folded()).and_then(|at| found.model.tables.get(*at));
            match parent.and_then(|parent| key_for(key, parent)) {
                Some(columns) => known.push((at, nth, columns)),
                None => found.unsaid.push(Unsaid {
                    kind: UnsaidKind::Clause,
                    name: table.name.clone(),
                    table: table.name.clone(),
                    text: Sql::new(format!("a reference of {} to no column of `{}`", quoted(&key.columns), key.table)),
                }),
            }
        }
    }
    for (at, nth, columns) in known {
        found.model.tables[at].foreign_keys[nth].references = columns;
    }
}

fn key_for(key: &ForeignKey, parent: &Table) -> Option<Vec<Name>> {
    let columns = &parent.primary_key.as_ref()?.columns;
    (columns.len() == key.columns.len()).then(|| columns.clone())
}
