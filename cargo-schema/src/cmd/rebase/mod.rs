//! `cargo schema rebase`.

mod choice;
mod draft;
mod ends;
mod line;
mod out;
mod place;
mod placed;
mod said;
mod twins;
mod words;

use std::collections::BTreeSet;

use schema_core::history::{Branch, Branches, Draft, Entry, Identity, Revision, Rewrite};

use self::choice::Choice;
use self::placed::{Now, Placed};
use crate::error::{Error, Outcome, Result};
use crate::git;
use crate::report;
use crate::session::Session;
use crate::standing::model_of;
use crate::transition::shell_word;

const AFTER_HELP: &str = "\
Two branches froze in parallel; after the merge the index has conflict markers, or two heads. The first branch stays as it \
is, and the revisions of the second are frozen anew after it: what each of them changed is put onto what the one before it \
became, and planned again with what was said when it was frozen. What both froze alike is one revision, and one of which \
nothing is left goes. SQL that was edited by hand is kept as it is. Before anything is written the whole history is \
replayed in memory, each new revision up, down and up again.

The branch that stays is the one that is on the main branch of git, if there is a git and one is; else the one that the \
index names first. Say --keep to choose.

Where the conflict in the index was settled by taking one side, the lines of the other side's folders are taken from git.

What cannot be merged is told with both sides, and nothing is written: both gave a column another type, one dropped what \
the other changed. Settle it in the declaration then, take one of the two out with --drop, and freeze its change anew.

A database that ran the second branch comes over with `cargo schema upgrade --back-to-common`.

Examples:
  git merge main                            conflict in revisions/history
  cargo schema rebase
  git add revisions && git commit

  git rebase main                           the same at each commit that it stops at
  cargo schema rebase
  git add -A && git rebase --continue

  cargo schema rebase --drop 0004_blobs     what cannot be merged
  cargo schema snapshot -m blobs

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

    /// Take this revision of a branch out, with all that was frozen on it: for what cannot be merged
    #[arg(long, value_name = "REVISION")]
    drop: Option<String>,

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
        if arguments.drop.is_some() {
            let message = "the history has one head, and `--drop` is for what cannot be merged; freeze another revision \
                           that takes the change back";
            return Err(Error::refused(message));
        }
        session.shell.status("the history has one head: nothing to do")?;
        return Ok(Outcome::Fine);
    }
    let mut fork = git::branches(&declared.revisions)?;
    // Markers may hide one sound line: both sides came to the same. Or lines were deleted.
    let is_line = fork.branches.is_empty() && (fork.is_conflict || !fork.regained.is_empty());
    if fork.branches.len() < 2 && !is_line {
        session.complain(&declared.diagnose_all(&loaded.faults))?;
        return Ok(Outcome::Wanting);
    }
    let doubled = doubled(&fork);
    let mut out = Vec::new();
    if let Some(word) = &arguments.drop {
        let all = fork.clone();
        out = out::take(&mut fork, word)?;
        out::warn(&out, &all, &declared, session)?;
    }
    let choice = Choice::of(arguments.keep.as_deref(), arguments.replan, &declared, &fork)?;
    let parted_at = fork.clone();
    let twins = twins::unite(&mut fork, |pair| choice.stays(pair) == 1);
    let mut straight = choice.straight(&loaded.history.name, &fork.common, &fork.branches)?;
    straight.placed.extend(twins.iter().map(|(twin, name)| Placed::of(twin, Now::Twin(name.clone()))));
    // Where they began alike, no revision is put after another that shows how the ends differ.
    let end = straight.placed.iter().rev().find_map(Placed::now).or(fork.common.last());
    if let (Some(end), false, true) = (end, twins.is_empty(), straight.odd.is_empty()) {
        let end = model_of(end)?;
        straight.odd.extend(ends::odd(&parted_at, &end)?);
    }
    straight.placed.extend(out.iter().map(|out| Placed::of(out, Now::Out)));
    let line = &straight.placed;
    let since = fork.common.last().map_or("the empty start".to_owned(), |last| format!("`{}`", last.name));
    words::tell(&straight, &since, &fork, &declared, session)?;
    if arguments.dry_run {
        return Ok(Outcome::Fine);
    }
    let (stay, moved): (Vec<&Placed>, Vec<&Placed>) = line.iter().partition(|placed| placed.is_where_it_was());
    let mut index = fork.index(stay.iter().filter_map(|placed| placed.now()));
    for now in moved.iter().filter_map(|placed| placed.now()) {
        let at = index.entries.len() + 2;
        index.entries.push(Entry { name: now.name.to_string(), identity: now.identity, line: at });
    }
    let is_there = |name: &str| stay.iter().any(|placed| placed.was.name == name);
    let gone = moved.iter().map(|placed| placed.was.name.to_string()).filter(|name| !is_there(name)).collect();
    // In a folder that both sides have, git left its conflict.
    let anew = stay.iter().filter(|placed| doubled.contains(&*placed.was.name));
    let drafts = anew.chain(&moved).filter_map(|placed| placed.now()).map(Draft::of).collect();
    let files = Rewrite { index, drafts, gone, ..Rewrite::default() }.write(&declared.revisions)?;
    session.shell.status(match git::is_rebasing(&declared.revisions) {
        true => "\nwritten; add it and what is gone with `git add -A`, and go on with `git rebase --continue`:",
        false => "\nwritten; commit it together with the merge:",
    })?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    let parted = parted(&fork.common, line);
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
    if let Some(first) = out.first() {
        let title = first.name.split_once('_').map_or(&*first.name, |(_, title)| title);
        session.shell.status(format!(
            "what `{}` changed is frozen no more; declare what is meant, and run `{}`",
            first.name,
            declared.command("snapshot", &format!("-m {}", shell_word(title)))
        ))?;
        return Ok(Outcome::Fine);
    }
    session.warn_of_pending(&session.one()?)?;
    Ok(Outcome::Fine)
}

/// The names that more than one revision has.
fn doubled(fork: &Branches) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let all = fork.branches.iter().flat_map(Branch::revisions).map(|revision| revision.name.to_string());
    all.filter(|name| !seen.insert(name.clone())).collect()
}

/// Of each branch that moves, the first revision that is not on the line: what only databases have that ran it.
fn parted<'l>(common: &[Revision<'static>], line: &'l [Placed]) -> Vec<&'l Revision<'static>> {
    let line_now = line.iter().filter_map(Placed::now);
    let there: BTreeSet<Identity> = common.iter().chain(line_now).map(|now| now.identity).collect();
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
