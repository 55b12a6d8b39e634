//! What becomes of a row that breaks a rule.

/// The conflict clause of a constraint (<https://sqlite.org/lang_conflict.html>): `on conflict ignore`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conflict {
    /// The statement fails and what it did is undone; the transaction goes on. The default.
    #[default]
    Abort,
    /// The whole transaction is rolled back.
    Rollback,
    /// The statement fails and what it did stays.
    Fail,
    /// The row is left out, without an error.
    Ignore,
    /// The rows that are in the way are deleted; a null becomes the column's default.
    Replace,
}

impl Conflict {
    /// The word of SQL and of the language, in lower case: `abort`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::Rollback => "rollback",
            Self::Fail => "fail",
            Self::Ignore => "ignore",
            Self::Replace => "replace",
        }
    }
}
