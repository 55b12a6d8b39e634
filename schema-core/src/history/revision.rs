//! Revisions as values.

use std::borrow::Cow;

use super::Identity;
use crate::dialect::Dialect;

/// The ordered revisions of one schema, oldest first.
///
/// `schema!` embeds it in the program as static data; the command reads it from disk.
///
/// ```
/// use schema_core::history::History;
///
/// let history = History { name: "main".into(), ..History::default() };
/// assert!(history.head().is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History<'a> {
    /// Its name in the database: `main` unless the declaration says otherwise.
    pub name: Cow<'a, str>,
    /// The revisions, oldest first.
    pub revisions: Cow<'a, [Revision<'a>]>,
    /// The live declaration in canonical text, so that tests can compare it with the chain's end.
    pub declaration: Cow<'a, str>,
    /// Short ways from nothing, oldest first. No part of the chain: without them it is the same one.
    pub checkpoints: Cow<'a, [Checkpoint<'a>]>,
}

/// The whole schema of a revision as one script, from which an empty database starts.
///
/// Databases that are at a revision walk the chain as ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// How many revisions it stands for: it leads to the last of them.
    pub revisions: usize,
    /// The identity of the revision to which it leads.
    pub identity: Identity,
    /// Its dialect.
    pub dialect: Dialect,
    /// From the empty start to the revision.
    pub sql: Cow<'a, str>,
}

/// One frozen revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision<'a> {
    /// Its folder's name: `0002_features_synced_at`.
    pub name: Cow<'a, str>,
    /// What it is, whatever it is called.
    pub identity: Identity,
    /// The text of `snapshot.schema`.
    pub snapshot: Cow<'a, str>,
    /// Its SQL for each dialect.
    pub scripts: Cow<'a, [Script<'a>]>,
}

/// The SQL of a revision for one dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script<'a> {
    /// The dialect.
    pub dialect: Dialect,
    /// From the parent to this revision.
    pub up: Cow<'a, str>,
    /// From this revision back to its parent.
    pub down: Cow<'a, str>,
}

impl<'a> History<'a> {
    /// The newest revision; `None` at the empty start.
    pub fn head(&self) -> Option<&Revision<'a>> {
        self.revisions.last()
    }

    /// The revision at which a database stands after this many of them; `None` at the empty start, and where
    /// there are not so many.
    pub fn after(&self, revisions: usize) -> Option<&Revision<'a>> {
        self.revisions.get(revisions.checked_sub(1)?)
    }

    /// The first revisions of it, this many, with the checkpoints on the way to them.
    pub fn up_to(&self, revisions: usize) -> Self {
        let checkpoints = self.checkpoints.iter().filter(|checkpoint| checkpoint.revisions <= revisions);
        Self {
            revisions: self.revisions.iter().take(revisions).cloned().collect(),
            checkpoints: checkpoints.cloned().collect(),
            ..self.clone()
        }
    }
}

impl<'a> Revision<'a> {
    /// Its SQL for this dialect, if it was frozen with it.
    pub fn script(&self, dialect: Dialect) -> Option<&Script<'a>> {
        self.scripts.iter().find(|script| script.dialect == dialect)
    }
}
