//! Where the declaration stands: in the macro's tokens, or in a file that they name.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use schema_core::fault;
use schema_core::syntax::{Flattened, flatten};

use super::report;

/// The text of a declaration, and the way from its bytes to the compiler's spans.
pub(super) enum Source {
    /// `schema! { … }`
    Tokens(Flattened),
    /// `schema!("cache.schema")`
    File {
        /// The path as it was said.
        said: String,
        /// The file.
        path: PathBuf,
        /// What it holds.
        text: String,
        /// The string literal.
        span: Span,
    },
}

impl Source {
    /// Reads the macro's input; the error is what the macro expands to.
    pub(super) fn read(input: TokenStream, package: &Path) -> Result<Self, TokenStream> {
        let Some((said, span)) = file_name(&input) else { return Ok(Self::Tokens(flatten(input))) };
        let path = package.join(&said);
        let text = std::fs::read(&path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned()));
        match text {
            Ok(text) => Ok(Self::File { said, path, text: text.replace("\r\n", "\n"), span }),
            Err(error) => {
                let message =
                    format!("`{said}` cannot be read: {error}; give its path from the package's `Cargo.toml`");
                Err(report::compile_error(span, span, &message))
            }
        }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Tokens(flattened) => &flattened.text,
            Self::File { text, .. } => text,
        }
    }

    /// The first and the last token of these bytes.
    pub(super) fn spans(&self, span: fault::Span) -> (Span, Span) {
        match self {
            Self::Tokens(flattened) => flattened.spans(span).unwrap_or_else(|| (Span::call_site(), Span::call_site())),
            Self::File { span, .. } => (*span, *span),
        }
    }

    /// The first token of these bytes: where a generated name comes from.
    pub(super) fn span(&self, span: fault::Span) -> Span {
        self.spans(span).0
    }
}

/// The path, when a string literal is the macro's whole input.
fn file_name(input: &TokenStream) -> Option<(String, Span)> {
    let mut tokens = input.clone().into_iter();
    let (Some(TokenTree::Literal(literal)), None) = (tokens.next(), tokens.next()) else { return None };
    let text: syn::LitStr = syn::parse2(TokenTree::Literal(literal.clone()).into()).ok()?;
    Some((text.value(), literal.span()))
}
