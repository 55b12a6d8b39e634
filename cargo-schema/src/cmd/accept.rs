//! `cargo schema accept`.

use std::borrow::Cow;

use schema_core::dialect::Dialect;
use schema_core::fault::Site;
use schema_core::history::{self, History, Identity, Revision, Rewrite};
use schema_core::syntax::{Snapshot, parse_snapshot, print_snapshot};
use schema_sqlite::verify::{Failure, Notes, Verify};

use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::range::place;
use crate::report::changes;
use crate::session::Session;
use crate::shell::BOLD;
use crate::standing::{model_of, snapshot_of};
use crate::{byhand, checkpoint, git, hand_rows};

const AFTER_HELP: &str = "\
A revision's SQL may be edited before it is shared: to fill rows in a better way, or to write a data migration that was \
begun with `cargo schema snapshot --empty`. The build refuses an edited file until the edit is accepted.

The whole history is replayed in memory first, each revision up, down and up again. An edit with which the chain no longer \
leads to its snapshots, or not back, is refused. Then the identities of the revision and of all after it are written anew.

Databases that ran the revision as it was are on another line from then on.

Examples:
  cargo schema accept             all that was edited
  cargo schema accept 0003

Exit codes: 0 accepted, or nothing was edited; 1 refused; 2 it could not run. Unless it is 0, nothing was written.";

/// Take a hand edit of a revision's SQL
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The revision that was edited; whichever were, unless given
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    revision: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one_to_write(false)?;
    if declared.is_unreadable() {
        session.complain(&declared.diagnose_all(&declared.judgement.faults))?;
        return Ok(Outcome::Wanting);
    }
    let loaded = declared.load();
    if loaded.faults.is_empty() {
        session.shell.status("nothing was edited: every revision is what was frozen")?;
        return Ok(Outcome::Fine);
    }
    let Ok((index, was)) = history::read_unproved(&declared.revisions) else {
        session.complain(&declared.diagnose_all(&loaded.faults))?;
        return Ok(Outcome::Wanting);
    };
    let edited = edited(&was);
    // Whatever else is wrong is not mended by new identities.
    let others: Vec<_> = loaded
        .faults
        .iter()
        .filter(|fault| {
            let Site::File { path, .. } = &fault.site else { return true };
            !edited.iter().any(|at| path.starts_with(declared.revisions.join(&*was[*at].name)))
        })
        .cloned()
        .collect();
    if !others.is_empty() || edited.is_empty() {
        let told = if others.is_empty() { &loaded.faults } else { &others };
        session.complain(&declared.diagnose_all(told))?;
        return Ok(Outcome::Wanting);
    }
    let old = History { revisions: Cow::Owned(was.clone()), ..loaded.history.clone() };
    if let Some(word) = &arguments.revision {
        let at = place(&old, word)?;
        let rest: Vec<String> =
            edited.iter().filter(|edit| **edit + 1 != at).map(|edit| format!("`{}`", was[*edit].name)).collect();
        if !rest.is_empty() {
            let message =
                format!("{} was edited too; accept all with `cargo schema accept`, or restore it", rest.join(", "));
            return Err(Error::refused(message));
        }
    }
    for at in &edited {
        refuse_edited_snapshot(&was[*at])?;
        refuse_mistyped_step(&was[*at])?;
        warn_if_shared(&was[*at], &declared, session)?;
    }

    let mut index = index;
    let mut revisions = was.clone();
    let mut parent = None;
    for (revision, entry) in revisions.iter_mut().zip(&mut index.entries) {
        revision.identity = Identity::of(parent, &revision.snapshot, &revision.scripts);
        entry.identity = revision.identity;
        parent = Some(revision.identity);
    }
    let mut new = History {
        revisions: Cow::Owned(revisions),
        checkpoints: Cow::Owned(checkpoint::read(&declared.revisions, &index)?),
        ..loaded.history
    };
    refuse_covered_steps(&new, &declared)?;
    let names: Vec<String> = edited.iter().map(|at| format!("`{}`", was[*at].name)).collect();
    prove(&new, &names.join(", "))?;
    let mut checkpoints = new.checkpoints.to_mut().clone();
    for checkpoint in &mut checkpoints {
        if let Some(leads_to) = new.after(checkpoint.revisions) {
            checkpoint.identity = leads_to.identity;
        }
        checkpoint::prove(&new, checkpoint)?;
    }
    checkpoint::rehash(&mut index, &checkpoints);
    Rewrite { index, ..Rewrite::default() }.write(&declared.revisions)?;

    let first = edited.first().copied().unwrap_or_default();
    for (at, (before, after)) in was.iter().zip(new.revisions.iter()).enumerate().skip(first) {
        let why = if edited.contains(&at) { "accepted" } else { "follows" };
        let (old, new) = (before.identity.to_string(), after.identity.to_string());
        session.shell.status(format!("{why:8}  {BOLD}{}{BOLD:#}  {old:.12} → {new:.12}", before.name))?;
        if edited.contains(&at) {
            tell_edit(before, at, &was, session)?;
        }
    }
    session.shell.status("written; commit it: the SQL and the index")?;
    affected(&was[first], first, &was, &declared.command("upgrade", "-d DATABASE --back-to-common"), session)?;
    let stamp = declared.command("stamp", "-d DATABASE --force");
    session
        .shell
        .status(format!("where what it did is right as it is, `{stamp}` takes it for what is accepted now"))?;
    Ok(Outcome::Fine)
}

