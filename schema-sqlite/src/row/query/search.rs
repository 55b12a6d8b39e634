//! Looking for a text in texts.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::super::numbers::{begins_number, is_number};
use super::Condition;
use super::expr::{Expr, Token};

fn text(text: Cow<'_, str>) -> Token<'_> {
    Token::Value(match text {
        Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Cow::Owned(text) => ToSqlOutput::Owned(Value::Text(text)),
    })
}

/// The expression is like the pattern, by this operator.
pub(super) fn like<'a, T>(expr: Expr, operator: &'static str, pattern: Cow<'a, str>) -> Condition<'a, T> {
    Condition::new(vec![Token::Expr(expr), Token::Text(operator), text(pattern)])
}

/// The text stands somewhere in the expression.
pub(super) fn contains<'a, T>(expr: Expr, part: Cow<'a, str>) -> Condition<'a, T> {
    let tokens = vec![Token::Text("instr("), Token::Expr(expr), Token::Text(", "), text(part), Token::Text(") > 0")];
    Condition::new(tokens)
}

/// The expression begins with the text.
///
/// It lies between the text and the next one that does not: so an index of the column serves, where `LIKE` would
/// want a pattern that stands in the statement. The collation is said, for a column may take `a` for `A`.
pub(super) fn starts_with<'a, T>(expr: Expr, start: Cow<'a, str>) -> Condition<'a, T> {
    let end = after_all(&start);
    let is_number = |end: &String| is_number(end.as_bytes());
    if expr.is_numeric() && (begins_number(&start) || end.as_ref().is_some_and(is_number)) {
        // The column has numbers, which are less than any text, or would be compared with one. What is cut from its
        // text is none.
        return cut(expr, " AS BLOB), 1, length(CAST(", start);
    }
    let mut tokens = vec![Token::Text("("), Token::Expr(expr), Token::Text(" COLLATE BINARY >= "), text(start)];
    if let Some(end) = end {
        tokens.extend([Token::Text(" AND "), Token::Expr(expr), Token::Text(" COLLATE BINARY < "), text(end.into())]);
    }
    tokens.push(Token::Text(")"));
    Condition::new(tokens)
}

/// The expression ends with the text.
pub(super) fn ends_with<'a, T>(expr: Expr, end: Cow<'a, str>) -> Condition<'a, T> {
    cut(expr, " AS BLOB), -length(CAST(", end)
}

/// What is cut from the expression, as long as the text, is the text. Of bytes, since `substr` of a text ends at a NUL;
/// of no bytes it is null.
fn cut<'a, T>(expr: Expr, from: &'static str, part: Cow<'a, str>) -> Condition<'a, T> {
    let expr = Token::Expr(expr);
    if part.is_empty() {
        return Condition::new(vec![Token::Text("CASE WHEN "), expr, Token::Text(" IS NOT NULL THEN 1 END")]);
    }
    let tokens = vec![
        Token::Text("CASE WHEN "),
        expr.clone(),
        Token::Text(" IS NOT NULL THEN substr(CAST("),
        expr,
        Token::Text(from),
        text(part.clone()),
        Token::Text(" AS BLOB))) IS CAST("),
        text(part),
        Token::Text(" AS BLOB) END"),
    ];
    Condition::new(tokens)
}

/// The least text that is greater than all that begin with this one; `None` where there is none.
fn after_all(start: &str) -> Option<String> {
    let mut characters: Vec<char> = start.chars().collect();
    while let Some(last) = characters.pop() {
        // The numbers between are no characters.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::after_all;

    #[test]
    fn what_begins_so_lies_before_the_next_text() {
        for (start, end) in [
            ("", None),
            ("a", Some("b")),
            ("a%_", Some("a%`")),
            ("a\u{d7ff}", Some("a\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}\u{10ffff}", None),
            ("\u{7f}", Some("\u{80}")),
            ("\0", Some("\u{1}")),
        ] {
            assert_eq!(after_all(start).as_deref(), end, "{start:?}");
        }
    }
}
