//! Scripts, run statement by statement inside the session's transaction.

use rusqlite::Connection;

use super::script::{first_line, is_attachment, is_transaction, statements};
use super::{ddl, failure};
use crate::error::{Error, Kind, Result};
use schema_core::model::Name;

/// Runs a script and returns how many statements it has. `what` names it in errors.
pub(super) fn run(connection: &Connection, what: &str, sql: &str) -> Result<usize> {
    let mut count = 0;
    for statement in statements(sql) {
        count += 1;
        if is_transaction(statement) {
            return Err(Error::new(
                Kind::History,
                format!(
                    "statement {count} of {what} (`{}`) is about the transaction, which is not the script's; all \
                     revisions run in one, so take it out; nothing was changed",
                    first_line(statement)
                ),
            ));
        }
        if is_attachment(statement) {
            return Err(Error::new(
                Kind::History,
                format!(
                    "statement {count} of {what} (`{}`) is about another database, and a revision is one database's; \
                     take it out; nothing was changed",
                    first_line(statement)
                ),
            ));
        }
        step(connection, statement).or_else(|error| past_views(connection, statement, error)).map_err(|error| {
            let message =
                format!("statement {count} of {what} failed (`{}`); nothing was changed", first_line(statement));
            failure::sqlite(error, &message)
        })?;
    }
    Ok(count)
}

/// A statement may return rows (`SELECT`, `PRAGMA`); it has to be stepped to its end all the same.
fn step(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

/// Tries once more what failed, if it is the last step of a rebuild and a view or trigger of somebody
/// else's stood in its way.
///
/// SQLite refuses to rename a table while any view or trigger of the database names what is not there,
/// and between the drop of a table and the renaming of its copy, one that names the table does. With
/// `legacy_alter_table` on it does not look (<https://sqlite.org/lang_altertable.html#altertabrename>);
/// but then no reference follows the name either, so this is done only where nothing else names the
/// table that is renamed, nor it itself.
fn past_views(connection: &Connection, statement: &str, error: rusqlite::Error) -> rusqlite::Result<()> {
    let words = error.to_string();
    if !words.contains("error in view") && !words.contains("error in trigger") {
        return Err(error);
    }
    let Some(table) = ddl::renamed_table(statement) else { return Err(error) };
    let sql = "SELECT EXISTS (
        SELECT 1 FROM main.sqlite_master
        WHERE CASE
            WHEN instr(?1, '\"') > 0 THEN 1
            WHEN tbl_name <> ?1 COLLATE NOCASE THEN instr(lower(sql), lower(?1)) > 0
            -- Of its own, each names it once to say what it is or is on.
            WHEN type = 'index' AND instr(lower(sql), 'where') = 0 THEN 0
            ELSE length(sql) - length(replace(lower(sql), lower(?1), '')) > length(?1)
        END)";
    if connection.query_row(sql, [table.as_str()], |row| row.get(0))? {
        return Err(error);
    }
    connection.execute_batch("PRAGMA legacy_alter_table = ON")?;
    let renamed = step(connection, statement);
    connection.execute_batch("PRAGMA legacy_alter_table = OFF")?;
    renamed
}

/// Refuses a text that SQLite would not run to its end.
pub(super) fn refuse_nul(what: &str, sql: &str) -> Result<()> {
    if !sql.contains('\0') {
        return Ok(());
    }
    Err(Error::new(Kind::History, format!("{what} holds a NUL byte, at which SQLite stops reading; take it out")))
}

/// Refuses when a temporary object of this connection would be taken for one that a script names: SQLite
/// looks among the temporary ones first.
pub(super) fn refuse_hidden<'a>(
    connection: &Connection,
    scripts: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<()> {
    // A temporary table that is `AUTOINCREMENT` has brought `sqlite_sequence` along, which a rebuild names.
    let sql = "SELECT type, name, tbl_name FROM temp.sqlite_master
               WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence'";
    let objects = connection.prepare(sql).and_then(|mut statement| {
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, String, String)>>>()
    });
    let objects = objects.map_err(|error| failure::sqlite(error, "the temporary objects cannot be read"))?;
    for (kind, name, table) in objects {
        for (revision, script) in scripts.clone() {
            // The text of a script is enough: that it holds the name in some other sense is rare, and a
            // refusal costs nothing.
            let script = script.to_ascii_lowercase();
            let named = [&name, &table].into_iter().find(|name| script.contains(&name.to_ascii_lowercase()));
            if let Some(named) = named.map(|name| Name::new(name.as_str())) {
                return Err(Error::new(
                    Kind::Hidden,
                    format!(
                        "the temporary {kind} `{name}` of this connection stands in the way of `{named}` in revision \
                         `{revision}`; drop it, or upgrade before it is made"
                    ),
                ));
            }
        }
    }
    Ok(())
}
