//! What an upgrade would do.

use std::fmt;

/// What an upgrade would run on a database: nothing of it was run, and nothing written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryRun {
    /// The revision that the database is at; `None` is the empty start.
    pub from: Option<String>,
    /// The revision that it would be at.
    pub to: Option<String>,
    /// The revisions that would run, in their order.
    pub revisions: Vec<DryRevision>,
}

/// A revision that would run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryRevision {
    /// Its name.
    pub name: String,
    /// Its statements; a step in Rust is the line that names it: `-- step: NAME`.
    pub statements: Vec<String>,
}

/// One SQL script, with a comment before each revision.
impl fmt::Display for DryRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for revision in &self.revisions {
            writeln!(f, "-- revision {}", revision.name)?;
            for statement in &revision.statements {
                writeln!(f, "{statement}")?;
            }
        }
        Ok(())
    }
}
