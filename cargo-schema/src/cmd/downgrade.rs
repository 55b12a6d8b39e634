//! `cargo schema downgrade`.

use schema_sqlite::{applied, back};

use crate::database;
use crate::error::{Error, Outcome, Result};
use crate::freeze::allow_losses;
use crate::keep;
use crate::losses::{losses, print_way_back};
use crate::range::place_from;
use crate::report::changes;
use crate::session::Session;
use crate::standing::shared;
use crate::transition::allowable;

const AFTER_HELP: &str = "\
It runs the down SQL that the database itself carries, newest revision first, all of it in one transaction. A database \
that a newer version upgraded can be taken back to what this one knows.

What the way back drops is lost, where it holds anything: on a terminal it asks, elsewhere it stops and prints the flags. \
Values that SQLite converts, because a column gets another type, are told.

Examples:
  cargo schema downgrade --database sqlite:app.db            one revision back
  cargo schema downgrade -d app.db -2                        two
  cargo schema downgrade -d app.db 0002 --allow drops-column
  cargo schema downgrade -d app.db base --dry-run
  cargo schema downgrade -d app.db --backup          keep what it is now

Exit codes: 0 it is at TARGET; 1 refused; 2 it could not run. Unless it is 0, the database is as it was.";

/// Take a database back to an earlier revision
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// Where to: a revision, `base`, or how many back
    #[arg(default_value = "-1", value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    /// Print what would be taken back and lost, with the SQL, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// Allow a loss: `drops-table` or `drops-column`
    #[arg(long, value_name = "CODE", value_parser = allowable)]
    allow: Vec<String>,

    #[command(flatten)]
    keep: keep::Wanted,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let history = match session.sound_history(&declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    let url = &arguments.database.database;
    let mut connection = if arguments.dry_run { url.open_to_read()? } else { url.open_to_write()? };
    let applied = applied(&connection, &history.name)?;
    let known = shared(&history, &applied);
    let to = match arguments.target.strip_prefix('-').and_then(|steps| steps.parse::<usize>().ok()) {
        // Of revisions that are not ours the number is known all the same.
        Some(steps) if steps <= applied.len() => applied.len() - steps,
        _ => place_from(&history, &arguments.target, Some(applied.len()))
            .map_err(|error| arguments.keep.explain(error, &arguments.target))?,
    };
    if known < applied.len() && to > known {
        let since = known.checked_sub(1).and_then(|last| applied.get(last)).map_or("base", |last| &last.name);
        return Err(Error::refused(format!(
            "`{url}` is not on this history since `{since}`; go back to `{since}` or before it"
        )));
    }
    if to > applied.len() {
        let upgrade = declared.command("upgrade", &format!("-d {url} {}", arguments.target));
        return Err(Error::refused(format!("`{url}` is before `{}`; run `{upgrade}`", arguments.target)));
    }
    let name = |at: usize| match at.checked_sub(1).and_then(|last| applied.get(last)) {
        Some(applied) => format!("`{}`", applied.name),
        None => "the empty start".to_owned(),
    };
    if to == applied.len() {
        session.shell.status(format!("`{url}` is at {}: nothing to do", name(to)))?;
        return Ok(Outcome::Fine);
    }
    let way = format!("`{url}`: from {} back to {}", name(applied.len()), name(to));
    let losses = losses(&connection, &history, &applied, to)?;
    let says_first = arguments.dry_run || !losses.is_empty();
    if says_first {
        session.shell.status(&way)?;
    }
    changes::print_hazards(&losses, &arguments.allow, session.shell)?;
    if arguments.dry_run {
        print_way_back(&connection, &history, applied.len(), to, session.shell)?;
        return Ok(Outcome::Fine);
    }
    allow_losses(&losses, &arguments.allow, &mut *session.questioner)?;
    let mut kept = arguments.keep.place(url, applied.last().map(|last| last.name.as_str()))?;
    arguments.keep.keep(&connection, &mut kept)?;
    let report = back(&mut connection, &history, to).inspect_err(|_| keep::drop_copy(kept.as_deref()))?;
    if !says_first {
        session.shell.status(&way)?;
    }
    let width = report.applied.iter().map(|revision| revision.name.chars().count()).max().unwrap_or(0);
    for revision in &report.applied {
        let noun = if revision.statements == 1 { "statement" } else { "statements" };
        session.shell.status(format!("  {:width$}  {} {noun}", revision.name, revision.statements))?;
    }
    keep::tell(url, kept.as_deref(), session)?;
    Ok(Outcome::Fine)
}
