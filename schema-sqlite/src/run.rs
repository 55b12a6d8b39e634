//! Scripts, run statement by statement inside the session's transaction.

use rusqlite::Connection;

use super::misfit::refuse_misfits;
use super::progress::Watch;
use super::script::{Piece, first_line, first_word, forbidden, hides_a_step, pieces, statements};
use super::steps::Steps;
use super::{collation, ddl, failure};
use crate::error::{Error, Kind, Result};
use schema_core::model::{Name, Sql, SqlToken};

/// Runs a script and returns how many statements it has; what it asks of the rows is looked at first.
/// `what` names it in errors.
pub(super) fn run(connection: &Connection, what: &str, sql: &str, watch: &Watch) -> Result<usize> {
    Ok(run_with(connection, what, sql, watch, &Steps::default())?.statements)
}

/// What a script did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ran {
    pub(super) statements: usize,
    pub(super) steps: usize,
    pub(super) rows_copied: u64,
}

/// [`run`], with the steps in Rust that the script names.
pub(super) fn run_with(connection: &Connection, what: &str, sql: &str, watch: &Watch, in_rust: &Steps) -> Result<Ran> {
    refuse_misfits(connection, what, sql)?;
    let count = if watch.is_on() { statements(sql).count() } else { 0 };
    let (mut done, mut steps, mut rows_copied) = (0, 0, 0);
    for piece in pieces(sql) {
        let statement = match piece {
            Piece::Statement(statement) => statement,
            Piece::Step(name) => {
                in_rust.run(connection, what, name)?;
                steps += 1;
                watch.go_on()?;
                continue;
            }
        };
        done += 1;
        if watch.is_on() {
            watch.statement(connection, done, count, rows_to_copy(connection, statement))?;
        }
        step(connection, statement).or_else(|error| past_views(connection, statement, error)).map_err(|error| {
            let message = match collation::missing(connection, &error, statement) {
                Some(why) => format!("statement {done} of {what} failed: {why}; nothing was changed"),
                None => format!("statement {done} of {what} failed (`{}`); nothing was changed", first_line(statement)),
            };
            failure::sqlite(error, &message)
        })?;
        if first_word(statement).eq_ignore_ascii_case("insert") && ddl::copied_table(statement).is_some() {
            rows_copied += connection.changes();
        }
        watch.ended(connection)?;
    }
    Ok(Ran { statements: done, steps, rows_copied })
}

/// How many rows a statement will insert, when it copies a whole table.
fn rows_to_copy(connection: &Connection, statement: &str) -> Option<u64> {
    let table = ddl::copied_table(statement)?;
    let sql = format!("SELECT count(*) FROM main.{}", table.quoted());
    let count: i64 = connection.query_row(&sql, [], |row| row.get(0)).ok()?;
    u64::try_from(count).ok()
}

/// Refuses a script that does what is not a script's, before any of it runs.
pub(super) fn refuse_forbidden(what: &str, sql: &str) -> Result<()> {
    for (at, statement) in statements(sql).enumerate() {
        if let Some(why) = forbidden(statement) {
            return Err(Error::new(
                Kind::History,
                format!("statement {} of {what} (`{}`) {why}; nothing was changed", at + 1, first_line(statement)),
            ));
        }
        if hides_a_step(statement) {
            return Err(Error::new(
                Kind::Step,
                format!(
                    "statement {} of {what} (`{}`) has the line of a step inside it, where none can run; put it between \
                     two statements",
                    at + 1,
                    first_line(statement)
                ),
            ));
        }
    }
    Ok(())
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
    // To read the temporary schema is to open it, and from then on SQLite reads it anew after every `ALTER
    // TABLE`. A connection that has none open has nothing temporary.
    let open = "SELECT EXISTS (SELECT 1 FROM pragma_database_list WHERE name = 'temp')";
    let open = connection.query_row(open, [], |row| row.get(0));
    if !open.map_err(|error| failure::sqlite(error, "the databases of the connection cannot be listed"))? {
        return Ok(());
    }
    // A temporary table that is `AUTOINCREMENT` has brought `sqlite_sequence` along, which a rebuild names.
    let sql = "SELECT type, name, tbl_name FROM temp.sqlite_master
               WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence'";
    let objects = connection.prepare(sql).and_then(|mut statement| {
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, String, String)>>>()
    });
    let objects = objects.map_err(|error| failure::sqlite(error, "the temporary objects cannot be read"))?;
    for (kind, name, table) in objects {
        let (name, table) = (Name::new(name), Name::new(table));
        for (revision, script) in scripts.clone() {
            // That a script holds the word in some other sense is rare, and a refusal costs nothing.
            if let Some(named) = [&name, &table].into_iter().find(|name| mentions(script, name)) {
                let message = if makes_temporary(script, &name) {
                    format!(
                        "the temporary {kind} `{name}`, which revision `{revision}` makes, is there already; let its script \
                         drop it at the end"
                    )
                } else {
                    format!(
                        "the temporary {kind} `{name}` of this connection stands in the way of `{named}` in revision \
                         `{revision}`; drop it, or upgrade before it is made"
                    )
                };
                return Err(Error::new(Kind::Hidden, message));
            }
        }
    }
    Ok(())
}

/// Whether a script makes a temporary object of this name: it may have run before.
fn makes_temporary(script: &str, name: &Name) -> bool {
    let sql = Sql::new(script);
    let tokens: Vec<SqlToken<'_>> = sql.tokens().collect();
    tokens.iter().enumerate().filter(|(_, token)| token.is_keyword("create")).any(|(at, _)| {
        // `CREATE TEMP TABLE IF NOT EXISTS name`, `CREATE TABLE temp.name`: the name is the seventh after it at most.
        let up_to =
            |token: &&SqlToken<'_>| matches!(token, SqlToken::Word(_) | SqlToken::Text(_) | SqlToken::Symbol("."));
        let mut head = tokens[at + 1..].iter().take(7).take_while(up_to);
        let is_name =
            |token: &SqlToken<'_>| matches!(token, SqlToken::Word(word) if name.same(&Name::new(word.as_ref())));
        let is_temporary = head.clone().any(|token| token.is_keyword("temp") || token.is_keyword("temporary"));
        is_temporary && head.any(is_name)
    })
}

/// Whether a script has this name in it, however it is quoted. SQLite takes a string for a name where
/// only a name can stand.
fn mentions(script: &str, name: &Name) -> bool {
    Sql::new(script).tokens().any(|token| match token {
        SqlToken::Word(word) => name.same(&Name::new(word.as_ref())),
        SqlToken::Text(text) => name.same(&Name::new(ddl::unquoted(text))),
        SqlToken::Number(_) | SqlToken::Symbol(_) => false,
    })
}
