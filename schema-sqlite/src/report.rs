//! What an upgrade did.

use std::fmt;

/// What an upgrade or a downgrade did, or, inside an [`Error`](crate::Error), had done before it was
/// rolled back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The revision that the database was at; `None` is the empty start.
    pub from: Option<String>,
    /// The revision that it is at now: the same as `from` where nothing was to be done, or everything
    /// was rolled back.
    pub to: Option<String>,
    /// The revisions that ran whole, in the order in which they did.
    pub applied: Vec<AppliedRevision>,
}

/// One line: `upgraded from 0001_baseline to 0003_bios (2 revisions, 5 statements)`, or
/// `at 0003_bios already`.
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
        write!(
            f,
            "upgraded from {from} to {to} ({count} revision{}, {statements} statement{})",
            plural(count),
            plural(statements)
        )
    }
}

/// A revision that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its name.
    pub name: String,
    /// How many statements its script has.
    pub statements: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line() {
        let revision = |name: &str, statements| AppliedRevision { name: name.to_owned(), statements };
        let mut report = Report { from: None, to: Some("0002_b".to_owned()), applied: Vec::new() };
        assert_eq!(report.to_string(), "at 0002_b already");
        report.applied = vec![revision("0002_b", 1)];
        report.from = Some("0001_a".to_owned());
        assert_eq!(report.to_string(), "upgraded from 0001_a to 0002_b (1 revision, 1 statement)");
        report.applied.insert(0, revision("0001_a", 4));
        report.from = None;
        assert_eq!(report.to_string(), "upgraded from base to 0002_b (2 revisions, 5 statements)");
    }
}
