//! The upgrade: any database, fresh or old, to the newest revision along the one path.

use std::borrow::Cow;
use std::ops::ControlFlow;

use rusqlite::Connection;

use super::failure::Context as _;
use super::fingerprint;
use super::foreign_keys::Violations;
use super::look::{self, Look};
use super::progress::{Observer, Progress, Watch, observed};
use super::recorder;
use super::report::{AppliedRevision, Report};
use super::run;
use super::script::normalized;
use super::session::{Reading, Session};
use crate::error::{Error, Kind, Result};
use schema_core::dialect::Dialect;
use schema_core::history::{Checkpoint, History, Revision};

/// Brings a database to the head of a history.
///
/// A database that is at head is known by two numbers of its file's header; nothing else of it is read.
/// Any other is looked at in full first, and refused before anything is written when it is not what its
/// history says. Then all revisions that it lacks run in one transaction: all of them, or none. A database
/// with nothing in it starts from the newest checkpoint, where the history has one.
///
/// ```
/// use rusqlite::Connection;
/// use schema_core::history::History;
/// use schema_sqlite::Upgrade;
///
/// let history = History { name: "main".into(), ..History::default() };
/// let mut connection = Connection::open_in_memory()?;
/// let report = Upgrade::new(&history).run(&mut connection)?;
/// assert!(report.applied.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "an upgrade does nothing until it is run"]
pub struct Upgrade<'a, 'h> {
    history: &'a History<'h>,
    keep_user_version: bool,
    observer: Option<Observer>,
}

impl<'a, 'h> Upgrade<'a, 'h> {
    /// An upgrade to the head of this history.
    pub fn new(history: &'a History<'h>) -> Self {
        Self { history, keep_user_version: false, observer: None }
    }

    /// Leaves `PRAGMA user_version` to the application, which owns it. Every start then takes the full
    /// look, whose cost grows with the schema.
    pub fn keep_user_version(mut self, keep: bool) -> Self {
        self.keep_user_version = keep;
        self
    }

