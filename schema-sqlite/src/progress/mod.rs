//! How far an upgrade is, told while it runs; and the word that stops it.
//!
//! SQLite has one update hook and one progress handler for a connection
//! (<https://sqlite.org/c3ref/update_hook.html>, <https://sqlite.org/c3ref/progress_handler.html>) and
//! tells nobody which are set. So both are set only for a caller who wants to be told, and are empty
//! afterwards: what the application had set itself is gone.
//!
//! The driver sets them in a way that takes SQLite 3.44 or later, so they come with the feature `progress`,
//! which `bundled` brings along. Without it the callback is called between statements alone.

#[cfg(feature = "progress")]
mod hooks;
#[cfg(not(feature = "progress"))]
#[path = "no_hooks.rs"]
mod hooks;

use std::any::Any;
use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use self::hooks::Hooks;
use crate::error::{Error, Kind, Result};

/// How far a run of scripts is.
///
/// The rows are those of the statement that runs: a bar starts anew with each. They are counted by
/// SQLite's update hook, which does not see the rows of `WITHOUT ROWID` tables
/// (<https://sqlite.org/c3ref/update_hook.html>). Without the feature `progress` they are counted when the
/// statement has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The revision whose script runs.
    pub name: String,
    /// Which of the revisions that have to run it is, from 1.
    pub revision: usize,
    /// How many revisions have to run.
    pub revisions: usize,
    /// Which statement of the script runs, from 1.
    pub statement: usize,
    /// How many statements the script has.
    pub statements: usize,
    /// How many rows the statement has inserted or updated so far.
    pub rows: u64,
    /// How many rows it will insert, where it copies a whole table.
    pub rows_total: Option<u64>,
}

type Callback = dyn FnMut(&Progress) -> ControlFlow<()> + Send;

/// Somebody who wants to be told.
#[derive(Clone)]
pub(crate) struct Observer(Arc<Mutex<Callback>>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

impl Observer {
    pub(crate) fn new(callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(callback)))
    }
}

/// Does the work with the observer told of it, and with hooks on the connection meanwhile; without an
/// observer, without hooks.
///
/// `what` is what an error calls the work: "the upgrade". A panic of the callback does not cross SQLite:
/// the work is stopped as by [`ControlFlow::Break`], and then the panic goes on.
pub(crate) fn observed<T>(
    observer: Option<&Observer>,
    connection: &mut Connection,
    what: &str,
    work: impl FnOnce(&Connection, &Watch) -> Result<T>,
) -> Result<T> {
    let Some(observer) = observer else { return work(connection, &Watch::OFF) };
    let shared = Arc::new(Shared {
        rows: AtomicU64::new(0),
        before: AtomicU64::new(0),
        state: Mutex::new(State { progress: Progress::default(), stopped: None }),
        observer: observer.clone(),
    });
    let hooks = Hooks::set(connection, &shared)?;
    let done = work(hooks.connection(), &Watch(Some(Arc::clone(&shared))));
    hooks.end();
    let mut state = shared.state();
    match (done, state.stopped.take()) {
        (_, Some(Stopped::Panicked(panic))) => {
            drop(state);
            resume_unwind(panic)
        }
        (Err(error), Some(Stopped::Cancelled)) => {
            let Progress { name, statement, statements, .. } = &state.progress;
            let place = match statement {
                0 => String::new(),
                _ => format!(" in statement {statement} of {statements} of `{name}`"),
            };
            let cancelled = Error::new(Kind::Cancelled, format!("{what} was cancelled{place}; nothing was changed"));
            Err(match error.report() {
                Some(report) => cancelled.reporting(report.clone()),
                None => cancelled,
            })
        }
        (done, _) => done,
    }
}

/// What the work and the hooks share.
struct Shared {
    /// The rows that the statement has written.
    rows: AtomicU64,
    /// How many rows the connection had changed before it.
    before: AtomicU64,
    state: Mutex<State>,
    observer: Observer,
}

struct State {
    progress: Progress,
    stopped: Option<Stopped>,
}

/// Why the work has to stop.
enum Stopped {
    Cancelled,
    Panicked(Box<dyn Any + Send>),
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls the callback, unless it has said stop already.
    fn tell(&self) -> ControlFlow<()> {
        let mut state = self.state();
        if state.stopped.is_some() {
            return ControlFlow::Break(());
        }
        state.progress.rows = self.rows.load(Ordering::Relaxed);
        let mut callback = self.observer.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.stopped = match catch_unwind(AssertUnwindSafe(|| callback(&state.progress))) {
            Ok(ControlFlow::Continue(())) => return ControlFlow::Continue(()),
            Ok(ControlFlow::Break(())) => Some(Stopped::Cancelled),
            Err(panic) => Some(Stopped::Panicked(panic)),
        };
        ControlFlow::Break(())
    }
}

/// Where the work says how far it is. Does nothing where nobody wants to know.
pub(crate) struct Watch(Option<Arc<Shared>>);

impl Watch {
    /// Nobody wants to know.
    pub(crate) const OFF: Self = Self(None);

    /// Whether anybody wants to know.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A script begins: the `revision`-th of `revisions`.
    pub(crate) fn script(&self, name: &str, revision: usize, revisions: usize) {
        let Some(shared) = &self.0 else { return };
        shared.state().progress = Progress { name: name.to_owned(), revision, revisions, ..Progress::default() };
    }

    /// A statement of it begins. An error when the callback says stop.
    pub(crate) fn statement(
        &self,
        connection: &Connection,
        statement: usize,
        statements: usize,
        rows_total: Option<u64>,
    ) -> Result<()> {
        let Some(shared) = &self.0 else { return Ok(()) };
        shared.rows.store(0, Ordering::Relaxed);
        shared.before.store(connection.total_changes(), Ordering::Relaxed);
        let mut state = shared.state();
        state.progress = Progress { statement, statements, rows: 0, rows_total, ..state.progress.clone() };
        drop(state);
        self.go_on()
    }

    /// A statement has ended: what it wrote is told.
    pub(crate) fn ended(&self, connection: &Connection) -> Result<()> {
        let Some(shared) = &self.0 else { return Ok(()) };
        if cfg!(not(feature = "progress")) {
            let written = connection.total_changes().saturating_sub(shared.before.load(Ordering::Relaxed));
            shared.rows.store(written, Ordering::Relaxed);
        }
        if shared.rows.load(Ordering::Relaxed) > 0 { self.go_on() } else { Ok(()) }
    }

    /// An error when the callback says stop, or has said it before.
    pub(crate) fn go_on(&self) -> Result<()> {
        match self.0.as_ref().map(|shared| shared.tell()) {
            // Its words are those of `observed`.
            Some(ControlFlow::Break(())) => Err(Error::new(Kind::Cancelled, "cancelled")),
            _ => Ok(()),
        }
    }
}
