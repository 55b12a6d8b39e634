//! A table that stays: altered in place, or rebuilt?

use super::in_place;
use super::kept::Kept;
use super::names::Taken;
use super::rebuild;
use crate::dialect::sqlite::rowid_alias;
use crate::model::{Name, Table};
use crate::plan::{Operation, Rebuild, Source, Step};

/// How a table is altered.
pub(super) enum Way {
    /// By these steps, and by its indexes alone.
    InPlace(Vec<Step>),
    /// By a copy.
    Rebuild(Box<Step>),
}

impl Way {
    /// How this table is altered. What cannot be planned is told in `faults`.
    pub(super) fn of(kept: &Kept<'_>, taken: &mut Taken<'_>, faults: &mut Vec<String>) -> Self {
        if let Some(steps) = in_place::steps(kept) {
            return Self::InPlace(steps);
        }
        Self::Rebuild(Box::new(rebuild::step_of(kept, taken, faults)))
    }

    /// Whether there is anything to do but for indexes.
    pub(super) fn alters(&self) -> bool {
        match self {
            Self::InPlace(steps) => !steps.is_empty(),
            Self::Rebuild(_) => true,
        }
    }

    /// Whether rows get other values, or another rowid.
    pub(super) fn rewrites(&self) -> bool {
        match self {
            Self::InPlace(steps) => steps.iter().any(|step| matches!(step.operation, Operation::Fill { .. })),
            Self::Rebuild(step) => match &step.operation {
                Operation::Rebuild(Rebuild { from, to, copy, .. }) => {
                    let key = |table: &Table| rowid_alias(table).map(|column| column.name.clone());
                    let is_expr = |(_, source): &(Name, Source)| matches!(source, Source::Expr(_));
                    key(from) != key(to) || copy.iter().any(is_expr)
                }
                _ => false,
            },
        }
    }
}
