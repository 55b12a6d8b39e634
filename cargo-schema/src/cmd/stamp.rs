//! `cargo schema stamp`.

use schema_sqlite::{Stamping, applied, stamp};

use crate::database;
use crate::error::{Error, Outcome, Result};
use crate::range::place_from;
use crate::session::Session;

use super::upgrade::keeps_user_version;

const AFTER_HELP: &str = "\
It brings a database that was there before its history under it: from then on `upgrade` goes on from the revision. Nothing \
of the revision is run. The database is looked at first; one that is not what the revision says is refused.

Examples:
  cargo schema stamp --database sqlite:app.db           it is at the newest revision
  cargo schema stamp --database sqlite:app.db 0002

Exit codes: 0 stamped; 1 refused: the database is not what the revision says, or the history is broken; 2 it could not run. \
Unless it is 0, the database is as it was.";

/// Record that a database is at a revision, without running anything
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// The revision: its number, its name or the start of it, `head`, or `base` for none
    #[arg(default_value = "head", value_name = "REVISION", allow_negative_numbers = true)]
    revision: String,

    /// Stamp it although it differs, or carries another history, whose records are then lost
    #[arg(long)]
    force: bool,

    /// Leave SQLite's `user_version` alone: the application owns it
    #[arg(long)]
    keep_user_version: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let history = match session.sound_history(&declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    if history.revisions.is_empty() {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!("no revision is frozen yet; run `{freeze}`")));
    }
    let url = &arguments.database.database;
    let mut connection = url.open_to_write()?;
    let here = applied(&connection, &history.name)?.len();
    let at = place_from(&history, &arguments.revision, Some(here))?;
    let stamping = Stamping { force: arguments.force, keep_user_version: arguments.keep_user_version };
    let report = stamp(&mut connection, &history, at, stamping).map_err(|error| {
        if error.is_user_version() {
            return keeps_user_version(&error);
        }
        if error.is_drift() {
            let name = history.after(at).map_or("base", |last| &last.name);
            let differences = error.differences().iter().map(ToString::to_string).collect::<Vec<_>>();
            let message = format!(
                "`{url}` is not what `{name}` says, and nothing was stamped; mend it, choose another revision, or add `--force`"
            );
            return Error::refused(message).notes(differences);
        }
        Error::from(error)
    })?;
    let to = report.to.map_or("the empty start".to_owned(), |name| format!("`{name}`"));
    let before = match &report.from {
        Some(from) if *to == format!("`{from}`") => ", as before".to_owned(),
        Some(from) => format!("; before it was `{from}`"),
        None => String::new(),
    };
    session.shell.status(format!("`{url}` is stamped as {to}{before}"))?;
    Ok(Outcome::Fine)
}
