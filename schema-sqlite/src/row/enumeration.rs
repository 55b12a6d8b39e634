//! Enums: texts of a list, each a variant in Rust.

use std::fmt;

/// A Rust enum that `schema!` made of an `enum` of the declaration.
///
/// ```text
/// enum bug_state { open, in_progress, "won't fix" as WontFix }
///
/// pub enum BugState { Open, InProgress, WontFix }
/// ```
///
/// It is written and read as its text, compares with a column of it, and what is no value of it is an
/// error that names table, column and row key. As everywhere in Rust its variants are ordered as they were
/// declared; SQL orders their texts.
///
/// The constant and the method are the enum's own, too: this trait is for code over any enum.
///
/// ```
/// use schema_sqlite::row::Enum;
///
/// fn choices<E: Enum>() -> Vec<&'static str> {
///     E::ALL.iter().map(|variant| variant.as_str()).collect()
/// }
/// ```
pub trait Enum: Copy + 'static {
    /// Its name in the declaration.
    const NAME: &'static str;

    /// Its variants, in declaration order.
    const ALL: &'static [Self];

    /// The text in the database.
    fn as_str(self) -> &'static str;
}

/// A text that is no value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoValue {
    text: String,
    name: &'static str,
    values: String,
}

impl NoValue {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the enum in the declaration.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// That this text is none of the enum's.
    #[doc(hidden)]
    #[cold]
    pub fn of<E: Enum>(text: &str) -> Self {
        let values: Vec<String> = E::ALL.iter().map(|variant| format!("`{}`", variant.as_str())).collect();
        Self { text: text.to_owned(), name: E::NAME, values: values.join(", ") }
    }
}

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no value of enum `{}`; its values are {}", self.text, self.name, self.values)
    }
}

impl std::error::Error for NoValue {}
