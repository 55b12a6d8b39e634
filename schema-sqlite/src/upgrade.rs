//! The upgrade: any database, fresh or old, to the newest revision along the one path.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::backup::back_up;
use super::dry::{DryRevision, DryRun};
use super::fingerprint;
use super::foreign_keys::Violations;
use super::look::{self, Look};
use super::progress::{Observer, Progress, Watch, observed};
use super::recorder;
use super::report::{AppliedRevision, Report};
use super::run;
use super::script::{Piece, normalized, pieces, steps};
use super::session::{Reading, Session};
use super::span;
use super::steps::{Guarded, Steps};
use super::waiting::Waiting;
use super::writable::{is_read_only, refuse_read_only, refuse_transaction};
use crate::error::{Error, Kind, Result};
use schema_core::dialect::Dialect;
use schema_core::history::{self, Checkpoint, History, Revision};

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
    is_known: bool,
    observer: Option<Observer>,
    target: Option<String>,
    busy_timeout: Option<Duration>,
    backup: Option<PathBuf>,
    steps: Steps,
}

impl<'a, 'h> Upgrade<'a, 'h> {
    /// An upgrade to the head of this history.
    pub fn new(history: &'a History<'h>) -> Self {
        Self {
            history,
            keep_user_version: false,
            is_known: false,
            observer: None,
            target: None,
            busy_timeout: None,
            backup: None,
            steps: Steps::default(),
        }
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

    /// Goes no further than to the revision of this name, in place of the head. A database that is beyond it is
    /// refused: an upgrade never goes back.
    pub fn to(mut self, revision: impl Into<String>) -> Self {
        self.target = Some(revision.into());
        self
    }

    /// Waits this long for other connections, in place of what the connection says, which it says again
    /// afterwards. A busy handler that is a function of the program's own is not given back: SQLite cannot be
    /// asked for it.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = Some(timeout);
        self
    }

    /// Copies the database to this path first, where there is something to upgrade. [`restore`](crate::restore())
    /// brings it back.
    ///
    /// A file that is there is replaced only when it is a backup from the same revision, as an upgrade that
    /// failed leaves it; any other is an error.
    pub fn backup(mut self, path: impl Into<PathBuf>) -> Self {
        self.backup = Some(path.into());
        self
    }

    /// Supplies a step in Rust: where the up script of a revision has the line `-- step: NAME`, this runs, inside
    /// the transaction of the upgrade, with foreign keys off. Give it a name with the number of its revision.
    ///
    /// It finds the tables as they are at that place of that revision, whatever the declaration says today: so
    /// it never uses the structs of the live declaration, but SQL over the connection, or the structs that
    /// `schema!` makes for it from the revision's snapshot, in `revisions::r0007_split_names`. It may not end the
    /// transaction; savepoints are its own affair. An error of it rolls everything back.
    ///
    /// A step that is named and not supplied is an error before anything runs, and so is one that no revision
    /// names ([`is_step`](Error::is_step)).
    ///
    /// The connection's commit hook is replaced while the upgrade runs, so that no step can commit, and is empty
    /// afterwards.
    ///
    /// ```
    /// # use rusqlite::Connection;
    /// # use schema_core::history::History;
    /// # use schema_sqlite::Upgrade;
    /// # fn run(history: &History<'_>, connection: &mut Connection) -> schema_sqlite::Result<()> {
    /// let upgrade = Upgrade::new(history).step("0007_split_names", |tx| {
    ///     let mut users = tx.prepare("SELECT id, name FROM users")?;
    ///     let mut rows = users.query([])?;
    ///     while let Some(row) = rows.next()? {
    ///         let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
    ///         let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    ///         tx.execute("UPDATE users SET first = ?2, last = ?3 WHERE id = ?1", (id, first, last))?;
    ///     }
    ///     Ok(())
    /// });
    /// upgrade.run(connection)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn step(
        mut self,
        name: impl Into<String>,
        work: impl Fn(&Connection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
    ) -> Self {
        self.steps.supply(name.into(), work);
        self
    }

    /// Runs no step in Rust, whether it is supplied or not: for proofs of the schema alone, in a database that
    /// nobody needs afterwards.
    #[doc(hidden)]
    pub fn leave_steps_out(mut self) -> Self {
        self.steps.leave_out();
        self
    }

    /// Does not look whether the database drifted: for proofs that have just looked at it, and alone have it.
    #[doc(hidden)]
    pub fn leave_look_out(mut self) -> Self {
        self.is_known = true;
        self
    }

