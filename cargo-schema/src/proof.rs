//! The proof of revisions before they are written: the history is replayed with them.

use rusqlite::Connection;
use schema_core::diff::{Change, diff};
use schema_core::history::{Draft, History};
use schema_core::model::{DefaultValue, Model, Transition};
use schema_core::syntax::parse_snapshot;
use schema_sqlite::{Difference, Inspection, Upgrade, downgrade_one_known, drift_of, inspect, introspect, schema_text};

use crate::database::in_memory;
use crate::error::{Error, Result};
use crate::freeze::extended;

/// Proves the next revision of a history, which is replayed for it.
pub(crate) fn prove(history: &History<'static>, draft: &Draft, from: &Model, to: &Model) -> Result<()> {
    Replay::of(history, from)?.prove(&extended(history, draft), to)
}

/// A history that was replayed in an in-memory SQLite, by the run time itself, and grows there: a line of
/// revisions is proved one by one, and what was proved runs once.
pub(crate) struct Replay {
    database: Connection,
    /// What it holds.
    found: Inspection,
}

impl Replay {
    /// Replays a history, which has to lead to its newest model.
    pub(crate) fn of(history: &History<'_>, newest: &Model) -> Result<Self> {
        let mut database = in_memory()?;
        upgrade(&mut database, history).map_err(failed("the frozen history does not run"))?;
        let found = inspect(&database)?;
        refuse(drift(&found, newest), "the frozen history does not lead to the newest snapshot")?;
        Ok(Self { database, found })
    }

    /// Runs the newest revision of this history, which has one more than was replayed: up, down and up again.
    /// Each end has to be what its model says, and the snapshot has to read back as the model.
    ///
    /// Where it is refused, the database is of no use any more.
    pub(crate) fn prove(&mut self, history: &History<'_>, to: &Model) -> Result<()> {
        let Some(newest) = history.head() else { return Ok(()) };
        let (name, database) = (&newest.name, &mut self.database);
        let read = parse_snapshot(&newest.snapshot);
        let mut told: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
        told.extend(words(&diff(&read.value.model, to, &Transition::default())));
        refuse(told, &format!("the snapshot of `{name}` does not read back as the declaration"))?;
        // Where SQLite has the same text as before, all is as before, and needs no second look: a look costs what
        // the whole schema costs.
        let before = schema_text(database)?;

        upgrade(database, history).map_err(failed(&format!("the SQL of `{name}` does not run")))?;
        let (there, mut found) = (schema_text(database)?, inspect(database)?);
        refuse(drift(&found, to), &format!("the SQL of `{name}` does not lead to the declaration"))?;
        refuse(broken_defaults(database, to), "a default is no expression that SQLite can compute")?;

        downgrade_one_known(database, history).map_err(failed(&format!("the way back from `{name}` does not run")))?;
        if schema_text(database)? != before {
            let left = diff(&self.found.model, &introspect(database)?, &Transition::default());
            refuse(words(&left), &format!("the way back from `{name}` does not lead back"))?;
        }

        upgrade(database, history).map_err(failed(&format!("the SQL of `{name}` does not run a second time")))?;
        if schema_text(database)? != there {
            found = inspect(database)?;
            refuse(drift(&found, to), &format!("the SQL of `{name}` does not lead there a second time"))?;
        }
        self.found = found;
        Ok(())
    }
}

/// Steps in Rust are the program's; here the SQL is proved.
fn upgrade(database: &mut Connection, history: &History<'_>) -> schema_sqlite::Result<()> {
    Upgrade::new(history).leave_steps_out().leave_look_out().run(database).map(drop)
}

fn drift(found: &Inspection, model: &Model) -> Vec<String> {
    differences(drift_of(found.clone(), model, "the schema"))
}

fn failed(fact: &str) -> impl Fn(schema_sqlite::Error) -> Error {
    move |error| Error::refused(format!("{fact}; nothing was written")).caused_by(error)
}

/// The defaults that SQLite takes in `CREATE TABLE` and then refuses at each insert: it looks at a
/// default's functions only when it computes it.
fn broken_defaults(database: &Connection, model: &Model) -> Vec<String> {
    let mut told = Vec::new();
    for table in &model.tables {
        for column in &table.columns {
            let Some(DefaultValue::Expr(expr)) = &column.default else { continue };
            if let Err(error) = database.prepare(&format!("SELECT ({expr}\n)")) {
                told.push(format!("default of `{}.{}`: {error}", table.name, column.name));
            }
        }
    }
    told
}

pub(crate) fn words(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

pub(crate) fn differences(differences: Vec<Difference>) -> Vec<String> {
    differences.into_iter().map(|difference| difference.message).collect()
}

/// An error that tells what was found, if anything was.
pub(crate) fn refuse(told: Vec<String>, fact: &str) -> Result<()> {
    if told.is_empty() { Ok(()) } else { Err(Error::refused(format!("{fact}; nothing was written")).notes(told)) }
}
