//! The pieces that a query's text is made of.

use std::fmt::{self, Write as _};

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::super::matches::{NAN, is_nan};
use super::super::{Held, TableInfo, digits, fail};

/// A table of a query, by its own name or by an alias.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub(crate) table: &'static TableInfo,
    /// 0 is the table's own name.
    pub(crate) alias: u8,
}

impl Source {
    pub(crate) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.alias == other.alias
    }

    /// The name under which the query knows it.
    pub(crate) fn name(self) -> String {
        match self.alias {
            0 => self.table.name().to_owned(),
            alias => format!("{}#{alias}", self.table.name()),
        }
    }

    pub(crate) fn push_name(self, out: &mut String) {
        out.push('"');
        push_escaped(out, self.table.name());
        if self.alias > 0 {
            // Writing to a `String` does not fail.
            let _ = write!(out, "#{}", self.alias);
        }
        out.push('"');
    }

    /// As it stands in `FROM` and `JOIN`.
    pub(crate) fn push_declared(self, out: &mut String) {
        push_quoted(out, self.table.name());
        if self.alias > 0 {
            out.push_str(" AS ");
            self.push_name(out);
        }
    }

    /// A column of it. Bare, a column that the database lacks would be read as a string:
    /// `SELECT "missing"` is the text `missing` (<https://sqlite.org/quirks.html#dblquote>).
    pub(crate) fn push_column(self, column: u16, out: &mut String) {
        self.push_name(out);
        out.push('.');
        push_quoted(out, self.table.column(column).name());
    }
}

/// A column of one of the query's tables, or a function of it.
#[derive(Clone, Copy, Debug)]
pub enum Expr {
    Column(Source, u16),
    /// The column by this collation, which is not its own.
    Collated(Source, u16, &'static str),
    /// The function, up to and with its opening parenthesis.
    Call(&'static str, Source, u16),
    /// `count(*)`
    Count,
}

impl Expr {
    pub(crate) fn push(self, out: &mut String) {
        match self {
            Self::Column(source, column) => source.push_column(column, out),
            Self::Collated(source, column, collation) => {
                source.push_column(column, out);
                out.push_str(" COLLATE ");
                push_quoted(out, collation);
            }
            Self::Call(function, source, column) => {
                out.push_str(function);
                source.push_column(column, out);
                out.push(')');
            }
            Self::Count => out.push_str("count(*)"),
        }
    }

    /// The column by this collation, if there is one.
    pub(crate) fn compared(source: Source, column: u16, collation: Option<&'static str>) -> Self {
        match collation {
            Some(collation) => Self::Collated(source, column, collation),
            None => Self::Column(source, column),
        }
    }

    /// Whether it makes a number of a text that it is compared with, where that looks like one.
    pub(crate) fn is_numeric(self) -> bool {
        match self {
            Self::Column(source, column) | Self::Collated(source, column, _) => {
                source.table.column(column).is_numeric()
            }
            Self::Call(..) | Self::Count => false,
        }
    }

    /// Whether it is a decimal that is compared as what it is: a text is no number to it.
    fn is_any_decimal(self) -> bool {
        match self {
            Self::Column(source, column) | Self::Collated(source, column, _) | Self::Call(_, source, column) => {
                source.table.column(column).is_any_decimal()
            }
            Self::Count => false,
        }
    }

    /// Whether its value can be null where the database keeps what is declared.
    pub(crate) fn is_nullable(self) -> bool {
        match self {
            Self::Column(source, column) | Self::Collated(source, column, _) | Self::Call(_, source, column) => {
                source.table.column(column).is_nullable()
            }
            Self::Count => false,
        }
    }
}

/// As messages name it: `max(products.id)`.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = |source: Source, column| format!("{}.{}", source.name(), source.table.column(column).name());
        match *self {
            Self::Column(source, at) | Self::Collated(source, at, _) => f.write_str(&column(source, at)),
            Self::Call(function, source, at) => write!(f, "{function}{})", column(source, at)),
            Self::Count => f.write_str("count(*)"),
        }
    }
}

/// A piece of a condition.
#[derive(Clone, Debug)]
pub(crate) enum Token<'a> {
    Text(&'static str),
    Expr(Expr),
    /// A parameter and its value.
    Value(ToSqlOutput<'a>),
    /// Why a value is none of SQLite's, told when the query runs.
    Failed(String),
}

impl From<Expr> for Token<'_> {
    fn from(expr: Expr) -> Self {
        Self::Expr(expr)
    }
}

impl<'a> Token<'a> {
    /// The value that is compared with this, or put there.
    pub(crate) fn held(expr: Expr, value: Held<'a>) -> Self {
        match value {
            Ok(value) if is_nan(&value) => Self::Failed(fail::unwritable(&expr, NAN)),
            Ok(value) if expr.is_any_decimal() => Self::Value(digits::number(value)),
            Ok(value) => Self::Value(value),
            Err(error) => Self::Failed(fail::unwritable(&expr, &error.to_string())),
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Value(ToSqlOutput::Borrowed(ValueRef::Null) | ToSqlOutput::Owned(Value::Null)))
    }
}

/// Writes the tokens, with `?` for each value.
pub(crate) fn push_tokens(tokens: &[Token<'_>], out: &mut String) {
    for token in tokens {
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Expr(expr) => expr.push(out),
            Token::Value(_) | Token::Failed(_) => out.push('?'),
        }
    }
}

/// The values of the tokens, in their order.
pub(crate) fn values<'t, 'a>(
    tokens: &'t [Token<'a>],
) -> impl Iterator<Item = Result<&'t ToSqlOutput<'a>, &'t str>> + 't {
    tokens.iter().filter_map(|token| match token {
        Token::Value(value) => Some(Ok(value)),
        Token::Failed(why) => Some(Err(&**why)),
        Token::Text(_) | Token::Expr(_) => None,
    })
}

pub(crate) fn push_quoted(out: &mut String, name: &str) {
    out.push('"');
    push_escaped(out, name);
    out.push('"');
}

fn push_escaped(out: &mut String, name: &str) {
    for (place, part) in name.split('"').enumerate() {
        if place > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
}
