//! `cargo schema upgrade`.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::hazard::Hazard;
use schema_core::history::History;
use schema_sqlite::{Applied, Report, Upgrade, applied, back};

use crate::bar::{Stoppable, watcher};
use crate::database::{self, Url};
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::freeze::allow_losses;
use crate::keep;
use crate::losses::{losses, print_way_back, repeated};
use crate::range::{Place, place_from};
use crate::report::{changes, fact_and_remedy};
use crate::session::Session;
use crate::standing::{Standing, shared, standing};
use crate::told;
use crate::transition::allowable;
use crate::transition::shell_word;

const AFTER_HELP: &str = "\
All revisions that the database lacks run in one transaction: all of them, or none. A database that is not there is made. \
On a terminal a bar tells how far it is; Ctrl-C stops it, and everything is rolled back.

A database that ran revisions which were rebased since, or frozen anew, is on none of this history. With --back-to-common it \
goes back to the last revision that both have, by the down SQL that it carries, and then forward. That is two transactions: \
when the second fails, the database is at that revision.

Examples:
  cargo schema upgrade --database sqlite:app.db
  cargo schema upgrade -d app.db +1                  one revision, and no more
  cargo schema upgrade -d app.db 0004
  cargo schema upgrade -d app.db --dry-run           what it would do, with the SQL
  cargo schema upgrade -d app.db --backup            keep what it is now, beside it
  cargo schema upgrade -d app.db --back-to-common    after a rebase
  FROSTLINE_DATABASE=app.db cargo schema upgrade

Exit codes: 0 it is at TARGET; 1 refused, because the database or the history is not as it has to be; 2 it could not run. \
Unless it is 0, the database is as it was.";

/// Bring a database to the newest revision, or to another one
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// Where to: a revision, `head`, or how many further
    #[arg(default_value = "head", value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    /// Print what would be done, with its SQL, and do nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    keep: keep::Wanted,

    /// Leave SQLite's `user_version` alone: the application owns it
    #[arg(long)]
    keep_user_version: bool,

    /// Go back first to the last revision that the database and the history both have
    #[arg(long)]
    back_to_common: bool,

    /// With --back-to-common, allow a loss: `drops-table`, `drops-column` or `runs-twice`
    #[arg(long, value_name = "CODE", value_parser = allowable, requires = "back_to_common")]
    allow: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let loaded = match session.sound_history(&declared)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    let history = &loaded.history;
    if history.revisions.is_empty() {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!("no revision is frozen yet; run `{freeze}`")));
    }
    session.warn_of_pending(&declared)?;
    let url = &arguments.database.database;
    let Url::Sqlite(path) = url;
    if arguments.target != "head" && !path.exists() {
        // Before a database is made for a revision that is none.
        place_of(arguments, history, 0)?;
    }
    if arguments.dry_run {
        return dry_run(arguments, history, &declared, session);
    }
    let is_new = !path.exists();
    let mut connection = url.open_or_create()?;
    let mut kept = None;
    let result = work(arguments, &mut connection, history, &declared, is_new, &mut kept, session);
    drop(connection);
    if result.is_err() && is_new && fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        // Nothing is left of a database that was never made.
        let _ = fs::remove_file(path);
    }
    let report = result?;
    let to = report.to.map_or("the empty start".to_owned(), |to| format!("`{to}`"));
    if report.applied.is_empty() {
        session.shell.status(format!("`{url}` is at {to}: nothing to do"))?;
        return Ok(Outcome::Fine);
    }
    let from = report.from.map_or("the empty start".to_owned(), |from| format!("`{from}`"));
    session.shell.status(format!("`{url}`: from {from} to {to}"))?;
    let statements = |count| format!("{count} {}", if count == 1 { "statement" } else { "statements" });
    let mut rest = &report.applied[..];
    // Those before a checkpoint did not run.
    let covered = rest.iter().take_while(|revision| revision.statements == 0 && revision.time.is_zero()).count();
    if let (Some(first), Some(last)) = (rest.first(), rest.get(covered).filter(|_| covered > 0)) {
        let count = statements(last.statements);
        session.shell.status(format!("  {} to {}, from the checkpoint: {count}", first.name, last.name))?;
        rest = &rest[covered + 1..];
    }
    let width = rest.iter().map(|revision| revision.name.chars().count()).max().unwrap_or(0);
    for revision in rest {
        session.shell.status(format!("  {:width$}  {}", revision.name, statements(revision.statements)))?;
    }
    keep::tell(url, kept.as_deref(), session)?;
    Ok(Outcome::Fine)
}

