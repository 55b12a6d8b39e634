//! The rows of old revisions, for their steps in Rust.
//!
//! A step is frozen with its revision, and what it reads and writes has to stay as it was: it cannot use the
//! live structs, which go on. So each revision whose script names a step has structs of its own, from its
//! snapshot, with nothing of the program's in them. Where no revision has a step, there is nothing.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use schema_core::fault::Span;
use schema_core::history::{Judgement, Revision};
use schema_core::model::rust_names::{enum_name, identifier, module_name, struct_name};
use schema_core::model::{Model, new_types};
use schema_core::syntax::{SourceMap, parse_snapshot};

use super::source::Source;
use super::table::{self, ident};

/// What the line of a step begins with. The run time takes it for a step only between statements; here one
/// more costs a module that nobody names.
const STEP: &str = "-- step: ";

pub(super) fn emit(judgement: &Judgement, source: &Source) -> TokenStream {
    let names_a_step = |revision: &&Revision<'_>| {
        revision.scripts.iter().any(|script| script.up.lines().any(|line| line.contains(STEP)))
    };
    let revisions: Vec<_> = judgement.loaded.history.revisions.iter().filter(names_a_step).collect();
    if revisions.is_empty() || !judgement.is_sound() {
        return TokenStream::new();
    }
    // Where the declaration starts: the revisions stand nowhere in it.
    let at = source.span(Span::default());
    let modules = revisions.into_iter().map(|revision| {
        let snapshot = parse_snapshot(&revision.snapshot).value;
        let tables = table::emit(&snapshot.model, &SourceMap::default(), source, true);
        let name = ident(&identifier(&format!("r{}", revision.name)), at);
        let doc = format!(" The rows of revision `{}`, as it was frozen.", revision.name);
        quote_spanned! {at=>
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub)]
            pub mod #name {
                #tables
            }
        }
    });
    let name = ident(name(&judgement.declaration.model), at);
    quote_spanned! {at=>
        #[doc = " The rows of old revisions, for their steps in Rust: they stay as they were, whatever is declared now."]
        #[allow(dead_code, unreachable_pub)]
        pub mod #name {
            #(#modules)*
        }
    }
}

/// What the module of the modules is called, which a table may be called, too.
fn name(model: &Model) -> &'static str {
    const NAME: &str = "revisions";
    let tables = model.tables.iter().any(|table| struct_name(table) == NAME || module_name(table) == NAME);
    let enums = model.enums.iter().any(|declared| enum_name(declared) == NAME);
    if tables || enums || new_types::all(model).any(|found| found.name == NAME) { "revisions_" } else { NAME }
}