    /// Calls this with how far the upgrade is, before each statement and about every millisecond of it.
    ///
    /// [`ControlFlow::Break`] stops the upgrade, also in the midst of a statement: everything is rolled
    /// back, and the error [is one](Error::is_cancelled) that says so. A panic does the same, and then goes
    /// on to the caller of [`run`](Self::run).
    ///
    /// The connection's own update hook and progress handler are replaced while the upgrade runs, and none
    /// is set afterwards: SQLite has one of each for a connection, and cannot be asked for it. Set yours
    /// again, if you have any. Without a callback they are not touched. Without the feature `progress`, which
    /// takes SQLite 3.44 or later and which `bundled` brings along, there are no such hooks, and the callback
    /// is called between statements alone.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use rusqlite::Connection;
    /// use schema_core::history::History;
    /// use schema_sqlite::Upgrade;
    ///
    /// let history = History { name: "main".into(), ..History::default() };
    /// let upgrade = Upgrade::new(&history).on_progress(|progress| {
    ///     eprintln!("{} {}/{}: {} rows", progress.name, progress.statement, progress.statements, progress.rows);
    ///     ControlFlow::Continue(())
    /// });
    /// upgrade.run(&mut Connection::open_in_memory()?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_progress(mut self, callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 'static) -> Self {
        self.observer = Some(Observer::new(callback));
        self
    }

    /// Runs the upgrade.
    ///
    /// The connection's settings that change what a script does (`foreign_keys`, `legacy_alter_table` and
    /// the like) are put aside meanwhile and come back on every way out. Waits for other connections as
    /// long as the busy timeout says; when another process upgraded the database meanwhile, there is
    /// nothing left to do and that is no error.
    ///
    /// # Errors
    ///
    /// Nothing was changed whenever an error is returned. Before anything is written: inside a
    /// transaction ([`is_in_transaction`](Error::is_in_transaction)), a file that is no database, a
    /// read-only one, a locked one, one newer than the program, one of another history, one that drifted,
    /// one with our tables but no history, one whose `user_version` somebody else wrote, a script with a
    /// statement that is not a script's. Afterwards, with the [`report`](Error::report) of what had run: rows
    /// that a script does not fit ([`is_rows`](Error::is_rows)), a statement that failed, references that
    /// would point nowhere, and the callback's own stop.
    pub fn run(&self, connection: &mut Connection) -> Result<Report> {
        refuse_transaction(connection)?;
        if let Some(head) = self.history.head()
            && !self.keep_user_version
            && fingerprint::matches(connection, head.identity)?
        {
            return Ok(at(self.history, self.history.revisions.len()));
        }
        let upgrade = |connection: &Connection, watch: &Watch| self.run_watched(connection, watch);
        observed(self.observer.as_ref(), connection, "the upgrade", upgrade)
    }

    fn run_watched(&self, connection: &Connection, watch: &Watch) -> Result<Report> {
        let reading = Reading::begin(connection)?;
        let look = Look::take(connection, &self.history.name)?;
        let position = self.refuse(connection, &look)?;
        drop(reading);

        if position == self.history.revisions.len() {
            self.refresh(connection, &look);
            return Ok(at(self.history, position));
        }
        refuse_read_only(connection, || {
            let at = at(self.history, position).to;
            let at = at.map_or_else(|| "at no revision yet".to_owned(), |name| format!("at revision `{name}`"));
            let to = self.history.head().map(|head| head.name.as_ref()).unwrap_or_default();
            format!("the database cannot be written; it is {at} and has to be upgraded to `{to}`: open it for writing")
        })?;
        let start = self.start(connection, position)?;
        let scripts = self.scripts(position, start)?;
        let texts = scripts.iter().map(|script| (script.revision.name.as_ref(), script.up.as_ref()));
        run::refuse_hidden(connection, texts)?;

        let session = Session::begin(connection)?;
        let locked = Look::take(connection, &self.history.name)?;
        let (position, scripts) = if locked == look {
            (position, scripts)
        } else {
            // Another process was faster: it finished, or it got some of the way with an older program.
            let position = self.refuse(connection, &locked)?;
            let start = self.start(connection, position)?;
            (position, self.scripts(position, start)?)
        };
        let report = self.apply(connection, &locked, position, &scripts, watch)?;
        if report.applied.is_empty() {
            return Ok(report);
        }
        session.commit().map_err(|error| error.reporting(undone(report.clone())))?;
        Ok(report)
    }

    /// Every refusal that does not depend on a lock. Returns how many revisions have run.
    fn refuse(&self, connection: &Connection, look: &Look) -> Result<usize> {
        let position = look.position(self.history)?;
        if !self.keep_user_version && !self.history.revisions.is_empty() {
            look.refuse_foreign_user_version()?;
        }
        look.refuse_drift(connection, self.history, position)?;
        Ok(position)
    }

    /// The checkpoint from which a database with nothing in it starts: the newest one.
    fn start(&self, connection: &Connection, position: usize) -> Result<Option<&'a Checkpoint<'h>>> {
        let history = self.history;
        let fits = |checkpoint: &&Checkpoint<'_>| {
            let last = checkpoint.revisions.checked_sub(1).and_then(|last| history.revisions.get(last));
            checkpoint.dialect == Dialect::Sqlite && last.is_some_and(|last| last.identity == checkpoint.identity)
        };
        let newest = history.checkpoints.iter().filter(fits).max_by_key(|checkpoint| checkpoint.revisions);
        match newest {
            Some(newest) if position == 0 && look::is_empty(connection)? => Ok(Some(newest)),
            _ => Ok(None),
        }
    }

    /// The scripts of the revisions from this place on. Those that a checkpoint stands for do not run; its
    /// own script does, as that of the revision to which it leads.
    fn scripts(&self, position: usize, start: Option<&'a Checkpoint<'h>>) -> Result<Vec<Script<'a, 'h>>> {
        let covered = start.map_or(0, |start| start.revisions);
        let script = |(place, revision): (usize, &'a Revision<'h>)| match start {
            Some(start) if place + 1 == covered => Script::of_checkpoint(revision, start),
            Some(_) if place < covered => Script::covered(revision),
            _ => Script::of(revision),
        };
        self.history.revisions.iter().enumerate().skip(position).map(script).collect()
    }

    /// Runs the scripts inside the session's transaction.
    fn apply(
        &self,
        connection: &Connection,
        look: &Look,
        position: usize,
        scripts: &[Script<'_, '_>],
        watch: &Watch,
    ) -> Result<Report> {
        let mut report = at(self.history, position);
        let Some(last) = scripts.last() else { return Ok(report) };
        // A database with nothing in it has no reference that points nowhere.
        let before = match look.record.exists || !look::is_empty(connection)? {
            true => Some(Violations::find(connection)?),
            false => None,
        };
        let head = self.history.revisions.len();
        let applied = &mut report.applied;
        let work = || -> Result<()> {
            for (at, script) in scripts.iter().enumerate() {
                let statements = if script.is_covered {
                    0
                } else {
                    watch.script(&script.revision.name, at + 1, scripts.len());
                    run::run(connection, &script.what(), &script.up, watch)?
                };
                let name = script.revision.name.clone().into_owned();
                applied.push(AppliedRevision { name, statements });
            }
            refuse_violations(connection, before, scripts.iter().map(|script| script.revision))?;
            recorder::create(connection)?;
            let rows = scripts.iter().map(|script| (script.revision, script.down.as_ref()));
            recorder::add(connection, &self.history.name, position + 1, rows)?;
            recorder::refuse_changed(connection, &self.history.name, head)?;
            if self.keep_user_version {
                let older = look.record.applied.iter().map(|older| older.identity);
                fingerprint::expire(connection, older)?;
            } else {
                fingerprint::write(connection, &self.history.name, head, last.revision.identity)?;
            }
            watch.go_on()
        };
        match work() {
            Ok(()) => {
                report.to = Some(last.revision.name.clone().into_owned());
                Ok(report)
            }
            Err(error) => Err(error.reporting(report)),
        }
    }

    /// Writes the fingerprint anew on a database that is at head and unaltered, when something like
    /// `VACUUM` made it stale. It only makes the next start fast, so nothing that stands in the way is an
    /// error. A database with two histories has one header: there the last upgrade keeps it.
    fn refresh(&self, connection: &Connection, look: &Look) {
        let Some(head) = self.history.head() else { return };
        if self.keep_user_version || look.record.is_shared || is_read_only(connection).unwrap_or(true) {
            return;
        }
        let Ok(session) = Session::begin(connection) else { return };
        let unaltered = Look::take(connection, &self.history.name).is_ok_and(|locked| locked == *look);
        let ordinal = self.history.revisions.len();
        if unaltered && fingerprint::write(connection, &self.history.name, ordinal, head.identity).is_ok() {
            let _ = session.commit();
        }
    }
}

