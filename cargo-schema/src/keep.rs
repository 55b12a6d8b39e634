//! The copy of a database from before it is changed.

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::database::Url;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::transition::shell_word;

/// Whether a copy is wanted, and where.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Wanted {
    /// Copy the database first: to FILE, or beside it
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    backup: Option<Option<PathBuf>>,
}

impl Wanted {
    /// Where the copy is to be made of a database that is at this revision. Nothing is there yet.
    pub(crate) fn place(&self, url: &Url, revision: Option<&str>) -> Result<Option<PathBuf>> {
        let Some(wanted) = &self.backup else { return Ok(None) };
        let path = match wanted {
            Some(path) if is_taken(path) => {
                let message = format!("`{}` is there already; name another place for the backup", path.display());
                return Err(Error::refused(message));
            }
            Some(path) => path.clone(),
            None => beside(url, revision.unwrap_or("base")),
        };
        Ok(Some(path))
    }

    /// Copies a database, if that is wanted. Where another process has taken the name meanwhile, it goes by another.
    pub(crate) fn keep(&self, connection: &Connection, place: &mut Option<PathBuf>) -> Result<()> {
        while let Some(path) = place {
            match schema_sqlite::backup(connection, path) {
                // What the disk refuses has a cause.
                Err(error) if error.is_io() && error.source().is_none() && self.backup == Some(None) => {
                    *path = next(path);
                }
                done => return Ok(done?),
            }
        }
        Ok(())
    }

    /// A target that nothing is called by may be the file of the backup, which takes an equals sign.
    pub(crate) fn explain(&self, error: Error, target: &str) -> Error {
        match self.backup {
            Some(None) => {
                error.note(format!("a file for the backup is named like this: `--backup={}`", shell_word(target)))
            }
            _ => error,
        }
    }
}

/// Takes away the copy of a database that was not changed after all.
pub(crate) fn drop_copy(place: Option<&Path>) {
    if let Some(path) = place {
        let _ = fs::remove_file(path);
    }
}

/// Says where the copy is, and how it comes back.
pub(crate) fn tell(url: &Url, place: Option<&Path>, session: &mut Session<'_>) -> Result<()> {
    let Some(path) = place else { return Ok(()) };
    let words = format!("-d {} --from {}", shell_word(&url.to_string()), shell_word(&path.display().to_string()));
    session.shell.status(format!("what was there before is in `{}`; this brings it back:", path.display()))?;
    session.shell.status(format!("  cargo schema restore {words}"))
}

/// A name beside the database that is not taken: `app.db.0002_email.backup`, `app.db.0002_email.2.backup`, …
fn beside(url: &Url, revision: &str) -> PathBuf {
    let Url::Sqlite(database) = url;
    let name = |count: usize| {
        let mut name = database.as_os_str().to_owned();
        name.push(format!(".{revision}"));
        if count > 1 {
            name.push(format!(".{count}"));
        }
        name.push(".backup");
        PathBuf::from(name)
    };
    let mut count = 1;
    while is_taken(&name(count)) {
        count += 1;
    }
    name(count)
}

/// The name after this one of `beside`.
fn next(path: &Path) -> PathBuf {
    let stem = path.with_extension("");
    let count = stem.extension().and_then(|count| count.to_str()).and_then(|count| count.parse::<usize>().ok());
    let mut name = match count {
        Some(_) => stem.with_extension(""),
        None => stem,
    }
    .into_os_string();
    name.push(format!(".{}.backup", count.unwrap_or(1) + 1));
    PathBuf::from(name)
}

/// Also by a link to nothing.
fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
