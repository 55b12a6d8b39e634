//! Enums: lists of the texts that a column may hold.

use std::sync::Arc;

use super::Name;

/// An enum: a type whose values are texts of a list.
///
/// Its name, its Rust names and its docs are no part of a database that has no such types of its own, which
/// SQLite has not: there a column of an enum is text with a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// Its name, by which columns have it as their type.
    pub name: Name,
    /// The Rust enum (`as BugState`), if the declaration names one.
    pub rust_name: Option<String>,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// Its values, in declaration order. At least one.
    pub variants: Vec<Variant>,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The text in the database.
    pub text: String,
    /// The variant of the Rust enum (`as WontFix`), if the declaration names one.
    pub rust_name: Option<String>,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
}

impl Enum {
    /// An enum without values.
    pub fn new(name: impl Into<Name>) -> Self {
        Self { name: name.into(), rust_name: None, docs: Vec::new(), variants: Vec::new() }
    }

    /// The type of a column of it.
    pub fn ty(&self) -> EnumType {
        EnumType::new(self.name.clone(), self.variants.iter().map(|variant| variant.text.clone()))
    }
}

impl Variant {
    /// A value of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), rust_name: None, docs: Vec::new() }
    }
}

/// An enum as the type of a column: its name, and its values, so that nothing has to be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    /// The name of the enum, as the column spells it.
    pub name: Name,
    /// Its values, in declaration order; none where no enum of this name is declared.
    pub values: Arc<[String]>,
}

impl EnumType {
    /// The type of this name with these values.
    pub fn new(name: impl Into<Name>, values: impl IntoIterator<Item = String>) -> Self {
        Self { name: name.into(), values: values.into_iter().collect() }
    }

    /// Whether it has this value.
    pub fn has(&self, text: &str) -> bool {
        self.values.iter().any(|value| value == text)
    }

    /// Whether both have the same values, in whatever order.
    pub fn same_values(&self, other: &Self) -> bool {
        self.without(other).next().is_none() && other.without(self).next().is_none()
    }

    /// Its values that the other one does not have.
    pub fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.values.iter().map(String::as_str).filter(|value| !other.has(value))
    }
}
