//! `cargo schema upgrade`.

use std::fs;

use rusqlite::Connection;
use schema_core::history::History;
use schema_sqlite::{Report, Upgrade};

use crate::database::{self, Url};
use crate::error::{Error, Outcome, Result};
use crate::report::fact_and_remedy;
use crate::session::Session;

const AFTER_HELP: &str = "\
All revisions that the database lacks run in one transaction: all of them, or none. A database that is not there is made.

Examples:
  cargo schema upgrade --database sqlite:app.db
  FROSTLINE_DATABASE=app.db cargo schema upgrade

Exit codes: 0 it is at the newest revision; 1 refused, because the database or the history is not as it has to be; 2 it \
could not run. Unless it is 0, the database is as it was.";

/// Bring a database to the newest revision
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// Leave SQLite's `user_version` alone: the application owns it
    #[arg(long)]
    keep_user_version: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let loaded = match session.sound_history(&declared)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    if loaded.history.revisions.is_empty() {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!("no revision is frozen yet; run `{freeze}`")));
    }
    session.warn_of_pending(&declared)?;
    let url = &arguments.database.database;
    let Url::Sqlite(path) = url;
    let is_new = !path.exists();
    let mut connection = url.open_or_create()?;
    let result = upgrade(&mut connection, &loaded.history, arguments.keep_user_version);
    drop(connection);
    if result.is_err() && is_new && fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        // Nothing is left of a database that was never made.
        let _ = fs::remove_file(path);
    }
    let report = result?;
    let to = report.to.as_deref().unwrap_or("the empty start");
    if report.applied.is_empty() {
        session.shell.status(format!("`{url}` is at `{to}`: nothing to do"))?;
        return Ok(Outcome::Fine);
    }
    let from = report.from.map_or("the empty start".to_owned(), |from| format!("`{from}`"));
    session.shell.status(format!("`{url}`: from {from} to `{to}`"))?;
    let width = report.applied.iter().map(|revision| revision.name.chars().count()).max().unwrap_or(0);
    for revision in &report.applied {
        let noun = if revision.statements == 1 { "statement" } else { "statements" };
        session.shell.status(format!("  {:width$}  {} {noun}", revision.name, revision.statements))?;
    }
    Ok(Outcome::Fine)
}

fn upgrade(connection: &mut Connection, history: &History<'_>, keep_user_version: bool) -> Result<Report> {
    Upgrade::new(history).keep_user_version(keep_user_version).run(connection).map_err(|error| {
        if error.is_user_version() {
            return keeps_user_version(&error);
        }
        let Some(report) = error.report() else { return Error::from(error) };
        // It did run: the rows were not as a statement needs them.
        let ran = report.applied.iter().map(|revision| format!("ran and was rolled back: {}", revision.name));
        let ran: Vec<String> = ran.collect();
        Error::refused(error.to_string()).notes(ran).caused_by(error)
    })
}

/// The refusal of a `user_version` that the application owns: the remedy of the library is one for code.
pub(super) fn keeps_user_version(error: &schema_sqlite::Error) -> Error {
    let message = error.to_string();
    let (fact, _) = fact_and_remedy(&message);
    Error::refused(format!("{fact}; if the application owns it, add `--keep-user-version`"))
}
