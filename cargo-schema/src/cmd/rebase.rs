//! `cargo schema rebase`.

use std::borrow::Cow;

use schema_core::dialect::Dialect;
use schema_core::diff::diff;
use schema_core::history::{Branch, Branches, Draft, Entry, History, Revision, Rewrite};
use schema_core::model::{Expression, Model, Rename, RenameColumn, Transition};
use schema_core::syntax::Snapshot;

use crate::byhand::is_by_hand;
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::freeze::{self, Way};
use crate::git;
use crate::merge::{Lineage, Names, Side, merge};
use crate::proof::Replay;
use crate::report::{self, changes};
use crate::session::Session;
use crate::shell::BOLD;
use crate::standing::{model_of, snapshot_of};

const AFTER_HELP: &str = "\
Two branches froze in parallel; after the merge the index has conflict markers, or two heads. The first branch stays as it \
is, and the revisions of the second are frozen anew after it: what they changed is put onto what the first came to, and \
planned again with what was said when they were frozen. SQL that was edited by hand is kept as it is. Before anything is \
written the whole history is replayed in memory, each new revision up, down and up again.

The branch that stays is the one that is on the main branch of git, if there is a git and one is; else the one that the \
index names first. Say --keep to choose.

What cannot be merged is told with both sides, and nothing is written: both gave a column another type, one dropped what \
the other changed. Take one side's line and folder out of the history then, and freeze its change anew.

A database that ran the second branch comes over with `cargo schema upgrade --back-to-common`.

Examples:
  git merge main                            conflict in revisions/history
  cargo schema rebase
  git add revisions && git commit

Exit codes: 0 rebased, or there is one head; 1 refused; 2 it could not run. Unless it is 0, nothing was written.";

/// After a merge, put the revisions of one branch after those of the other
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The branch that stays as it is: the one with this revision
    #[arg(long, value_name = "REVISION")]
    keep: Option<String>,

    /// Plan anew also what was edited by hand, without the edit
    #[arg(long)]
    replan: bool,

    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one_to_write(arguments.dry_run)?;
    if declared.is_unreadable() {
        // Its settings say where the history is.
        session.complain(&declared.diagnose_all(&declared.judgement.faults))?;
        return Ok(Outcome::Wanting);
    }
    let loaded = declared.load();
    if loaded.faults.is_empty() {
        session.shell.status("the history has one head: nothing to do")?;
        return Ok(Outcome::Fine);
    }
    let fork = Branches::read(&declared.revisions)?;
    // Markers may hide one sound line: both sides came to the same.
    let is_conflict_alone = fork.branches.is_empty() && fork.is_conflict;
    if fork.branches.len() < 2 && !is_conflict_alone {
        session.complain(&declared.diagnose_all(&loaded.faults))?;
        return Ok(Outcome::Wanting);
    }
    let choice = Choice { keep: arguments.keep.as_deref(), declared: &declared, replan: arguments.replan };
    choice.refuse_unknown(&fork)?;
    let line = choice.straight(&loaded.history.name, &fork.common, &fork.branches)?;
    let since = fork.common.last().map_or("the empty start".to_owned(), |last| format!("`{}`", last.name));
    if let Some(head) = line.iter().take_while(|placed| placed.is_where_it_was()).last() {
        session.shell.status(format!("the ways part after {since}; `{}` stays where it is", head.now.name))?;
    }
    let moved: Vec<&Placed> = line.iter().filter(|placed| !placed.is_where_it_was()).collect();
    for placed in &moved {
        session.shell.status(format!("\n{} becomes {BOLD}{}{BOLD:#}", placed.was.name, placed.now.name))?;
        if placed.is_by_hand {
            session.shell.status("  with its SQL as it was edited by hand")?;
        }
        if placed.changes.is_empty() {
            session.shell.status("  it changes no schema")?;
        }
        for change in &placed.changes {
            session.shell.status(changes::change(change))?;
        }
    }
    if arguments.dry_run {
        return Ok(Outcome::Fine);
    }
    let stay = line.iter().filter(|placed| placed.is_where_it_was()).map(|placed| &placed.now);
    let mut index = fork.index(stay);
    for placed in &moved {
        let at = index.entries.len() + 2;
        index.entries.push(Entry { name: placed.now.name.to_string(), identity: placed.now.identity, line: at });
    }
    let gone = moved.iter().map(|placed| placed.was.name.to_string()).collect();
    let drafts = moved.iter().map(|placed| Draft::of(&placed.now)).collect();
    let files = Rewrite { index, drafts, gone, ..Rewrite::default() }.write(&declared.revisions)?;
    session.shell.status("\nwritten; commit it together with the merge:")?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    if let Some(first) = moved.first() {
        let command = declared.command("upgrade", "-d DATABASE --back-to-common");
        session.shell.status(format!(
            "databases at {since} or on the branch that stays go on with `{}`; one that ran `{}` ({:.12}) comes over with \
             `{command}`",
            declared.command("upgrade", ""),
            first.was.name,
            first.was.identity.to_string(),
        ))?;
    }
    session.warn_of_pending(&session.one()?)?;
    Ok(Outcome::Fine)
}

