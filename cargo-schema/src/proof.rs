//! The proof of a revision before it is written: the history is replayed with it.

use rusqlite::Connection;
use schema_core::diff::{Change, diff};
use schema_core::history::{Draft, History};
use schema_core::model::{DefaultValue, Model, Transition};
use schema_core::syntax::parse_snapshot;
use schema_sqlite::{Difference, Upgrade, downgrade_one, drift, introspect};

use crate::database::in_memory;
use crate::error::{Error, Result};
use crate::freeze::extended;

/// Replays a history with its next revision in an in-memory SQLite, by the run time itself: up, down and
/// up again. Each end has to be what its model says, and the snapshot has to read back as the model.
pub(crate) fn prove(history: &History<'static>, draft: &Draft, from: &Model, to: &Model) -> Result<()> {
    let name = &draft.name;
    let read = parse_snapshot(&draft.snapshot);
    let mut told: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    told.extend(words(&diff(&read.value.model, to, &Transition::default())));
    refuse(told, &format!("the snapshot of `{name}` does not read back as the declaration"))?;

    let extended = extended(history, draft);
    let mut database = in_memory()?;
    let failed = |fact: String| {
        move |error: schema_sqlite::Error| Error::refused(format!("{fact}; nothing was written")).caused_by(error)
    };
    // Steps in Rust are the program's; here the SQL is proved.
    let upgrade = |database: &mut Connection, history: &History<'_>| {
        Upgrade::new(history).leave_steps_out().run(database).map(drop)
    };

    upgrade(&mut database, history).map_err(failed("the frozen history does not run".to_owned()))?;
    refuse(differences(drift(&database, from)?), "the frozen history does not lead to the newest snapshot")?;
    let before = introspect(&database)?;

    upgrade(&mut database, &extended).map_err(failed(format!("the SQL of `{name}` does not run")))?;
    refuse(differences(drift(&database, to)?), &format!("the SQL of `{name}` does not lead to the declaration"))?;
    refuse(broken_defaults(&database, to), "a default is no expression that SQLite can compute")?;

    downgrade_one(&mut database, &extended).map_err(failed(format!("the way back from `{name}` does not run")))?;
    let after = introspect(&database)?;
    let left = words(&diff(&before, &after, &Transition::default()));
    refuse(left, &format!("the way back from `{name}` does not lead back"))?;

    upgrade(&mut database, &extended).map_err(failed(format!("the SQL of `{name}` does not run a second time")))?;
    refuse(differences(drift(&database, to)?), &format!("the SQL of `{name}` does not lead there a second time"))
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
