//! The line that a rebase makes, revision by revision.

use std::borrow::Cow;

use schema_core::dialect::Dialect;
use schema_core::diff::{Change, diff};
use schema_core::history::{Draft, History, Revision};
use schema_core::model::{Expression, Model, Transition};
use schema_core::syntax::Snapshot;

use super::said::translated;
use crate::byhand::{beside, is_by_hand};
use crate::error::{Error, Result};
use crate::freeze::{self, Way};
use crate::merge::{Lineage, Side, merge};
use crate::proof::Replay;
use crate::standing::{model_of, snapshot_of};

/// A revision in the line that is made.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) was: Revision<'static>,
    pub(super) now: Revision<'static>,
    pub(super) changes: Vec<Change>,
    /// Whether its SQL was edited by hand, and is kept.
    pub(super) is_by_hand: bool,
    /// Whether its SQL was edited by hand, and is planned anew.
    pub(super) is_replanned: bool,
    /// What was said of it and counts no more, in words.
    pub(super) left_out: Vec<String>,
}

impl Placed {
    pub(super) fn stays(revision: &Revision<'static>) -> Self {
        Self {
            was: revision.clone(),
            now: revision.clone(),
            changes: Vec::new(),
            is_by_hand: false,
            is_replanned: false,
            left_out: Vec::new(),
        }
    }

    /// The same revision, put once more.
    pub(super) fn again(self, mut next: Self) -> Self {
        next.is_replanned |= self.is_replanned;
        next.left_out.splice(0..0, self.left_out);
        Self { was: self.was, ..next }
    }

    pub(super) fn is_where_it_was(&self) -> bool {
        self.was == self.now
    }
}

/// The line as it grows.
pub(super) struct Line {
    history: History<'static>,
    /// Where the branches part.
    base: Model,
    /// What the line came to.
    model: Model,
    lineage: Lineage,
    /// The line as it was proved so far; nothing before the first revision that is put.
    replay: Option<Replay>,
    /// What was said of the revisions that stay: which, and how each fills or casts a column.
    filled: Vec<(String, Expression)>,
}

impl Line {
    pub(super) fn start<'r>(
        name: &str,
        common: &[Revision<'static>],
        stays: impl Iterator<Item = &'r Revision<'static>>,
    ) -> Result<Self> {
        let base = common.last().map(model_of).transpose()?.unwrap_or_default();
        let history =
            History { name: Cow::Owned(name.to_owned()), revisions: Cow::Owned(common.to_vec()), ..History::default() };
        let lineage = Lineage::start(&base);
        let mut line = Self { history, lineage, model: base.clone(), base, replay: None, filled: Vec::new() };
        for revision in stays {
            let Snapshot { model, transition } = snapshot_of(revision)?;
            line.lineage = line.lineage.after(&line.model, &model, &transition);
            line.model = model;
            let filled = transition.backfills.into_iter().chain(transition.casts);
            line.filled.extend(filled.map(|expression| (revision.name.to_string(), expression)));
            line.history.revisions.to_mut().push(revision.clone());
        }
        Ok(line)
    }