/// A revision's SQL, as it runs.
struct Script<'a, 'h> {
    revision: &'a Revision<'h>,
    up: Cow<'a, str>,
    down: Cow<'a, str>,
    /// Whether a checkpoint stands for it, so that it does not run.
    is_covered: bool,
    is_checkpoint: bool,
}

impl<'a, 'h> Script<'a, 'h> {
    fn of(revision: &'a Revision<'h>) -> Result<Self> {
        let (up, _) = Self::texts(revision)?;
        Self::new(revision, up, false)
    }

    /// A revision to which a checkpoint leads.
    fn of_checkpoint(revision: &'a Revision<'h>, checkpoint: &'a Checkpoint<'h>) -> Result<Self> {
        Self::new(revision, &checkpoint.sql, true)
    }

    fn new(revision: &'a Revision<'h>, up: &'a str, is_checkpoint: bool) -> Result<Self> {
        let up = normalized(up);
        let script = Self { up, is_checkpoint, is_covered: false, ..Self::covered(revision)? };
        run::refuse_nul(&format!("the up script of {}", script.what()), &script.up)?;
        run::refuse_forbidden(&script.what(), &script.up)?;
        Ok(script)
    }

    /// A revision that does not run; its way back is recorded all the same.
    fn covered(revision: &'a Revision<'h>) -> Result<Self> {
        let (_, down) = Self::texts(revision)?;
        let down = normalized(down);
        run::refuse_nul(&format!("the down script of revision `{}`", revision.name), &down)?;
        Ok(Self { revision, up: Cow::Borrowed(""), down, is_covered: true, is_checkpoint: false })
    }

    fn texts(revision: &'a Revision<'h>) -> Result<(&'a str, &'a str)> {
        let script = revision.script(Dialect::Sqlite).ok_or_else(|| {
            Error::new(Kind::History, format!("revision `{}` has no SQL for SQLite; freeze it with it", revision.name))
        })?;
        Ok((&script.up, &script.down))
    }

    /// What errors call it.
    fn what(&self) -> String {
        let of = if self.is_checkpoint { "the checkpoint of " } else { "" };
        format!("{of}revision `{}`", self.revision.name)
    }
}

/// The report of a database at this place, where nothing has run yet.
pub(super) fn at(history: &History<'_>, position: usize) -> Report {
    let revision = position.checked_sub(1).and_then(|last| history.revisions.get(last));
    let name = revision.map(|revision| revision.name.clone().into_owned());
    Report { from: name.clone(), to: name, applied: Vec::new() }
}

/// The report of what was rolled back.
fn undone(report: Report) -> Report {
    Report { to: report.from.clone(), ..report }
}

pub(super) fn refuse_transaction(connection: &Connection) -> Result<()> {
    if connection.is_autocommit() {
        return Ok(());
    }
    Err(Error::new(
        Kind::InTransaction,
        "the connection is inside a transaction; commit it or roll it back before the upgrade, which has its own",
    ))
}

pub(super) fn refuse_read_only(connection: &Connection, message: impl FnOnce() -> String) -> Result<()> {
    if is_read_only(connection)? { Err(Error::new(Kind::ReadOnly, message())) } else { Ok(()) }
}

fn is_read_only(connection: &Connection) -> Result<bool> {
    let query_only = connection.query_row("PRAGMA query_only", [], |row| row.get::<_, bool>(0));
    let file = connection.is_readonly("main");
    Ok(query_only.context("the settings of the connection cannot be read")?
        || file.context("the settings of the connection cannot be read")?)
}

/// Refuses references that point nowhere and did not before, `before` being `None` for a fresh database.
pub(super) fn refuse_violations<'a, 'h: 'a>(
    connection: &Connection,
    before: Option<Violations>,
    revisions: impl Iterator<Item = &'a Revision<'h>>,
) -> Result<()> {
    let after = Violations::find(connection)?;
    if after.is_empty() {
        return Ok(());
    }
    let mut before = before.unwrap_or_default();
    if !before.is_empty() {
        for revision in revisions {
            before.follow(&look::snapshot_of(revision)?.transition);
        }
    }
    after.refuse_new(&before)
}
