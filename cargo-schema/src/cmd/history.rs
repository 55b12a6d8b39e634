//! `cargo schema history`.

use schema_core::history::History;
use schema_sqlite::{Applied, applied};

use crate::database::Url;
use crate::error::{Outcome, Result};
use crate::session::Session;
use crate::shell::{BOLD, DIM, GREEN, RED, YELLOW};
use crate::standing::{Standing, shared, standing};

const AFTER_HELP: &str = "\
Examples:
  cargo schema history
  cargo schema history --database sqlite:app.db     and which of them the database has

Exit codes: 0 listed; 1 the history is broken, or the database is not on it; 2 it could not run.";

/// List the frozen revisions, oldest first
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Say also which of them this database has: `sqlite:FILE`, or the path of a file
    #[arg(short, long, env = "FROSTLINE_DATABASE", value_name = "URL", value_parser = Url::parse)]
    database: Option<Url>,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let all = if arguments.database.is_some() { vec![session.one()?] } else { session.all()? };
    let mut outcome = Outcome::Fine;
    for declared in &all {
        let history = match session.sound_history(declared)? {
            Ok(loaded) => loaded.history,
            Err(wanting) => {
                outcome = wanting;
                continue;
            }
        };
        if all.len() > 1 {
            session.shell.print(format!("{BOLD}{}{BOLD:#}", declared.module))?;
        }
        if history.revisions.is_empty() {
            let freeze = declared.command("snapshot", "-m \"baseline\"");
            session.shell.status(format!("no revision is frozen yet; run `{freeze}`"))?;
        }
        match &arguments.database {
            None => list(&history, session)?,
            Some(url) => {
                let applied = applied(&url.open_to_read()?, &history.name)?;
                compare(&history, &applied, session)?;
                if !matches!(standing(&history, &applied), Standing::On { .. }) {
                    outcome = Outcome::Wanting;
                }
            }
        }
        session.warn_of_pending(declared)?;
    }
    Ok(outcome)
}

fn width(history: &History<'_>, applied: &[Applied]) -> usize {
    let frozen = history.revisions.iter().map(|revision| revision.name.chars().count());
    frozen.chain(applied.iter().map(|applied| applied.name.chars().count())).max().unwrap_or(0)
}

fn short(identity: impl ToString) -> String {
    identity.to_string().chars().take(12).collect()
}

fn list(history: &History<'_>, session: &mut Session<'_>) -> Result<()> {
    let width = width(history, &[]);
    for (index, revision) in history.revisions.iter().enumerate() {
        let head = if index + 1 == history.revisions.len() { "  head" } else { "" };
        let (name, identity) = (&revision.name, short(revision.identity));
        let has_checkpoint = history.checkpoints.iter().any(|checkpoint| checkpoint.revisions == index + 1);
        let checkpoint = if has_checkpoint { "  checkpoint" } else { "" };
        session.shell.print(format!("{name:width$}  {DIM}{identity}{DIM:#}{GREEN}{head}{GREEN:#}{checkpoint}"))?;
    }
    Ok(())
}

fn compare(history: &History<'_>, applied: &[Applied], session: &mut Session<'_>) -> Result<()> {
    let width = width(history, applied);
    let shared = shared(history, applied);
    for (index, revision) in history.revisions.iter().enumerate() {
        let state = match applied.get(index) {
            Some(applied) if index < shared => format!("{GREEN}applied{GREEN:#} {}", applied.applied_at),
            _ => format!("{YELLOW}unapplied{YELLOW:#}"),
        };
        let (name, identity) = (&revision.name, short(revision.identity));
        session.shell.print(format!("{name:width$}  {DIM}{identity}{DIM:#}  {state}"))?;
    }
    for applied in applied.iter().skip(shared) {
        let (name, identity) = (&applied.name, short(applied.identity));
        let state = format!("{RED}applied{RED:#} {}, not in this history", applied.applied_at);
        session.shell.print(format!("{name:width$}  {DIM}{identity}{DIM:#}  {state}"))?;
    }
    Ok(())
}
