//! A copy of the database from before an upgrade, and the way back to it.
//!
//! By SQLite's online backup (<https://sqlite.org/backup.html>): page by page, as one state, with readers and
//! writers at work.

mod part;

use std::fs;
use std::io::Read as _;
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use self::part::Part;
use super::failure::{self, Context as _};
use super::look::{Look, is_empty};
use super::recorder;
use super::writable::refuse_transaction;
use crate::error::{Error, Kind, Result};

/// Copies a database to a new file, as one state, with readers and writers at work. [`restore`] brings it back.
///
/// [`Upgrade::backup`](crate::Upgrade::backup) does it before an upgrade that has something to do; this is for any
/// other moment, such as before a way back.
///
/// # Errors
///
/// When the connection is inside a transaction, a file of that name is there ([`is_io`](Error::is_io)), the database
/// cannot be read, or the copy cannot be written. Then no file is left.
///
/// ```
/// use rusqlite::Connection;
/// use schema_sqlite::{backup, restore};
///
/// let folder = tempfile::tempdir()?;
/// let kept = folder.path().join("before.db");
/// let mut connection = Connection::open_in_memory()?;
/// connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (7)")?;
/// backup(&connection, &kept)?;
/// connection.execute_batch("DROP TABLE t")?;
/// restore(&mut connection, &kept)?;
/// assert_eq!(connection.query_row("SELECT a FROM t", [], |row| row.get::<_, i64>(0))?, 7);
/// assert!(backup(&connection, &kept).is_err_and(|error| error.is_io()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn backup(connection: &Connection, path: &Path) -> Result<()> {
    refuse_transaction(connection)?;
    let taken = || Error::new(Kind::Io, format!("`{}` is there already; name another place", path.display()));
    if path.symlink_metadata().is_ok() {
        return Err(taken());
    }
    let part = written(connection, path, |_| Ok(true))?;
    part.map_or(Ok(()), |part| part.keep_new(path)).map_err(|error| match error.kind() {
        // By another process, meanwhile.
        std::io::ErrorKind::AlreadyExists => taken(),
        _ => failed(path, error),
    })
}

/// Copies the database to this path, before an upgrade of the history of this name. Returns whether the copy is what
/// was looked at; where another process has upgraded the database meanwhile, nothing is written.
///
/// A backup that is there already is replaced only when it is one from the same revision, which an upgrade
/// that failed has left; so the copy from before an upgrade that went through is never lost. One from before the
/// first revision cannot be told from any other database, and is replaced only when nothing is in it.
pub(super) fn back_up(connection: &Connection, path: &Path, history: &str, look: &Look) -> Result<bool> {
    refuse_taken(connection, path, history, look)?;
    // A copy of what another process has made of the database must not replace that process' own, from before.
    let is_from_before = |copy: &Connection| Ok(recorder::read(copy, history)?.applied == look.record.applied);
    let Some(part) = written(connection, path, is_from_before)? else { return Ok(false) };
    part.keep(path).map_err(|error| failed(path, error))?;
    Ok(true)
}

/// Writes the copy beside the path, so that what will stand there is a whole one; nothing where it is not wanted.
fn written(
    connection: &Connection,
    path: &Path,
    is_wanted: impl FnOnce(&Connection) -> Result<bool>,
) -> Result<Option<Part>> {
    let part = Part::beside(path).map_err(|error| failed(path, error))?;
    let fact = cannot_be_written(path);
    let mut to = Connection::open(&part.path).context(&fact)?;
    copy(connection, &mut to, &fact)?;
    Ok(is_wanted(&to)?.then_some(part))
}

fn cannot_be_written(path: &Path) -> String {
    format!("the backup `{}` cannot be written; name another place", path.display())
}

fn failed(path: &Path, error: std::io::Error) -> Error {
    Error::new(Kind::Io, cannot_be_written(path)).caused_by(error)
}

/// Brings a database back to what a backup holds: everything in it, not only what an upgrade changed.
///
/// The database may be open elsewhere; it is written in one transaction, and a crash leaves it as it was or as
/// the backup is.
///
/// # Errors
///
/// When the connection is inside a transaction, the backup cannot be read or is not sound
/// ([`is_not_a_database`](Error::is_not_a_database)), or the database is locked ([`is_busy`](Error::is_busy)).
///
/// ```
/// use rusqlite::Connection;
/// use schema_sqlite::restore;
///
/// let folder = tempfile::tempdir()?;
/// let backup = folder.path().join("before.db");
/// Connection::open(&backup)?.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (7)")?;
/// let mut connection = Connection::open_in_memory()?;
/// restore(&mut connection, &backup)?;
/// assert_eq!(connection.query_row("SELECT a FROM t", [], |row| row.get::<_, i64>(0))?, 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn restore(connection: &mut Connection, backup: &Path) -> Result<()> {
    refuse_transaction(connection)?;
    let fact = format!("the backup `{}` cannot be read", backup.display());
    let from = open(backup).context(&fact)?;
    let check = from.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    let check: String = check.context(&fact).map_err(|error| match error.is_not_a_database() {
        true => {
            let message = format!("the backup `{}` is no SQLite database; take another", backup.display());
            Error::new(Kind::NotADatabase, message).caused_by(error)
        }
        false => error,
    })?;
    if check != "ok" {
        let message = format!("the backup `{}` is damaged ({check}); take another", backup.display());
        return Err(Error::new(Kind::NotADatabase, message));
    }
    refuse_page_size(&from, connection)?;
    copy(&from, connection, "the backup cannot be put back").map_err(|error| match error.is_not_a_database() {
        true => {
            let message = "what is there is no SQLite database, so that nothing can be put back into it; move the file away, \
                           and restore to a new one";
            Error::new(Kind::NotADatabase, message).caused_by(error)
        }
        false => error,
    })
}

