//! `cargo schema show`.

use schema_core::dialect::Dialect;
use schema_core::model::{Model, Transition};
use schema_core::syntax::{Snapshot, print_snapshot};
use serde_json::json;

use crate::error::{Error, Outcome, Result};
use crate::range::place;
use crate::report::{self, changes};
use crate::session::Session;
use crate::shell::{BOLD, DIM};
use crate::told::Told;

const AFTER_HELP: &str = "\
REVISION is its number, its name or the start of it, `head`, or counted from one of these: `-1`, `head-2`, `0002+1`.

Examples:
  cargo schema show                the newest revision
  cargo schema show 0002
  cargo schema show head-1 --format json

Exit codes: 0 shown; 1 the history is broken; 2 there is no such revision, or it could not run.";

/// Show a revision: what changed, how, what it endangers, and its SQL
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The revision
    #[arg(default_value = "head", value_name = "REVISION", allow_negative_numbers = true)]
    revision: String,

    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// In words, with its SQL, for people
    #[default]
    Human,
    /// One JSON document
    Json,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let history = match session.sound_history(&declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    let at = place(&history, &arguments.revision)?;
    let Some(revision) = history.after(at) else {
        return Err(Error::could_not_run("the empty start holds nothing; name a revision"));
    };
    let parent = history.after(at.saturating_sub(1));
    let Told { changes: found, transition, hazards: dangers } = Told::of(&history, at, revision)?;
    let script = revision.script(Dialect::Sqlite);
    let checkpoint = history.checkpoints.iter().any(|checkpoint| checkpoint.revisions == at);
    if arguments.format == Format::Json {
        let document = json!({
            "name": revision.name,
            "identity": revision.identity.to_string(),
            "parent": parent.map(|parent| &parent.name),
            "place": at,
            "checkpoint": checkpoint,
            "changes": found.iter().map(report::json::change).collect::<Vec<_>>(),
            "transition": said(&transition),
            "hazards": dangers.iter().map(report::json::hazard).collect::<Vec<_>>(),
            "up": script.map(|script| &script.up),
            "down": script.map(|script| &script.down),
        });
        session.shell.print(format!("{document:#}"))?;
        return Ok(Outcome::Fine);
    }
    session.shell.print(format!("{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}", revision.name, revision.identity))?;
    let after = parent.map_or("the empty start", |parent| &parent.name);
    let of = history.revisions.len();
    let base = if checkpoint { ", with a checkpoint" } else { "" };
    session.shell.print(format!("revision {at} of {of}, after {after}{base}"))?;
    session.shell.print("")?;
    if found.is_empty() {
        session.shell.print("  it changes no schema")?;
    }
    for change in &found {
        session.shell.print(changes::change(change))?;
    }
    let said = said(&transition);
    if !said.is_empty() {
        session.shell.print("\nsaid when it was frozen:")?;
        for line in said {
            session.shell.print(format!("  {line}"))?;
        }
    }
    if !dangers.is_empty() {
        session.shell.print("\nhazards:")?;
        for hazard in &dangers {
            session.shell.print(changes::hazard(hazard))?;
        }
    }
    for (way, sql) in [("up", script.map(|script| &script.up)), ("down", script.map(|script| &script.down))] {
        if let Some(sql) = sql {
            session.shell.print(format!("\n{BOLD}{way}{BOLD:#}\n"))?;
            session.shell.print(sql.trim_end())?;
        }
    }
    Ok(Outcome::Fine)
}

/// What two models cannot tell, a line each, in the words of the snapshot.
fn said(transition: &Transition) -> Vec<String> {
    let printed = print_snapshot(&Snapshot { transition: transition.clone(), model: Model::default() });
    let lines = printed.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(|line| line.trim_end_matches([',', ';']).to_owned()).collect()
}
