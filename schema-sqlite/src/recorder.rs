//! The history that a database carries: which revisions ran on it, and the way back from each.
//!
//! One table, `frostline_history`, a row a revision. Histories have names, so that two schemas can live
//! in one database. The down SQL is stored with the row: a database can be brought back by a program
//! that no longer has the revision.

use rusqlite::{Connection, OptionalExtension as _};

use super::failure::Context as _;
use super::fingerprint;
use crate::error::{Error, Kind, Result};
use schema_core::history::{Identity, Revision};

/// The table's name.
pub(super) const TABLE: &str = "frostline_history";

/// The format that this version writes. A row of a higher one is refused.
const FORMAT: i64 = 1;

/// The ordinal of a row that is no revision's. A script that goes back without Frostline cannot change the
/// header, so it keeps there which revision the header was last written for: its fingerprint still stands.
const GONE: i64 = 0;

// `down_sql` is the last column: the others are then read without the pages that it overflows to.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS main.frostline_history (
    history TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    identity TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    schema_version INTEGER,
    format INTEGER NOT NULL,
    down_sql TEXT NOT NULL,
    PRIMARY KEY (history, ordinal)
) WITHOUT ROWID";

/// A revision that ran on a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its place in the chain, from 1.
    pub ordinal: usize,
    /// Its name when it ran. For people: what it is, is its identity.
    pub name: String,
    /// What it is.
    pub identity: Identity,
    /// When it ran: UTC, as `2026-01-31T12:00:00Z`.
    pub applied_at: String,
}

/// What the table holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// Whether the table exists.
    pub(super) exists: bool,
    /// The revisions of the history that was asked for, oldest first.
    pub(super) applied: Vec<Applied>,
    /// Whether the database carries another history, too.
    pub(super) is_shared: bool,
    /// Every value of `user_version` that Frostline may have left in this database.
    pub(super) fingerprints: Vec<i32>,
}

/// The revisions of a history that ran on this database, oldest first.
///
/// # Errors
///
/// When the database cannot be read, or its history was written by a newer version of Frostline.
pub fn applied(connection: &Connection, history: &str) -> Result<Vec<Applied>> {
    Ok(read(connection, history)?.applied)
}

/// The revision that this database is at; `None` before the first.
///
/// # Errors
///
/// As [`applied`].
pub fn current(connection: &Connection, history: &str) -> Result<Option<Applied>> {
    Ok(applied(connection, history)?.pop())
}

/// Whether the database carries a history, whatever its name.
///
/// # Errors
///
/// When the database cannot be read.
pub fn has_history(connection: &Connection) -> Result<bool> {
    let sql = "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let row = connection.query_row(sql, [TABLE], |_| Ok(())).optional();
    Ok(row.context("the schema cannot be read")?.is_some())
}

pub(super) fn read(connection: &Connection, history: &str) -> Result<Record> {
    let mut record = Record { exists: has_history(connection)?, ..Record::default() };
    if !record.exists {
        return Ok(record);
    }

    let trigger = "SELECT name FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE";
    let trigger = connection.query_row(trigger, [TABLE], |row| row.get::<_, String>(0)).optional();
    if let Some(trigger) = trigger.context("the schema cannot be read")? {
        return Err(Error::new(
            Kind::History,
            format!("trigger `{trigger}` is on table `{TABLE}`, and would run with every upgrade; drop it"),
        ));
    }
    let format = connection.query_row("SELECT max(format) FROM main.frostline_history", [], |row| row.get(0));
    let format: Option<i64> = format.map_err(foreign)?;
    if let Some(format) = format.filter(|format| *format > FORMAT) {
        return Err(Error::new(
            Kind::Newer,
            format!(
                "the history in the database has format {format}, and this version of Frostline knows {FORMAT}; \
                 run a program built with a newer one"
            ),
        ));
    }

    let sql = "SELECT history = ?1, ordinal, name, identity, applied_at, schema_version
               FROM main.frostline_history ORDER BY history, ordinal";
    let mut statement = connection.prepare(sql).map_err(foreign)?;
    let mut rows = statement.query([history]).map_err(foreign)?;
    while let Some(row) = rows.next().context("the history cannot be read")? {
        let (name, identity): (String, String) = (row.get(2).map_err(foreign)?, row.get(3).map_err(foreign)?);
        let identity: Identity = identity.parse().map_err(|_| {
            Error::new(Kind::History, format!("the history in the database is damaged: `{name}` has no identity"))
        })?;
        if let Some(schema_version) = row.get(5).map_err(foreign)? {
            record.fingerprints.push(fingerprint::fingerprint(Some(identity), schema_version));
        }
        if row.get::<_, i64>(1).map_err(foreign)? == GONE {
            continue;
        }
        if !row.get::<_, bool>(0).map_err(foreign)? {
            record.is_shared = true;
            continue;
        }
        let applied_at = row.get(4).map_err(foreign)?;
        let ordinal = record.applied.len() + 1;
        if row.get::<_, i64>(1).map_err(foreign)? != i64::try_from(ordinal).unwrap_or(i64::MAX) {
            return Err(Error::new(
                Kind::History,
                format!("the history in the database is damaged: `{name}` is not its revision {ordinal}"),
            ));
        }
        record.applied.push(Applied { ordinal, name, identity, applied_at });
    }
    Ok(record)
}