/// SQLite cannot change the size of a database's pages while it is in WAL mode.
fn refuse_page_size(from: &Connection, to: &Connection) -> Result<()> {
    let size = |of: &Connection| of.query_row("PRAGMA main.page_size", [], |row| row.get::<_, i64>(0));
    let mode = to.query_row("PRAGMA main.journal_mode", [], |row| row.get::<_, String>(0));
    // What cannot be read is told by the copy.
    let (Ok(has), Ok(is), Ok(mode)) = (size(from), size(to), mode) else { return Ok(()) };
    if has == is || mode != "wal" {
        return Ok(());
    }
    let message = format!(
        "the backup has pages of {has} bytes and the database pages of {is}, which cannot change in WAL mode; run `PRAGMA \
         journal_mode = DELETE` on the database first, or restore to a new file"
    );
    Err(Error::new(Kind::Io, message))
}

/// Whether the file is a database, or nothing yet: SQLite takes a file of a few bytes for an empty database.
fn is_made_by_sqlite(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    read.is_ok() && (start.is_empty() || start == b"SQLite format 3\0")
}

/// Opens a backup to read it. One of a database in WAL mode is opened to write where that is possible: else
/// SQLite leaves its two files beside it.
fn open(backup: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .or_else(|_| Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY))
}

fn copy(from: &Connection, to: &mut Connection, fact: &str) -> Result<()> {
    match Backup::new(from, to).and_then(|backup| backup.step(-1)).context(fact)? {
        StepResult::Done => Ok(()),
        _ => Err(Error::new(
            Kind::Busy,
            "the database is locked by another connection; try again, or raise the busy timeout",
        )),
    }
}

fn refuse_taken(connection: &Connection, path: &Path, history: &str, look: &Look) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let taken = || {
        let path = path.display();
        Error::new(Kind::Io, format!("`{path}` is there already, and no backup from this revision; name another place"))
    };
    let is_itself = connection.path().is_some_and(
        |own| matches!((fs::canonicalize(own), fs::canonicalize(path)), (Ok(own), Ok(path)) if own == path),
    );
    if is_itself {
        let path = path.display();
        let message = format!("the backup cannot be the database itself, `{path}`; name another place");
        return Err(Error::new(Kind::Io, message));
    }
    let read = |connection: Connection| Ok((recorder::read(&connection, history)?, is_empty(&connection)?));
    let there = open(path).map_err(|error| failure::sqlite(error, "the backup cannot be read")).and_then(read);
    match there {
        Ok((_, true)) if is_made_by_sqlite(path) => Ok(()),
        Ok((there, _)) if there.exists && there.applied == look.record.applied => Ok(()),
        Ok(_) => Err(taken()),
        Err(error) => Err(taken().caused_by(error)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "this is how a test fails")]
mod tests {
    use schema_core::history::{Identity, Revision};

    use super::*;

    fn record(connection: &Connection, name: &str) {
        let revision = Revision {
            name: name.to_owned().into(),
            identity: Identity::of(None, name, &[]),
            snapshot: "".into(),
            scripts: Vec::new().into(),
        };
        recorder::create(connection).unwrap();
        recorder::add(connection, "main", 1, std::iter::once((&revision, ""))).unwrap();
    }

    #[test]
    fn a_copy_of_what_another_process_has_made_is_no_backup() {
        let folder = tempfile::tempdir().unwrap();
        let (database, place) = (folder.path().join("app.db"), folder.path().join("before.db"));
        let connection = Connection::open(&database).unwrap();
        connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
        let look = Look::take(&connection, "main").unwrap();
        // The other one has made its backup, and upgrades before we copy.
        assert!(back_up(&connection, &place, "main", &look).unwrap());
        let bytes = fs::read(&place).unwrap();
        record(&Connection::open(&database).unwrap(), "0001_theirs");
        assert_eq!(fs::read(&place).unwrap(), bytes);
        let other = folder.path().join("other.db");
        assert!(!back_up(&connection, &other, "main", &look).unwrap());
        // Nothing is left of the copies.
        let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.collect::<std::collections::BTreeSet<_>>(), ["app.db", "before.db"].map(Into::into).into());
    }
}
