//! SQL text that the model carries as it is.

use std::fmt;

/// A piece of SQL: an expression, or a type that has no neutral word.
///
/// Two pieces are equal when their tokens are: spaces, comments, the case of words and needless quotes
/// round an identifier make no difference; string literals are compared letter for letter.
#[derive(Clone, Debug)]
pub struct Sql(Box<str>);

impl Sql {
    /// Wraps SQL text; spaces at its ends are dropped.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim().into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its tokens, without spaces and comments.
    pub fn tokens(&self) -> impl Iterator<Item = SqlToken<'_>> {
        Tokens { text: &self.0 }
    }

    /// Its tokens, each with where it stands in the text.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (std::ops::Range<usize>, SqlToken<'_>)> {
        let mut tokens = Tokens { text: &self.0 };
        std::iter::from_fn(move || {
            let start = self.0.len() - skip_blank(tokens.text).len();
            let token = tokens.next()?;
            Some((start..self.0.len() - tokens.text.len(), token))
        })
    }
}

impl PartialEq for Sql {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.tokens().eq(other.tokens())
    }
}

impl Eq for Sql {}

impl fmt::Display for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One token of SQL as SQLite reads it (<https://sqlite.org/lang_expr.html>).
#[derive(Clone, Debug)]
pub enum SqlToken<'a> {
    /// A word, or a quoted identifier without its quotes. Compared without regard to ASCII case.
    Word(std::borrow::Cow<'a, str>),
    /// A string literal with its quotes. Compared letter for letter.
    Text(&'a str),
    /// A number or a blob literal. Compared without regard to case.
    Number(&'a str),
    /// An operator or a bracket.
    Symbol(&'a str),
}

impl SqlToken<'_> {
    /// Whether it is this word, in whatever ASCII case and without quotes.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(std::borrow::Cow::Borrowed(word)) if word.eq_ignore_ascii_case(keyword))
    }
}

impl PartialEq for SqlToken<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(a), Self::Word(b)) => a.eq_ignore_ascii_case(b),
            (Self::Text(a), Self::Text(b)) | (Self::Symbol(a), Self::Symbol(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.eq_ignore_ascii_case(b),
            _ => false,
        }
    }
}

struct Tokens<'a> {
    text: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = SqlToken<'a>;

    fn next(&mut self) -> Option<SqlToken<'a>> {
        self.text = skip_blank(self.text);
        let first = self.text.chars().next()?;
        let length = match first {
            '\'' => quoted(self.text, '\''),
            '"' | '`' => quoted(self.text, first),
            '[' => self.text.find(']').map_or(self.text.len(), |end| end + 1),
            'x' | 'X' if self.text[1..].starts_with('\'') => 1 + quoted(&self.text[1..], '\''),
            '0'..='9' => number(self.text),
            '.' if self.text[1..].starts_with(|c: char| c.is_ascii_digit()) => number(self.text),
            c if word_char(c) => self.text.find(|c| !word_char(c)).unwrap_or(self.text.len()),
            _ => symbol(self.text),
        };
        let (token, rest) = self.text.split_at(length);
        self.text = rest;
        Some(match first {
            '\'' => SqlToken::Text(token),
            '"' | '`' => {
                let mark = first.to_string();
                let inner = token.strip_prefix(first).unwrap_or(token);
                let inner = inner.strip_suffix(first).unwrap_or(inner);
                SqlToken::Word(inner.replace(&mark.repeat(2), &mark).into())
            }
            // Owned, as every quoted one is: it is no keyword.
            '[' => {
                let inner = token.strip_prefix('[').unwrap_or(token);
                SqlToken::Word(inner.strip_suffix(']').unwrap_or(inner).to_owned().into())
            }
            'x' | 'X' if token.contains('\'') => SqlToken::Number(token),
            '0'..='9' | '.' if token.len() > 1 || first != '.' => SqlToken::Number(token),
            c if word_char(c) => SqlToken::Word(token.into()),
            _ => SqlToken::Symbol(token),
        })
    }
}

fn word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a quoted token at the start of the text; a doubled quote does not end it.
fn quoted(text: &str, mark: char) -> usize {
    let mut from = 1;
    while let Some(at) = text[from..].find(mark) {
        let end = from + at + 1;
        if !text[end..].starts_with(mark) {
            return end;
        }
        from = end + 1;
    }
    text.len()
}

fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let sign = matches!(byte, b'+' | b'-')
            && end > 0
            && matches!(bytes[end - 1], b'e' | b'E')
            && !text.starts_with("0x")
            && !text.starts_with("0X");
        if !(byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_' || sign) {
            break;
        }
        end += 1;
    }
    end
}

fn symbol(text: &str) -> usize {
    const LONG: [&str; 10] = ["->>", "->", "||", "<<", ">>", "<=", ">=", "<>", "==", "!="];
    LONG.iter()
        .find(|long| text.starts_with(**long))
        .map_or_else(|| text.chars().next().map_or(0, char::len_utf8), |long| long.len())
}

fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix("--") {
            text = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(rest) = text.strip_prefix("/*") {
            text = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_comments_case_and_quotes_make_no_change() {
        assert_eq!(Sql::new("a  >0 -- why"), Sql::new("\"A\" > /* x */ 0"));
        assert_eq!(Sql::new("[a b]=1"), Sql::new("`a b` = 1"));
        assert_eq!(Sql::new("x'0a'"), Sql::new("X'0A'"));
    }

    #[test]
    fn literals_and_operators_make_one() {
        assert_ne!(Sql::new("a = 'X'"), Sql::new("a = 'x'"));
        assert_ne!(Sql::new("a = 'x'"), Sql::new("a = \"x\""));
        assert_ne!(Sql::new("a < b"), Sql::new("a <= b"));
        assert_ne!(Sql::new("1e-3"), Sql::new("1e3"));
        assert_ne!(Sql::new("a - 1"), Sql::new("a + 1"));
        assert_ne!(Sql::new("'it''s'"), Sql::new("'it' 's'"));
    }

    #[test]
    fn unfinished_text_ends_at_its_end() {
        for text in ["'abc", "\"abc", "[abc", "/* abc", "-- abc", "x'ab", "é'", "."] {
            assert!(Sql::new(text).tokens().count() <= 2, "{text}");
        }
    }
}