/// The table is not as we make it, or it cannot be read at all.
fn foreign(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        None | Some(ErrorCode::Unknown) => Error::new(
            Kind::History,
            format!("table `{TABLE}` is not as Frostline makes it; rename it, or restore it from a backup"),
        )
        .caused_by(error),
        Some(_) => super::failure::sqlite(error, "the history cannot be read"),
    }
}

/// Makes the table where it is missing.
pub(super) fn create(connection: &Connection) -> Result<()> {
    connection.execute_batch(CREATE).context("the history table cannot be made")
}

/// Writes the rows of revisions that have just run: each with the ordinal of its place, and its down SQL.
pub(super) fn add<'a, 'h: 'a>(
    connection: &Connection,
    history: &str,
    first: usize,
    revisions: impl Iterator<Item = (&'a Revision<'h>, &'a str)>,
) -> Result<()> {
    let write = || -> rusqlite::Result<()> {
        let sql = "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
        let now: String = connection.query_row(sql, [], |row| row.get(0))?;
        let mut statement = connection.prepare(
            "INSERT INTO main.frostline_history (history, ordinal, name, identity, applied_at, format, down_sql)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (at, (revision, down)) in revisions.enumerate() {
            let ordinal = i64::try_from(first + at).unwrap_or(i64::MAX);
            let identity = revision.identity.to_string();
            statement.execute((history, ordinal, &*revision.name, &identity, &now, FORMAT, down))?;
        }
        Ok(())
    };
    write().context("the history cannot be written")
}

/// Refuses a history that does not have this many revisions, all of them ours: a script has changed it.
pub(super) fn refuse_changed(connection: &Connection, history: &str, count: usize) -> Result<()> {
    let sql = "SELECT count(*) FROM main.frostline_history WHERE history = ?1 AND ordinal <> ?2";
    let found: i64 =
        connection.query_row(sql, (history, GONE), |row| row.get(0)).context("the history cannot be read")?;
    if usize::try_from(found) == Ok(count) {
        return Ok(());
    }
    Err(Error::new(
        Kind::History,
        format!("a script of the revisions changed table `{TABLE}`, which is not its own; nothing was changed"),
    ))
}

/// The down SQL of the revision at this place.
pub(super) fn down_sql(connection: &Connection, history: &str, ordinal: usize) -> Result<String> {
    let sql = "SELECT down_sql FROM main.frostline_history WHERE history = ?1 AND ordinal = ?2";
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    connection.query_row(sql, (history, ordinal), |row| row.get(0)).context("the history cannot be read")
}

/// Takes the row of the revision at this place away; the table too, when it was the last row of all, so
/// that the way back to the empty start leaves no trace.
pub(super) fn remove(connection: &Connection, history: &str, ordinal: usize) -> Result<()> {
    let write = || -> rusqlite::Result<()> {
        let sql = "DELETE FROM main.frostline_history WHERE history = ?1 AND ordinal = ?2";
        connection.execute(sql, (history, i64::try_from(ordinal).unwrap_or(i64::MAX)))?;
        connection.execute(FORGET, (history, GONE))?;
        let left: bool =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM main.frostline_history)", [], |row| row.get(0))?;
        if !left {
            connection.execute_batch("DROP TABLE main.frostline_history")?;
        }
        Ok(())
    };
    write().context("the history cannot be written")
}

/// Takes away what a script kept of a header that is written anew now.
const FORGET: &str = "DELETE FROM main.frostline_history WHERE history = ?1 AND ordinal = ?2";

/// Writes the fingerprint of the revision at this place, which the history already names. Has to be the
/// last thing that a transaction does to the schema.
pub(super) fn seal(connection: &Connection, history: &str, ordinal: usize, identity: Identity) -> Result<()> {
    let schema_version = fingerprint::schema_version(connection)?;
    note(connection, history, ordinal, schema_version)?;
    connection.execute(FORGET, (history, GONE)).context("the history cannot be written")?;
    fingerprint::set_user_version(connection, fingerprint::fingerprint(Some(identity), schema_version))
}

/// Notes the schema version that the fingerprint of this revision is made with, so that the fingerprint
/// can be told from a `user_version` that somebody else wrote.
fn note(connection: &Connection, history: &str, ordinal: usize, schema_version: i32) -> Result<()> {
    let sql = "UPDATE main.frostline_history SET schema_version = ?3 WHERE history = ?1 AND ordinal = ?2";
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    connection.execute(sql, (history, ordinal, schema_version)).context("the history cannot be written")?;
    Ok(())
}
