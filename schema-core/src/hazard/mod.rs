//! What a change endangers.
//!
//! One pure function; one hazard, one file.

use crate::model::{Model, Name, Transition};
use crate::plan::Plan;

/// A danger of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Its stable code.
    pub code: Code,
    /// The table.
    pub table: Name,
    /// The column, where it is about one.
    pub column: Option<Name>,
    /// What can happen, in words.
    pub message: String,
}

/// The stable code of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// `drops-table`: its rows are lost.
    DropsTable,
    /// `drops-column`: its values are lost.
    DropsColumn,
    /// `needs-backfill`: fails when rows exist, since a column may not be null and has no value.
    NeedsBackfill,
    /// `may-clash`: fails when rows exist that the new constraint refuses.
    MayClash,
    /// `converts`: stored values may change their type.
    Converts,
    /// `rewrites-table`: every row is copied.
    RewritesTable,
    /// `breaks-program`: a name that the previous program reads is gone.
    BreaksProgram,
    /// `irreversible`: the way down cannot restore what the way up removed.
    Irreversible,
}

impl Code {
    /// The code as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DropsTable => "drops-table",
            Self::DropsColumn => "drops-column",
            Self::NeedsBackfill => "needs-backfill",
            Self::MayClash => "may-clash",
            Self::Converts => "converts",
            Self::RewritesTable => "rewrites-table",
            Self::BreaksProgram => "breaks-program",
            Self::Irreversible => "irreversible",
        }
    }

    /// Whether rows or values are lost.
    pub fn loses_data(self) -> bool {
        matches!(self, Self::DropsTable | Self::DropsColumn)
    }
}

/// The hazards of a plan, in the order of its steps.
pub fn hazards(from: &Model, to: &Model, transition: &Transition, plan: &Plan) -> Vec<Hazard> {
    let _ = (from, to, transition, plan);
    todo!()
}
