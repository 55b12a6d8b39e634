//! What an upgrade did.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What an upgrade or a downgrade did, or, inside an [`Error`](crate::Error), had done before it was
/// rolled back. Two that differ in their times alone are equal.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The revision that the database was at; `None` is the empty start.
    pub from: Option<String>,
    /// The revision that it is at now: the same as `from` where nothing was to be done, or everything
    /// was rolled back.
    pub to: Option<String>,
    /// The revisions that ran whole, in the order in which they did.
    pub applied: Vec<AppliedRevision>,
    /// How long it took, from the lock to the commit; zero where nothing was to be done.
    pub time: Duration,
    /// The copy of the database from before, if one was asked for and something was to be done.
    pub backup: Option<PathBuf>,
}

impl PartialEq for Report {
    fn eq(&self, other: &Self) -> bool {
        (&self.from, &self.to, &self.applied, &self.backup) == (&other.from, &other.to, &other.applied, &other.backup)
    }
}

impl Eq for Report {}

/// One line: `upgraded from 0001_baseline to 0003_bios (2 revisions, 5 statements)`, or
/// `at 0003_bios already`, or `went back from 0003_bios to base (3 revisions, 4 statements)`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |revision: &Option<String>| revision.clone().unwrap_or_else(|| "base".to_owned());
        let (from, to) = (name(&self.from), name(&self.to));
        if self.applied.is_empty() {
            return write!(f, "at {to} already");
        }
        let statements: usize = self.applied.iter().map(|revision| revision.statements).sum();
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let count = self.applied.len();
        // A way back starts with the revision that the database was at.
        let is_back = self.applied.first().map(|first| &first.name) == self.from.as_ref();
        let verb = if is_back { "went back" } else { "upgraded" };
        write!(
            f,
            "{verb} from {from} to {to} ({count} revision{}, {statements} statement{})",
            plural(count),
            plural(statements)
        )
    }
}

/// A revision that ran. Two that differ in their times alone are equal.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its name.
    pub name: String,
    /// How many statements its script has.
    pub statements: usize,
    /// How many steps in Rust it has.
    pub steps: usize,
    /// How many rows its rebuilds have copied.
    pub rows_copied: u64,
    /// How long it took.
    pub time: Duration,
}

impl PartialEq for AppliedRevision {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.statements, self.steps, self.rows_copied)
            == (&other.name, other.statements, other.steps, other.rows_copied)
    }
}

impl Eq for AppliedRevision {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line() {
        let revision = |name: &str, statements| AppliedRevision {
            name: name.to_owned(),
            statements,
            ..AppliedRevision::default()
        };
        let mut report = Report { to: Some("0002_b".to_owned()), ..Report::default() };
        assert_eq!(report.to_string(), "at 0002_b already");
        report.applied = vec![revision("0002_b", 1)];
        report.from = Some("0001_a".to_owned());
        assert_eq!(report.to_string(), "upgraded from 0001_a to 0002_b (1 revision, 1 statement)");
        report.applied.insert(0, revision("0001_a", 4));
        report.from = None;
        assert_eq!(report.to_string(), "upgraded from base to 0002_b (2 revisions, 5 statements)");
        let back = Report {
            from: Some("0002_b".to_owned()),
            to: Some("0001_a".to_owned()),
            applied: vec![revision("0002_b", 3)],
            ..Report::default()
        };
        assert_eq!(back.to_string(), "went back from 0002_b to 0001_a (1 revision, 3 statements)");
    }
}
