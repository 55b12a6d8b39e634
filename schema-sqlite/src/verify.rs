//! Proofs of a history, each run in memory.
//!
//! `frostline::verify!` makes a test of each, and `cargo schema verify` runs them all. They use the run
//! time itself: what they prove is what a user's database goes through.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::Connection;

use super::drift::{Difference, differences, drift_from};
use super::introspect::{Inspection, inspect};
use super::look::{model_of, snapshot_of};
use super::{Upgrade, downgrade_one};
use crate::error::Error;
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

/// The chain upgrades an empty database, one revision after the other, each to what its snapshot says;
/// once more, all at once; and then there is nothing left to do.
///
/// # Errors
///
/// The revision that fails, or that does not lead to its snapshot, and what differs.
pub fn upgrade_from_nothing(history: &History<'_>) -> Result<(), Failure> {
    let (mut steps, mut chain) = (database()?, empty(history));
    for revision in history.revisions.iter() {
        chain.revisions.to_mut().push(revision.clone());
        upgrade(&mut steps, &chain)?;
        agrees(&steps, revision)?;
    }

    let mut whole = database()?;
    upgrade(&mut whole, history)?;
    if let Some(head) = history.head() {
        agrees(&whole, head)?;
    }
    let again = Upgrade::new(history).run(&mut whole);
    let again = again.map_err(|error| Failure::from_error("upgrading again what is at head", &error))?;
    match again.applied.first() {
        None => Ok(()),
        Some(revision) => Err(Failure::new(format!("upgrading again ran revision `{}` again", revision.name))),
    }
}

/// The end of the chain is the declaration: the database that it makes, and the snapshot of its head.
///
/// # Errors
///
/// What differs, object by object.
pub fn end_equals_declaration(history: &History<'_>) -> Result<(), Failure> {
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
    upgrade(&mut connection, history)?;
    let found = inspect(&connection).map_err(|error| Failure::from_error("the end of the chain", &error))?;
    let expected = Inspection { model: lower(&declared), unsaid: Vec::new() };
    let words = differences(&expected, &found, "the declaration");
    Failure::unless_empty(told("the end of the chain is not the declaration", words))
}

/// Each revision goes up, down and up again: down leads back to the schema before it, without a trace,
/// and up again to the same schema as the first time.
///
/// # Errors
///
/// The revision whose way fails, or does not lead where it should, and what differs.
pub fn up_down_up(history: &History<'_>) -> Result<(), Failure> {
    let mut connection = database()?;
    let (mut findings, mut chain) = (Vec::new(), empty(history));
    for revision in history.revisions.iter() {
        chain.revisions.to_mut().push(revision.clone());
        let name = &revision.name;
        let before = look(&connection)?;
        upgrade(&mut connection, &chain)?;
        let after = look(&connection)?;

        let down = downgrade_one(&mut connection, &chain);
        down.map_err(|error| Failure::from_error(&format!("revision `{name}` down"), &error))?;
        let words = differences(&before, &look(&connection)?, "the schema before it");
        findings.extend(told(&format!("revision `{name}` down does not lead back to the schema before it"), words));
        if !findings.is_empty() {
            // What is left behind would be told again of every later revision.
            break;
        }

        upgrade(&mut connection, &chain)?;
        let words = differences(&after, &look(&connection)?, "the schema of the first time");
        findings.extend(told(&format!("revision `{name}` up again is not as the first time"), words));
        if !findings.is_empty() {
            break;
        }
    }
    Failure::unless_empty(findings)
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

fn upgrade(connection: &mut Connection, chain: &History<'_>) -> Result<(), Failure> {
    let to = chain.head().map(|head| head.name.as_ref()).unwrap_or_default();
    let report = Upgrade::new(chain).run(connection);
    report.map(drop).map_err(|error| Failure::from_error(&format!("upgrading to `{to}`"), &error))
}

fn database() -> Result<Connection, Failure> {
    let connection = Connection::open_in_memory();
    connection.map_err(|error| Failure::new(format!("no database can be opened in memory: {error}")))
}

/// A history of this name with no revision yet, to be grown one by one.
fn empty<'h>(history: &History<'h>) -> History<'h> {
    History { name: history.name.clone(), ..History::default() }
}
