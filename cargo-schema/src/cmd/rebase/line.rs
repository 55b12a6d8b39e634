//! The line that a rebase makes, revision by revision.

use std::borrow::Cow;

use schema_core::diff::diff;
use schema_core::history::{History, Identity, Revision};
use schema_core::model::{Expression, Model, Transition};
use schema_core::syntax::Snapshot;

use super::draft::{Sql, draft};
use super::ends;
use super::place::{Place, Step};
use super::placed::{Now, Placed};
use crate::byhand::is_edited;
use crate::error::{Error, Result};
use crate::merge::{Lineage, Side};
use crate::proof::Replay;
use crate::standing::{model_of, snapshot_of};

/// The line as it grows.
pub(super) struct Line<'a> {
    history: History<'static>,
    /// How many revisions there are where the branches part.
    common: usize,
    /// What they came to.
    base: Model,
    /// What the line came to.
    model: Model,
    /// What its tables and columns are called where the branches part.
    lineage: Lineage,
    /// The line as it was proved so far; nothing before the first revision that is put.
    replay: Option<Replay>,
    /// What was said of the revisions that stay: which, and how each fills or casts a column.
    filled: Vec<(String, Expression)>,
    is_lost: &'a dyn Fn(&str) -> bool,
}

/// What a branch became.
pub(super) struct Put {
    /// Its revisions.
    pub(super) placed: Vec<Placed>,
    /// What is odd about it, if anything is: a line, and what belongs to it.
    pub(super) odd: Option<(String, Vec<String>)>,
}

impl<'a> Line<'a> {
    /// The line of those that stay, after what is common to all. `is_lost` says whether a revision is not on disk.
    pub(super) fn start<'r>(
        name: &str,
        common: &[Revision<'static>],
        stays: impl Iterator<Item = &'r Revision<'static>>,
        is_lost: &'a dyn Fn(&str) -> bool,
    ) -> Result<Self> {
        let base = common.last().map(model_of).transpose()?.unwrap_or_default();
        let history =
            History { name: Cow::Owned(name.to_owned()), revisions: Cow::Owned(common.to_vec()), ..History::default() };
        let lineage = Lineage::start(&base);
        let (model, filled) = (base.clone(), Vec::new());
        let mut line = Self { history, common: common.len(), lineage, model, base, replay: None, filled, is_lost };
        for revision in stays {
            let Snapshot { model, transition } = snapshot_of(revision)?;
            let filled = transition.backfills.iter().chain(&transition.casts).cloned();
            line.filled.extend(filled.map(|expression| (revision.name.to_string(), expression)));
            line.grow(revision, model, &transition);
        }
        Ok(line)
    }

    pub(super) fn revisions(&self) -> &[Revision<'static>] {
        &self.history.revisions
    }

    pub(super) fn is_lost(&self, revision: &str) -> bool {
        (self.is_lost)(revision)
    }

    fn grow(&mut self, revision: &Revision<'static>, model: Model, transition: &Transition) {
        self.lineage = self.lineage.after(&self.model, &model, transition);
        self.model = model;
        self.history.revisions.to_mut().push(revision.clone());
    }

