//! Is a piece of SQL a whole expression, that stays inside the brackets that it is put in?
//!
//! `1); DROP TABLE users; --` is not. And a word in double quotes that names nothing is a *string* to
//! SQLite (<https://sqlite.org/quirks.html#dblquote>): `--backfill t.a='"missing"'` would copy the text
//! `missing` into every row.

use std::collections::BTreeSet;

/// Reserved words that go on with a query, and stand in no expression but in brackets.
const QUERY: [&str; 9] = ["except", "from", "group", "having", "intersect", "limit", "order", "union", "where"];

/// What is wrong with the text as an expression.
pub(super) fn fault(text: &str) -> Option<&'static str> {
    let pieces = match pieces(text) {
        Ok(pieces) => pieces,
        Err(fault) => return Some(fault),
    };
    if pieces.is_empty() {
        return Some("it is empty");
    }
    let is_changed = |piece: &Piece<'_>| match piece {
        Piece::Quoted(text) => text.contains('\r'),
        Piece::Other(text) => text.contains('\r'),
        Piece::Word(_) | Piece::Symbol(_) => false,
    };
    if pieces.iter().any(is_changed) {
        return Some("a carriage return stands in quotes, which a script cannot keep; write `char(13)`");
    }
    let is = |at: Option<usize>, words: &[&str]| match at.and_then(|at| pieces.get(at)) {
        Some(Piece::Word(word)) => words.iter().any(|it| word.eq_ignore_ascii_case(it)),
        _ => false,
    };
    if is(Some(0), &["distinct", "all"]) {
        return Some("it is part of a query; put the whole query in brackets");
    }
    let mut depth = 0u32;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            // `a IS DISTINCT FROM b`
            Piece::Word(_) if depth == 0 && is(Some(at), &QUERY) && !is(at.checked_sub(1), &["distinct"]) => {
                return Some("it is part of a query; put the whole query in brackets");
            }
            Piece::Symbol('(') => depth += 1,
            Piece::Symbol(')') if depth == 0 => return Some("it closes a bracket that it did not open"),
            Piece::Symbol(')') => depth -= 1,
            Piece::Symbol(',') if depth == 0 => return Some("it is more than one expression"),
            Piece::Symbol(';') => return Some("it is more than one expression"),
            _ => {}
        }
    }
    (depth > 0).then_some("a bracket is not closed")
}

/// What is not closed in the text: a quote or a comment.
pub(super) fn unclosed(text: &str) -> Option<&'static str> {
    match pieces(text) {
        Ok(_) => None,
        Err("a comment is not closed") => Some("does not close a comment"),
        Err(_) => Some("does not close a quote"),
    }
}

/// The first word in double quotes that is none of these names (in lower case), and nothing but a
/// column, by where it stands.
pub(super) fn stray_quoted(text: &str, known: &BTreeSet<String>) -> Option<String> {
    let pieces = pieces(text).ok()?;
    pieces.iter().enumerate().find_map(|(at, piece)| {
        let Piece::Quoted(word) = piece else { return None };
        let before = at.checked_sub(1).and_then(|before| pieces.get(before));
        let introduced = matches!(before, Some(Piece::Word(word)) if ["as", "collate"].iter().any(|it| word.eq_ignore_ascii_case(it)));
        let goes_on = matches!(pieces.get(at + 1), Some(Piece::Symbol('.' | '(')));
        let qualified = matches!(before, Some(Piece::Symbol('.')));
        let is_known = known.contains(&word.to_ascii_lowercase());
        (!introduced && !goes_on && !qualified && !is_known).then(|| word.clone())
    })
}

enum Piece<'a> {
    /// In double quotes, without them.
    Quoted(String),
    Word(&'a str),
    /// A string, or an identifier in other quotes, with these.
    Other(&'a str),
    Symbol(char),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &'static str> {
    if text.contains('\0') {
        return Err("it holds a NUL character, which SQL cannot");
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest[2..].find("*/").ok_or("a comment is not closed")? + 4,
            '\'' | '"' | '`' => {
                let (inner, length) = quoted(rest, first).ok_or("a quote is not closed")?;
                pieces.push(if first == '"' { Piece::Quoted(inner) } else { Piece::Other(&rest[..length]) });
                length
            }
            '[' => {
                let length = rest.find(']').ok_or("a quote is not closed")? + 1;
                pieces.push(Piece::Other(&rest[..length]));
                length
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                pieces.push(Piece::Word(&rest[..length]));
                length
            }
            c => {
                if !c.is_whitespace() {
                    pieces.push(Piece::Symbol(c));
                }
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Ok(pieces)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The inside of a quoted word at the start of the text, and its length with the quotes.
fn quoted(text: &str, mark: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut at = 1;
    loop {
        let end = at + text[at..].find(mark)?;
        inner.push_str(&text[at..end]);
        at = end + 1;
        if !text[at..].starts_with(mark) {
            return Some((inner, at));
        }
        inner.push(mark);
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_stays_in_its_brackets() {
        for sound in [
            "a > 0",
            "a IN ('x;)', \");\") -- (",
            "(a) /* ) */",
            "'it''s'",
            "[a(]",
            "`b``)`",
            "a || ')'",
            "a\r\n> 0",
            "a IS NOT DISTINCT FROM b",
            "(SELECT a FROM b)",
        ] {
            assert_eq!(fault(sound), None, "{sound}");
        }
        for broken in [
            "",
            " -- x",
            "a)",
            "(a",
            "1); DROP TABLE t; --",
            "a; b",
            "a, b",
            "'a",
            "\"a",
            "`a",
            "[a",
            "a /* b",
            "a /*/ ' */ ); DROP TABLE t; -- '",
            "a\0",
            "'a\r\n'",
            "DISTINCT a",
            "1 FROM b UNION ALL SELECT 2, a",
            "a LIMIT 1",
        ] {
            assert!(fault(broken).is_some(), "{broken}");
        }
    }

    #[test]
    fn a_quoted_word_that_is_no_column_is_found() {
        let known: BTreeSet<String> = ["a", "t"].map(str::to_owned).into();
        let stray = |text| stray_quoted(text, &known);
        assert_eq!(stray("coalesce(a, \"missing\")"), Some("missing".to_owned()));
        assert_eq!(stray("\"A\" || 'x' || b COLLATE \"nocase\""), None);
        assert_eq!(stray("(SELECT x AS \"y\" FROM \"t\" WHERE t.\"z\" = \"fn\"(1))"), None);
    }
}
