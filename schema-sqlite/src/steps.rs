//! Steps in Rust that a revision names and the program supplies.
//!
//! A line `-- step: NAME` between two statements of an up script says where the step runs: after the
//! statements before it, inside the same transaction. To SQLite it is a comment.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::history::History;

use super::failure::Context as _;
use super::script::{self, normalized};
use crate::error::{Error, Kind, Result};

/// Why a step gave up.
type Reason = Box<dyn std::error::Error + Send + Sync>;

type Work = dyn Fn(&Connection) -> Result<(), Reason> + Send + Sync;

/// The steps that a program supplies, by name.
#[derive(Clone, Default)]
pub(crate) struct Steps {
    supplied: BTreeMap<String, Arc<Work>>,
    /// Whether steps do not run at all: a proof of the schema alone.
    left_out: bool,
    /// Whether it is the tests of `verify!` that upgrade, and not the program.
    in_proof: bool,
    /// Whether one is at work.
    running: Arc<AtomicBool>,
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.supplied.keys()).finish()
    }
}

impl Steps {
    pub(crate) fn supply(
        &mut self,
        name: String,
        work: impl Fn(&Connection) -> Result<(), Reason> + Send + Sync + 'static,
    ) {
        self.supplied.insert(name, Arc::new(work));
    }

    pub(crate) fn leave_out(&mut self) {
        self.left_out = true;
    }

    pub(crate) fn prove(&mut self) {
        self.in_proof = true;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.supplied.is_empty()
    }

    /// Refuses a step that no revision of the history names.
    pub(crate) fn refuse_unknown(&self, history: &History<'_>) -> Result<()> {
        let mut unknown: Vec<&String> = self.supplied.keys().collect();
        for revision in history.revisions.iter() {
            if unknown.is_empty() {
                return Ok(());
            }
            let Some(script) = revision.script(Dialect::Sqlite) else { continue };
            let up = normalized(&script.up);
            unknown.retain(|name| !script::steps(&up).any(|step| step == name.as_str()));
        }
        let Some(name) = unknown.first() else { return Ok(()) };
        let message =
            format!("no revision names the step `{name}` that the program supplies; take it out, or mend its name");
        Err(Error::new(Kind::Step, message))
    }

    /// Refuses a script that names a step that is not supplied. `what` names the script.
    pub(crate) fn refuse_missing(&self, what: &str, up: &str) -> Result<()> {
        let is_missing = |name: &&str| !self.left_out && !self.supplied.contains_key(*name);
        let Some(name) = script::steps(up).find(is_missing) else { return Ok(()) };
        let message = match self.in_proof {
            false => format!(
                "{what} needs the step `{name}`, which the program does not supply; say \
                 `Upgrade::new(…).step(\"{name}\", …)`; nothing was changed"
            ),
            true => format!(
                "{what} needs the step `{name}`, which these tests are not given; say `frostline::verify!(…, steps = \
                 steps)` with a `fn steps<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h>` that adds \
                 `.step(\"{name}\", …)`"
            ),
        };
        Err(Error::new(Kind::Step, message))
    }

    /// Runs a step inside the transaction, which it may not end.
    pub(crate) fn run(&self, connection: &Connection, what: &str, name: &str) -> Result<()> {
        if self.left_out {
            return Ok(());
        }
        let Some(work) = self.supplied.get(name) else { return self.refuse_missing(what, &format!("-- step: {name}")) };
        let failed = format!("step `{name}` of {what} failed; nothing was changed");
        // It goes when its transaction does: so one that was ended, and begun again, is noticed.
        connection.execute_batch("SAVEPOINT frostline_step").context(&failed)?;
        let before = schema(connection).context(&failed)?;
        let running = Running::begin(&self.running);
        let done = work(connection);
        drop(running);
        let is_whole = !connection.is_autocommit() && connection.execute_batch("RELEASE frostline_step").is_ok();
        match done {
            Err(reason) if is_whole => Err(Error::new(Kind::Step, failed).caused_by(reason)),
            Ok(()) if is_whole && schema(connection).context(&failed)? == before => Ok(()),
            // What comes after it would be planned for another schema than is there.
            Ok(()) if is_whole => Err(Error::new(
                Kind::Step,
                format!(
                    "step `{name}` of {what} changed the schema, which the statements of a revision do; put it there, or \
                     make what it needs temporary; nothing was changed"
                ),
            )),
            done => {
                let message =
                    format!("step `{name}` of {what} ended the transaction, which is not its own; take that out");
                let error = Error::new(Kind::Step, message);
                Err(match done {
                    Err(reason) => error.caused_by(reason),
                    Ok(()) => error,
                })
            }
        }
    }
}

/// The names of the steps in Rust that an up script asks for, in their order.
///
/// ```
/// let up = "UPDATE users SET name = '';\n-- step: 0002_initials\n";
/// assert_eq!(schema_sqlite::named_steps(up), ["0002_initials"]);
/// ```
pub fn named_steps(up: &str) -> Vec<&str> {
    script::steps(up).collect()
}

/// All that is declared in the database, but for what SQLite keeps for itself.
fn schema(connection: &Connection) -> rusqlite::Result<Vec<(String, String, String)>> {
    let sql = "SELECT type, name, coalesce(sql, '') FROM main.sqlite_master
               WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// A step is at work, until this is dropped.
struct Running<'a>(&'a AtomicBool);

impl<'a> Running<'a> {
    fn begin(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::SeqCst);
        Self(flag)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// The connection while steps may run on it: a `COMMIT` of theirs becomes a rollback.
///
/// SQLite has one commit hook for a connection, which is empty afterwards. Without the feature `progress` there
/// is none, and a step that commits is noticed when it has.
pub(crate) struct Guarded<'c> {
    connection: &'c mut Connection,
    is_set: bool,
}

impl<'c> Guarded<'c> {
    pub(crate) fn begin(connection: &'c mut Connection, steps: &Steps) -> Result<Self> {
        let is_set = cfg!(feature = "progress") && !steps.is_empty();
        #[cfg(feature = "progress")]
        if is_set {
            let running = Arc::clone(&steps.running);
            let hook = connection.commit_hook(Some(move || running.load(Ordering::SeqCst)));
            hook.context("the hooks cannot be set")?;
        }
        Ok(Self { connection, is_set })
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        self.connection
    }
}

impl Drop for Guarded<'_> {
    fn drop(&mut self) {
        #[cfg(feature = "progress")]
        if self.is_set {
            let _ = self.connection.commit_hook(None::<fn() -> bool>);
        }
        let _ = self.is_set;
    }
}