    /// What [`run`](Self::run) would do: the revisions and their SQL. Nothing is written, also no backup; a
    /// database that can only be read is no error. Rows are not looked at, and steps do not run.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), as far as it refuses before anything is written.
    ///
    /// ```
    /// use rusqlite::Connection;
    /// use schema_core::history::History;
    /// use schema_sqlite::Upgrade;
    ///
    /// let history = History { name: "main".into(), ..History::default() };
    /// let plan = Upgrade::new(&history).dry_run(&mut Connection::open_in_memory()?)?;
    /// assert!(plan.revisions.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dry_run(&self, connection: &mut Connection) -> Result<DryRun> {
        refuse_transaction(connection)?;
        let end = self.end()?;
        let mut waiting = Waiting::begin(connection, self.busy_timeout)?;
        let connection = &*waiting.connection();
        self.steps.refuse_unknown(self.history)?;
        let reading = Reading::begin(connection)?;
        let look = Look::take(connection, &self.history.name)?;
        let position = self.refuse(connection, &look, end)?;
        let start = self.start(connection, position, end)?;
        let scripts = self.scripts(position, end, start)?;
        let texts = scripts.iter().map(|script| (script.revision.name.as_ref(), script.up.as_ref()));
        run::refuse_hidden(connection, texts)?;
        drop(reading);
        let text = |piece| match piece {
            Piece::Statement(statement) => statement.to_owned(),
            Piece::Step(name) => format!("-- step: {name}"),
        };
        let revisions = scripts.iter().map(|script| DryRevision {
            name: script.revision.name.to_string(),
            statements: pieces(&script.up).map(text).collect(),
        });
        Ok(DryRun { from: at(self.history, position).to, to: at(self.history, end).to, revisions: revisions.collect() })
    }

    /// How many of the revisions are run at its end.
    fn end(&self) -> Result<usize> {
        let Some(target) = &self.target else { return Ok(self.history.revisions.len()) };
        let place = self.history.revisions.iter().position(|revision| revision.name == *target);
        place.map(|place| place + 1).ok_or_else(|| {
            let message =
                format!("there is no revision `{target}` in the history of this program; name one that it has");
            Error::new(Kind::History, message)
        })
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
        let end = self.end()?;
        let mut waiting = Waiting::begin(connection, self.busy_timeout)?;
        let connection = waiting.connection();
        if let Some(last) = self.history.after(end)
            && !self.keep_user_version
            && fingerprint::matches(connection, last.identity)?
        {
            return Ok(at(self.history, end));
        }
        let _span = span::upgrade(&self.history.name);
        self.steps.refuse_unknown(self.history)?;
        let mut guarded = Guarded::begin(connection, &self.steps)?;
        let mut backup = None;
        let upgrade = |connection: &Connection, watch: &Watch| self.run_watched(connection, watch, end, &mut backup);
        let done = observed(self.observer.as_ref(), guarded.connection(), "the upgrade", upgrade);
        done.map_err(|error| error.with_backup(backup.as_deref()))
    }

    fn run_watched(
        &self,
        connection: &Connection,
        watch: &Watch,
        end: usize,
        backup: &mut Option<PathBuf>,
    ) -> Result<Report> {
        let (look, position, scripts) = loop {
            let reading = Reading::begin(connection)?;
            let look = Look::take(connection, &self.history.name)?;
            let position = self.refuse(connection, &look, end)?;
            drop(reading);

            if position == end {
                self.refresh(connection, &look, end);
                return Ok(at(self.history, position));
            }
            refuse_read_only(connection, || {
                let at = self::at(self.history, position).to;
                let at = at.map_or_else(|| "at no revision yet".to_owned(), |name| format!("at revision `{name}`"));
                let to = self::at(self.history, end).to.unwrap_or_default();
                format!(
                    "the database cannot be written; it is {at} and has to be upgraded to `{to}`: open it for writing"
                )
            })?;
            let start = self.start(connection, position, end)?;
            let scripts = self.scripts(position, end, start)?;
            let texts = scripts.iter().map(|script| (script.revision.name.as_ref(), script.up.as_ref()));
            run::refuse_hidden(connection, texts)?;

            if let Some(path) = &self.backup {
                if !back_up(connection, path, &self.history.name, &look)? {
                    // Another process was faster, and the copy is not from before its upgrade.
                    continue;
                }
                *backup = Some(path.clone());
            }
            break (look, position, scripts);
        };

        let session = Session::begin(connection)?;
        let start = Instant::now();
        let locked = Look::take(connection, &self.history.name)?;
        let (position, scripts) = if locked == look {
            (position, scripts)
        } else {
            // Another process was faster: it finished, or it got some of the way with an older program.
            let position = self.refuse(connection, &locked, end)?;
            let start = self.start(connection, position, end)?;
            (position, self.scripts(position, end, start)?)
        };
        let mut report = self.apply(connection, &locked, position, &scripts, watch)?;
        report.backup = backup.clone();
        if report.applied.is_empty() {
            return Ok(report);
        }
        session.commit().map_err(|error| error.reporting(undone(report.clone())))?;
        report.time = start.elapsed();
        Ok(report)
    }

    /// Every refusal that does not depend on a lock. Returns how many revisions have run.
    fn refuse(&self, connection: &Connection, look: &Look, end: usize) -> Result<usize> {
        let position = look.position(self.history)?;
        if position > end {
            let (at, to) = (at(self.history, position).to, self.target.as_deref());
            let message = format!(
                "the database is at revision `{}`, beyond `{}`; an upgrade does not go back, a downgrade does",
                at.unwrap_or_default(),
                to.unwrap_or_default()
            );
            return Err(Error::new(Kind::Beyond, message));
        }
        if !self.keep_user_version && !self.history.revisions.is_empty() {
            look.refuse_foreign_user_version()?;
        }
        if !self.is_known {
            look.refuse_drift(connection, self.history, position)?;
        }
        Ok(position)
    }

    /// The checkpoint from which a database with nothing in it starts: the newest one that is not beyond the end.
    fn start(&self, connection: &Connection, position: usize, end: usize) -> Result<Option<&'a Checkpoint<'h>>> {
        let history = self.history;
        let fits = |checkpoint: &&Checkpoint<'_>| {
            let last = history.after(checkpoint.revisions);
            let is_it = last.is_some_and(|last| last.identity == checkpoint.identity);
            checkpoint.dialect == Dialect::Sqlite && checkpoint.revisions <= end && is_it
        };
        let newest = history.checkpoints.iter().filter(fits).max_by_key(|checkpoint| checkpoint.revisions);
        match newest {
            Some(newest) if position == 0 && look::is_empty(connection)? => Ok(Some(newest)),
            _ => Ok(None),
        }
    }

    /// The scripts of the revisions from the one place to the other. Those that a checkpoint stands for do not
    /// run; its own script does, as that of the revision to which it leads.
    fn scripts(&self, position: usize, end: usize, start: Option<&'a Checkpoint<'h>>) -> Result<Vec<Script<'a, 'h>>> {
        let covered = start.map_or(0, |start| start.revisions);
        let script = |(place, revision): (usize, &'a Revision<'h>)| match start {
            Some(start) if place + 1 == covered => Script::of_checkpoint(revision, start),
            Some(_) if place < covered => Script::covered(revision),
            _ => Script::of(revision),
        };
        let revisions = self.history.revisions.iter().enumerate().take(end).skip(position);
        let scripts: Vec<Script<'a, 'h>> = revisions.map(script).collect::<Result<_>>()?;
        scripts.iter().try_for_each(|script| self.steps.refuse_missing(&script.what(), &script.up))?;
        Ok(scripts)
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
        let head = position + scripts.len();
        let applied = &mut report.applied;
        let work = || -> Result<()> {
            for (at, script) in scripts.iter().enumerate() {
                let name = script.revision.name.clone().into_owned();
                if script.is_covered {
                    applied.push(AppliedRevision { name, ..AppliedRevision::default() });
                    continue;
                }
                watch.script(&name, at + 1, scripts.len());
                let _span = span::revision(&name);
                let start = Instant::now();
                let ran = run::run_with(connection, &script.what(), &script.up, watch, &self.steps)?;
                applied.push(AppliedRevision {
                    name,
                    statements: ran.statements,
                    steps: ran.steps,
                    rows_copied: ran.rows_copied,
                    time: start.elapsed(),
                });
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
                recorder::seal(connection, &self.history.name, head, last.revision.identity)?;
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
    fn refresh(&self, connection: &Connection, look: &Look, ordinal: usize) {
        let Some(head) = self.history.after(ordinal) else { return };
        if self.keep_user_version || look.record.is_shared || is_read_only(connection).unwrap_or(true) {
            return;
        }
        let Ok(session) = Session::begin(connection) else { return };
        let unaltered = Look::take(connection, &self.history.name).is_ok_and(|locked| locked == *look);
        if unaltered && recorder::seal(connection, &self.history.name, ordinal, head.identity).is_ok() {
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
        Self::new(revision, &sqlite_script(revision)?.up, false)
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
        let down = down_script(revision)?;
        if steps(&down).next().is_some() {
            let message = format!(
                "the down script of revision `{}` names a step, but a database goes back by SQL alone; write it as SQL",
                revision.name
            );
            return Err(Error::new(Kind::Step, message));
        }
        Ok(Self { revision, up: Cow::Borrowed(""), down, is_covered: true, is_checkpoint: false })
    }

    /// What errors call it.
    fn what(&self) -> String {
        let of = if self.is_checkpoint { "the checkpoint of " } else { "" };
        format!("{of}revision `{}`", self.revision.name)
    }
}

fn sqlite_script<'a, 'h>(revision: &'a Revision<'h>) -> Result<&'a history::Script<'h>> {
    revision.script(Dialect::Sqlite).ok_or_else(|| {
        Error::new(Kind::History, format!("revision `{}` has no SQL for SQLite; freeze it with it", revision.name))
    })
}

/// The way back from a revision, as it is recorded.
pub(super) fn down_script<'a>(revision: &'a Revision<'_>) -> Result<Cow<'a, str>> {
    let down = normalized(&sqlite_script(revision)?.down);
    run::refuse_nul(&format!("the down script of revision `{}`", revision.name), &down)?;
    Ok(down)
}

/// The report of a database at this place, where nothing has run yet.
pub(super) fn at(history: &History<'_>, position: usize) -> Report {
    let revision = history.after(position);
    let name = revision.map(|revision| revision.name.clone().into_owned());
    Report { from: name.clone(), to: name, ..Report::default() }
}

/// The report of what was rolled back.
fn undone(report: Report) -> Report {
    Report { to: report.from.clone(), ..report }
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
