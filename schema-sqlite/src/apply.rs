//! A change of a database that has no history, in one transaction.

use std::ops::ControlFlow;

use rusqlite::Connection;
use schema_core::model::{Model, Transition};

use crate::drift::{drift_from, refuse_differences};
use crate::error::{Error, Kind, Result};
use crate::foreign_keys::Violations;
use crate::introspect::inspect;
use crate::progress::{Observer, Progress, Watch, observed};
use crate::recorder;
use crate::run;
use crate::script::normalized;
use crate::session::Session;
use crate::writable::{refuse_transaction, refuse_unwritable};

/// What messages call it.
const WHAT: &str = "the script";

/// A script that makes of one schema another, and what it was planned from.
#[derive(Clone, Copy, Debug)]
pub struct Apply<'a> {
    /// The statements, without a transaction of their own.
    pub script: &'a str,
    /// What [`inspect`] read when it was planned.
    pub from: &'a Model,
    /// What it leads to.
    pub to: &'a Model,
    /// What the two models cannot tell.
    pub transition: &'a Transition,
}

impl Apply<'_> {
    /// Runs it the way an upgrade runs a revision: with foreign keys off, inside one transaction, and
    /// with the references checked before it is committed. Returns how many statements have run.
    ///
    /// # Errors
    ///
    /// Nothing was changed whenever an error is returned. Before anything is written: a database with a
    /// history, whose revisions are the one way to change it ([`is_history`](Error::is_history)); one
    /// that is no longer what the script was planned from ([`is_drift`](Error::is_drift)); a read-only,
    /// locked or foreign file. Afterwards: a statement that failed, references that would point nowhere,
    /// and a script that does not lead where it should.
    ///
    /// ```
    /// use rusqlite::Connection;
    /// use schema_core::model::{Model, Transition};
    /// use schema_sqlite::{Apply, inspect};
    ///
    /// let mut connection = Connection::open_in_memory()?;
    /// connection.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY)")?;
    /// let from = inspect(&connection)?.model;
    /// let (to, transition) = (Model::default(), Transition::default());
    /// let apply = Apply { script: "DROP TABLE t;", from: &from, to: &to, transition: &transition };
    /// assert_eq!(apply.run(&mut connection)?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(&self, connection: &mut Connection) -> Result<usize> {
        self.run_watched(connection, &Watch::OFF)
    }

    /// [`run`](Self::run), with this called with how far it is, and able to stop it, as by
    /// [`Upgrade::on_progress`](crate::Upgrade::on_progress).
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and the callback's own stop ([`is_cancelled`](Error::is_cancelled)).
    pub fn run_observed(
        &self,
        connection: &mut Connection,
        callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 'static,
    ) -> Result<usize> {
        let work = |connection: &Connection, watch: &Watch| self.run_watched(connection, watch);
        observed(Some(&Observer::new(callback)), connection, WHAT, work)
    }

    fn run_watched(&self, connection: &Connection, watch: &Watch) -> Result<usize> {
        let what = WHAT;
        let script = normalized(self.script);
        refuse_transaction(connection)?;
        refuse_history(connection)?;
        refuse_unwritable(connection)?;
        run::refuse_nul(what, &script)?;
        run::refuse_forbidden(what, &script)?;
        run::refuse_hidden(connection, [(what, script.as_ref())].into_iter())?;

        let session = Session::begin(connection)?;
        refuse_history(connection)?;
        if inspect(connection)?.model != *self.from {
            let message = "the database was altered since it was read; look at it again, and nothing was changed";
            return Err(Error::new(Kind::Drift, message));
        }
        watch.script(what, 1, 1);
        let mut before = Violations::find(connection)?;
        let statements = run::run(connection, what, &script, watch)?;
        let after = Violations::find(connection)?;
        if !after.is_empty() {
            before.follow(self.transition);
            after.refuse_new(&before)?;
        }
        refuse_differences(drift_from(connection, self.to, "the schema that was asked for")?, |words| {
            format!("the script does not lead there: {words}; nothing was changed")
        })?;
        watch.go_on()?;
        session.commit()?;
        Ok(statements)
    }
}

/// A database with a history is changed by its revisions alone.
fn refuse_history(connection: &Connection) -> Result<()> {
    if recorder::has_history(connection)? {
        let message = "the database has a history of revisions, which alone may change it; freeze the change with \
                       `cargo schema snapshot`, and run `cargo schema upgrade`";
        return Err(Error::new(Kind::History, message));
    }
    Ok(())
}