/// Does it. Where a copy was made of what was there before, that is told in `kept`.
fn work(
    arguments: &Arguments,
    connection: &mut Connection,
    history: &History<'_>,
    declared: &Declared,
    is_new: bool,
    kept: &mut Option<PathBuf>,
    session: &mut Session<'_>,
) -> Result<Report> {
    let url = &arguments.database.database;
    let before = applied(connection, &history.name)?;
    let mut place = match is_new {
        true => None,
        false => arguments.keep.place(url, before.last().map(|last| last.name.as_str()))?,
    };
    let common = shared(history, &before);
    if arguments.back_to_common && common < before.len() {
        // What is refused afterwards is refused before anything is taken back.
        let left = before.get(..common).unwrap_or_default().to_vec();
        let end = end(arguments, history, left, declared)?;
        back_to_common(arguments, connection, history, end, &mut place, session)?;
        *kept = place.take();
    }
    let ran = applied(connection, &history.name)?;
    let count = ran.len();
    let end = end(arguments, history, ran, declared)?;
    let target = history.up_to(end);
    let wanted = Upgrade::new(&target).keep_user_version(arguments.keep_user_version);
    let told = |error| {
        let error = past_rebase(error, url, history, declared);
        match &kept {
            Some(path) => error.note(format!("what was there before is in `{}`", path.display())),
            None => error,
        }
    };
    let mut place = place.filter(|_| count < end);
    if place.is_some() {
        // What is refused anyway needs no copy.
        wanted.dry_run(connection).map_err(refusal).map_err(told)?;
        arguments.keep.keep(connection, &mut place)?;
    }
    let report = upgrade(connection, wanted, session).map_err(|error| {
        keep::drop_copy(place.as_deref());
        told(error)
    })?;
    if report.applied.is_empty() {
        // Another process was faster, and keeps what was there before.
        keep::drop_copy(place.take().as_deref());
    }
    *kept = place.or(kept.take());
    Ok(report)
}

/// The place that the target names for a database that ran so many revisions.
fn place_of(arguments: &Arguments, history: &History<'_>, here: Place) -> Result<Place> {
    place_from(history, &arguments.target, Some(here)).map_err(|error| arguments.keep.explain(error, &arguments.target))
}

/// The place to which a database that ran these revisions is to be brought.
fn end(arguments: &Arguments, history: &History<'_>, applied: Vec<Applied>, declared: &Declared) -> Result<Place> {
    if arguments.target == "head" {
        return Ok(history.revisions.len());
    }
    let to = place_of(arguments, history, applied.len())?;
    if to < applied.len() && shared(history, &applied) >= to {
        let url = &arguments.database.database;
        let downgrade = declared.command("downgrade", &format!("-d {url} {}", shell_word(&arguments.target)));
        let at = applied.last().map_or("base", |last| &last.name);
        return Err(Error::refused(format!("`{url}` is at `{at}`, beyond `{}`; run `{downgrade}`", arguments.target)));
    }
    Ok(to)
}

/// Says what would be done. The database is only read, and none is made.
fn dry_run(
    arguments: &Arguments,
    history: &History<'_>,
    declared: &Declared,
    session: &mut Session<'_>,
) -> Result<Outcome> {
    let url = &arguments.database.database;
    let Url::Sqlite(path) = url;
    let mut connection = if path.exists() { url.open_to_read()? } else { database::in_memory()? };
    let mut ran = applied(&connection, &history.name)?;
    let common = shared(history, &ran);
    let goes_back = arguments.back_to_common && common < ran.len();
    let all = ran.clone();
    if goes_back {
        ran.truncate(common);
    }
    let from = ran.len();
    let end = end(arguments, history, ran, declared)?;
    if goes_back {
        tell_way_back(&arguments.allow, url, &connection, history, &all, end, session)?;
        print_way_back(&connection, history, all.len(), common, session.shell)?;
        session.shell.status("")?;
    }
    let target = history.up_to(end);
    // Once it has gone back, it is what the revision says, or empty.
    if goes_back && common == 0 {
        connection = database::in_memory()?;
    }
    let script = if goes_back && common > 0 {
        let pending = history.revisions.iter().take(end).skip(common);
        let text = |revision: &schema_core::history::Revision<'_>| {
            let up = revision.script(Dialect::Sqlite).map_or("", |script| script.up.trim_end());
            format!("-- revision {}\n{up}\n", revision.name)
        };
        pending.map(text).collect()
    } else {
        let upgrade = Upgrade::new(&target).keep_user_version(arguments.keep_user_version);
        let plan = upgrade.dry_run(&mut connection).map_err(refusal);
        plan.map_err(|error| past_rebase(error, url, history, declared))?.to_string()
    };
    let name = |at| history.after(at).map_or("the empty start".to_owned(), |it| format!("`{}`", it.name));
    if from == end {
        session.shell.status(format!("`{url}` is at {}: nothing to do", name(end)))?;
        return Ok(Outcome::Fine);
    }
    session.shell.status(format!("`{url}` would go from {} to {}", name(from), name(end)))?;
    told::tell(history, from, end, session)?;
    session.shell.status("\nwith this SQL:\n")?;
    session.shell.print_raw(&script)?;
    Ok(Outcome::Fine)
}

