//! The checked-in parser is what pest makes of the grammar.
//!
//! `pest_derive` would bring pest's generator, its meta-grammar and syn into every build of a program
//! that uses Frostline. So the generator runs here, and its output is part of the source.
//!
//! After a change of `grammar.pest`: `BLESS=1 cargo test -p schema-core --test grammar`. The test is built
//! with the library, so bless a new rule before you use it, and stop using a rule after you blessed its
//! absence.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails it")]

use std::path::Path;

use quote::quote;

const HEAD: &str = "\
//! The parser that pest generates from `grammar.pest`.
//!
//! Generated: `BLESS=1 cargo test -p schema-core --test grammar` writes it anew.

#![allow(
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    elided_lifetimes_in_paths,
    dead_code,
    clippy::all,
    clippy::pedantic,
    reason = \"generated code\"
)]

";

fn generated() -> String {
    let tokens = pest_generator::derive_parser(
        quote! {
            #[grammar = "src/syntax/grammar.pest"]
            pub(super) struct Grammar;
        },
        false,
    );
    let tokens = quote! {
        pub(super) struct Grammar;
        #tokens
    };
    let file = match syn::parse2::<syn::File>(tokens) {
        Ok(file) => file,
        Err(error) => panic!("pest generated what is no Rust: {error}"),
    };
    format!("{HEAD}{}", prettyplease::unparse(&file))
}

#[test]
fn grammar_rs_is_what_grammar_pest_generates() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/grammar.rs");
    let generated = generated();
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
