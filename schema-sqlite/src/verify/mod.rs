//! Proofs of a history, each run in memory.
//!
//! `frostline::verify!` makes a test of each, and `cargo schema verify` runs them all. They use the run
//! time itself: what they prove is what a user's database goes through.
//!
//! [`Verify`] says how they are run: what is left out, and what the program supplies. The functions of the same
//! names run them as they are.

mod checkpoints;
mod content;
mod declared;
mod fixture;
mod notes;
mod rows;
mod survivors;
mod values;

pub use self::notes::Notes;

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::Connection;

use crate::drift::{Difference, differences, drift_from, spell};
use crate::error::Error;
use crate::introspect::{Inspection, inspect};
use crate::look::{model_of, snapshot_of};
use crate::{Upgrade, downgrade_one};
use schema_core::dialect::sqlite::lower;
use schema_core::diff::diff;
use schema_core::history::{History, Identity, Revision};
use schema_core::model::{Model, Transition};
use schema_core::syntax::parse_declaration;

/// What a proof found wrong: what differs, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: one fact each, with the revision that it is about.
    pub findings: Vec<String>,
}

impl Failure {
    fn new(finding: impl Into<String>) -> Self {
        Self { findings: vec![finding.into()] }
    }

    /// Nothing wrong, or what is.
    fn unless_empty(findings: Vec<String>) -> Result<(), Self> {
        if findings.is_empty() { Ok(()) } else { Err(Self { findings }) }
    }

