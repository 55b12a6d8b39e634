//! A schema as the pragmas tell it, however its text was written.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Every table with its columns, references and indexes, and the names of everything else.
pub(crate) fn schema(connection: &Connection) -> Vec<String> {
    let mut lines =
        rows(connection, "SELECT type, name, tbl_name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1, 2", "");
    let tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'view' AND name NOT LIKE 'sqlite%'
                  ORDER BY name";
    for table in rows(connection, tables, "") {
        for (what, sql) in [
            ("options", "SELECT type, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?1"),
            // That a rowid's alias may not be null is said or not said.
            (
                "column",
                "SELECT x.cid, x.name, x.type, iif(x.pk > 0, '', x.\"notnull\"), x.pk, x.hidden FROM pragma_table_xinfo(?1) AS x",
            ),
            (
                "key that may be null",
                "SELECT name FROM pragma_table_xinfo(?1) WHERE pk > 0 AND NOT \"notnull\"
                 AND NOT (SELECT wr OR strict FROM pragma_table_list WHERE schema = 'main' AND name = ?1)
                 AND EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')",
            ),
            (
                "reference",
                // One without columns is to the primary key, and says so by its null.
                "SELECT group_concat(\"from\" || '>' || lower(coalesce(\"to\", '')), ',') AS c, lower(\"table\"), on_update, on_delete
                 FROM (SELECT f.* FROM pragma_foreign_key_list(?1) AS f ORDER BY id, seq
                 ) GROUP BY id ORDER BY 2, 1, 3, 4",
            ),
            (
                "index",
                "SELECT iif(l.origin = 'c', l.name, ''), l.\"unique\", l.origin, l.partial,
                        (SELECT group_concat(coalesce(x.name, x.cid) || ' ' || x.\"desc\" || ' ' || upper(x.coll) || ' ' || x.key, ',')
                         FROM pragma_index_xinfo(l.name) AS x)
                 FROM pragma_index_list(?1) AS l ORDER BY 1, 3, 5",
            ),
        ] {
            lines.extend(rows(connection, sql, &table).into_iter().map(|line| format!("{table:?} {what}: {line}")));
        }
        let defaults = "SELECT name, dflt_value FROM pragma_table_xinfo(?1) WHERE dflt_value IS NOT NULL";
        let mut statement = connection.prepare(defaults).unwrap();
        let mut found = statement.query([&table]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let (column, default): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
            lines.push(format!("{table:?} default: {column:?} {}", value(&default)));
        }
    }
    lines
}

/// What a default is worth: a moment by its text, anything else by what SQLite makes of it.
fn value(default: &str) -> String {
    let words = default.to_ascii_lowercase();
    if ["current_", "now", "random"].iter().any(|word| words.contains(word)) {
        return words.trim_start_matches('(').trim_end_matches(')').to_owned();
    }
    // What means a number and is spelled in its own way.
    if ["true", "false"].contains(&words.as_str()) || words.starts_with('+') {
        return words;
    }
    let connection = Connection::open_in_memory().unwrap();
    let worth = connection.query_row(&format!("SELECT typeof({default}) || quote({default})"), [], |row| row.get(0));
    // A word that stands alone is a string.
    worth.unwrap_or_else(|_| format!("text'{}'", default.trim_matches(['[', ']', '`']).replace('\'', "''")))
}

fn rows(connection: &Connection, sql: &str, name: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let count = statement.column_count();
    let parameters: &[&str] = if statement.parameter_count() > 0 { &[name] } else { &[] };
    let mut rows = statement.query(rusqlite::params_from_iter(parameters)).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let values = (0..count).map(|at| match row.get_ref(at).unwrap() {
            ValueRef::Null => "-".to_owned(),
            ValueRef::Integer(value) => value.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => panic!("{other:?}"),
        });
        lines.push(values.collect::<Vec<_>>().join(" | "));
    }
    lines
}
