//! The items of the enums: a Rust enum each.
//!
//! What is the same for all of them is a macro by example of `frostline`'s, so that a declaration expands to
//! the list of the variants alone.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote_spanned;
use schema_core::model::rust_names::{ENUM_CONSTANTS, enum_name, variant_name};
use schema_core::model::{Enum, EnumType, Model};
use schema_core::syntax::{EnumSpans, SourceMap};

use super::source::Source;
use super::table::ident;

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
    let mut taken: BTreeSet<String> = ENUM_CONSTANTS.iter().map(|name| (*name).to_owned()).collect();
    let mut texts = BTreeSet::new();
    let mut variants = TokenStream::new();
    for (place, variant) in declared.variants.iter().enumerate() {
        let in_rust = variant_name(variant);
        if !texts.insert(&variant.text) || !taken.insert(in_rust.clone()) {
            continue;
        }
        let span = spans.variants.get(place).map_or(at, |spans| source.span(spans.rust_name.unwrap_or(spans.text)));
        let (in_rust, value) = (ident(&in_rust, span), text(&variant.text));
        let docs = docs(&variant.docs, &format!(" `{}` in the database.", variant.text));
        variants.extend(quote_spanned! {at=> #docs #in_rust = #value, });
    }
    let values: Vec<String> = declared.variants.iter().map(|variant| format!("`{}`", variant.text)).collect();
    let docs = docs(&declared.docs, &format!(" A value of enum `{}`: one of {}.", declared.name, values.join(", ")));
    let called = text(declared.name.as_str());
    quote_spanned! {at=>
        ::frostline::__private::enumeration! {
            #docs
            #[allow(dead_code, non_camel_case_types, unreachable_pub, unused_qualifications, clippy::all)]
            #name = #called { #variants }
        }
    }
}
