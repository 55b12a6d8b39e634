//! What stands between braces, one entry after another: of a table and of an enum.

use super::cut::Lead;
use super::reader::{Docs, Reader};
use crate::fault::Span;
use crate::model::Name;

/// What comes next in a body.
pub(super) enum Next {
    /// An entry, after these docs, before which the cutter stood here.
    Entry(Docs, usize),
    /// The closing brace, which is read.
    Closed,
    /// The end of the text; whether that was told is settled.
    Unclosed,
}

impl Reader<'_> {
    /// Goes to the next entry of the body that opened at `open`, past what can be none of it.
    pub(super) fn next_entry(&mut self, (kind, name): (&str, &Name), entry: &str, open: usize) -> Next {
        loop {
            let before = self.cutter.at();
            let (docs, lead) = self.docs();
            let at = self.cutter.at();
            match lead {
                Lead::End => {
                    self.idle_docs(&docs);
                    if self.cutter.unclosed.is_none() {
                        let message = format!("this `{{` is never closed; close {kind} `{name}` with `}}`");
                        self.fault(Span::new(open, open + 1), message);
                    }
                    return Next::Unclosed;
                }
                Lead::Other(b'}') => {
                    self.idle_docs(&docs);
                    self.cutter.go_to(at + 1);
                    return Next::Closed;
                }
                Lead::Other(b',') => {
                    self.idle_docs(&docs);
                    self.unexpected(at, entry, Some("one `,` between two is enough"));
                    self.cutter.go_to(at + 1);
                }
                Lead::InnerDoc(span) => {
                    self.fault(span, "an inner doc comment stands before the first table; write `///` or `//`");
                }
                Lead::Setting => {
                    self.idle_docs(&docs);
                    let piece = self.cutter.attribute();
                    self.fault(piece.span, "a setting stands before the first table; move it to the top");
                    if self.cutter.at() == at {
                        self.cutter.go_to(at + 1);
                    }
                }
                _ => return Next::Entry(docs, before),
            }
        }
    }
}