    /// An error of the run time, with its causes.
    fn from_error(place: &str, error: &Error) -> Self {
        let mut finding = format!("{place}: {error}");
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            finding.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Self::new(finding)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            f.write_str(finding)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// The revisions are one line: each has the identity that its files and its parent give, a name of its
/// own, and a number above its parent's.
///
/// # Errors
///
/// What breaks the line, by revision.
pub fn one_head(history: &History<'_>) -> Result<(), Failure> {
    line(history)
}

fn line(history: &History<'_>) -> Result<(), Failure> {
    let mut findings = Vec::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut parent: Option<&Revision<'_>> = None;
    for (at, revision) in history.revisions.iter().enumerate() {
        let name: &str = &revision.name;
        let identity = Identity::of(parent.map(|parent| parent.identity), &revision.snapshot, &revision.scripts);
        if identity != revision.identity {
            findings.push(format!(
                "revision `{name}` is not what was frozen: its files give the identity {identity}, the index says {}",
                revision.identity
            ));
        }
        if let Some(first) = names.insert(name, at) {
            findings.push(format!("revisions {} and {} are both called `{name}`", first + 1, at + 1));
        }
        if let (Some(number), Some(before)) = (number(name), parent.and_then(|parent| number(&parent.name)))
            && number <= before
        {
            let parent = parent.map(|parent| parent.name.as_ref()).unwrap_or_default();
            findings.push(format!("revision `{name}` comes after `{parent}`, but its number does not"));
        }
        if let Err(error) = model_of(revision) {
            findings.push(error.to_string());
        }
        parent = Some(revision);
    }
    Failure::unless_empty(findings)
}

/// The number that a revision's name starts with.
fn number(name: &str) -> Option<u64> {
    name.split('_').next()?.parse().ok()
}

/// The rows of a program's own, given to a database that is at the revision of this name.
pub type Rows = fn(&Connection, &str) -> rusqlite::Result<()>;

/// Hands an upgrade the steps in Rust that its revisions name.
pub type Supply = for<'a, 'h> fn(Upgrade<'a, 'h>) -> Upgrade<'a, 'h>;

/// The proofs of a history, and how they are run.
///
/// ```
/// use schema_core::history::History;
/// use schema_sqlite::verify::Verify;
///
/// let history = History { name: "main".into(), ..History::default() };
/// let notes = Verify::new(&history).rows_survive()?;
/// assert!(notes.notes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is proved until a proof is called"]
pub struct Verify<'a, 'h> {
    history: &'a History<'h>,
    skip: Vec<String>,
    floor: Option<String>,
    rows: Option<Rows>,
    steps: Option<Supply>,
    without_steps: bool,
}

impl<'a, 'h> Verify<'a, 'h> {
    /// The proofs of this history, with nothing left out.
    pub fn new(history: &'a History<'h>) -> Self {
        Self { history, skip: Vec::new(), floor: None, rows: None, steps: None, without_steps: false }
    }

    /// Leaves these revisions out of [`up_down_up`](Self::up_down_up), [`hazards_declared`](Self::hazards_declared) and
    /// [`rows_survive`](Self::rows_survive): they are run upwards, and that is all.
    pub fn skip(mut self, revisions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.skip.extend(revisions.into_iter().map(Into::into));
        self
    }

    /// The lowest revision to go down to: those up to it are never taken down.
    pub fn floor(mut self, revision: impl Into<String>) -> Self {
        self.floor = Some(revision.into());
        self
    }

    /// Rows of the program's own for [`rows_survive`](Self::rows_survive): called at each revision with its name. What
    /// it inserts goes along through all later revisions; tables that it leaves empty are filled with generated
    /// rows.
    pub fn rows(mut self, rows: Rows) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The steps in Rust that revisions name: the function by which the program gives them to its own upgrade.
    pub fn steps(mut self, supply: Supply) -> Self {
        self.steps = Some(supply);
        self
    }

    /// Runs no step in Rust: what is proved is the SQL alone. For tools that have no part of the program.
    pub fn without_steps(mut self) -> Self {
        self.without_steps = true;
        self
    }

    /// [`one_head`](one_head()).
    ///
    /// # Errors
    ///
    /// What breaks the line, by revision.
    pub fn one_head(&self) -> Result<Notes, Failure> {
        line(self.history)?;
        Ok(Notes::default())
    }

    /// [`upgrade_from_nothing`](upgrade_from_nothing()).
    ///
    /// # Errors
    ///
    /// The revision that fails, or that does not lead to its snapshot, and what differs.
    pub fn upgrade_from_nothing(&self) -> Result<Notes, Failure> {
        let mut steps = database()?;
        for (at, revision) in self.history.revisions.iter().enumerate() {
            self.upgrade(&mut steps, at + 1)?;
            agrees(&steps, revision)?;
        }

        let mut whole = database()?;
        self.upgrade(&mut whole, self.history.revisions.len())?;
        if let Some(head) = self.history.head() {
            agrees(&whole, head)?;
        }
        let again = self.supplied().run(&mut whole);
        let again = again.map_err(|error| Failure::from_error("upgrading again what is at head", &error))?;
        match again.applied.first() {
            None => checkpoints::hold(self, &steps),
            Some(revision) => Err(Failure::new(format!("upgrading again ran revision `{}` again", revision.name))),
        }
    }

    /// [`end_equals_declaration`](end_equals_declaration()).
    ///
    /// # Errors
    ///
    /// What differs, object by object.
    pub fn end_equals_declaration(&self) -> Result<Notes, Failure> {
        let history = self.history;
        let parsed = parse_declaration(&history.declaration);
        if !parsed.faults.is_empty() {
            let findings = parsed.faults.iter().map(|fault| format!("the declaration cannot be read: {fault}"));
            return Err(Failure { findings: findings.collect() });
        }
        let declared = parsed.value.model;

        let (place, frozen) = match history.head() {
            Some(head) => {
                let snapshot = snapshot_of(head).map_err(|error| Failure::from_error("the head", &error))?;
                (format!("since revision `{}`", head.name), snapshot.model)
            }
            None => ("with no revision frozen".to_owned(), Model::default()),
        };
        let pending = diff(&frozen, &declared, &Transition::default());
        let pending = pending.iter().map(|change| format!("declared, but not frozen {place}: {change}"));
        Failure::unless_empty(pending.collect())?;

        let mut connection = database()?;
        self.upgrade(&mut connection, history.revisions.len())?;
        let mut found = inspect(&connection).map_err(|error| Failure::from_error("the end of the chain", &error))?;
        let expected = Inspection { model: lower(&declared), unsaid: Vec::new() };
        spell(&mut found.model, &expected.model);
        let words = differences(&expected, &found, "the declaration");
        Failure::unless_empty(told("the end of the chain is not the declaration", words))?;
        Ok(Notes::default())
    }

    /// [`up_down_up`](up_down_up()).
    ///
    /// # Errors
    ///
    /// The revision whose way fails, or does not lead where it should, and what differs.
    pub fn up_down_up(&self) -> Result<Notes, Failure> {
        let (skipped, floor) = (self.skipped()?, self.floor_place()?);
        let mut connection = database()?;
        let mut findings = Vec::new();
        // What the last revision left is what the next one begins with.
        let mut before = look(&connection)?;
        for (at, revision) in self.history.revisions.iter().enumerate() {
            let name = &revision.name;
            self.upgrade(&mut connection, at + 1)?;
            let after = look(&connection)?;
            if skipped.contains(&at) || at < floor {
                before = after;
                continue;
            }

            self.downgrade(&mut connection)
                .map_err(|error| Failure::from_error(&format!("revision `{name}` down"), &error))?;
            let words = differences(&before, &look(&connection)?, "the schema before it");
            let place = format!("revision `{name}` down does not lead back to the schema before it");
            findings.extend(told(&place, words));
            if !findings.is_empty() {
                // What is left behind would be told again of every later revision.
                break;
            }

            self.upgrade(&mut connection, at + 1)?;
            before = look(&connection)?;
            let words = differences(&after, &before, "the schema of the first time");
            findings.extend(told(&format!("revision `{name}` up again is not as the first time"), words));
            if !findings.is_empty() {
                break;
            }
        }
        Failure::unless_empty(findings)?;
        Ok(Notes::default())
    }

    /// [`hazards_declared`](hazards_declared()).
    ///
    /// # Errors
    ///
    /// Each table and column that goes without a word, and where.
    pub fn hazards_declared(&self) -> Result<Notes, Failure> {
        declared::hazards_declared(self)
    }

    /// [`rows_survive`](rows_survive()).
    ///
    /// # Errors
    ///
    /// The revision that fails on rows, or loses any, and which.
    pub fn rows_survive(&self) -> Result<Notes, Failure> {
        rows::rows_survive(self)
    }

    /// The places of the revisions that are left out.
    fn skipped(&self) -> Result<Vec<usize>, Failure> {
        self.skip.iter().map(|name| self.place_of(name)).collect()
    }

    /// How many of the revisions are never taken down.
    fn floor_place(&self) -> Result<usize, Failure> {
        self.floor.as_ref().map_or(Ok(0), |name| Ok(self.place_of(name)? + 1))
    }

    fn place_of(&self, name: &str) -> Result<usize, Failure> {
        let place = self.history.revisions.iter().position(|revision| revision.name == name);
        place.ok_or_else(|| Failure::new(format!("there is no revision `{name}`; mend the options of the proof")))
    }

    fn supplied(&self) -> Upgrade<'a, 'h> {
        let upgrade = Upgrade::new(self.history).in_proof();
        match self.steps {
            _ if self.without_steps => upgrade.leave_steps_out(),
            Some(supply) => supply(upgrade),
            None => upgrade,
        }
    }

    /// Upgrades until so many revisions have run.
    fn upgrade(&self, connection: &mut Connection, revisions: usize) -> Result<(), Failure> {
        let last = self.history.after(revisions);
        let Some(last) = last else { return Ok(()) };
        let done = self.upgrade_or_error(connection, last);
        done.map_err(|error| Failure::from_error(&format!("upgrading to `{}`", last.name), &error))
    }

    fn upgrade_or_error(&self, connection: &mut Connection, to: &Revision<'_>) -> Result<(), Error> {
        self.supplied().to(to.name.as_ref()).run(connection).map(drop)
    }

    fn downgrade(&self, connection: &mut Connection) -> Result<(), Error> {
        downgrade_one(connection, self.history).map(drop)
    }

    fn give_rows(&self, connection: &Connection, revision: &Revision<'_>) -> Result<(), Failure> {
        let Some(rows) = self.rows else { return Ok(()) };
        rows(connection, &revision.name).map_err(|error| {
            Failure::new(format!("the rows of your own do not fit revision `{}`: {error}", revision.name))
        })
    }
}

/// The chain upgrades an empty database, one revision after the other, each to what its snapshot says;
/// once more, all at once; and then there is nothing left to do. A database that starts from a checkpoint holds the
/// same rows, also where the chain has steps in Rust.
///
/// # Errors
///
/// The revision that fails, or that does not lead to its snapshot, and what differs.
pub fn upgrade_from_nothing(history: &History<'_>) -> Result<(), Failure> {
    Verify::new(history).upgrade_from_nothing().map(drop)
}

/// The end of the chain is the declaration: the database that it makes, and the snapshot of its head.
///
/// # Errors
///
/// What differs, object by object.
pub fn end_equals_declaration(history: &History<'_>) -> Result<(), Failure> {
    Verify::new(history).end_equals_declaration().map(drop)
}

/// Each revision goes up, down and up again: down leads back to the schema before it, without a trace,
/// and up again to the same schema as the first time.
///
/// # Errors
///
/// The revision whose way fails, or does not lead where it should, and what differs.
pub fn up_down_up(history: &History<'_>) -> Result<(), Failure> {
    Verify::new(history).up_down_up().map(drop)
}

/// What each revision loses was said when it was frozen: a table or column that goes where it may as well have been
/// renamed is dropped by a word in the snapshot's transition, and so is what takes its place a rename.
///
/// # Errors
///
/// Each table and column that goes without a word, and where.
pub fn hazards_declared(history: &History<'_>) -> Result<(), Failure> {
    Verify::new(history).hazards_declared().map(drop)
}

/// Each revision goes up, down and up again with rows in every table: rows that its parent's snapshot allows, with
/// nulls and the ends of each type. What survives by name or by rename is bit for bit what it was, no row is lost,
/// references and SQLite's own integrity check hold, and down leaves no trace in the schema. What a revision loses
/// or changes, it has to say: by its transition (a drop, a cast, a backfill), or by an
/// `UPDATE` or `DELETE` in its script; and where it does not take all rows, by a look.
///
/// Virtual tables get rows only by triggers.
///
/// # Errors
///
/// The revision that fails on rows, or loses any, and which.
pub fn rows_survive(history: &History<'_>) -> Result<Notes, Failure> {
    Verify::new(history).rows_survive()
}

fn told(place: &str, differences: Vec<Difference>) -> Vec<String> {
    differences.into_iter().map(|difference| format!("{place}: {difference}")).collect()
}

fn agrees(connection: &Connection, revision: &Revision<'_>) -> Result<(), Failure> {
    let place = format!("revision `{}`", revision.name);
    let model = model_of(revision).map_err(|error| Failure::from_error(&place, &error))?;
    let words = drift_from(connection, &model, "its snapshot");
    let words = words.map_err(|error| Failure::from_error(&place, &error))?;
    Failure::unless_empty(told(&format!("{place} does not lead to its snapshot"), words))
}

fn look(connection: &Connection) -> Result<Inspection, Failure> {
    inspect(connection).map_err(|error| Failure::from_error("the schema", &error))
}

fn database() -> Result<Connection, Failure> {
    let connection = Connection::open_in_memory();
    connection.map_err(|error| Failure::new(format!("no database can be opened in memory: {error}")))
}
