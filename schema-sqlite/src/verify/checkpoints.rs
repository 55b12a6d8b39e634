//! Whether a database that starts from a checkpoint holds the rows of one that walked the chain.

use std::borrow::Cow;

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::history::{Checkpoint, History};

use super::content::Content;
use super::{Failure, Notes, Verify, database};
use crate::Upgrade;
use crate::error::Error;
use crate::failure::Context as _;
use crate::look::model_of;
use crate::named_steps;

/// Compares databases that start from each checkpoint alone with one that walked the chain, with its steps in Rust.
pub(super) fn hold(verify: &Verify<'_, '_>, chain: &Connection) -> Result<Notes, Failure> {
    let history = verify.history;
    let mut notes = Notes::default();
    let Some(head) = history.head() else { return Ok(notes) };
    let read = |connection: &Connection| -> crate::Result<Content> {
        let content = Content::read(connection, &model_of(head)?);
        content.context("the rows cannot be read")
    };
    let failed = |error: Error| Failure::from_error("the rows of the chain's end", &error);
    let by_chain = read(chain).map_err(failed)?;
    let mut findings = Vec::new();
    for checkpoint in history.checkpoints.iter().filter(|checkpoint| checkpoint.dialect == Dialect::Sqlite) {
        let name = history.after(checkpoint.revisions).map_or("base", |revision| &revision.name);
        let short = from(verify, checkpoint, name)?;
        let has_steps = steps(history, checkpoint);
        let cause = match has_steps.first() {
            Some(step) if verify.without_steps => {
                notes.add(format!("the checkpoint of `{name}` stands for the step `{step}`, which does not run here"));
                String::new()
            }
            Some(step) => format!("; it stands for the step `{step}`, which never runs there"),
            None => String::new(),
        };
        let place = format!("the checkpoint of `{name}` is not the chain{cause}");
        let words = by_chain.differs(&read(&short).map_err(failed)?);
        findings.extend(words.into_iter().map(|words| format!("{place}: {words}")));
    }
    Failure::unless_empty(findings)?;
    Ok(notes)
}

/// A database at head that started from this checkpoint.
fn from<'h>(verify: &Verify<'_, 'h>, checkpoint: &Checkpoint<'h>, name: &str) -> Result<Connection, Failure> {
    let alone = History { checkpoints: Cow::Owned(vec![checkpoint.clone()]), ..verify.history.clone() };
    let upgrade = match verify.steps {
        _ if verify.without_steps => Upgrade::new(&alone).leave_steps_out(),
        Some(supply) => supply(Upgrade::new(&alone)),
        None => Upgrade::new(&alone),
    };
    let mut connection = database()?;
    let ran = upgrade.run(&mut connection);
    ran.map_err(|error| Failure::from_error(&format!("upgrading from the checkpoint of `{name}`"), &error))?;
    Ok(connection)
}

/// The steps in Rust of the revisions that a checkpoint stands for.
fn steps<'h>(history: &'h History<'_>, checkpoint: &Checkpoint<'_>) -> Vec<&'h str> {
    let revisions = history.revisions.iter().take(checkpoint.revisions);
    revisions
        .filter_map(|revision| revision.script(Dialect::Sqlite))
        .flat_map(|script| named_steps(&script.up))
        .collect()
}
