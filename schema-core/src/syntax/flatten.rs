//! Macro tokens to text, and back to their spans.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

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
        let first = self.marks.partition_point(|(mark, _)| mark.end <= span.start);
        let last = self.marks.partition_point(|(mark, _)| mark.start < span.end);
        let inside = self.marks.get(first..last).unwrap_or_default();
        let (first, last) = match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => (first, last),
            _ => {
                let before = first.min(self.marks.len()).checked_sub(1).and_then(|index| self.marks.get(index));
                let token = before.or_else(|| self.marks.first())?;
                (token, token)
            }
        };
        Some((first.1, last.1))
    }
}

/// Flattens tokens to text: the same model comes of it as of the text that the tokens were read from.
///
/// Groups without delimiters, as macros by example make them round their fragments, leave no trace.
pub fn flatten(tokens: TokenStream) -> Flattened {
    let mut flattened = Flattened { text: String::new(), marks: Vec::new() };
    add(&mut flattened, tokens, &mut None);
    flattened
}

/// Adds tokens. `joint` is the punctuation before, when the next token may stand right beside it.
fn add(out: &mut Flattened, tokens: TokenStream, joint: &mut Option<char>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => {
                        *joint = None;
                        add(out, group.stream(), joint);
                        *joint = None;
                        continue;
                    }
                };
                *joint = None;
                put(out, open, group.span_open(), *joint);
                add(out, group.stream(), joint);
                *joint = None;
                put(out, close, group.span_close(), *joint);
            }
            TokenTree::Ident(ident) => {
                // `'` and its name are one lifetime; all else keeps its distance.
                let beside = joint.take().filter(|before| *before == '\'');
                put(out, &ident.to_string(), ident.span(), beside);
            }
            TokenTree::Literal(literal) => {
                *joint = None;
                put(out, &literal.to_string(), literal.span(), None);
            }
            TokenTree::Punct(punct) => {
                // `/` beside `/` or `*` would start a comment.
                let beside = joint.take().filter(|before| *before != '/');
                put(out, punct.as_char().encode_utf8(&mut [0; 4]), punct.span(), beside);
                break_before_marker(&mut out.text);
                *joint = (punct.spacing() == Spacing::Joint).then_some(punct.as_char());
            }
        }
    }
}

/// Where the text ends with a line of a merge conflict, lets it begin a line as it did in the file: nothing else has
/// seven of these signs side by side.
fn break_before_marker(text: &mut String) {
    let is_marker = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|marker| text.ends_with(marker));
    let before = text.len().saturating_sub(8);
    if is_marker && text[before..].starts_with(' ') {
        text.replace_range(before..=before, "\n");
    }
}

fn put(out: &mut Flattened, token: &str, span: proc_macro2::Span, beside: Option<char>) {
    if beside.is_none() && !out.text.is_empty() {
        out.text.push(' ');
    }
    let start = out.text.len();
    out.text.push_str(token);
    out.marks.push((Span::new(start, out.text.len()), span));
}
