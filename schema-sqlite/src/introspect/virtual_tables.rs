//! Virtual tables: whether their module is there, and which tables are theirs.

use std::collections::BTreeSet;

use rusqlite::Connection;

use schema_core::model::{Name, VirtualTable};

/// The tables in which the modules of SQLite's own source keep content: what is added to the virtual
/// table's name. Asked of the module itself where it is there (`xShadowName`), from version 3.37 on.
const SUFFIXES: [(&[&str], &[&str]); 3] = [
    (&["fts5"], &["data", "idx", "content", "docsize", "config"]),
    (&["fts3", "fts4"], &["content", "segments", "segdir", "docsize", "stat"]),
    (&["rtree", "rtree_i32", "geopoly"], &["node", "rowid", "parent"]),
];

/// The names of the tables that virtual tables keep their content in, folded.
pub(super) fn shadows(connection: &Connection, tables: &[VirtualTable]) -> BTreeSet<String> {
    if tables.is_empty() {
        return BTreeSet::new();
    }
    let listed = || -> rusqlite::Result<BTreeSet<String>> {
        let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";
        let mut statement = connection.prepare(sql)?;
        let names = statement.query_map([], |row| Ok(Name::new(row.get::<_, String>(0)?).folded()))?;
        names.collect()
    };
    // Versions before 3.37 do not have the list, and without the module nobody has told SQLite.
    let mut shadows = listed().unwrap_or_default();
    for table in tables {
        let module = table.module.folded();
        let suffixes = SUFFIXES.iter().filter(|(modules, _)| modules.contains(&module.as_str()));
        for suffix in suffixes.flat_map(|(_, suffixes)| *suffixes) {
            shadows.insert(format!("{}_{suffix}", table.name.folded()));
        }
    }
    shadows
}

/// Whether the library has a module of this name. A virtual table of another cannot be used at all.
pub(super) fn has_module(connection: &Connection, table: &VirtualTable) -> bool {
    let sql = format!("SELECT 1 FROM main.{} LIMIT 0", table.name.quoted());
    match connection.prepare(&sql) {
        Ok(_) => true,
        Err(error) => !error.to_string().contains("no such module"),
    }
}
