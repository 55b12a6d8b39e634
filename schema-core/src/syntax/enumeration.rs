//! Enums: a name and a list of texts.

use pest::iterators::Pairs;

use super::body::Next;
use super::cut::{Piece, Stop};
use super::engine;
use super::grammar::Rule;
use super::nearest::nearest;
use super::reader::{Docs, Reader};
use super::{EnumSpans, VariantSpans};
use crate::model::{Enum, Variant};

/// Whether this word is meant to start an enum.
pub(super) fn is_enum(word: &str) -> bool {
    nearest(word, ["table", "view", "trigger", "virtual", "transition", "enum"]) == Some("enum")
}

impl Reader<'_> {
    /// An enum, from its first word to its `}`.
    pub(super) fn enumeration(&mut self, docs: Docs) -> Option<(Enum, EnumSpans)> {
        let piece = self.cutter.head();
        let read = self.run(Rule::enum_head, &piece, "`{`").map(|pairs| self.enum_head(pairs));
        let headed = read.is_some();
        let mut found = read.or_else(|| self.enum_front(&piece));
        if let Some((declared, _)) = &mut found {
            declared.docs = docs.lines;
        }
        match piece.stop {
            Stop::Open => {
                let open = self.cutter.at();
                match &mut found {
                    Some((declared, spans)) => {
                        self.cutter.go_to(open + 1);
                        self.variants(declared, spans, open);
                    }
                    None => self.cutter.skip_body(),
                }
            }
            stop => {
                if headed {
                    let what = match &found {
                        Some((declared, _)) => format!("`{{` and the values of `{}`", declared.name),
                        None => "`{`".to_owned(),
                    };
                    self.unexpected(piece.span.end, &what, None);
                }
                if stop == Stop::Close {
                    self.cutter.go_to(piece.span.end + 1);
                }
            }
        }
        found
    }

    fn enum_head(&mut self, pairs: Pairs<'_, Rule>) -> (Enum, EnumSpans) {
        let mut declared = Enum::new("");
        let mut spans = EnumSpans::default();
        for pair in pairs {
            match pair.as_rule() {
                Rule::enum_name => {
                    spans.name = self.span(&pair);
                    declared.name = self.name(pair);
                }
                Rule::enum_as => {
                    for name in pair.into_inner().filter(|pair| pair.as_rule() == Rule::enum_rust_name) {
                        spans.rust_name = Some(self.span(&name));
                        declared.rust_name = Some(name.as_str().to_owned());
                    }
                }
                _ => {}
            }
        }
        (declared, spans)
    }

    /// What can be read of a head with a fault.
    fn enum_front(&mut self, piece: &Piece<'_>) -> Option<(Enum, EnumSpans)> {
        let pairs = engine::parse(Rule::enum_front, &piece.text).ok()?.next()?.into_inner();
        Some(self.enum_head(pairs))
    }

    fn variants(&mut self, declared: &mut Enum, spans: &mut EnumSpans, open: usize) {
        loop {
            let (docs, before) = match self.next_entry(("enum", &declared.name), "a value of the enum", open) {
                Next::Entry(docs, before) => (docs, before),
                Next::Closed | Next::Unclosed => return,
            };
            let at = self.cutter.at();
            let piece = self.cutter.entry();
            if piece.stop == Stop::Table && piece.span.start == piece.span.end {
                // The docs belong to what starts here.
                self.cutter.go_to(before);
                self.unexpected(at, &format!("`}}` at the end of enum `{}`", declared.name), None);
                return;
            }
            match self.run(Rule::variant, &piece, "`,`") {
                Some(pairs) => self.variant(declared, spans, pairs, docs),
                None => {
                    let refused = self.refused_at();
                    self.cutter.resume(&piece, refused);
                }
            }
            match piece.stop {
                Stop::Table if self.cutter.at() == piece.span.end => {
                    self.unexpected(piece.span.end, &format!("`}}` at the end of enum `{}`", declared.name), None);
                    return;
                }
                _ => self.eat_comma(),
            }
        }
    }

    fn variant(&mut self, declared: &mut Enum, spans: &mut EnumSpans, pairs: Pairs<'_, Rule>, docs: Docs) {
        let mut variant = Variant { docs: docs.lines, ..Variant::new("") };
        let mut of_variant = VariantSpans::default();
        for pair in pairs {
            match pair.as_rule() {
                Rule::variant_text => {
                    of_variant.text = self.span(&pair);
                    variant.text = self.name(pair).as_str().to_owned();
                }
                Rule::variant_as => {
                    for name in pair.into_inner().filter(|pair| pair.as_rule() == Rule::variant_name) {
                        of_variant.rust_name = Some(self.span(&name));
                        variant.rust_name = Some(name.as_str().to_owned());
                    }
                }
                _ => {}
            }
        }
        declared.variants.push(variant);
        spans.variants.push(of_variant);
    }
}
