//! Columns.

use super::{Conflict, Name, Sql, Type};

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the database.
    pub name: Name,
    /// Its doc comment, a line each, without the comment marks.
    pub docs: Vec<String>,
    /// The type of its values.
    pub ty: Type,
    /// Whether it may be null (`?` after the type). Not null is the default of the language.
    pub nullable: bool,
    /// What else is said of it where it may not be null; the default value where it may.
    pub not_null: NotNull,
    /// The Rust type of one value that is not null (`as TestStatus`, `as new TestId`), if the declaration says it.
    pub rust_type: Option<RustType>,
    /// What a row holds that was inserted without this column.
    pub default: Option<DefaultValue>,
    /// The collating sequence; `None` is the database's own (`BINARY` on SQLite).
    pub collation: Option<Name>,
    /// How its value is computed, if it is not stored by the program.
    pub generated: Option<Generated>,
}

impl Column {
    /// A column that is not null and has nothing but a name and a type.
    pub fn new(name: impl Into<Name>, ty: Type) -> Self {
        Self {
            name: name.into(),
            docs: Vec::new(),
            ty,
            nullable: false,
            not_null: NotNull::default(),
            rust_type: None,
            default: None,
            collation: None,
            generated: None,
        }
    }
}

/// What stands after the `as` of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type of the program's own, `as TestStatus`: Rust source without needless spaces.
    Named(String),
    /// A type that is made for the column, `as new TestId`. Columns that reference it have that type too,
    /// unless they name another: see [`new_types`](super::new_types).
    New(String),
}

/// The constraint `not null` of a column. Its default value says nothing but that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotNull {
    /// Whether it is said of the key that is the rowid, which SQLite never lets be null: the words alone are
    /// the difference. `false` everywhere else.
    pub said: bool,
    /// The constraint's name; `None` where it has none, which is the rule.
    pub name: Option<Name>,
    /// What becomes of a row with a null.
    pub conflict: Conflict,
}

/// The default of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// A constant: `default 0`, `default "open"`, `default true`, `default null`.
    Literal(Literal),
    /// The moment of the insert: `default now`. On SQLite `CURRENT_TIMESTAMP` (or `CURRENT_DATE`,
    /// `CURRENT_TIME`, by the column's type), which is UTC.
    Now,
    /// An expression: `default sql "lower('X')"`.
    Expr(Sql),
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number, with its sign, as decimal digits: `-12`. Text, since SQL's numbers may be
    /// wider than any Rust type.
    Integer(String),
    /// A number with a fraction or an exponent, as it was written: `1.50`.
    Real(String),
    /// Text.
    Text(String),
    /// Bytes: `b"\x00\x01"` in the language.
    Blob(Vec<u8>),
}

/// A generated column (<https://sqlite.org/gencol.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The expression.
    pub expr: Sql,
    /// When it is computed.
    pub storage: Storage,
}

/// When a generated column is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Storage {
    /// When the row is written.
    Stored,
    /// When the column is read.
    Virtual,
}