/// A database of another line gets the command that brings it over, if it is asked for.
fn past_rebase(error: Error, url: &Url, history: &History<'_>, declared: &Declared) -> Error {
    let Ok(connection) = url.open_to_read() else { return error };
    let Ok(applied) = applied(&connection, &history.name) else { return error };
    match standing(history, &applied) {
        Standing::Elsewhere { since } => {
            let command = declared.command("upgrade", &format!("-d {url} --back-to-common"));
            elsewhere(url, since.as_deref(), &applied, &command)
        }
        _ => error,
    }
}

/// What is said of a database that ran revisions which the history does not have.
pub(super) fn elsewhere(url: &Url, since: Option<&str>, applied: &[Applied], command: &str) -> Error {
    let first = match since {
        Some(since) => applied.iter().skip_while(|it| it.name != since).nth(1),
        None => applied.first(),
    };
    let since = since.map_or("the empty start".to_owned(), |name| format!("`{name}`"));
    let ran = first.map(|first| format!(" it ran `{}` ({:.12})", first.name, first.identity.to_string()));
    Error::refused(format!(
        "`{url}` is of another history: since {since}{}, which this history does not have; if that was rebased or frozen \
         anew, run `{command}`",
        ran.unwrap_or_default()
    ))
}

/// Takes back what the database ran since the last revision that the history has.
fn back_to_common(
    arguments: &Arguments,
    connection: &mut Connection,
    history: &History<'_>,
    end: Place,
    place: &mut Option<PathBuf>,
    session: &mut Session<'_>,
) -> Result<()> {
    let url = &arguments.database.database;
    let applied = applied(connection, &history.name)?;
    let losses = tell_way_back(&arguments.allow, url, connection, history, &applied, end, session)?;
    allow_losses(&losses, &arguments.allow, &mut *session.questioner)?;
    arguments.keep.keep(connection, place)?;
    let done = back(connection, history, shared(history, &applied));
    let report = done.inspect_err(|_| keep::drop_copy(place.as_deref()))?;
    for revision in &report.applied {
        session.shell.status(format!("  {} taken back", revision.name))?;
    }
    Ok(())
}

/// Says how far a database goes back to what it has in common with the history, and what goes wrong until it is at
/// the end.
fn tell_way_back(
    allowed: &[String],
    url: &Url,
    connection: &Connection,
    history: &History<'_>,
    applied: &[Applied],
    end: Place,
    session: &mut Session<'_>,
) -> Result<Vec<Hazard>> {
    let common = shared(history, applied);
    let mut losses = losses(connection, history, applied, common)?;
    losses.extend(repeated(connection, history, common, end)?);
    let name = |at: usize| match at.checked_sub(1).and_then(|last| applied.get(last)) {
        Some(applied) => format!("`{}`", applied.name),
        None => "the empty start".to_owned(),
    };
    session.shell.status(format!("`{url}`: from {} back to {}", name(applied.len()), name(common)))?;
    changes::print_hazards(&losses, allowed, session.shell)?;
    Ok(losses)
}

fn upgrade(connection: &mut Connection, upgrade: Upgrade<'_, '_>, session: &Session<'_>) -> Result<Report> {
    let running = Stoppable::begin();
    let result = upgrade.on_progress(watcher(session.shell)).run(connection);
    drop(running);
    result.map_err(refusal)
}

/// What the library refused, in the words of the command.
fn refusal(error: schema_sqlite::Error) -> Error {
    if error.is_user_version() {
        return keeps_user_version(&error);
    }
    if error.is_step() {
        let message = error.to_string();
        let (fact, _) = fact_and_remedy(&message);
        return Error::refused(format!(
            "{fact}: it is in Rust; let the program upgrade the database; nothing was changed"
        ));
    }
    let Some(report) = error.report() else { return Error::from(error) };
    // It did run: the rows were not as a statement needs them.
    let ran = report.applied.iter().map(|revision| format!("ran and was rolled back: {}", revision.name));
    let ran: Vec<String> = ran.collect();
    Error::refused(error.to_string()).notes(ran).caused_by(error)
}

/// The refusal of a `user_version` that the application owns: the remedy of the library is one for code.
pub(super) fn keeps_user_version(error: &schema_sqlite::Error) -> Error {
    let message = error.to_string();
    let (fact, _) = fact_and_remedy(&message);
    Error::refused(format!("{fact}; if the application owns it, add `--keep-user-version`"))
}
