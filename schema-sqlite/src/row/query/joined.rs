//! Conditions that are joined by one word, however many.

use super::expr::{Token, push_tokens};

/// So many parts stand side by side; of more a tree is made.
///
/// To SQLite `a AND b AND c` is `(a AND b) AND c`: a thousand of them are a thousand levels, which is
/// more than it takes (<https://sqlite.org/limits.html#max_expr_depth>).
const SIDE_BY_SIDE: usize = 16;

/// Parts with a word between each two of them, which adding one more does not move.
#[derive(Clone, Debug)]
pub(crate) struct Joined<'a> {
    tokens: Vec<Token<'a>>,
    /// Where each part ends; none where all tokens are one part.
    ends: Vec<usize>,
    word: &'static str,
}

impl<'a> Joined<'a> {
    /// Nothing, to which parts are joined by `AND`.
    pub(crate) fn nothing() -> Self {
        Self::one(Vec::new())
    }

    pub(crate) fn one(tokens: Vec<Token<'a>>) -> Self {
        Self { tokens, ends: Vec::new(), word: " AND " }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether it is of several parts, which want brackets where something is joined to them.
    #[cfg(feature = "sea-query")]
    pub(crate) fn is_several(&self) -> bool {
        !self.ends.is_empty()
    }

    pub(crate) fn tokens(&self) -> &[Token<'a>] {
        &self.tokens
    }

    pub(crate) fn tokens_mut(&mut self) -> &mut [Token<'a>] {
        &mut self.tokens
    }

    /// Both, with the word between them.
    pub(crate) fn join(self, word: &'static str, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        let (mut all, other) = (self.by(word), other.by(word));
        let start = all.tokens.len();
        if all.ends.is_empty() {
            all.ends.push(start);
        }
        all.tokens.extend(other.tokens);
        if other.ends.is_empty() {
            all.ends.push(all.tokens.len());
        }
        all.ends.extend(other.ends.iter().map(|end| start + end));
        all
    }

    /// The same with this word between its parts: one part, in brackets, where it was another word.
    fn by(mut self, word: &'static str) -> Self {
        if !self.ends.is_empty() && self.word != word {
            self = Self::one(self.into_tokens());
        }
        self.word = word;
        self
    }

    /// One part, in brackets where it is of several.
    pub(crate) fn into_tokens(self) -> Vec<Token<'a>> {
        if self.ends.is_empty() {
            return self.tokens;
        }
        let mut out = Vec::with_capacity(self.tokens.len() + 2 * self.ends.len());
        out.push(Token::Text("("));
        let Self { tokens, ends, word } = self;
        let mut rest = tokens.into_iter();
        let mut taken = 0;
        each(ends.len(), word, &mut |piece| match piece {
            Piece::Text(text) => out.push(Token::Text(text)),
            Piece::Part(at) => {
                out.extend(rest.by_ref().take(ends[at] - taken));
                taken = ends[at];
            }
        });
        out.push(Token::Text(")"));
        out
    }

    /// Writes it, with `?` for each value, without brackets around it all.
    pub(crate) fn push(&self, out: &mut String) {
        if self.ends.is_empty() {
            return push_tokens(&self.tokens, out);
        }
        let mut start = 0;
        each(self.ends.len(), self.word, &mut |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Part(at) => {
                push_tokens(&self.tokens[start..self.ends[at]], out);
                start = self.ends[at];
            }
        });
    }
}

enum Piece {
    Text(&'static str),
    Part(usize),
}

/// The parts in their order, with the word between them, and brackets that keep the tree of many low.
fn each(parts: usize, word: &'static str, out: &mut impl FnMut(Piece)) {
    each_of(0, parts, word, out);
}

fn each_of(start: usize, end: usize, word: &'static str, out: &mut impl FnMut(Piece)) {
    if end - start <= SIDE_BY_SIDE {
        for at in start..end {
            if at > start {
                out(Piece::Text(word));
            }
            out(Piece::Part(at));
        }
        return;
    }
    let middle = start + (end - start) / 2;
    out(Piece::Text("("));
    each_of(start, middle, word, out);
    out(Piece::Text(")"));
    out(Piece::Text(word));
    out(Piece::Text("("));
    each_of(middle, end, word, out);
    out(Piece::Text(")"));
}
