//! The tokens of a macro and the text that they were read from are one schema.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails it")]
#![cfg(feature = "tokens")]

#[path = "common/models.rs"]
mod models;

use std::path::Path;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span as TokenSpan, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;
use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::fault::{Fault, Site, Span};
use schema_core::syntax::{flatten, parse_declaration, print_model};

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn tokens_and_text_are_one_model(model in models::any_model()) {
        let text = print_model(&model);
        // Rust lexes no NUL and no lone carriage return in comments; strings escape both.
        prop_assume!(!text.contains(['\0', '\r']));
        let flattened = flatten(tokens(&text));
        let parsed = parse_declaration(&flattened.text);
        prop_assert!(parsed.faults.is_empty(), "{}\n{:#?}", flattened.text, parsed.faults);
        prop_assert_eq!(&parsed.value.model, &model, "{}", flattened.text);
    }
}

#[test]
fn every_form_is_the_same_as_tokens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language/every_form.schema");
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let from_text = parse_declaration(&text);
    let from_tokens = parse_declaration(&flatten(tokens(&text)).text);
    assert!(from_tokens.faults.is_empty(), "{:#?}", from_tokens.faults);
    assert_eq!(from_tokens.value.model, from_text.value.model);
    assert_eq!(from_tokens.value.settings, from_text.value.settings);
}

/// Faults say the same of tokens, and point at the same token, as of text.
#[test]
fn faults_are_the_same_as_tokens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language/faults");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let source = text.split_once("----\n").unwrap().0;
        // Brackets and quotes are always closed in a macro, and doc comments are attributes there.
        let Ok(stream) = source.parse::<TokenStream>() else { continue };
        if path.file_stem().is_some_and(|name| name.to_string_lossy().contains("a_doc_")) {
            continue;
        }
        let flattened = flatten(stream);
        assert_eq!(told(&flattened.text), told(source), "{}", path.display());
        compared += 1;
    }
    assert!(compared > 80, "{compared}");
}

fn told(text: &str) -> Vec<(String, String)> {
    let parsed = parse_declaration(text);
    let mut faults: Vec<Fault> = parsed.faults;
    faults.extend(check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL));
    faults
        .into_iter()
        .map(|fault| {
            let Site::Source(Span { start, end }) = fault.site else { panic!("{fault:?}") };
            (text[start..end].replace([' ', '\n'], ""), fault.message)
        })
        .collect()
}

#[test]
fn docs_of_all_kinds_are_attributes() {
    let text = "/// one\n///  two\n#[doc = \" three\"]\n/** four */\n/**\n * five\n *  six\n */\ntable t { /// seven\n a text }";
    let table = parse_declaration(&flatten(tokens(text)).text).value.model.tables.remove(0);
    assert_eq!(table.docs, ["one", " two", "three", "four", "five", " six"]);
    assert_eq!(table.columns[0].docs, ["seven"]);
    assert_eq!(parse_declaration(text).value.model.tables[0], table);
}

/// Tokens have no lines, so a marker is known by its signs.
#[test]
fn a_merge_conflict_is_told_of_tokens() {
    for text in [
        "table t {\n    a text,\n<<<<<<< HEAD\n    b text?,\n=======\n    c text?,\n>>>>>>> origin/main\n}",
        "table t {\n    a text\n<<<<<<< HEAD\n    , b text?\n||||||| base\n=======\n    , c text?\n>>>>>>> main\n}",
        "<<<<<<< HEAD\ntable t { a text }\n=======\ntable t { b text }\n>>>>>>> 1234567 (why)\n",
    ] {
        let flattened = flatten(tokens(text));
        for text in [text, &flattened.text] {
            let parsed = parse_declaration(text);
            let [fault] = parsed.faults.as_slice() else { panic!("{:#?}", parsed.faults) };
            assert!(fault.message.starts_with("a merge conflict was left here; settle it"), "{fault:?}");
            let Site::Source(span) = fault.site else { panic!("{fault:?}") };
            assert_eq!(&text[span.start..span.end], "<<<<<<<");
        }
    }
    // Signs that stand apart are none.
    let parsed = parse_declaration(&flatten(tokens("table t { a text, < < < < < < < b text }")).text);
    assert!(parsed.faults.iter().all(|fault| fault.message.contains("found `<`")), "{:?}", parsed.faults);
}

/// What another macro hands on: fragments in groups without delimiters, numbers that are negative by
/// themselves, names that are raw.
#[test]
fn tokens_of_other_macros_are_read() {
    let group = |stream| TokenTree::Group(Group::new(Delimiter::None, stream));
    let name = group(TokenTree::Ident(Ident::new_raw("type", TokenSpan::call_site())).into());
    let ty = group(quote!(crate::Email));
    let negative = TokenTree::Literal(Literal::i64_unsuffixed(-5));
    let stream = quote!(table t { #name text? as #ty, n integer default #negative, f real default -1.5 });
    let parsed = parse_declaration(&flatten(stream).text);
    assert!(parsed.faults.is_empty(), "{:#?}", parsed.faults);
    assert_eq!(
        print_model(&parsed.value.model),
        "table t {\n    type text? as crate::Email,\n    n integer default -5,\n    f real default -1.5,\n}\n"
    );
}

/// Two slashes are two tokens, not a comment that swallows what follows.
#[test]
fn no_tokens_become_a_comment() {
    let slash = |spacing| TokenTree::Punct(Punct::new('/', spacing));
    let stream: TokenStream =
        [slash(Spacing::Joint), slash(Spacing::Joint), slash(Spacing::Alone)].into_iter().collect();
    let flattened = flatten(quote!(#stream table t { a text }));
    let parsed = parse_declaration(&flattened.text);
    assert_eq!(parsed.faults.len(), 1);
    assert!(parsed.faults[0].message.contains("found `/`"), "{:?}", parsed.faults);
}

#[test]
fn spans_lead_back_to_tokens() {
    let flattened = flatten(quote!(table users { id integer }));
    let at = |needle: &str| flattened.text.find(needle).unwrap();
    let all = Span::new(0, flattened.text.len());
    assert!(flattened.spans(all).is_some());
    assert!(flattened.spans(Span::new(at("id"), at("id") + 2)).is_some());
    // Past the end, before the start, and in a text without tokens.
    assert!(flattened.spans(Span::new(9999, 9999)).is_some());
    assert!(flattened.spans(Span::new(0, 0)).is_some());
    assert!(flatten(TokenStream::new()).spans(all).is_none());
}
