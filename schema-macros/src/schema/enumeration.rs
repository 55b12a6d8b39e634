//! The items of the enums: a Rust enum each.
//!
//! Written out, and by neither derives nor a macro of the run time's: an expansion within the expansion of
//! `schema!` would be another one after every edit of any table (see `table.rs`).

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;
use schema_core::model::rust_names::{ENUM_ITEMS, enum_name, variant_name};
use schema_core::model::{Enum, EnumType, Model};
use schema_core::syntax::{EnumSpans, SourceMap};
use syn::ext::IdentExt as _;

use super::source::Source;
use super::table::{allow, ident};

/// The enums that are emitted: each with what it is called in Rust.
pub(super) struct Enums<'a>(Vec<(&'a Enum, String)>);

impl<'a> Enums<'a> {
    /// The enums of a model, each Rust name once; `taken` are those of its tables.
    pub(super) fn new(model: &'a Model, taken: &mut BTreeSet<String>) -> Self {
        let mut enums: Vec<(&Enum, String)> = Vec::new();
        for declared in &model.enums {
            let name = enum_name(declared);
            // Anything else is a fault already, and shall not be one of the compiler's too.
            let is_first = !enums.iter().any(|(other, _)| other.name.same(&declared.name));
            if is_first && !declared.variants.is_empty() && taken.insert(name.clone()) {
                enums.push((declared, name));
            }
        }
        Self(enums)
    }

    /// What the enum of a column is called in Rust, if it is there.
    pub(super) fn name(&self, of: &EnumType, at: Span) -> Option<Ident> {
        let (_, name) = self.0.iter().find(|(declared, _)| declared.name.same(&of.name))?;
        Some(ident(name, at))
    }

    pub(super) fn emit(&self, model: &Model, spans: &SourceMap, source: &Source) -> TokenStream {
        let nowhere = EnumSpans::default();
        let place = |declared: &Enum| model.enums.iter().position(|other| std::ptr::eq(other, declared));
        let emitted = self.0.iter().map(|(declared, name)| {
            let spans = place(declared).and_then(|place| spans.enums.get(place)).unwrap_or(&nowhere);
            emit(declared, name, spans, source)
        });
        emitted.collect()
    }
}

fn emit(declared: &Enum, name: &str, spans: &EnumSpans, source: &Source) -> TokenStream {
    let at = source.span(spans.name);
    let name = ident(name, spans.rust_name.map_or(at, |span| source.span(span)));
    let text = |text: &str| {
        let mut literal = Literal::string(text);
        literal.set_span(at);
        literal
    };
    let docs = |said: &[String], sql: &str| {
        let lines = said.iter().map(|line| text(line));
        let blank = (!said.is_empty()).then(|| quote_spanned! {at=> #[doc = ""] });
        let sql = text(sql);
        quote_spanned! {at=> #(#[doc = #lines])* #blank #[doc = #sql] }
    };
    let mut taken: BTreeSet<String> = ENUM_ITEMS.iter().map(|name| (*name).to_owned()).collect();
    let mut seen = BTreeSet::new();
    let mut items = TokenStream::new();
    let (mut variants, mut texts, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for (place, variant) in declared.variants.iter().enumerate() {
        let in_rust = variant_name(variant);
        // A second one is a fault already.
        if !seen.insert(&variant.text) || !taken.insert(in_rust.clone()) {
            continue;
        }
        let span = spans.variants.get(place).map_or(at, |spans| source.span(spans.rust_name.unwrap_or(spans.text)));
        let in_rust = ident(&in_rust, span);
        let docs = docs(&variant.docs, &format!(" `{}` in the database.", variant.text));
        items.extend(quote_spanned! {at=> #docs #in_rust, });
        shown.push(text(&in_rust.unraw().to_string()));
        variants.push(in_rust);
        texts.push(text(&variant.text));
    }
    let values: Vec<String> = declared.variants.iter().map(|variant| format!("`{}`", variant.text)).collect();
    let docs = docs(&declared.docs, &format!(" A value of enum `{}`: one of {}.", declared.name, values.join(", ")));
    let called = text(declared.name.as_str());
    let allow = allow(at);
    let in_sea_query = in_sea_query(&name, at);
    quote_spanned! {at=>
        #docs
        #allow
        pub enum #name { #items }
        #allow
        impl #name {
            /// Its variants, in declaration order.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The text in the database.
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                match self { #(Self::#variants => #texts,)* }
            }
        }
        #allow
        const _: () = {
            use ::frostline::rusqlite::types as sql;
            impl ::core::marker::Copy for #name {}
            impl ::core::clone::Clone for #name {
                #[inline]
                fn clone(&self) -> Self {
                    *self
                }
            }
            impl ::core::cmp::PartialEq for #name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    *self as usize == *other as usize
                }
            }
            impl ::core::cmp::Eq for #name {}
            impl ::core::cmp::PartialOrd for #name {
                #[inline]
                fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
                }
            }
            impl ::core::cmp::Ord for #name {
                #[inline]
                fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                    ::core::cmp::Ord::cmp(&(*self as usize), &(*other as usize))
                }
            }
            impl ::core::hash::Hash for #name {
                #[inline]
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    ::core::hash::Hash::hash(&(*self as usize), state);
                }
            }
            impl ::core::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(match self { #(Self::#variants => #shown,)* })
                }
            }
            impl ::core::fmt::Display for #name {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.pad(#name::as_str(*self))
                }
            }
            impl ::core::str::FromStr for #name {
                type Err = ::frostline::NoValue;
                fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, ::frostline::NoValue> {
                    match text {
                        #(#texts => ::core::result::Result::Ok(Self::#variants),)*
                        _ => ::core::result::Result::Err(::frostline::NoValue::of::<Self>(text)),
                    }
                }
            }
            impl ::frostline::Enum for #name {
                const NAME: &'static ::core::primitive::str = #called;
                const ALL: &'static [Self] = Self::ALL;
                #[inline]
                fn as_str(self) -> &'static ::core::primitive::str {
                    #name::as_str(self)
                }
            }
            impl sql::FromSql for #name {
                #[inline]
                fn column_result(value: sql::ValueRef<'_>) -> sql::FromSqlResult<Self> {
                    value.as_str()?.parse().map_err(sql::FromSqlError::other)
                }
            }
            impl sql::ToSql for #name {
                #[inline]
                fn to_sql(&self) -> ::frostline::rusqlite::Result<sql::ToSqlOutput<'_>> {
                    ::core::result::Result::Ok(::core::convert::From::from(#name::as_str(*self)))
                }
            }
            // A column of text may be held by it, and a column of it by a text.
            impl ::frostline::Holds<::std::string::String> for #name {}
            impl ::frostline::Holds<#name> for ::std::string::String {}
            impl ::frostline::Fits<#name> for #name {}
            #in_sea_query
        };
    }
}

/// The enum as a value of a statement of sea-query.
fn in_sea_query(name: &Ident, at: Span) -> TokenStream {
    if !cfg!(feature = "sea-query") {
        return TokenStream::new();
    }
    quote_spanned! {at=>
        impl ::core::convert::From<#name> for ::frostline::sea_query::Value {
            #[inline]
            fn from(value: #name) -> Self {
                ::core::convert::From::from(#name::as_str(value))
            }
        }
        impl ::frostline::sea_query::Nullable for #name {
            #[inline]
            fn null() -> ::frostline::sea_query::Value {
                ::frostline::sea_query::Value::String(::core::option::Option::None)
            }
        }
    }
}
