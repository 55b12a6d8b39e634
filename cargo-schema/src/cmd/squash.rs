//! `cargo schema squash`.

use schema_core::dialect::Dialect;
use schema_core::history::{CheckpointEntry, History, Rewrite, checkpoint_file, read_unproved};

use crate::checkpoint;
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::range::place;
use crate::report;
use crate::session::Session;
use crate::transition::shell_word;

const AFTER_HELP: &str = "\
It writes a checkpoint: all of the schema at REVISION as one script beside that revision's own, with a line in the index. A \
database with nothing in it then starts from there, one step in place of many. Every other database walks the chain as \
before: nothing is deleted, and no identity changes.

Before it writes it is proved in memory that the checkpoint and the chain lead to one schema, with the same rows and the \
same history, and that each way back runs from there.

A checkpoint that was edited or lost is written anew by the same command, or taken away by --remove: it is made of the chain.

A step in Rust is the program's, and never runs in a database that starts behind it. Where it only changes rows that are \
there, say --steps-write-nothing: the tests of `frostline::verify!` run the steps, and compare the rows of both ways.

Examples:
  cargo schema squash                  to the newest revision
  cargo schema squash --to 0100
  cargo schema squash --to 0100 --remove

Exit codes: 0 written, or it was there; 1 refused; 2 it could not run. Unless it is 0, nothing was written.";

/// Write a checkpoint, from which empty databases start
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The revision to which it leads
    #[arg(long, default_value = "head", value_name = "REVISION", allow_hyphen_values = true)]
    to: String,

    /// Take the checkpoint of this revision away again
    #[arg(long)]
    remove: bool,

    /// The steps in Rust up to it leave nothing in an empty database, which the tests of `verify!` prove
    #[arg(long, conflicts_with = "remove")]
    steps_write_nothing: bool,

    /// Print the script, and write nothing
    #[arg(long, conflicts_with = "remove")]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one_to_write(arguments.dry_run)?;
    let (history, at) = match chain(&declared, &arguments.to)? {
        Some(found) => found,
        None => match session.sound_history(&declared)? {
            Ok(loaded) => {
                let at = place(&loaded.history, &arguments.to)?;
                (loaded.history, at)
            }
            Err(outcome) => return Ok(outcome),
        },
    };
    let Some(revision) = history.after(at) else {
        return Err(Error::could_not_run("the empty start needs no checkpoint; name a revision"));
    };
    let name = &revision.name;
    let is_there = history.checkpoints.iter().any(|checkpoint| checkpoint.revisions == at);
    let (mut index, _) = read_unproved(&declared.revisions)?;
    let is_broken = !is_there && index.checkpoints.iter().any(|checkpoint| checkpoint.revisions == at);
    if arguments.remove {
        if !is_there && !is_broken {
            session.shell.status(format!("`{name}` has no checkpoint: nothing to do"))?;
            return Ok(Outcome::Fine);
        }
        index.checkpoints.retain(|checkpoint| checkpoint.revisions != at);
        let removed = vec![(name.to_string(), checkpoint_file(Dialect::Sqlite))];
        Rewrite { index, removed, ..Rewrite::default() }.write(&declared.revisions)?;
        let left = history.checkpoints.iter().map(|checkpoint| checkpoint.revisions).filter(|left| *left != at).max();
        let way = match left.and_then(|left| history.after(left)) {
            Some(left) => format!("start from that of `{}`", left.name),
            None => "walk the chain".to_owned(),
        };
        session.shell.status(format!("the checkpoint of `{name}` is gone; empty databases {way}"))?;
        return Ok(Outcome::Fine);
    }
    if is_there {
        session.shell.status(format!("`{name}` has a checkpoint: nothing to do"))?;
        return Ok(Outcome::Fine);
    }
    let steps = checkpoint::steps(&history, at);
    if !arguments.steps_write_nothing {
        refuse_steps(&history, &steps, &declared)?;
    }
    let made = checkpoint::plan(&history, at)?;
    checkpoint::prove(&history, &made)?;
    if arguments.dry_run {
        session.shell.print_raw(&made.sql)?;
        return Ok(Outcome::Fine);
    }
    let line = index.entries.get(at - 1).map_or(0, |entry| entry.line + 1);
    index.checkpoints.retain(|checkpoint| checkpoint.revisions != at);
    index.checkpoints.push(CheckpointEntry { revisions: at, hash: checkpoint::hash(&made), line });
    index.checkpoints.sort_by_key(|checkpoint| checkpoint.revisions);
    let added = vec![(name.to_string(), checkpoint_file(Dialect::Sqlite), made.sql.into_owned())];
    let files = Rewrite { index, added, ..Rewrite::default() }.write(&declared.revisions)?;
    session.shell.status(format!(
        "the checkpoint of `{name}` stands for {at} of {} revisions; commit it:",
        history.revisions.len()
    ))?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    if let Some((_, _, step)) = steps.first() {
        session.shell.status(format!(
            "whether the step `{step}` writes nothing into an empty database is proved by the tests of \
             `frostline::verify!(…, steps = …)`: run them first"
        ))?;
    }
    Ok(Outcome::Fine)
}

/// The history of which nothing is wrong but a checkpoint, with the place of the revision that is meant, if that one's is
/// wrong: it is made anew, or taken away.
fn chain(declared: &Declared, to: &str) -> Result<Option<(History<'static>, usize)>> {
    if declared.is_unreadable() {
        return Ok(None);
    }
    let loaded = declared.load();
    let broken = loaded.broken_checkpoints;
    if broken.is_empty() || loaded.faults.len() != broken.len() {
        return Ok(None);
    }
    let at = place(&loaded.history, to)?;
    Ok(broken.contains(&at).then_some((loaded.history, at)))
}

/// A database that starts from a checkpoint would never run them.
fn refuse_steps(history: &History<'_>, steps: &[(usize, &str, &str)], declared: &Declared) -> Result<()> {
    let Some((at, revision, step)) = steps.first() else { return Ok(()) };
    let way = match history.after(*at) {
        Some(before) => {
            let squash = declared.command("squash", &format!("--to {}", shell_word(&before.name)));
            format!("run `{squash}` for the revisions before it, or, if it ")
        }
        None => "if it ".to_owned(),
    };
    Err(Error::refused(format!(
        "`{revision}` has the step `{step}` in Rust, which a database that starts from a checkpoint never runs; {way}writes \
         nothing into an empty database, add `--steps-write-nothing`"
    )))
}
