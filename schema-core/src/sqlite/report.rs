//! What an upgrade did.

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

/// A revision that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its name.
    pub name: String,
    /// How many statements its script has.
    pub statements: usize,
}