/// Says which steps in Rust the edited SQL names, and what of the rows its own statements change.
fn tell_edit(revision: &Revision<'_>, at: usize, was: &[Revision<'_>], session: &mut Session<'_>) -> Result<()> {
    for step in byhand::steps(revision) {
        session.shell.status(format!("  with the step in Rust `{step}`"))?;
    }
    let before = at.checked_sub(1).and_then(|before| was.get(before)).map(model_of).transpose()?.unwrap_or_default();
    let Snapshot { transition, model } = snapshot_of(revision)?;
    for hazard in hand_rows::hazards(revision, &before, &model, &transition) {
        session.shell.status(changes::hazard(&hazard))?;
    }
    Ok(())
}

/// Others may have run what is on the main branch.
fn warn_if_shared(revision: &Revision<'_>, declared: &Declared, session: &mut Session<'_>) -> Result<()> {
    let name = &revision.name;
    let Some(branch) = git::on_main(&declared.revisions.join(&**name).join("snapshot.schema")) else { return Ok(()) };
    session.shell.warn(&format!(
        "`{name}` is committed on `{branch}`, so others may have run it as it was; restore it, and write a revision of its \
         own (`{}`), unless you know that nobody has",
        declared.command("snapshot", "--empty -m …")
    ))
}

/// A comment that looks like the line of a step, and is none: the revision would run without it.
fn refuse_mistyped_step(revision: &Revision<'_>) -> Result<()> {
    let Some(script) = revision.script(Dialect::Sqlite) else { return Ok(()) };
    let looks_so = |line: &&str| {
        let Some(comment) = line.trim_start().strip_prefix("--") else { return false };
        let (word, rest) = comment.trim_start().split_at_checked(4).unwrap_or(("", ""));
        word.eq_ignore_ascii_case("step") && rest.trim_start().starts_with(':')
    };
    let is_one = |line: &str| line.trim().strip_prefix("-- step: ").is_some_and(|name| !name.trim().is_empty());
    let name = &revision.name;
    if let Some(line) = script.up.lines().filter(looks_so).find(|line| !is_one(line)) {
        let line = line.trim();
        let message = format!("`{line}` in the SQL of `{name}` is a comment and no step; write `-- step: {name}`");
        return Err(Error::refused(message));
    }
    match script.down.lines().find(looks_so) {
        Some(line) => Err(Error::refused(format!(
            "`{}` stands in the SQL of the way back of `{name}`, where no step runs; take it out",
            line.trim()
        ))),
        None => Ok(()),
    }
}

/// Says which databases are on another line from now on.
pub(super) fn affected(
    revision: &Revision<'_>,
    at: usize,
    was: &[Revision<'_>],
    command: &str,
    session: &mut Session<'_>,
) -> Result<()> {
    let before = at
        .checked_sub(1)
        .and_then(|before| was.get(before))
        .map_or("the empty start".to_owned(), |before| format!("`{}`", before.name));
    session.shell.status(format!(
        "databases at {before} or earlier are not affected; one that ran `{}` ({:.12}) comes over with `{command}`",
        revision.name,
        revision.identity.to_string()
    ))
}

/// The places of the revisions that are not what was frozen.
fn edited(revisions: &[Revision<'_>]) -> Vec<usize> {
    let is_edited = |at: &usize| {
        let parent = at.checked_sub(1).map(|parent| revisions[parent].identity);
        let revision = &revisions[*at];
        Identity::of(parent, &revision.snapshot, &revision.scripts) != revision.identity
    };
    (0..revisions.len()).filter(is_edited).collect()
}

/// A step in Rust that a checkpoint stands for never runs in a database that starts from there: whoever adds one has
/// to say that it writes nothing there.
fn refuse_covered_steps(history: &History<'_>, declared: &Declared) -> Result<()> {
    for checkpoint in history.checkpoints.iter() {
        let Some(over) = history.after(checkpoint.revisions) else { continue };
        let steps = checkpoint::steps(history, checkpoint.revisions);
        let is_new = |(_, _, step): &&(usize, &str, &str)| !checkpoint.sql.contains(&checkpoint::stands_for(step));
        let Some((_, revision, step)) = steps.iter().find(is_new) else { continue };
        let remove = declared.command("squash", &format!("--to {} --remove", over.name));
        return Err(Error::refused(format!(
            "`{revision}` has the step `{step}` now, which a database that starts from the checkpoint of `{}` never runs; \
             restore the SQL, run `{remove}`, and then edit and accept",
            over.name
        )));
    }
    Ok(())
}

/// A snapshot is what the planner and the guard go by: nobody writes it by hand.
fn refuse_edited_snapshot(revision: &Revision<'_>) -> Result<()> {
    let read = parse_snapshot(&revision.snapshot);
    if read.faults.is_empty() && print_snapshot(&read.value).trim_end() == revision.snapshot.trim_end() {
        return Ok(());
    }
    Err(Error::refused(format!(
        "the snapshot of `{}` was edited, which no edit of its SQL makes good; restore it, and change the declaration",
        revision.name
    )))
}

fn prove(history: &History<'_>, names: &str) -> Result<()> {
    let chain = History { checkpoints: Cow::Borrowed(&[]), ..history.clone() };
    // Steps in Rust are the program's; here the SQL is proved.
    let verify = Verify::new(&chain).without_steps();
    type Check = fn(&Verify<'_, '_>) -> Result<Notes, Failure>;
    let checks: [Check; 3] = [|it| it.one_head(), |it| it.upgrade_from_nothing(), |it| it.up_down_up()];
    for check in checks {
        check(&verify).map_err(|failure| {
            let message = format!("with {names} as edited the history does not hold; nothing was written");
            Error::refused(message).notes(failure.findings)
        })?;
    }
    Ok(())
}
