//! Where a branch stands in a line that has its beginning already.
//!
//! Revisions of a branch may be in the line before the branch is put there: an earlier rebase moved them, and `git
//! rebase` shows them again at each of its stops. What is there is not put a second time; what follows it on the branch
//! is.

use schema_core::history::{History, Revision, Script};
use schema_core::model::{Expression, Model, Transition};
use schema_core::syntax::Snapshot;

use super::draft::{draft, title};
use super::line::Line;
use super::placed::{Now, Placed};
use super::said::translated;
use crate::byhand::{is_by_hand, planned};
use crate::error::Result;
use crate::merge::{Lineage, Merged, Side, merge};
use crate::standing::snapshot_of;

/// How many revisions of one title are looked at, so that a line in which all are called alike is not looked through
/// for each.
const TRIES: usize = 3;

/// Where a branch stands in the line.
#[derive(Clone)]
pub(super) struct Place {
    /// How many revisions of the line stand before it.
    pub(super) at: usize,
    /// What the line came to there.
    pub(super) model: Model,
    /// What the tables and columns there are called on the branch.
    pub(super) lineage: Lineage,
    /// What the branch came to.
    pub(super) branch: Model,
}

/// A revision of a branch, read.
pub(super) struct Step<'r> {
    pub(super) revision: &'r Revision<'static>,
    pub(super) snapshot: Snapshot,
}

impl<'r> Step<'r> {
    pub(super) fn of(revision: &'r Revision<'static>) -> Result<Self> {
        Ok(Self { revision, snapshot: snapshot_of(revision)? })
    }
}

impl Place {
    /// Both came to the same.
    pub(super) fn same(at: usize, model: Model) -> Self {
        Self { at, lineage: Lineage::start(&model), branch: model.clone(), model }
    }

    /// After one more revision of the line, which the branch does not have.
    pub(super) fn pass(&mut self, revision: &Revision<'static>) -> Result<()> {
        let Snapshot { model, transition } = snapshot_of(revision)?;
        self.lineage = self.lineage.after(&self.model, &model, &transition);
        (self.model, self.at) = (model, self.at + 1);
        Ok(())
    }

    /// What the line comes to with one more revision of the branch; or what cannot be, in words.
    pub(super) fn with(&self, step: &Step<'_>, label: &str) -> Result<Merged, Vec<String>> {
        let (branch, Snapshot { model, transition }) = (&self.branch, &step.snapshot);
        let ours = Side { label: label.to_owned(), model: self.model.clone(), lineage: self.lineage.clone() };
        let theirs = Side {
            label: step.revision.name.to_string(),
            lineage: Lineage::start(branch).after(branch, model, transition),
            model: model.clone(),
        };
        merge(branch, &ours, &theirs)
    }

    /// Goes on by a revision of the branch that the line has already: at this place, or further on. Nothing is changed
    /// where it has not.
    pub(super) fn follow(&mut self, line: &Line<'_>, revision: &Revision<'static>) -> Result<Option<Placed>> {
        let step = Step::of(revision)?;
        if let Some(placed) = self.moved_already(line, &step)? {
            return Ok(Some(placed));
        }
        let Ok(merged) = self.with(&step, "") else { return Ok(None) };
        let is_data = step.snapshot.model == self.branch;
        if is_data || merged.model != self.model || self.is_by_hand(&step) {
            return Ok(None);
        }
        let (_, left_out) = self.said(&step, &merged);
        let placed = Placed { left_out: line.left_out(&revision.name, &left_out), ..Placed::of(revision, Now::Empty) };
        (self.branch, self.lineage) = (step.snapshot.model, merged.lineage);
        Ok(Some(placed))
    }

    /// The revision of the line that an earlier rebase made of this one: it has its title, and is what a rebase makes of
    /// it there. What is lost on disk was moved by somebody, so that what was edited on the way is known, too.
    fn moved_already(&mut self, line: &Line<'_>, step: &Step<'_>) -> Result<Option<Placed>> {
        let (revisions, revision) = (line.revisions(), step.revision);
        let is_called_so = |other: &Revision<'_>| title(other) == title(revision);
        let Some(last) = revisions.iter().rposition(is_called_so) else { return Ok(None) };
        let (mut there, mut tries) = (self.clone(), 0);
        while there.at <= last && tries < TRIES {
            let candidate = &revisions[there.at];
            if is_called_so(candidate) {
                tries += 1;
                if let Ok(merged) = there.with(step, "") {
                    let makes = there.makes(revisions, step, &merged, candidate);
                    if makes || line.is_lost(&revision.name) && merged.model == snapshot_of(candidate)?.model {
                        let other = format!(
                            "`{0}` is in the line as `{1}`, which is not what a rebase makes of it: one of them was edited by \
                             hand; compare them, and accept in `{1}` what is meant",
                            revision.name, candidate.name
                        );
                        *self = Self {
                            at: there.at + 1,
                            model: merged.model,
                            lineage: merged.lineage,
                            branch: step.snapshot.model.clone(),
                        };
                        let twin = Placed::of(revision, Now::Twin(candidate.name.to_string()));
                        return Ok(Some(Placed { left_out: if makes { Vec::new() } else { vec![other] }, ..twin }));
                    }
                }
            }
            there.pass(candidate)?;
        }
        Ok(None)
    }

    /// Whether a rebase makes this of a revision here.
    fn makes(&self, line: &[Revision<'static>], step: &Step<'_>, merged: &Merged, it: &Revision<'_>) -> bool {
        // Its number is none of its identity, so the one before it is enough.
        let before = self.at.checked_sub(1).map(|before| line[before].clone());
        let history = History { revisions: before.into_iter().collect(), ..History::default() };
        let (transition, _) = self.said(step, merged);
        let models = (&self.model, &merged.model);
        let made = draft(&history, step.revision, self.planned(step).as_ref(), models, &transition, false);
        made.is_ok_and(|(made, _)| made.identity == it.identity)
    }

    /// What was said of a revision, as it is said here, and what of it is left out.
    pub(super) fn said(&self, step: &Step<'_>, merged: &Merged) -> (Transition, Vec<Expression>) {
        let Snapshot { model, transition } = &step.snapshot;
        let names = self.lineage.names();
        translated(transition, (&self.branch, &names, &self.model), (model, &merged.theirs, &merged.model))
    }

    pub(super) fn is_by_hand(&self, step: &Step<'_>) -> bool {
        is_by_hand(step.revision, &self.branch, &step.snapshot.model, &step.snapshot.transition)
    }

    /// What the planner makes of a revision where it was frozen.
    pub(super) fn planned(&self, step: &Step<'_>) -> Option<Script<'static>> {
        planned(&self.branch, &step.snapshot.model, &step.snapshot.transition)
    }
}
