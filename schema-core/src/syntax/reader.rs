//! What reads pieces of text, whatever they hold.

use pest::iterators::{Pair, Pairs};

use super::cut::{Cutter, Lead, Piece, Unclosed};
use super::grammar::Rule;
use super::{doc, engine, expected, literal};
use crate::fault::{Fault, Span};
use crate::model::{Name, Sql};

const CONFLICT: &str =
    "a merge conflict was left here; settle it, and if both sides froze, run `cargo schema rebase` then";

/// The first line of a merge conflict, if the text has all that one has.
fn conflict(text: &str) -> Option<Span> {
    let line = |from: usize, mark: &str| -> Option<Span> {
        let rest = text.get(from..)?;
        let at = if from == 0 && rest.starts_with(mark) { 0 } else { from + rest.find(&format!("\n{mark}"))? + 1 };
        Some(Span::new(at, at + mark.len()))
    };
    let first = line(0, "<<<<<<<")?;
    let middle = line(first.start, "=======")?;
    line(middle.start, ">>>>>>>").map(|_| first)
}

/// Reads the pieces of one text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) cutter: Cutter<'t>,
    pub(super) faults: Vec<Fault>,
    /// Where the piece at hand starts in the text.
    pub(super) base: usize,
    /// Whether a merge conflict has been told.
    conflict: bool,
}

