//! The checked-in grammar is what pest makes of `grammar.pest`.
//!
//! `pest_derive` would bring pest's generator, its meta-grammar and syn into every build of a program
//! that uses Frostline, and then a function of each rule. So pest's front half runs here, and the rules,
//! optimised by it, are part of the source, as data that `engine.rs` runs.
//!
//! After a change of `grammar.pest`: `BLESS=1 cargo test -p schema-core --test grammar`. The test is built
//! with the library, so bless a new rule before you use it, and stop using a rule after you blessed its
//! absence.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails it")]

use std::path::Path;

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr, OptimizedRule};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

const HEAD: &str = "\
//! The rules of `grammar.pest`, as pest has optimised them.
//!
//! Generated: `BLESS=1 cargo test -p schema-core --test grammar` writes it anew.

";

fn generated(grammar: &str) -> String {
    let (_, rules) = pest_meta::parse_and_optimize(grammar).unwrap_or_else(|faults| panic!("{faults:?}"));
    let names = rules.iter().map(|rule| ident(&rule.name));
    let definitions = rules.iter().map(definition);
    let count = rules.len();
    let tokens = quote! {
        use super::engine::Kind::{self, Atomic, CompoundAtomic, Normal, Silent};
        use super::engine::Node::{self, Ahead, Any, AnyCase, Call, Choice, End, Letter, NotAhead, Optional, Peek, Pop, Push, Range, Repeat, Restore, Sequence, Text, Until};

        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the grammar's own names")]
        pub(super) enum Rule { #(#names,)* EOI }

        pub(super) static RULES: [(Kind, Node); #count] = [#(#definitions),*];
    };
    let tokens = only_used(tokens);
    let file = match syn::parse2::<syn::File>(tokens) {
        Ok(file) => file,
        Err(error) => panic!("that is no Rust: {error}"),
    };
    format!("{HEAD}{}", prettyplease::unparse(&file))
}

/// Takes the imports out that nothing uses: a grammar has not every kind of expression.
fn only_used(tokens: TokenStream) -> TokenStream {
    let mut file: syn::File = syn::parse2(tokens).expect("items");
    let used = quote_of(&file.items[2..]);
    for item in &mut file.items {
        let syn::Item::Use(item) = item else { continue };
        keep_used(&mut item.tree, &used);
    }
    quote!(#file)
}

fn quote_of(items: &[syn::Item]) -> String {
    format!(" {} ", quote!(#(#items)*).to_string().replace(['(', ')', '[', ']', ',', '&'], " "))
}

fn keep_used(tree: &mut syn::UseTree, used: &str) {
    match tree {
        syn::UseTree::Path(path) => keep_used(&mut path.tree, used),
        syn::UseTree::Group(group) => {
            group.items = std::mem::take(&mut group.items)
                .into_iter()
                .filter(|item| match item {
                    syn::UseTree::Name(name) => name.ident == "self" || used.contains(&format!(" {} ", name.ident)),
                    _ => true,
                })
                .collect();
        }
        _ => {}
    }
}

fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}

fn definition(rule: &OptimizedRule) -> TokenStream {
    let kind = match rule.ty {
        RuleType::Normal => quote!(Normal),
        RuleType::Silent => quote!(Silent),
        RuleType::Atomic => quote!(Atomic),
        RuleType::CompoundAtomic => quote!(CompoundAtomic),
        RuleType::NonAtomic => panic!("`{}`: the engine has no `!` rules", rule.name),
    };
    let node = node(&rule.expr);
    quote!((#kind, #node))
}

fn node(expr: &OptimizedExpr) -> TokenStream {
    let inner = |expr: &OptimizedExpr| node(expr);
    match expr {
        OptimizedExpr::Str(text) => quote!(Text(#text)),
        OptimizedExpr::Insens(text) => quote!(AnyCase(#text)),
        OptimizedExpr::Range(first, last) => {
            let (first, last) = (first.chars().next().unwrap(), last.chars().next().unwrap());
            quote!(Range(#first, #last))
        }
        OptimizedExpr::Ident(name) => match name.as_str() {
            "ANY" => quote!(Any),
            "EOI" => quote!(End),
            "PEEK" => quote!(Peek),
            "POP" => quote!(Pop),
            "ASCII_DIGIT" => quote!(Range('0', '9')),
            "XID_START" => quote!(Letter(pest::unicode::XID_START)),
            "XID_CONTINUE" => quote!(Letter(pest::unicode::XID_CONTINUE)),
            upper if upper != "WHITESPACE" && upper.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {
                panic!("the engine has no `{upper}`")
            }
            rule => {
                let rule = ident(rule);
                quote!(Call(Rule::#rule))
            }
        },
        OptimizedExpr::PosPred(expr) => with(quote!(Ahead), inner(expr)),
        OptimizedExpr::NegPred(expr) => with(quote!(NotAhead), inner(expr)),
        OptimizedExpr::Opt(expr) => with(quote!(Optional), inner(expr)),
        OptimizedExpr::Rep(expr) => with(quote!(Repeat), inner(expr)),
        OptimizedExpr::Push(expr) => with(quote!(Push), inner(expr)),
        OptimizedExpr::RestoreOnErr(expr) => with(quote!(Restore), inner(expr)),
        OptimizedExpr::Skip(texts) => quote!(Until(&[#(#texts),*])),
        OptimizedExpr::PeekSlice(..) => panic!("the engine has no slices of the stack"),
        OptimizedExpr::Seq(..) => {
            let mut parts = Vec::new();
            let mut rest = expr;
            while let OptimizedExpr::Seq(first, others) = rest {
                parts.push(node(first));
                rest = others;
            }
            parts.push(node(rest));
            quote!(Sequence(&[#(#parts),*]))
        }
        OptimizedExpr::Choice(..) => {
            let mut parts = Vec::new();
            let mut rest = expr;
            while let OptimizedExpr::Choice(first, others) = rest {
                parts.push(node(first));
                rest = others;
            }
            parts.push(node(rest));
            quote!(Choice(&[#(#parts),*]))
        }
    }
}

fn with(name: TokenStream, inner: TokenStream) -> TokenStream {
    quote!(#name(&#inner))
}

#[test]
fn grammar_rs_is_what_pest_makes_of_grammar_pest() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax");
    let grammar = std::fs::read_to_string(folder.join("grammar.pest")).expect("the grammar");
    let generated = generated(&grammar);
    let path = folder.join("grammar.rs");
    let present = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if present == generated {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, generated).expect("cannot write src/syntax/grammar.rs");
        return;
    }
    panic!(
        "src/syntax/grammar.rs is not what src/syntax/grammar.pest generates; \
         run `BLESS=1 cargo test -p schema-core --test grammar` and commit it"
    );
}
