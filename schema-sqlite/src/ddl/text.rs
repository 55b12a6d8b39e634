//! The tokens of a statement, and where they stand.

use sqlite3_parser::lexer::Scanner;
use sqlite3_parser::lexer::sql::{TokenType, Tokenizer};

use super::Unreadable;
use schema_core::model::{Name, Sql};

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenType,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many brackets stand open before it. A pair of brackets has the depth of what is outside it.
    pub(super) depth: u32,
}

/// A statement and its tokens.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, Unreadable> {
        let mut scanner = Scanner::new(Tokenizer::new());
        let mut tokens = Vec::with_capacity(text.len() / 6 + 8);
        let mut depth = 0u32;
        loop {
            let (start, token, end) = scanner.scan(text.as_bytes()).map_err(|error| error.to_string())?;
            let Some((_, kind)) = token else { break };
            if kind == TokenType::TK_RP {
                depth = depth.saturating_sub(1);
            }
            tokens.push(Token { kind, start, end, depth });
            if kind == TokenType::TK_LP {
                depth += 1;
            }
        }
        Ok(Self { text, tokens })
    }

    /// The kind of the token at this place.
    pub(super) fn kind(&self, at: usize) -> Option<TokenType> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The place of the bracket that closes the one at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let depth = self.tokens.get(open)?.depth;
        let after = self.tokens.iter().enumerate().skip(open + 1);
        after.into_iter().find(|(_, token)| token.kind == TokenType::TK_RP && token.depth == depth).map(|(at, _)| at)
    }

    /// The text of the tokens from `first` up to, not including, `end`.
    pub(super) fn slice(&self, first: usize, end: usize) -> &'a str {
        let from = self.tokens.get(first).map_or(self.text.len(), |token| token.start);
        let to = end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(from, |token| token.end);
        self.text.get(from..to.max(from)).unwrap_or_default()
    }

    /// What stands between the bracket at `open` and the one that closes it.
    pub(super) fn inside(&self, open: usize) -> Result<Sql, Unreadable> {
        if self.kind(open) != Some(TokenType::TK_LP) {
            return Err("a bracket is missing".to_owned());
        }
        let close = self.closing(open).ok_or("a bracket is not closed")?;
        Ok(Sql::new(self.slice(open + 1, close)))
    }
}

/// An identifier as it is written, without its quotes.
pub(super) fn dequote(raw: &str) -> Name {
    Name::new(unquoted(raw))
}

/// A quoted word or string without its quotes; anything else as it is.
pub(crate) fn unquoted(raw: &str) -> String {
    let mut chars = raw.chars();
    let (close, inner) = match (chars.next(), chars.next_back()) {
        (Some('['), Some(']')) => (']', chars.as_str()),
        (Some(open @ ('"' | '`' | '\'')), Some(close)) if open == close => (open, chars.as_str()),
        _ => return raw.to_owned(),
    };
    if close == ']' {
        return inner.to_owned();
    }
    inner.replace(&String::from_iter([close, close]), &String::from(close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_each_kind_come_off() {
        for (raw, name) in [
            ("a", "a"),
            ("\"a\"\"b\"", "a\"b"),
            ("`a``b`", "a`b"),
            ("'it''s'", "it's"),
            ("[a]", "a"),
            ("[a'b\"\"c]", "a'b\"\"c"),
            ("\"\"", ""),
            ("\"", "\""),
            ("", ""),
        ] {
            assert_eq!(unquoted(raw), name, "{raw}");
        }
    }

    #[test]
    fn brackets_close_at_their_own_depth() {
        let text = Text::new("a (b (c), ')') d").unwrap();
        assert_eq!(text.closing(1), Some(8));
        assert_eq!(text.inside(1).unwrap().as_str(), "b (c), ')'");
        assert_eq!(text.inside(3).unwrap().as_str(), "c");
        assert!(text.inside(0).is_err());
        assert!(Text::new("(a").unwrap().inside(0).is_err());
    }
}
