//! Rows that a script would not fit, found before it runs.
//!
//! A script may begin with lines that ask, one each:
//!
//! ```sql
//! -- look: SELECT count(*), quote(min(id)), 'column `email` of table `users` is null' FROM users WHERE email IS NULL
//! ```
//!
//! Each is a query of one row: how many rows are at fault, the key of one of them, and what is wrong
//! with them, in words. To SQLite they are comments.

use rusqlite::Connection;

use super::failure;
use super::script::{comments_before, first_line, first_word};
use crate::error::{Error, Kind, Result};

/// What a line that asks begins with, after the two dashes.
const MARK: &str = " look: ";

/// Asks what a script asks; an error when any row is at fault, with all that are.
pub(super) fn refuse_misfits(connection: &Connection, what: &str, sql: &str) -> Result<()> {
    let mut misfits = Vec::new();
    for (at, query) in comments_before(sql).filter_map(|comment| comment.strip_prefix(MARK)).enumerate() {
        let look = format!("look {} of {what}", at + 1);
        let asked = ask(connection, query).map_err(|error| match error {
            Fault::Sqlite(error) => {
                failure::sqlite(error, &format!("{look} failed (`{}`); nothing was changed", first_line(query)))
            }
            Fault::Shape(why) => Error::new(
                Kind::History,
                format!("{look} (`{}`) {why}; mend it or take it out; nothing was changed", first_line(query)),
            ),
        })?;
        misfits.extend(asked);
    }
    if misfits.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Rows,
        format!(
            "{what} does not fit the rows: {}; mend these rows, then run it again; nothing was changed",
            misfits.join(", ")
        ),
    ))
}

enum Fault {
    Sqlite(rusqlite::Error),
    Shape(&'static str),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::MultipleStatement => Self::Shape("is more than one statement"),
            error => Self::Sqlite(error),
        }
    }
}

/// What the query finds wrong, in words.
fn ask(connection: &Connection, query: &str) -> Result<Option<String>, Fault> {
    // To `sqlite3_stmt_readonly`, `COMMIT` is read-only, too.
    if !["select", "with", "values"].iter().any(|word| first_word(query).eq_ignore_ascii_case(word)) {
        return Err(Fault::Shape("is no query"));
    }
    let mut statement = connection.prepare(query)?;
    if !statement.readonly() {
        return Err(Fault::Shape("writes"));
    }
    if statement.column_count() != 3 {
        return Err(Fault::Shape("does not have three columns"));
    }
    let mut rows = statement.raw_query();
    let Some(row) = rows.next()? else { return Err(Fault::Shape("has no row")) };
    let Ok(count) = row.get::<_, i64>(0) else { return Err(Fault::Shape("does not count")) };
    let (key, words) = (row.get_ref(1)?, row.get_ref(2)?);
    let key = key.as_str().ok().map(str::to_owned).or_else(|| key.as_i64().ok().map(|key| key.to_string()));
    let Ok(words) = words.as_str().map(str::to_owned) else { return Err(Fault::Shape("does not say what is wrong")) };
    if rows.next()?.is_some() {
        return Err(Fault::Shape("has more than one row"));
    }
    if count <= 0 {
        return Ok(None);
    }
    let noun = if count == 1 { "row" } else { "rows" };
    let key = match (key, count) {
        (None, _) => String::new(),
        (Some(key), 1) => format!(", with key {key}"),
        (Some(key), _) => format!(", the first with key {key}"),
    };
    Ok(Some(format!("{words} in {count} {noun}{key}")))
}