    /// Puts a branch at the end of the line.
    pub(super) fn put(&mut self, branch: &[Revision<'static>], replan: bool, label: &str) -> Result<Vec<Placed>> {
        let ours_label = self.history.head().map(|head| head.name.to_string()).unwrap_or_default();
        let ours = Side { label: ours_label, model: self.model.clone(), lineage: self.lineage.clone() };
        let start = Side { label: label.to_owned(), model: self.base.clone(), lineage: Lineage::start(&self.base) };
        let mut before = start.clone();
        let mut names = merged(&self.base, &ours, &start)?.theirs;
        let mut steps = Vec::new();
        for revision in branch {
            let Snapshot { model, transition: said } = snapshot_of(revision)?;
            let theirs = Side {
                label: revision.name.to_string(),
                lineage: before.lineage.after(&before.model, &model, &said),
                model,
            };
            let end = merged(&self.base, &ours, &theirs)?;
            let (transition, left_out) =
                translated(&said, (&before.model, &names, &self.model), (&theirs.model, &end.theirs, &end.model));
            let is_edited = is_by_hand(revision, &before.model, &theirs.model, &said);
            let (is_by_hand, is_replanned) = (is_edited && !replan, is_edited && replan);
            let draft = self.draft(revision, &end.model, &transition, (is_by_hand, is_replanned))?;
            let changes = diff(&self.model, &end.model, &transition);
            let replay = match &mut self.replay {
                Some(replay) => replay,
                None => self.replay.insert(Replay::of(&self.history, &self.model)?),
            };
            self.history.revisions.to_mut().push(draft.revision());
            replay.prove(&self.history, &end.model).map_err(|error| match is_by_hand {
                true => error.note(format!(
                    "the SQL of `{}` was edited by hand, and is kept as it is; with `--replan` it is planned anew, and stands \
                     there as a comment, to be written again",
                    revision.name
                )),
                false => error,
            })?;
            self.lineage = self.lineage.after(&self.model, &end.model, &transition);
            self.model = end.model;
            names = end.theirs;
            before = theirs;
            let left_out = left_out.iter().filter_map(|it| self.left_out(&revision.name, it)).collect();
            let (was, now) = (revision.clone(), draft.revision());
            steps.push(Placed { was, now, changes, is_by_hand, is_replanned, left_out });
        }
        Ok(steps)
    }

    /// Says that an expression of this revision counts no more; nothing where the line has the same.
    fn left_out(&self, revision: &str, it: &Expression) -> Option<String> {
        let of_column = self.filled.iter().filter(|(_, other)| other.table == it.table && other.column == it.column);
        let (mut kept, mut is_same) = (String::from("the branch that stays made it"), false);
        for (other, expression) in of_column {
            is_same |= expression.expr == it.expr;
            kept = format!("that of `{other}` counts: `{}`", expression.expr);
        }
        let (table, column) = (&it.table, &it.column);
        let fact = format!("what `{revision}` fills `{table}.{column}` with is left out: `{}`; {kept}", it.expr);
        (!is_same).then_some(fact)
    }

    /// `kept` and `anew` say what becomes of SQL that was edited by hand.
    fn draft(
        &self,
        was: &Revision<'static>,
        to: &Model,
        transition: &Transition,
        (kept, anew): (bool, bool),
    ) -> Result<Draft> {
        let title = was.name.split_once('_').map_or(&*was.name, |(_, title)| title);
        if kept {
            let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
            return Ok(Draft::new(&self.history, title, &snapshot, was.scripts.to_vec()));
        }
        let way = Way::find(&self.model, to, transition.clone())?;
        let planned = freeze::draft(&self.history, to, &way, title);
        let mut scripts = planned.scripts.clone();
        // What stood at its top in words stays there.
        let words: String = was.script(Dialect::Sqlite).map(|script| top(&script.up)).unwrap_or_default();
        for script in &mut scripts {
            if !script.up.starts_with(&words) {
                script.up = format!("{words}{}", script.up).into();
            }
            *script = beside(script, was, anew);
        }
        if scripts == planned.scripts {
            return Ok(planned);
        }
        let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
        Ok(Draft::new(&self.history, title, &snapshot, scripts))
    }
}

/// The message that a script begins with, where the revision's name could not hold it: it has letters that
/// are not ASCII.
fn top(up: &str) -> String {
    let lines = up.lines().take_while(|line| line.starts_with("-- ") && !line.is_ascii());
    lines.map(|line| format!("{line}\n")).collect()
}

fn merged(base: &Model, ours: &Side, theirs: &Side) -> Result<crate::merge::Merged> {
    merge(base, ours, theirs).map_err(|conflicts| {
        Error::refused(format!(
            "`{}` and `{}` changed the same in different ways; take one of them out of the history, and freeze its change \
             anew",
            ours.label, theirs.label
        ))
        .notes(conflicts)
        .note("nothing was written")
    })
}
