//! Where a database stands on a history, and whether it is what it should be there.

use rusqlite::Connection;
use schema_core::history::{History, Revision};
use schema_core::model::Model;
use schema_core::syntax::{Snapshot, parse_snapshot};
use schema_sqlite::{Applied, Difference, applied, drift, inspect};

use crate::error::{Error, Result};

/// Where a database stands on a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// On it: this many revisions behind its head.
    On { behind: usize },
    /// It has every revision, and this many more.
    Beyond { by: usize },
    /// It has others, since this revision.
    Elsewhere { since: Option<String> },
}

/// How many revisions a database and a history have in common, from the first one on.
pub(crate) fn shared(history: &History<'_>, applied: &[Applied]) -> usize {
    let both = history.revisions.iter().zip(applied);
    both.take_while(|(revision, applied)| revision.identity == applied.identity).count()
}

/// Where a database stands on a history.
pub(crate) fn standing(history: &History<'_>, applied: &[Applied]) -> Standing {
    let shared = shared(history, applied);
    let (frozen, ran) = (history.revisions.len(), applied.len());
    if shared == ran {
        Standing::On { behind: frozen - ran }
    } else if shared == frozen {
        Standing::Beyond { by: ran - frozen }
    } else {
        let last = history.after(shared);
        Standing::Elsewhere { since: last.map(|revision| revision.name.to_string()) }
    }
}

/// All that is to be known of a database.
#[derive(Debug)]
pub(crate) struct State {
    /// The revision that it is at; `None` before the first.
    pub(crate) revision: Option<String>,
    /// Where that is.
    pub(crate) standing: Standing,
    /// What it holds, if no revision has run on it.
    pub(crate) without_history: Option<WithoutHistory>,
    /// How it differs from its revision, object by object. Of what is not on the history nothing is known.
    pub(crate) differences: Vec<Difference>,
}

/// A database that no revision has run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WithoutHistory {
    /// There is nothing in it.
    Empty,
    /// It holds tables of other names alone.
    Foreign(Vec<String>),
    /// It holds tables of the head's names; the differences are those to the head.
    Ours(Vec<String>),
}

impl State {
    /// Looks at a database.
    pub(crate) fn of(connection: &Connection, history: &History<'_>) -> Result<Self> {
        let applied = applied(connection, &history.name)?;
        let standing = standing(history, &applied);
        let mut state = Self {
            revision: applied.last().map(|applied| applied.name.clone()),
            standing,
            without_history: None,
            differences: Vec::new(),
        };
        if !matches!(state.standing, Standing::On { .. }) {
            return Ok(state);
        }
        match history.after(applied.len()) {
            Some(revision) => state.differences = drift(connection, &model_of(revision)?)?,
            None => state.without_history(connection, history)?,
        }
        Ok(state)
    }

    fn without_history(&mut self, connection: &Connection, history: &History<'_>) -> Result<()> {
        let head = history.head().map(model_of).transpose()?.unwrap_or_default();
        let found = inspect(connection)?;
        let mut names: Vec<_> = found.model.tables.iter().map(|table| table.name.clone()).collect();
        names.extend(found.model.views.iter().map(|view| view.name.clone()));
        names.extend(found.model.virtual_tables.iter().map(|table| table.name.clone()));
        for unsaid in &found.unsaid {
            if !names.contains(&unsaid.table) {
                names.push(unsaid.table.clone());
            }
        }
        let (ours, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| head.table_named(name).is_some());
        let texts = |names: Vec<schema_core::model::Name>| names.iter().map(ToString::to_string).collect();
        self.without_history = Some(if !ours.is_empty() {
            self.differences = drift(connection, &head)?;
            WithoutHistory::Ours(texts(ours))
        } else if !others.is_empty() {
            WithoutHistory::Foreign(texts(others))
        } else {
            WithoutHistory::Empty
        });
        Ok(())
    }
}

/// The model that a revision leads to.
pub(crate) fn model_of(revision: &Revision<'_>) -> Result<Model> {
    Ok(snapshot_of(revision)?.model)
}

/// The same, with what was said when it was frozen.
pub(crate) fn snapshot_of(revision: &Revision<'_>) -> Result<Snapshot> {
    let read = parse_snapshot(&revision.snapshot);
    match read.faults.first() {
        None => Ok(read.value),
        Some(fault) => Err(Error::refused(format!("the snapshot of `{}` cannot be read: {fault}", revision.name))),
    }
}

/// Names as messages list them.
pub(crate) fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// `1 revision`, `2 revisions`.
pub(crate) fn revisions(count: usize) -> String {
    format!("{count} {}", if count == 1 { "revision" } else { "revisions" })
}