/// Which branch stays where the ways part.
struct Choice<'a> {
    keep: Option<&'a str>,
    declared: &'a Declared,
    replan: bool,
}

impl Choice<'_> {
    /// Whether this revision is meant by `--keep`.
    fn is_kept(&self, revision: &Revision<'_>) -> bool {
        let title = revision.name.split_once('_').map_or("", |(_, title)| title);
        self.keep
            .is_some_and(|word| revision.name == word || title.starts_with(word) || revision.name.starts_with(word))
    }

    /// Of these branches, those with a revision that is meant by `--keep`.
    fn kept(&self, branches: &[Branch]) -> Vec<usize> {
        let has = |at: &usize| branches[*at].revisions().into_iter().any(|revision| self.is_kept(revision));
        (0..branches.len()).filter(has).collect()
    }

    fn refuse_unknown(&self, fork: &Branches) -> Result<()> {
        let Some(word) = self.keep else { return Ok(()) };
        if self.kept(&fork.branches).len() == 1 {
            return Ok(());
        }
        let names = fork.branches.iter().flat_map(Branch::revisions).map(|revision| revision.name.to_string());
        Err(Error::could_not_run(format!("`--keep {word}` names no branch; name a revision of one")).notes(names))
    }

    /// The branch that stays: the one that was asked for; the one that is on the main branch of git, if one alone is;
    /// or the first.
    fn stays(&self, branches: &[Branch]) -> usize {
        if let [only] = self.kept(branches).as_slice() {
            return *only;
        }
        let is_on_main = |at: &usize| {
            let path = branches[*at].line.first().map(|first| self.declared.revisions.join(&*first.name));
            path.is_some_and(|path| git::on_main(&path.join("snapshot.schema")).is_some())
        };
        let found: Vec<usize> = (0..branches.len()).filter(is_on_main).collect();
        if let [only] = found.as_slice() { *only } else { 0 }
    }

    /// The branches that follow these revisions as one line: the one that stays, and the others after it, each
    /// straightened in itself before.
    fn straight(&self, name: &str, common: &[Revision<'static>], branches: &[Branch]) -> Result<Vec<Placed>> {
        let mut lines = Vec::new();
        for branch in branches {
            let mut line: Vec<Placed> = branch.line.iter().map(Placed::stays).collect();
            if !branch.branches.is_empty() {
                let before = [common, &branch.line].concat();
                line.extend(self.straight(name, &before, &branch.branches)?);
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(lines.concat());
        }
        let mut made = lines.remove(self.stays(branches));
        let mut line = Line::start(name, common, made.iter().map(|placed| &placed.now))?;
        for branch in lines {
            let was: Vec<Revision<'static>> = branch.iter().map(|placed| placed.now.clone()).collect();
            let label = was.last().map(|last| last.name.to_string()).unwrap_or_default();
            let steps = line.put(&was, self.replan, &label)?;
            made.extend(branch.into_iter().zip(steps).map(|(placed, step)| Placed { was: placed.was, ..step }));
        }
        Ok(made)
    }
}

/// A revision in the line that is made.
#[derive(Clone)]
struct Placed {
    was: Revision<'static>,
    now: Revision<'static>,
    changes: Vec<schema_core::diff::Change>,
    is_by_hand: bool,
}

impl Placed {
    fn stays(revision: &Revision<'static>) -> Self {
        Self { was: revision.clone(), now: revision.clone(), changes: Vec::new(), is_by_hand: false }
    }

    fn is_where_it_was(&self) -> bool {
        self.was == self.now
    }
}

/// The line as it grows.
struct Line {
    history: History<'static>,
    /// Where the branches part.
    base: Model,
    /// What the line came to.
    model: Model,
    lineage: Lineage,
    /// The line as it was proved so far; nothing before the first revision that is put.
    replay: Option<Replay>,
}

impl Line {
    fn start<'r>(
        name: &str,
        common: &[Revision<'static>],
        stays: impl Iterator<Item = &'r Revision<'static>>,
    ) -> Result<Self> {
        let base = common.last().map(model_of).transpose()?.unwrap_or_default();
        let history =
            History { name: Cow::Owned(name.to_owned()), revisions: Cow::Owned(common.to_vec()), ..History::default() };
        let mut line = Self { history, lineage: Lineage::start(&base), model: base.clone(), base, replay: None };
        for revision in stays {
            let Snapshot { model, transition } = snapshot_of(revision)?;
            line.lineage = line.lineage.after(&line.model, &model, &transition);
            line.model = model;
            line.history.revisions.to_mut().push(revision.clone());
        }
        Ok(line)
    }

    /// Puts a branch at the end of the line.
    fn put(&mut self, branch: &[Revision<'static>], replan: bool, label: &str) -> Result<Vec<Placed>> {
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
            let transition =
                translated(&said, (&before.model, &names, &self.model), (&theirs.model, &end.theirs, &end.model));
            let is_by_hand = !replan && is_by_hand(revision, &before.model, &theirs.model, &said);
            let draft = self.draft(revision, &end.model, &transition, is_by_hand)?;
            let changes = diff(&self.model, &end.model, &transition);
            let replay = match &mut self.replay {
                Some(replay) => replay,
                None => self.replay.insert(Replay::of(&self.history, &self.model)?),
            };
            self.history.revisions.to_mut().push(draft.revision());
            replay.prove(&self.history, &end.model).map_err(|error| match is_by_hand {
                true => error.note(format!(
                    "the SQL of `{}` was edited by hand, and is kept as it is; with `--replan` it is planned anew",
                    revision.name
                )),
                false => error,
            })?;
            self.lineage = self.lineage.after(&self.model, &end.model, &transition);
            self.model = end.model;
            names = end.theirs;
            before = theirs;
            steps.push(Placed { was: revision.clone(), now: draft.revision(), changes, is_by_hand });
        }
        Ok(steps)
    }

    fn draft(&self, was: &Revision<'static>, to: &Model, transition: &Transition, by_hand: bool) -> Result<Draft> {
        let title = was.name.split_once('_').map_or(&*was.name, |(_, title)| title);
        if by_hand {
            let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
            return Ok(Draft::new(&self.history, title, &snapshot, was.scripts.to_vec()));
        }
        let way = Way::find(&self.model, to, transition.clone())?;
        let mut draft = freeze::draft(&self.history, to, &way, title);
        // What stood at its top in words stays there.
        let words: String = was.script(Dialect::Sqlite).map(|script| top(&script.up)).unwrap_or_default();
        if !words.is_empty() && draft.scripts.iter().all(|script| !script.up.starts_with(&words)) {
            let mut scripts = draft.scripts.clone();
            for script in &mut scripts {
                script.up = format!("{words}{}", script.up).into();
            }
            let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
            draft = Draft::new(&self.history, title, &snapshot, scripts);
        }
        Ok(draft)
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

/// What was said of a revision, in the names of the line: of the models before and after, each as it was, its
/// names in the end, and as it is in the line.
fn translated(
    said: &Transition,
    (was, names_before, from): (&Model, &Names, &Model),
    (is, names_after, to): (&Model, &Names, &Model),
) -> Transition {
    let mut made = Transition::default();
    for rename in &said.rename_tables {
        let (a, b) = (names_before.of_table(&rename.from), names_after.of_table(&rename.to));
        if a != b {
            made.rename_tables.push(Rename { from: a, to: b });
        }
    }
    // The same table of the revision before.
    let before = |table: &schema_core::model::Name| said.table_before(table).unwrap_or(table).clone();
    for rename in &said.rename_columns {
        let (a, b) = (
            names_before.of_column(&before(&rename.table), &rename.from),
            names_after.of_column(&rename.table, &rename.to),
        );
        if a != b {
            made.rename_columns.push(RenameColumn { table: names_after.of_table(&rename.table), from: a, to: b });
        }
    }
    for table in &said.drop_tables {
        let name = names_before.of_table(table);
        if from.table_spelled(&name).is_some() && to.table_spelled(&name).is_none() {
            made.drop_tables.push(name);
        }
    }
    for (table, column) in &said.drop_columns {
        let (owner, name) = (names_after.of_table(table), names_before.of_column(&before(table), column));
        let there =
            |model: &Model, table: &_| model.table_named(table).is_some_and(|it| it.column_named(&name).is_some());
        if there(from, &names_before.of_table(&before(table))) && !there(to, &owner) {
            made.drop_columns.push((owner, name));
        }
    }
    let lists = [(&said.backfills, &mut made.backfills), (&said.casts, &mut made.casts)];
    for (list, made) in lists {
        for Expression { table, column, expr } in list {
            let (owner, name) = (names_after.of_table(table), names_after.of_column(table, column));
            let old = from
                .table_named(&names_before.of_table(&before(table)))
                .and_then(|it| it.column_named(&names_before.of_column(&before(table), column)));
            let new = to.table_named(&owner).and_then(|it| it.column_named(&name));
            // What the other branch did already needs no second answer.
            let is_done = matches!((old, new), (Some(old), Some(new)) if old.ty.same(&new.ty) && old.nullable == new.nullable)
                && is.table_named(table).is_some()
                && was.table_named(&before(table)).is_some();
            if !is_done {
                let expr = names_before.of_sql(&before(table), expr);
                made.push(Expression { table: owner, column: name, expr });
            }
        }
    }
    made
}
