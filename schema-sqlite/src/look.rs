//! The full look: what is in the database, and may this program upgrade it?
//!
//! History first, then the schema object by object. Nothing is written here; every refusal but a lock
//! or a failing statement comes from here.

use rusqlite::{Connection, OptionalExtension as _};

use super::drift::{drift_from, named, refuse_differences};
use super::failure::{Context as _, quoted};
use super::fingerprint;
use super::recorder::{self, Record};
use crate::error::{Error, Kind, Result};
use schema_core::history::{History, Revision};
use schema_core::model::{Model, Name};
use schema_core::syntax::parse_snapshot;

/// What a look found. Two that are equal saw the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) record: Record,
    schema_version: i32,
    pub(super) user_version: i32,
}

impl Look {
    /// Reads the history and the header.
    pub(super) fn take(connection: &Connection, history: &str) -> Result<Self> {
        Ok(Self {
            user_version: fingerprint::user_version(connection)?,
            schema_version: fingerprint::schema_version(connection)?,
            record: recorder::read(connection, history)?,
        })
    }

    /// How many of the program's revisions have run, when they are the ones that the database names.
    pub(super) fn position(&self, history: &History<'_>) -> Result<usize> {
        let applied = &self.record.applied;
        let pairs = applied.iter().zip(history.revisions.iter());
        if let Some((theirs, ours)) = pairs.into_iter().find(|(theirs, ours)| theirs.identity != ours.identity) {
            return Err(Error::new(
                Kind::OtherHistory,
                format!(
                    "the database was upgraded along another history: its revision {} is `{}` ({}), this program's is \
                     `{}` ({}); open the database that belongs to this program; if the history was rebased or frozen anew since, \
                     `cargo schema upgrade -d DATABASE --back-to-common` brings the database over",
                    theirs.ordinal,
                    theirs.name,
                    short(theirs.identity),
                    ours.name,
                    short(ours.identity),
                ),
            ));
        }
        match applied.get(history.revisions.len()) {
            None => Ok(applied.len()),
            Some(first) => {
                let newest = applied.last().unwrap_or(first);
                let known = match history.head() {
                    Some(head) => format!("the newest that this program knows is `{}`", head.name),
                    None => "this program knows none".to_owned(),
                };
                Err(Error::new(
                    Kind::Newer,
                    format!(
                        "the database is newer than the program: it is at revision `{}`, and {known}; \
                         run the program that upgraded it, or a newer one",
                        newest.name
                    ),
                ))
            }
        }
    }

    /// Refuses a database that is not what its history says: at a revision, one that differs from its
    /// snapshot; before the first, one that already has our tables.
    pub(super) fn refuse_drift(&self, connection: &Connection, history: &History<'_>, position: usize) -> Result<()> {
        match history.after(position) {
            Some(revision) => refuse_drift_from(connection, revision),
            None => refuse_foreign_tables(connection, history),
        }
    }

    /// Refuses a `user_version` that Frostline did not write.
    pub(super) fn refuse_foreign_user_version(&self) -> Result<()> {
        if self.user_version == 0 || self.record.fingerprints.contains(&self.user_version) {
            return Ok(());
        }
        Err(Error::new(
            Kind::UserVersion,
            format!(
                "`PRAGMA user_version` of the database is {}, which Frostline did not write; if the application owns \
                 it, say `Upgrade::new(…).keep_user_version(true)`",
                self.user_version
            ),
        ))
    }
}

fn short(identity: schema_core::history::Identity) -> String {
    let mut text = identity.to_string();
    text.truncate(12);
    text
}

/// The model that a revision leads to.
pub(super) fn model_of(revision: &Revision<'_>) -> Result<Model> {
    Ok(snapshot_of(revision)?.model)
}

pub(super) fn snapshot_of(revision: &Revision<'_>) -> Result<schema_core::syntax::Snapshot> {
    let parsed = parse_snapshot(&revision.snapshot);
    match parsed.faults.first() {
        None => Ok(parsed.value),
        Some(fault) => Err(Error::new(
            Kind::History,
            format!("the snapshot of revision `{}` cannot be read: {fault}", revision.name),
        )),
    }
}

fn refuse_drift_from(connection: &Connection, revision: &Revision<'_>) -> Result<()> {
    let source = format!("revision `{}`", revision.name);
    refuse_differences(drift_from(connection, &model_of(revision)?, &source)?, |words| {
        format!("the database is not what {source} says: {words}; undo what was changed by hand, then try again")
    })
}

/// A database before our first revision may hold what others made, but nothing by a name of ours.
fn refuse_foreign_tables(connection: &Connection, history: &History<'_>) -> Result<()> {
    let Some(head) = history.head() else { return Ok(()) };
    let sql = "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid";
    let names = connection.prepare(sql).and_then(|mut statement| {
        let names = statement.query_map([], |row| Ok(Name::new(row.get::<_, String>(0)?)))?;
        names.collect::<rusqlite::Result<Vec<Name>>>()
    });
    let names = names.context("the schema cannot be read")?;
    if names.is_empty() {
        return Ok(());
    }
    let model = model_of(head)?;
    let taken: Vec<&Name> = names.iter().filter(|name| named(&model, name).is_some()).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let noun = if taken.len() == 1 { "table" } else { "tables" };
    Err(Error::new(
        Kind::NoHistory,
        format!(
            "the database has {noun} {} of this schema, but no history of revisions; something else made it, and it has \
             to be adopted before it can be upgraded",
            quoted(taken)
        ),
    ))
}

/// Whether the database holds nothing at all.
pub(super) fn is_empty(connection: &Connection) -> Result<bool> {
    let found = connection.query_row("SELECT 1 FROM main.sqlite_master LIMIT 1", [], |_| Ok(())).optional();
    Ok(found.context("the schema cannot be read")?.is_none())
}
