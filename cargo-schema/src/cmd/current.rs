//! `cargo schema current`.

use schema_sqlite::applied;

use crate::database;
use crate::error::{Outcome, Result};
use crate::range::{Standing, standing};
use crate::session::Session;

const AFTER_HELP: &str = "\
Examples:
  cargo schema current --database sqlite:app.db
  cargo schema current -d app.db --quiet     the revision's name and nothing else; `base` before the first one

Exit codes: 0 the database is on this history, at its head or behind; 1 it is not, or the history is broken; 2 it could \
not run.";

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
    let connection = arguments.database.database.open_to_read()?;
    let applied = applied(&connection, &history.name)?;
    session.shell.print(applied.last().map_or("base", |applied| &applied.name))?;
    let head = history.head().map_or("base", |head| &head.name);
    Ok(match standing(&history, &applied) {
        Standing::On { behind: 0 } => {
            session.shell.status("this is the head")?;
            Outcome::Fine
        }
        Standing::On { behind } => {
            let noun = if behind == 1 { "revision" } else { "revisions" };
            session.shell.status(format!("{behind} {noun} behind the head `{head}`; run `cargo schema upgrade`"))?;
            Outcome::Fine
        }
        Standing::Beyond { by } => {
            let noun = if by == 1 { "revision" } else { "revisions" };
            session.shell.status(format!("{by} {noun} beyond the head `{head}`: a newer version upgraded it"))?;
            Outcome::Wanting
        }
        Standing::Elsewhere { since } => {
            let since = since.map_or("the empty start".to_owned(), |name| format!("`{name}`"));
            session.shell.status(format!("of another history: the ways part after {since}"))?;
            Outcome::Wanting
        }
    })
}
