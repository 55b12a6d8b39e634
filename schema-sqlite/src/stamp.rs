//! Recording that a database is at a revision, without running anything.

use rusqlite::Connection;
use schema_core::history::History;

use crate::drift::{drift_from, refuse_differences};
use crate::error::{Error, Kind, Result};
use crate::fingerprint;
use crate::look::{Look, model_of};
use crate::recorder;
use crate::report::Report;
use crate::session::{Reading, Session};
use crate::upgrade::down_script;
use crate::writable::{refuse_transaction, refuse_unwritable};

/// How a database is stamped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamping {
    /// Stamp it although it is not what the revision says, or is on another history, whose records are
    /// then lost.
    pub force: bool,
    /// Leave `PRAGMA user_version` to the application, which owns it
    /// ([`Upgrade::keep_user_version`](crate::Upgrade::keep_user_version)).
    pub keep_user_version: bool,
}

/// Records that a database is at a place of a history: after this many of its revisions. Nothing of
/// them is run: the rows of the history are written as [`Upgrade`](crate::Upgrade) writes them, and
/// those that are beyond the place are taken away.
///
/// This is how a database that was there before its history comes under it. It is looked at first, and
/// one that is not what the revision says is refused.
///
/// # Errors
///
/// As [`Upgrade::run`](crate::Upgrade::run): nothing was changed whenever an error is returned.
///
/// ```
/// use rusqlite::Connection;
/// use schema_core::history::History;
/// use schema_sqlite::{Stamping, stamp};
///
/// let history = History { name: "main".into(), ..History::default() };
/// let mut connection = Connection::open_in_memory()?;
/// let report = stamp(&mut connection, &history, 0, Stamping::default())?;
/// assert_eq!(report.to, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn stamp(
    connection: &mut Connection,
    history: &History<'_>,
    revisions: usize,
    stamping: Stamping,
) -> Result<Report> {
    let connection = &*connection;
    let count = history.revisions.len();
    if revisions > count {
        let message = format!("the history has {count} revisions, and the database was to be stamped with {revisions}");
        return Err(Error::new(Kind::History, message));
    }
    refuse_transaction(connection)?;
    let reading = Reading::begin(connection)?;
    let look = Look::take(connection, &history.name)?;
    refuse(connection, history, revisions, stamping, &look)?;
    drop(reading);
    refuse_unwritable(connection)?;

    let session = Session::begin(connection)?;
    let locked = Look::take(connection, &history.name)?;
    if locked != look {
        refuse(connection, history, revisions, stamping, &locked)?;
    }
    let report = Report {
        from: locked.record.applied.last().map(|applied| applied.name.clone()),
        to: history.after(revisions).map(|last| last.name.to_string()),
        ..Report::default()
    };
    write(connection, history, revisions, stamping, &locked)?;
    session.commit()?;
    Ok(report)
}

/// Every refusal that does not depend on a lock.
fn refuse(
    connection: &Connection,
    history: &History<'_>,
    revisions: usize,
    stamping: Stamping,
    look: &Look,
) -> Result<()> {
    if !stamping.keep_user_version {
        look.refuse_foreign_user_version()?;
    }
    if stamping.force {
        return Ok(());
    }
    // Records that this history does not have would be lost.
    look.position(history)?;
    let Some(revision) = history.after(revisions) else {
        return look.refuse_drift(connection, history, 0).map_err(|error| match error.is_no_history() {
            true => Error::new(
                Kind::Drift,
                "the database has tables of this schema, and the empty start has none; nothing was stamped",
            ),
            false => error,
        });
    };
    let source = format!("revision `{}`", revision.name);
    refuse_differences(drift_from(connection, &model_of(revision)?, &source)?, |words| {
        format!("the database is not what {source} says: {words}; nothing was stamped")
    })
}

fn write(
    connection: &Connection,
    history: &History<'_>,
    revisions: usize,
    stamping: Stamping,
    look: &Look,
) -> Result<()> {
    let applied = &look.record.applied;
    let pairs = history.revisions.iter().take(revisions).zip(applied);
    let kept = pairs.take_while(|(revision, applied)| revision.identity == applied.identity).count();
    for gone in applied.iter().skip(kept).rev() {
        recorder::remove(connection, &history.name, gone.ordinal)?;
    }
    let mut added = Vec::new();
    for revision in history.revisions.iter().take(revisions).skip(kept) {
        added.push((revision, down_script(revision)?));
    }
    if !added.is_empty() {
        recorder::create(connection)?;
        let rows = added.iter().map(|(revision, down)| (*revision, down.as_ref()));
        recorder::add(connection, &history.name, kept + 1, rows)?;
    }
    // A `user_version` that is not ours stays as it is.
    let is_ours = look.user_version == 0 || look.record.fingerprints.contains(&look.user_version);
    if stamping.keep_user_version || !is_ours {
        return Ok(());
    }
    match history.after(revisions) {
        Some(last) => recorder::seal(connection, &history.name, revisions, last.identity),
        None => fingerprint::set_user_version(connection, 0),
    }
}
