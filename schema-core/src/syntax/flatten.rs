//! Macro tokens to text, and back to their spans.

use proc_macro2::TokenStream;

use crate::fault::Span;

/// Tokens as text of the language.
#[derive(Clone, Debug)]
pub struct Flattened {
    /// The text.
    pub text: String,
    marks: Vec<(Span, proc_macro2::Span)>,
}

impl Flattened {
    /// The first and the last token that stand in these bytes; where none does, the token before it.
    /// `None` when there is no token at all.
    pub fn spans(&self, span: Span) -> Option<(proc_macro2::Span, proc_macro2::Span)> {
        let _ = (span, &self.marks);
        todo!()
    }
}

/// Flattens tokens to text: the same model comes of it as of the text that the tokens were read from.
pub fn flatten(tokens: TokenStream) -> Flattened {
    let _ = tokens;
    todo!()
}
