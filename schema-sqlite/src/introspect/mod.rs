//! A live database as a model.
//!
//! The tables and indexes are read from their text in `sqlite_schema` (the `ddl` module), together
//! with `PRAGMA table_xinfo` where SQLite's own answer is better than its text. Only the database file
//! itself is read (`main`): temporary and attached tables are none of a schema's.
//!
//! What has no word in the model is never dropped in silence: [`inspect`] returns it by name, beside the
//! model, and [`introspect`] refuses a database that has any.

mod unsaid;
mod virtual_tables;

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::ddl::{self, ColumnInfo};
use super::failure::Context as _;
use crate::error::{Error, Kind, Result};
use schema_core::dialect::sqlite::settle;
use schema_core::model::{ForeignKey, Model, Name, Sql, Table};

pub use unsaid::{Unsaid, UnsaidKind};

/// A database's schema: what the model can say of it, and what it cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The tables, views, triggers and virtual tables, each in the order in which they were made, in SQLite's
    /// own types.
    pub model: Model,
    /// Everything else, in the order of the database.
    pub unsaid: Vec<Unsaid>,
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
/// connection.execute_batch("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u AS SELECT 1 AS a")?;
/// let found = inspect(&connection)?;
/// assert_eq!(found.model.tables[0].name.as_str(), "t");
/// assert_eq!(found.model.views[0].sql.as_str(), "SELECT a FROM t");
/// assert!(found.unsaid.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn inspect(connection: &Connection) -> Result<Inspection> {
    let objects = objects(connection).context("the schema cannot be read")?;
    let mut columns = columns(connection).context("the columns cannot be read")?;
    let mut found = Inspection::default();
    read_virtual_tables(connection, &objects, &mut found);
    let shadows = virtual_tables::shadows(connection, &found.model.virtual_tables);
    found.model.virtual_tables.retain(|table| !found.unsaid.iter().any(|unsaid| unsaid.name == table.name));

    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for object in &objects {
        let clause = |text: String| object.unsaid(UnsaidKind::Clause, &text);
        match object.kind.as_str() {
            "view" => match ddl::read_view(&object.sql, &object.name) {
                Ok(view) => found.model.views.push(view),
                Err(why) => found.unsaid.push(object.unsaid(UnsaidKind::View, &why)),
            },
            "trigger" => match ddl::read_trigger(&object.sql, &object.name) {
                Ok(trigger) => found.model.triggers.push(trigger),
                Err(why) => found.unsaid.push(object.unsaid(UnsaidKind::Trigger, &why)),
            },
            "table" if object.is_virtual() || shadows.contains(&object.name.folded()) => {}
            "table" => {
                let columns = columns.remove(&object.name).unwrap_or_default();
                match ddl::read_table(&object.sql, &object.name, columns) {
                    Ok(read) => {
                        places.insert(object.name.folded(), found.model.tables.len());
                        found.model.tables.push(read.value);
                        found.unsaid.extend(read.unsaid.into_iter().map(clause));
                    }
                    Err(why) => found.unsaid.push(object.unsaid(UnsaidKind::Unreadable, &why)),
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
                    Err(why) => found.unsaid.push(object.unsaid(UnsaidKind::Unreadable, &why)),
                }
            }
        }
    }
    name_referenced_columns(&mut found, &places);
    settle(&mut found.model);
    Ok(found)
}

/// Reads the virtual tables. One whose module is not there is in the model *and* among what has no word.
fn read_virtual_tables(connection: &Connection, objects: &[Object], found: &mut Inspection) {
    for object in objects.iter().filter(|object| object.is_virtual()) {
        match ddl::read_virtual_table(&object.sql, &object.name) {
            Ok(table) => {
                if !virtual_tables::has_module(connection, &table) {
                    let why = format!("its module `{}` is not in this SQLite library", table.module);
                    found.unsaid.push(object.unsaid(UnsaidKind::VirtualTable, &why));
                }
                found.model.virtual_tables.push(table);
            }
            Err(why) => {
                let why = format!("it cannot be read: {why}");
                found.unsaid.push(object.unsaid(UnsaidKind::VirtualTable, &why));
            }
        }
    }
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

    fn unsaid(&self, kind: UnsaidKind, text: &str) -> Unsaid {
        Unsaid { kind, name: self.name.clone(), table: self.table.clone(), text: Sql::new(text) }
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

/// All that SQLite says of the schema, as it says it: where two are the same, so are the schemas, and nothing needs to
/// be read of either.
#[doc(hidden)]
pub fn schema_text(connection: &Connection) -> Result<Vec<[String; 4]>> {
    let read = || -> rusqlite::Result<Vec<[String; 4]>> {
        let mut statement = connection.prepare(
            "SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_master
             WHERE tbl_name <> ?1 COLLATE NOCASE ORDER BY rowid",
        )?;
        let rows = statement
            .query_map([super::recorder::TABLE], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
        rows.collect()
    };
    read().context("the schema cannot be read")
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
    let mut tables: Vec<(Name, Vec<ColumnInfo>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let info = ColumnInfo { name: Name::new(row.get::<_, String>(1)?), ty: row.get(2)?, not_null: row.get(3)? };
        let table = row.get_ref(0)?.as_str()?;
        match tables.last_mut() {
            Some((last, columns)) if last.as_str() == table => columns.push(info),
            _ => tables.push((Name::from(table), vec![info])),
        }
    }
    Ok(tables.into_iter().collect())
}

/// `REFERENCES t` is a reference to the primary key of `t`. It stays without columns where there is no such
/// table, or no such key of it: SQLite takes that, too, and fails when a row is
/// written.
fn name_referenced_columns(found: &mut Inspection, places: &BTreeMap<String, usize>) {
    let mut known: Vec<(usize, usize, Vec<Name>)> = Vec::new();
    for (at, table) in found.model.tables.iter().enumerate() {
        for (nth, key) in table.foreign_keys.iter().enumerate().filter(|(_, key)| key.references.is_empty()) {
            let parent = places.get(&key.table.folded()).and_then(|at| found.model.tables.get(*at));
            if let Some(columns) = parent.and_then(|parent| key_for(key, parent)) {
                known.push((at, nth, columns));
            }
        }
    }
    for (at, nth, columns) in known {
        let key = &mut found.model.tables[at].foreign_keys[nth];
        (key.references, key.bare) = (columns, true);
    }
}

fn key_for(key: &ForeignKey, parent: &Table) -> Option<Vec<Name>> {
    let columns = parent.primary_key.as_ref()?.names();
    (columns.len() == key.columns.len()).then(|| columns.cloned().collect())
}
