//! `cargo schema current`.

use crate::database;
use crate::error::{Outcome, Result};
use crate::session::Session;
use crate::standing::{Standing, State, WithoutHistory, list, revisions};

const AFTER_HELP: &str = "\
Examples:
  cargo schema current --database sqlite:app.db
  cargo schema current -d app.db --quiet     the revision's name and nothing else; `base` before the first one

Exit codes: 0 the database is on this history, at its head or behind; 1 it is not, it is not what its revision says, or \
the history is broken; 2 it could not run.";

/// Say which revision a database is at
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let history = match session.sound_history(&declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    let url = &arguments.database.database;
    let state = State::of(&url.open_to_read()?, &history)?;
    session.shell.print(state.revision.as_deref().unwrap_or("base"))?;
    let head = history.head().map_or("base", |head| &head.name);
    match &state.standing {
        Standing::On { behind } => {
            let (which, outcome) = match &state.without_history {
                Some(WithoutHistory::Ours(tables)) => {
                    let tables = list(tables);
                    let line = format!(
                        "it has no history, although it holds tables of this schema ({tables}); if it is what a revision \
                         says, run `{}`, else see `{}`",
                        declared.command("stamp", ""),
                        declared.command("check", &format!("--database {url}")),
                    );
                    session.shell.status(line)?;
                    return Ok(Outcome::Wanting);
                }
                Some(WithoutHistory::Foreign(tables)) => {
                    (format!("; it is a database of somebody else, with {}", list(tables)), Outcome::Fine)
                }
                _ if !state.differences.is_empty() => (String::new(), Outcome::Wanting),
                _ => (String::new(), Outcome::Fine),
            };
            let place = match behind {
                0 => "this is the head".to_owned(),
                _ => format!("{} behind the head `{head}`", revisions(*behind)),
            };
            let remedy = if *behind > 0 && which.is_empty() && outcome == Outcome::Fine {
                format!("; run `{}`", declared.command("upgrade", ""))
            } else {
                String::new()
            };
            session.shell.status(format!("{place}{which}{remedy}"))?;
            for difference in &state.differences {
                session.shell.status(format!("drifted: {difference}"))?;
            }
            Ok(outcome)
        }
        Standing::Beyond { by } => {
            let by = revisions(*by);
            session.shell.status(format!("{by} beyond the head `{head}`: a newer version upgraded it"))?;
            Ok(Outcome::Wanting)
        }
        Standing::Elsewhere { since } => {
            let since = since.as_ref().map_or("the empty start".to_owned(), |name| format!("`{name}`"));
            let command = declared.command("upgrade", &format!("-d {url} --back-to-common"));
            session.shell.status(format!(
                "of another history: the ways part after {since}; if that was rebased or frozen anew, run `{command}`"
            ))?;
            Ok(Outcome::Wanting)
        }
    }
}
