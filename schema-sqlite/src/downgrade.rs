//! One revision back, by the down SQL that the database carries.

use rusqlite::Connection;

use super::fingerprint;
use super::foreign_keys::Violations;
use super::look::Look;
use super::progress::Watch;
use super::recorder;
use super::report::{AppliedRevision, Report};
use super::run;
use super::script::normalized;
use super::session::{Reading, Session};
use super::upgrade::{refuse_read_only, refuse_transaction, refuse_violations};
use crate::error::Result;
use schema_core::history::History;

/// Takes the newest revision of a database back, by the down SQL of its history row: the program need
/// not have that revision. One that it has is looked at first, as before an upgrade.
///
/// The report names the revision; it is empty when none has run.
///
/// # Errors
///
/// As [`Upgrade::run`](super::Upgrade::run): nothing was changed whenever an error is returned.
pub fn downgrade_one(connection: &mut Connection, history: &History<'_>) -> Result<Report> {
    let connection = &*connection;
    refuse_transaction(connection)?;

    let reading = Reading::begin(connection)?;
    let look = Look::take(connection, &history.name)?;
    refuse(connection, history, &look)?;
    drop(reading);
    if look.record.applied.is_empty() {
        return Ok(Report::default());
    }
    refuse_read_only(connection, || "the database cannot be written; open it for writing".to_owned())?;

    let session = Session::begin(connection)?;
    let locked = Look::take(connection, &history.name)?;
    if locked != look {
        refuse(connection, history, &locked)?;
    }
    let mut report = Report::default();
    let [rest @ .., newest] = locked.record.applied.as_slice() else { return Ok(report) };
    report.from = Some(newest.name.clone());
    report.to = report.from.clone();
    let mut work = || -> Result<()> {
        let stored = recorder::down_sql(connection, &history.name, newest.ordinal)?;
        let sql = normalized(&stored);
        let what = format!("the way back from revision `{}`", newest.name);
        run::refuse_nul(&what, &sql)?;
        run::refuse_hidden(connection, [(newest.name.as_str(), sql.as_ref())].into_iter())?;
        run::refuse_forbidden(&what, &sql)?;
        let before = Violations::find(connection)?;
        let statements = run::run(connection, &what, &sql, &Watch::OFF)?;
        report.applied.push(AppliedRevision { name: newest.name.clone(), statements });
        refuse_violations(connection, Some(before), std::iter::empty())?;
        recorder::remove(connection, &history.name, newest.ordinal)?;
        // A `user_version` that is not ours stays as it is.
        if locked.user_version != 0 && locked.record.fingerprints.contains(&locked.user_version) {
            match rest.last() {
                Some(last) => fingerprint::write(connection, &history.name, last.ordinal, last.identity)?,
                None => fingerprint::set_user_version(connection, 0)?,
            }
        }
        Ok(())
    };
    match work().and_then(|()| session.commit()) {
        Ok(()) => {
            report.to = rest.last().map(|last| last.name.clone());
            Ok(report)
        }
        Err(error) => Err(error.reporting(report)),
    }
}

/// A database whose revisions this program has is refused when it drifted; of others nothing is known.
pub(super) fn refuse(connection: &Connection, history: &History<'_>, look: &Look) -> Result<()> {
    match look.position(history) {
        Ok(0) => Ok(()),
        Ok(position) => look.refuse_drift(connection, history, position),
        Err(error) if error.is_newer() || error.is_other_history() => Ok(()),
        Err(error) => Err(error),
    }
}
