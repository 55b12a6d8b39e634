//! `cargo schema rebase`.

mod line;
mod said;

use std::collections::BTreeSet;

use schema_core::history::{Branch, Branches, Draft, Entry, Identity, Revision, Rewrite};

use self::line::{Line, Placed};
use crate::byhand::steps;
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::git;
use crate::report::{self, changes};
use crate::session::Session;
use crate::shell::BOLD;

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

    /// Plan anew also what was edited by hand; the edit stays as a comment, to be written again
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
        for name in steps(&placed.now) {
            let number = placed.now.name.split('_').next().unwrap_or_default();
            session.shell.status(format!(
                "  its step is still called `{name}`; rows of that revision are in `revisions::r{number}_…` now"
            ))?;
        }
    }
    if moved.is_empty() {
        session
            .shell
            .status("both sides came to the same revisions: none moves, and the index is written without markers")?;
    }
    for placed in &moved {
        placed.left_out.iter().try_for_each(|words| session.shell.warn(words))?;
        if placed.is_replanned {
            session.shell.warn(&format!(
                "`{}` was edited by hand and is planned anew: what was written by hand stands in its SQL as a comment; write \
                 it again for what the schema is now, and run `{}`",
                placed.was.name,
                declared.command("accept", "")
            ))?;
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
    let parted = parted(&line);
    if !parted.is_empty() {
        let command = declared.command("upgrade", "-d DATABASE --back-to-common");
        let ran: Vec<String> =
            parted.iter().map(|was| format!("`{}` ({:.12})", was.name, was.identity.to_string())).collect();
        session.shell.status(format!(
            "databases at {since} or on the branch that stays go on with `{}`; one that ran {} comes over with `{command}`",
            declared.command("upgrade", ""),
            ran.join(" or "),
        ))?;
    }
    session.warn_of_pending(&session.one()?)?;
    Ok(Outcome::Fine)
}

/// Of each branch that moves, the first revision that is not on the line: what only databases have that ran it.
fn parted(line: &[Placed]) -> Vec<&Revision<'static>> {
    let there: BTreeSet<Identity> = line.iter().map(|placed| placed.now.identity).collect();
    let (mut found, mut before): (Vec<&Revision<'static>>, Option<Identity>) = (Vec::new(), None);
    for was in line.iter().map(|placed| &placed.was).filter(|was| !there.contains(&was.identity)) {
        // What follows one that was named needs no word of its own.
        if before.is_none() || Identity::of(before, &was.snapshot, &was.scripts) != was.identity {
            found.push(was);
        }
        before = Some(was.identity);
    }
    found
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
            made.extend(branch.into_iter().zip(steps).map(|(placed, step)| placed.again(step)));
        }
        Ok(made)
    }
}