/// The doc comment before a thing.
#[derive(Default)]
pub(super) struct Docs {
    pub(super) lines: Vec<String>,
    /// Where it starts, if there is one.
    pub(super) span: Option<Span>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, cutter: Cutter::new(text), faults: Vec::new(), base: 0, conflict: false }
    }

    pub(super) fn into_faults(mut self) -> Vec<Fault> {
        if let Some((at, what)) = self.cutter.unclosed {
            let message = match what {
                Unclosed::String => "this string has no end; close it with `\"`",
                Unclosed::Comment => "this comment has no end; close it with `*/`",
            };
            let length = if what == Unclosed::Comment { 2 } else { 1 };
            self.faults.push(expected::syntax(Span::new(at, at + length), message));
        }
        // Two sides as one mean nothing, so what else is wrong with them is of no interest.
        if let Some(conflict) = conflict(self.text).filter(|_| !self.faults.is_empty()) {
            return vec![expected::syntax(conflict, CONFLICT)];
        }
        self.faults.sort_by_key(|fault| match fault.site {
            crate::fault::Site::Source(span) => span.start,
            _ => 0,
        });
        self.faults
    }

    pub(super) fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(expected::syntax(span, message));
    }

    pub(super) fn unexpected(&mut self, at: usize, expected: &str, remedy: Option<&str>) {
        self.faults.push(expected::unexpected(self.text, at, expected, remedy));
    }

    /// Runs pest over a piece. What it refuses is a fault, and `None`.
    pub(super) fn run<'p>(&mut self, rule: Rule, piece: &'p Piece<'_>, after: &str) -> Option<Pairs<'p, Rule>> {
        self.base = piece.span.start;
        if let Some(at) = piece.too_deep {
            self.fault(Span::new(at, at + 1), "brackets nest too deep here; name the type elsewhere and use its name");
            return None;
        }
        if let Some(span) = piece.stray_doc {
            self.fault(
                span,
                "a doc comment stands before the table or column that it documents; move it, or write `//`",
            );
        }
        match engine::parse(rule, &piece.text) {
            Ok(mut pairs) => pairs.next().map(Pair::into_inner),
            Err(error) => {
                let fault = expected::fault(self.text, piece, after, &error);
                // A string without an end is told once, at its start.
                if self.cutter.unclosed.is_none() {
                    self.faults.push(fault);
                }
                None
            }
        }
    }

    /// Where a refused piece was refused: the last fault's place.
    pub(super) fn refused_at(&self) -> usize {
        match self.faults.last().map(|fault| &fault.site) {
            Some(crate::fault::Site::Source(span)) => span.start,
            _ => self.cutter.at(),
        }
    }

    /// Collects the doc comments that come next, and says what comes after them.
    pub(super) fn docs(&mut self) -> (Docs, Lead) {
        let mut docs = Docs::default();
        loop {
            let start = self.cutter.at();
            match self.cutter.lead() {
                Lead::Doc(span) => {
                    docs.span.get_or_insert(span);
                    let text = self.text.get(span.start..span.end).unwrap_or_default();
                    let content = match text.strip_prefix("/**") {
                        Some(block) => block.strip_suffix("*/").unwrap_or(block),
                        None => text.strip_prefix("///").unwrap_or(text),
                    };
                    doc::add_lines(content, &mut docs.lines);
                }
                Lead::Attribute => {
                    let piece = self.cutter.attribute();
                    docs.span.get_or_insert(piece.span);
                    if let Some(pairs) = self.run(Rule::attribute, &piece, "the end of the attribute") {
                        for pair in pairs.filter(|pair| pair.as_rule() == Rule::string) {
                            let content = self.string(pair);
                            doc::add_lines(&content, &mut docs.lines);
                        }
                    }
                    if self.cutter.at() == start {
                        self.cutter.go_to(start + 1);
                    }
                }
                Lead::Other(b'<' | b'|' | b'=' | b'>') if self.conflict() => {}
                other => return (docs, other),
            }
        }
    }

    /// Whether a line of a merge conflict is next; it is skipped, and the first one told.
    fn conflict(&mut self) -> bool {
        let start = self.cutter.at();
        let found = self.cutter.conflict();
        if found && !std::mem::replace(&mut self.conflict, true) {
            self.fault(Span::new(start, self.cutter.at()), CONFLICT);
        }
        found
    }

    /// Docs before nothing that could carry them.
    pub(super) fn idle_docs(&mut self, docs: &Docs) {
        if let Some(span) = docs.span {
            self.fault(span, "this doc comment documents nothing; put it before a table or column, or write `//`");
        }
    }

    pub(super) fn eat_comma(&mut self) {
        let at = self.cutter.at();
        if self.text.as_bytes().get(at) == Some(&b',') {
            self.cutter.go_to(at + 1);
        }
    }

    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.base + pair.as_span().start();
        // A rule with an optional end has looked for it behind the blanks.
        Span::new(start, start + pair.as_str().trim_end().len())
    }

    /// The name in `name`, `column_name` and so on.
    pub(super) fn name(&mut self, pair: Pair<'_, Rule>) -> Name {
        let Some(inner) = pair.into_inner().next() else { return Name::from("") };
        match inner.as_rule() {
            Rule::string => Name::new(self.string(inner)),
            Rule::raw_ident => Name::from(inner.as_str().trim_start_matches("r#")),
            _ => Name::from(inner.as_str()),
        }
    }

    /// The text of `string`.
    pub(super) fn string(&mut self, pair: Pair<'_, Rule>) -> String {
        let base = self.span(&pair).start;
        let Some(inner) = pair.into_inner().next() else { return String::new() };
        if inner.as_rule() == Rule::raw_string {
            return literal::unescape_raw(inner.as_str());
        }
        match literal::unescape(inner.as_str()) {
            Ok(text) => text,
            Err(bad) => {
                self.bad_escape(base, &bad);
                String::new()
            }
        }
    }

    /// The bytes of `bytes`.
    pub(super) fn bytes(&mut self, pair: Pair<'_, Rule>) -> Vec<u8> {
        let base = self.span(&pair).start;
        let whole = pair.as_str();
        let Some(inner) = pair.into_inner().next() else { return Vec::new() };
        if inner.as_rule() == Rule::raw_string {
            let text = literal::unescape_raw(inner.as_str());
            if let Some(at) = inner.as_str().find(|c: char| !c.is_ascii()) {
                let message = "a byte string holds ASCII; write other bytes as `\\xff` in a plain one";
                self.bad_escape(base, &literal::BadEscape { at: at + 1, message });
            }
            return text.into_bytes();
        }
        match literal::unescape_bytes(whole) {
            Ok(bytes) => bytes,
            Err(bad) => {
                self.bad_escape(base, &bad);
                Vec::new()
            }
        }
    }

    fn bad_escape(&mut self, base: usize, bad: &literal::BadEscape) {
        let at = base + bad.at;
        let mut ends = self.text.get(at..).unwrap_or_default().char_indices().map(|(index, c)| index + c.len_utf8());
        let first = ends.next().unwrap_or_default();
        let backslash = self.text.as_bytes().get(at) == Some(&b'\\');
        let length = if backslash { ends.next().unwrap_or(first) } else { first };
        self.fault(Span::new(at, at + length), bad.message);
    }

    /// The SQL in `sql` or `sql_text`.
    pub(super) fn sql(&mut self, pair: Pair<'_, Rule>) -> Sql {
        let text = pair.into_inner().find(|pair| pair.as_rule() == Rule::string).map(|pair| self.string(pair));
        Sql::new(text.unwrap_or_default())
    }

    /// A number that must fit.
    pub(super) fn integer<N: std::str::FromStr>(&mut self, pair: &Pair<'_, Rule>, most: &str) -> Option<N> {
        let number = pair.as_str().replace('_', "").parse().ok();
        if number.is_none() {
            let span = self.span(pair);
            self.fault(span, format!("`{}` is too large; the most is {most}", pair.as_str()));
        }
        number
    }
}
