//! A frozen revision in words: what changed, what was said of it, and what it endangers.

use schema_core::diff::{Change, diff};
use schema_core::hazard::{Code, Hazard, hazards};
use schema_core::history::{History, Revision};
use schema_core::model::Transition;
use schema_core::plan::{self, Target};
use schema_core::syntax::parse_snapshot;

use crate::error::Result;
use crate::hand_rows;
use crate::range::Place;
use crate::report::changes;
use crate::session::Session;
use crate::standing::model_of;

/// A revision in words.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) changes: Vec<Change>,
    pub(crate) transition: Transition,
    pub(crate) hazards: Vec<Hazard>,
}

impl Told {
    /// What the revision that leads to this place does to the schema before it.
    pub(crate) fn of(history: &History<'_>, at: Place, revision: &Revision<'_>) -> Result<Self> {
        let parent = history.after(at.saturating_sub(1));
        let from = parent.map(model_of).transpose()?.unwrap_or_default();
        let to = model_of(revision)?;
        let transition = parse_snapshot(&revision.snapshot).value.transition;
        let changes = diff(&from, &to, &transition);
        // A later version may plan what an earlier one could not; its dangers are those of the models all the same.
        let planned = plan::plan(&from, &to, &transition, &Target::SQLITE).unwrap_or_default();
        let mut hazards = hazards(&from, &to, &transition, &planned);
        hazards.retain(|hazard| hazard.code != Code::NeedsBackfill || !planned.steps.is_empty());
        hazards.extend(hand_rows::hazards(revision, &from, &to, &transition));
        Ok(Self { changes, transition, hazards })
    }
}

/// Prints what revisions do, those after the one place up to the other.
pub(crate) fn tell(history: &History<'_>, from: Place, to: Place, session: &mut Session<'_>) -> Result<()> {
    if session.shell.is_quiet() {
        return Ok(());
    }
    for at in from + 1..=to {
        let Some(revision) = history.after(at) else { continue };
        let told = Told::of(history, at, revision)?;
        session.shell.status(format!("\n{}:", revision.name))?;
        if told.changes.is_empty() {
            session.shell.status("  it changes no schema")?;
        }
        for change in &told.changes {
            session.shell.status(changes::change(change))?;
        }
        for hazard in &told.hazards {
            session.shell.status(changes::hazard(hazard))?;
        }
    }
    Ok(())
}
