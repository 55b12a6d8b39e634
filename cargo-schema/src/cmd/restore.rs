//! `cargo schema restore`.

use std::fs;

use rusqlite::{Connection, OpenFlags};
use schema_sqlite::{has_history, restore};

use crate::database::{self, Url};
use crate::error::{Error, Outcome, Result};
use crate::keep;
use crate::session::Session;

const AFTER_HELP: &str = "\
Everything in the database becomes what the backup holds, also what was written since. The backup is checked first, and stays \
as it is. Programs may have the database open; a crash leaves it as it was, or as the backup is. It needs no package.

Examples:
  cargo schema upgrade -d app.db --backup
  cargo schema restore -d app.db --from app.db.0002_email.backup
  cargo schema restore -d app.db --from before.db --backup=after.db    keep what it is now, too

Exit codes: 0 restored; 1 refused; 2 it could not run. Unless it is 0, the database is as it was.";

/// Bring a database back to what a backup holds
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// The backup: a file that `--backup` made
    #[arg(long, value_name = "BACKUP", value_parser = Url::parse)]
    from: Url,

    /// Do not ask before it is done, on a terminal
    #[arg(short, long)]
    yes: bool,

    #[command(flatten)]
    keep: keep::Wanted,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let (url, Url::Sqlite(backup)) = (&arguments.database.database, &arguments.from);
    let Url::Sqlite(path) = url;
    if !backup.is_file() {
        return Err(Error::could_not_run(format!("there is no backup `{}`", backup.display())));
    }
    if matches!((fs::canonicalize(path), fs::canonicalize(backup)), (Ok(a), Ok(b)) if a == b) {
        return Err(Error::refused(format!("`{url}` is the database itself; name the backup")));
    }
    if fs::metadata(backup).is_ok_and(|file| file.len() == 0) {
        let backup = backup.display();
        return Err(Error::refused(format!(
            "the backup `{backup}` is empty: it was never written whole; take another"
        )));
    }
    let is_new = !path.exists();
    let to = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let to = Connection::open_with_flags(backup, to).ok();
    let has_none = to.as_ref().is_some_and(|connection| has_history(connection).is_ok_and(|has| !has));
    let to = to.and_then(|connection| places(&connection));
    let mut connection = url.open_or_create()?;
    let from = if is_new { None } else { places(&connection) };
    if !is_new && !arguments.yes {
        let is_stranger = from.is_some() && has_none;
        let stranger = if is_stranger { ", which no revision has run on" } else { "" };
        let question = format!("Everything in `{url}` becomes what `{}` holds{stranger}. Go on?", backup.display());
        match session.questioner.confirm(&question)? {
            Some(false) => return Err(Error::refused("nothing was done")),
            None if is_stranger => {
                let backup = backup.display();
                return Err(Error::refused(format!(
                    "no revision has run on `{backup}`, and `{url}` has a history; if it is the backup, add `--yes`"
                )));
            }
            _ => {}
        }
    }
    let mut kept = if is_new { None } else { arguments.keep.place(url, Some("before"))? };
    let result = arguments.keep.keep(&connection, &mut kept).and_then(|()| {
        restore(&mut connection, backup).map_err(|error| {
            keep::drop_copy(kept.as_deref());
            Error::from(error)
        })
    });
    drop(connection);
    if result.is_err() && is_new {
        let _ = fs::remove_file(path);
    }
    result?;
    let was = from.map(|from| format!("; before it was at {from}")).unwrap_or_default();
    let to = to.unwrap_or_else(|| "no revision".to_owned());
    session.shell.status(format!("`{url}` is what `{}` holds, at {to}{was}", backup.display()))?;
    keep::tell(url, kept.as_deref(), session)?;
    Ok(Outcome::Fine)
}

/// The newest revision of each history that a database carries; `None` where that cannot be told.
fn places(connection: &Connection) -> Option<String> {
    if !has_history(connection).ok()? {
        return None;
    }
    let sql = "SELECT name FROM main.frostline_history AS h WHERE ordinal =
               (SELECT max(ordinal) FROM main.frostline_history WHERE history = h.history) AND ordinal > 0 ORDER BY history";
    let mut statement = connection.prepare(sql).ok()?;
    let names = statement.query_map([], |row| row.get::<_, String>(0)).ok()?;
    let names: Vec<String> = names.map_while(|name| name.ok()).map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}