    /// Puts a branch at the end of the line: what the line has of it already is passed, and each of the others is
    /// merged with what the one before it became.
    pub(super) fn put(&mut self, branch: &[Revision<'static>], replan: bool) -> Result<Put> {
        let label = self.history.head().map(|head| head.name.to_string()).unwrap_or_default();
        let mut place = Place::same(self.common, self.base.clone());
        let (mut placed, mut rest) = (Vec::new(), branch);
        while let Some((revision, after)) = rest.split_first() {
            let Some(there) = place.follow(self, revision)? else { break };
            placed.push(there);
            rest = after;
        }
        if place.at == self.common && placed.is_empty() {
            (place.model, place.lineage, place.at) =
                (self.model.clone(), self.lineage.clone(), self.history.revisions.len());
        }
        while let Some(next) = self.history.revisions.get(place.at) {
            place.pass(next)?;
        }
        let (start, mut whole) = (place.clone(), Lineage::start(&place.branch));
        for revision in rest {
            let step = Step::of(revision)?;
            whole = whole.after(&place.branch, &step.snapshot.model, &step.snapshot.transition);
            placed.push(match self.is_next(revision) {
                true => self.keep(&step, &mut place)?,
                false => self.add(&step, &mut place, &label, replan)?,
            });
        }
        let odd = match rest {
            [_, .., last] => self.against_ends(
                start,
                &label,
                Side { label: last.name.to_string(), model: place.branch, lineage: whole },
            ),
            // One step is what a merge of the ends is.
            _ => None,
        };
        Ok(Put { placed, odd })
    }

    /// Whether a revision was frozen on what the line ends with.
    fn is_next(&self, revision: &Revision<'_>) -> bool {
        let head = self.history.head().map(|head| head.identity);
        Identity::of(head, &revision.snapshot, &revision.scripts) == revision.identity
    }

    /// Takes a revision as it is: the branch goes on where the line ends.
    fn keep(&mut self, step: &Step<'_>, place: &mut Place) -> Result<Placed> {
        let Snapshot { model, transition } = &step.snapshot;
        self.grow(step.revision, model.clone(), transition);
        if let Some(replay) = &mut self.replay {
            replay.prove(&self.history, model)?;
        }
        *place = Place::same(self.history.revisions.len(), model.clone());
        Ok(Placed::stays(step.revision))
    }

    /// Puts a revision at the end of the line.
    fn add(&mut self, step: &Step<'_>, place: &mut Place, label: &str, replan: bool) -> Result<Placed> {
        let revision = step.revision;
        let end = place.with(step, label).map_err(|conflicts| conflict(label, &revision.name, conflicts))?;
        let (transition, left_out) = place.said(step, &end);
        let left_out = self.left_out(&revision.name, &left_out);
        let planned = place.planned(step);
        let is_edited = planned.as_ref().is_none_or(|planned| is_edited(revision, planned));
        let is_empty = end.model == place.model && step.snapshot.model != place.branch && !is_edited;
        let from = std::mem::replace(&mut place.model, end.model);
        place.lineage = end.lineage;
        place.branch = step.snapshot.model.clone();
        if is_empty {
            return Ok(Placed { left_out, ..Placed::of(revision, Now::Empty) });
        }
        let (draft, sql) =
            draft(&self.history, revision, planned.as_ref(), (&from, &place.model), &transition, replan)?;
        let changes = diff(&from, &place.model, &transition);
        let replay = match &mut self.replay {
            Some(replay) => replay,
            None => self.replay.insert(Replay::of(&self.history, &from)?),
        };
        let now = draft.revision();
        self.lineage = self.lineage.after(&from, &place.model, &transition);
        self.model = place.model.clone();
        self.history.revisions.to_mut().push(now.clone());
        place.at += 1;
        replay.prove(&self.history, &self.model).map_err(|error| match sql {
            Sql::Kept => error.note(format!(
                "the SQL of `{}` was edited by hand, and is kept as it is; with `--replan` it is planned anew, and stands \
                 there as a comment, to be written again",
                revision.name
            )),
            Sql::Planned | Sql::Replanned => error,
        })?;
        let (is_by_hand, is_replanned) = (sql == Sql::Kept, sql == Sql::Replanned);
        Ok(Placed { was: revision.clone(), now: Now::Is(now), changes, is_by_hand, is_replanned, left_out })
    }

    /// How the line differs from what a merge of the ends alone comes to: that is what people see who merge the
    /// declarations.
    fn against_ends(&self, start: Place, label: &str, theirs: Side) -> Option<(String, Vec<String>)> {
        let ours = Side { label: label.to_owned(), model: start.model, lineage: start.lineage };
        ends::against(&start.branch, &ours, &theirs, &self.model)
    }

    /// Says which expressions of this revision count no more; nothing of those that the line has.
    pub(super) fn left_out(&self, revision: &str, expressions: &[Expression]) -> Vec<String> {
        let told = |it: &Expression| {
            let of_column =
                self.filled.iter().filter(|(_, other)| other.table == it.table && other.column == it.column);
            let (mut kept, mut is_same) = (String::from("the branch that stays made it"), false);
            for (other, expression) in of_column {
                is_same |= expression.expr == it.expr;
                kept = format!("that of `{other}` counts: `{}`", expression.expr);
            }
            let (table, column) = (&it.table, &it.column);
            let fact = format!("what `{revision}` fills `{table}.{column}` with is left out: `{}`; {kept}", it.expr);
            (!is_same).then_some(fact)
        };
        expressions.iter().filter_map(told).collect()
    }
}

fn conflict(ours: &str, theirs: &str, conflicts: Vec<String>) -> Error {
    Error::refused(format!(
        "`{ours}` and `{theirs}` changed the same in different ways; settle it in the declaration, take one of them out with \
         `cargo schema rebase --drop {theirs}`, and freeze its change anew with `cargo schema snapshot`"
    ))
    .notes(conflicts)
    .note("nothing was written")
}
