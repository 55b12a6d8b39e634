//! Identifiers.

use std::fmt;

/// The name of a table, column, index or constraint, exactly as the database stores it.
///
/// It may be any text: reserved words, spaces and quotes are all legal in SQL, so a name is always
/// quoted on its way into a statement. [`Display`](fmt::Display) is for people, never for SQL.
///
/// Equality is letter for letter; [`same`](Name::same) is the equality of SQL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

impl Name {
    /// Wraps an identifier.
    pub fn new(name: impl Into<Box<str>>) -> Self {
        Self(name.into())
    }

    /// The identifier, unquoted.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether SQL takes both for one: ASCII letters match in either case, others as they are
    /// (<https://sqlite.org/lang_createtable.html>; SQLite folds ASCII alone).
    pub fn same(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// The identifier as SQL takes it, whatever is in it: in double quotes
    /// (<https://sqlite.org/lang_keywords.html>).
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.0.replace('"', "\"\""))
    }

    /// A form by which names that are [`same`](Self::same) sort and compare as equal.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
