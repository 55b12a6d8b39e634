//! The Rust type of a column.
//!
//! | column | type |
//! |---|---|
//! | `smallint` | `i16` |
//! | `integer`, `bigint` | `i64` |
//! | `real`, `double`, `decimal` | `f64` |
//! | `boolean` | `bool` |
//! | `blob` | `Vec<u8>` |
//! | `sql "…"` | by SQLite's affinity; numeric is `rusqlite::types::Value` |
//! | `enum` | the Rust enum of that name |
//! | any other | `String` |

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use schema_core::dialect::sqlite::{Affinity, affinity};
use schema_core::fault;
use schema_core::model::{Column, RustType, Type};

use super::source::Source;

/// The types that columns have where the declaration names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rust {
    I16,
    I64,
    F64,
    Bool,
    Text,
    Bytes,
    /// Any of SQLite's values.
    Value,
}

/// Which of them a column has.
pub(super) fn of(ty: &Type) -> Rust {
    match ty {
        Type::SmallInt => Rust::I16,
        Type::Integer | Type::BigInt => Rust::I64,
        Type::Real | Type::Double | Type::Decimal { .. } => Rust::F64,
        Type::Boolean => Rust::Bool,
        Type::Blob => Rust::Bytes,
        Type::Verbatim(name) => match affinity(name.as_str()) {
            Affinity::Integer => Rust::I64,
            Affinity::Real => Rust::F64,
            Affinity::Text => Rust::Text,
            Affinity::Blob => Rust::Bytes,
            Affinity::Numeric => Rust::Value,
        },
        Type::Text
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Date
        | Type::Time
        | Type::DateTime
        | Type::Json
        | Type::Uuid
        // One that is not declared, which is a fault.
        | Type::Enum(_) => Rust::Text,
    }
}

/// The type of a value that is not null, where the declaration names none.
pub(super) fn plain(ty: &Type, at: Span) -> TokenStream {
    match of(ty) {
        Rust::I16 => quote_spanned!(at=> i16),
        Rust::I64 => quote_spanned!(at=> i64),
        Rust::F64 => quote_spanned!(at=> f64),
        Rust::Bool => quote_spanned!(at=> bool),
        Rust::Text => quote_spanned!(at=> ::std::string::String),
        Rust::Bytes => quote_spanned!(at=> ::std::vec::Vec<u8>),
        Rust::Value => quote_spanned!(at=> ::frostline::rusqlite::types::Value),
    }
}

/// The type that the declaration names, each token where the user wrote it, so that the compiler
/// reports a wrong type there.
pub(super) fn named(column: &Column, at: Option<fault::Span>, source: &Source) -> Option<TokenStream> {
    let Some(RustType::Named(named)) = &column.rust_type else { return None };
    let tokens: TokenStream = named.parse().ok()?;
    let Some(at) = at else { return Some(tokens) };
    // Of a type that could not be read to its end, the front alone would be another fault.
    let rest = source.text().get(at.end..).unwrap_or_default().trim_start();
    if rest.starts_with(['<', ':', '(', '[', '+']) {
        return None;
    }
    let mut place = Place { text: source.text(), at: at.start, end: at.end };
    Some(respan(tokens, &mut place, source))
}

/// How far the written type has been followed.
struct Place<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Place<'_> {
    /// The bytes of the next token, which is written so.
    fn next(&mut self, token: &str) -> fault::Span {
        let rest = self.text.get(self.at..self.end).unwrap_or_default();
        let Some(found) = rest.find(token) else { return fault::Span::new(self.at, self.end) };
        let start = self.at + found;
        self.at = start + token.len();
        fault::Span::new(start, self.at)
    }
}

fn respan(tokens: TokenStream, place: &mut Place<'_>, source: &Source) -> TokenStream {
    let respanned = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), respan(group.stream(), place, source));
            group.set_span(source.span(fault::Span::new(place.at, place.at)));
            TokenTree::Group(group)
        }
        mut leaf => {
            let span = source.span(place.next(&leaf.to_string()));
            leaf.set_span(span);
            leaf
        }
    });
    respanned.collect()
}
