//! Back to an earlier revision, by the down SQL that the database carries.

use std::time::Instant;

use rusqlite::Connection;

use super::drift::{drift_from, refuse_differences};
use super::fingerprint;
use super::foreign_keys::Violations;
use super::look::{Look, model_of};
use super::progress::Watch;
use super::recorder;
use super::report::{AppliedRevision, Report};
use super::run;
use super::script::normalized;
use super::session::{Reading, Session};
use super::steps::Steps;
use super::upgrade::refuse_violations;
use super::writable::{refuse_transaction, refuse_unwritable};
use crate::error::Result;
use schema_core::history::History;

/// Takes a database back until this many of its revisions are left, by the down SQL of its history rows,
/// all in one transaction. The program need not have the revisions that are taken back: this is how a
/// database leaves a branch that was rebased.
///
/// A database that is on the history is looked at first, as before an upgrade; and where the revision at
/// which it ends is one of the history's, it has to be what that says.
///
/// What a way back does not undo, the next upgrade does once more: a down script that is silent about rows which the
/// up script changed by statements of its own, and a cast.
///
/// The report names the revisions that were taken back, newest first; none where the database has no more
/// than that many.
///
/// # Errors
///
/// As [`Upgrade::run`](super::Upgrade::run): nothing was changed whenever an error is returned.
///
/// ```
/// use rusqlite::Connection;
/// use schema_core::history::History;
/// use schema_sqlite::back;
///
/// let history = History { name: "main".into(), ..History::default() };
/// let mut connection = Connection::open_in_memory()?;
/// assert!(back(&mut connection, &history, 0)?.applied.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn back(connection: &mut Connection, history: &History<'_>, revisions: usize) -> Result<Report> {
    let arrived = |look: &Look| refuse_elsewhere(connection, history, look, revisions);
    go_back(connection, history, |look| refuse(connection, history, look), |_| revisions, arrived)
}

/// Takes the newest revision of a database back, by the down SQL of its history row: the program need
/// not have that revision. One that it has is looked at first, as before an upgrade.
///
/// The report names the revision; it is empty when none has run.
///
/// # Errors
///
/// As [`Upgrade::run`](super::Upgrade::run): nothing was changed whenever an error is returned.
pub fn downgrade_one(connection: &mut Connection, history: &History<'_>) -> Result<Report> {
    let fits = |look: &Look| refuse(connection, history, look);
    go_back(connection, history, fits, |ran| ran.saturating_sub(1), |_| Ok(()))
}

/// [`downgrade_one`] without the look: for proofs that have just looked at the database, and alone have it.
#[doc(hidden)]
pub fn downgrade_one_known(connection: &mut Connection, history: &History<'_>) -> Result<Report> {
    go_back(connection, history, |_| Ok(()), |ran| ran.saturating_sub(1), |_| Ok(()))
}

/// Goes back to where so many revisions are `left` of those that ran. Whether what is there `fits` is
/// asked before anything is written; `arrived` has the last word, before the records are taken away.
fn go_back(
    connection: &Connection,
    history: &History<'_>,
    fits: impl Fn(&Look) -> Result<()>,
    left: impl Fn(usize) -> usize,
    arrived: impl Fn(&Look) -> Result<()>,
) -> Result<Report> {
    refuse_transaction(connection)?;

    let reading = Reading::begin(connection)?;
    let look = Look::take(connection, &history.name)?;
    fits(&look)?;
    drop(reading);
    if look.record.applied.len() <= left(look.record.applied.len()) {
        return Ok(standing(&look));
    }
    refuse_unwritable(connection)?;

    let begun = Instant::now();
    let session = Session::begin(connection)?;
    let locked = Look::take(connection, &history.name)?;
    if locked != look {
        fits(&locked)?;
    }
    let mut report = standing(&locked);
    let revisions = left(locked.record.applied.len());
    let work = work(connection, history, &locked, revisions, &mut report, arrived);
    match work.and_then(|()| session.commit()) {
        Ok(()) => {
            let last = revisions.checked_sub(1).and_then(|last| locked.record.applied.get(last));
            if !report.applied.is_empty() {
                report.time = begun.elapsed();
                report.to = last.map(|last| last.name.clone());
            }
            Ok(report)
        }
        Err(error) => Err(error.reporting(report)),
    }
}

/// The report of a database on which nothing was done.
fn standing(look: &Look) -> Report {
    let name = look.record.applied.last().map(|newest| newest.name.clone());
    Report { from: name.clone(), to: name, ..Report::default() }
}

fn work(
    connection: &Connection,
    history: &History<'_>,
    look: &Look,
    revisions: usize,
    report: &mut Report,
    arrived: impl Fn(&Look) -> Result<()>,
) -> Result<()> {
    let applied = &look.record.applied;
    let Some((rest, gone)) = applied.split_at_checked(revisions).filter(|(_, gone)| !gone.is_empty()) else {
        return Ok(());
    };
    // All of it is read and looked at before any of it runs.
    let mut scripts = Vec::new();
    for revision in gone.iter().rev() {
        let stored = recorder::down_sql(connection, &history.name, revision.ordinal)?;
        let sql = normalized(&stored).into_owned();
        let what = format!("the way back from revision `{}`", revision.name);
        run::refuse_nul(&what, &sql)?;
        run::refuse_forbidden(&what, &sql)?;
        scripts.push((revision, what, sql));
    }
    let texts = scripts.iter().map(|(revision, _, sql)| (revision.name.as_str(), sql.as_str()));
    run::refuse_hidden(connection, texts)?;
    let before = Violations::find(connection)?;
    for (revision, what, sql) in &scripts {
        let start = Instant::now();
        let ran = run::run_with(connection, what, sql, &Watch::OFF, &Steps::default())?;
        report.applied.push(AppliedRevision {
            name: revision.name.clone(),
            statements: ran.statements,
            rows_copied: ran.rows_copied,
            time: start.elapsed(),
            ..AppliedRevision::default()
        });
    }
    refuse_violations(connection, Some(before), std::iter::empty())?;
    arrived(look)?;
    for (revision, ..) in &scripts {
        recorder::remove(connection, &history.name, revision.ordinal)?;
    }
    // A `user_version` that is not ours stays as it is.
    if look.user_version != 0 && look.record.fingerprints.contains(&look.user_version) {
        match rest.last() {
            Some(last) => recorder::seal(connection, &history.name, last.ordinal, last.identity)?,
            None => fingerprint::set_user_version(connection, 0)?,
        }
    }
    Ok(())
}

/// Refuses a way back that does not lead to the revision at which it ends, if the history has that.
fn refuse_elsewhere(connection: &Connection, history: &History<'_>, look: &Look, revisions: usize) -> Result<()> {
    let ended = revisions.checked_sub(1).and_then(|last| {
        let (ours, theirs) = (history.revisions.get(last)?, look.record.applied.get(last)?);
        (ours.identity == theirs.identity).then_some(ours)
    });
    let Some(revision) = ended else { return Ok(()) };
    let source = format!("revision `{}`", revision.name);
    refuse_differences(drift_from(connection, &model_of(revision)?, &source)?, |words| {
        format!("the way back does not lead to {source}: {words}; nothing was changed")
    })
}

/// A database whose revisions this program has is refused when it drifted; of others nothing is known.
fn refuse(connection: &Connection, history: &History<'_>, look: &Look) -> Result<()> {
    match look.position(history) {
        Ok(0) => Ok(()),
        Ok(position) => look.refuse_drift(connection, history, position),
        Err(error) if error.is_newer() || error.is_other_history() => Ok(()),
        Err(error) => Err(error),
    }
}
