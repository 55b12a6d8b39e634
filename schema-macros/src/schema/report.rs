//! Faults as errors of the compiler.

use std::path::Path;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use schema_core::fault::{Fault, Site};

use super::from_package;
use super::source::Source;

/// The error of one fault, where it was said.
pub(super) fn error(fault: &Fault, source: &Source, package: &Path) -> TokenStream {
    match (&fault.site, source) {
        (Site::Source(span), Source::Tokens(_)) => {
            let (first, last) = source.spans(*span);
            compile_error(first, last, &fault.message)
        }
        (Site::Source(span), Source::File { said, text, span: literal, .. }) => {
            let (line, column) = span.line_and_column(text);
            compile_error(*literal, *literal, &format!("{said}:{line}:{column}: {fault}"))
        }
        (Site::Declaration, Source::File { said, span, .. }) => {
            compile_error(*span, *span, &format!("{said}: {fault}"))
        }
        (Site::Declaration, Source::Tokens(_)) => error_at_macro(&fault.message),
        (Site::File { path, line }, _) => {
            let path = from_package(path, package).unwrap_or_else(|| path.to_string_lossy().into_owned());
            let line = line.map_or_else(String::new, |line| format!("{line}:"));
            error_at_macro(&format!("{path}:{line} {fault}"))
        }
    }
}

/// An error at the macro's name, not over the whole of its input.
pub(super) fn error_at_macro(message: &str) -> TokenStream {
    let mut span = Span::call_site();
    if proc_macro::is_available() {
        let whole = span.unwrap();
        // An empty span at the very start of the first file is, to the compiler, no place at all.
        if (whole.line(), whole.column()) != (1, 1) {
            span = whole.start().into();
        }
    }
    compile_error(span, span, message)
}

/// `compile_error!` from the first to the last token.
pub(super) fn compile_error(first: Span, last: Span, message: &str) -> TokenStream {
    let colon = |spacing| {
        let mut punct = Punct::new(':', spacing);
        punct.set_span(first);
        TokenTree::Punct(punct)
    };
    let mut bang = Punct::new('!', Spacing::Alone);
    bang.set_span(first);
    let mut message = Literal::string(message);
    message.set_span(last);
    let mut group = Group::new(Delimiter::Brace, TokenTree::Literal(message).into());
    group.set_span(last);
    TokenStream::from_iter([
        colon(Spacing::Joint),
        colon(Spacing::Alone),
        TokenTree::Ident(Ident::new("core", first)),
        colon(Spacing::Joint),
        colon(Spacing::Alone),
        TokenTree::Ident(Ident::new("compile_error", first)),
        TokenTree::Punct(bang),
        TokenTree::Group(group),
    ])
}
