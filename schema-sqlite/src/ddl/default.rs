//! What stands after `DEFAULT`.
//!
//! SQLite has three forms of it (<https://sqlite.org/lang_createtable.html#the_default_clause>): a
//! literal with or without a sign, an expression in brackets, and a bare word. A bare word, in double
//! quotes or none, is a *string*, except `TRUE` and `FALSE` without quotes, which are 1 and 0.

use sqlite3_parser::lexer::sql::TokenType;

use super::Unreadable;
use super::text::{Text, unquoted};
use schema_core::model::{DefaultValue, Literal, Sql};

/// The default whose `DEFAULT` is the token at this place.
pub(super) fn read(text: &Text<'_>, at: usize) -> Result<DefaultValue, Unreadable> {
    let (mut at, mut sign) = (at + 1, "");
    match text.kind(at) {
        Some(TokenType::TK_LP) => return Ok(DefaultValue::Expr(text.inside(at)?)),
        Some(TokenType::TK_MINUS) => (at, sign) = (at + 1, "-"),
        Some(TokenType::TK_PLUS) => (at, sign) = (at + 1, "+"),
        _ => {}
    }
    let kind = text.kind(at).ok_or("nothing stands after `default`")?;
    let word = text.slice(at, at + 1);
    let literal = match kind {
        // So that pragmas show the plus again.
        TokenType::TK_INTEGER | TokenType::TK_FLOAT if sign != "+" => number(sign, word),
        _ if !sign.is_empty() => None,
        TokenType::TK_STRING => Some(Literal::Text(unquoted(word))),
        TokenType::TK_BLOB => Some(Literal::Blob(blob(word)?)),
        TokenType::TK_NULL => Some(Literal::Null),
        TokenType::TK_CTIME_KW => None,
        // They are 1 and 0, and pragmas show the words.
        _ if ["true", "false"].iter().any(|it| word.eq_ignore_ascii_case(it)) => None,
        _ => Some(Literal::Text(unquoted(word))),
    };
    Ok(match literal {
        Some(literal) => DefaultValue::Literal(literal),
        None => DefaultValue::Expr(Sql::new(format!("{sign}{word}"))),
    })
}

/// A number that is written as the model writes it; `None` for hexadecimal digits and the like, which
/// stay an expression.
fn number(sign: &str, word: &str) -> Option<Literal> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = |text: &str| digits(text) && (text == "0" || !text.starts_with('0'));
    let text = format!("{}{word}", if sign == "-" { "-" } else { "" });
    if whole(word) {
        return Some(Literal::Integer(text));
    }
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let (before, after) = match mantissa.split_once('.') {
        Some((before, after)) => (before, Some(after)),
        None => (mantissa, None),
    };
    let exponent_is_plain = exponent.is_none_or(|exponent| digits(exponent.trim_start_matches(['+', '-'])));
    (whole(before) && after.is_none_or(digits) && exponent_is_plain).then_some(Literal::Real(text))
}

fn blob(word: &str) -> Result<Vec<u8>, Unreadable> {
    let digits = word.get(1..).map(unquoted).unwrap_or_default();
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect::<Option<Vec<u8>>>()
        .ok_or_else(|| format!("{word} is no blob"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default(sql: &str) -> DefaultValue {
        let text = format!("default {sql}");
        read(&Text::new(&text).unwrap(), 0).unwrap()
    }

    #[test]
    fn each_form_is_what_sqlite_stores() {
        let literal = DefaultValue::Literal;
        let integer = |text: &str| literal(Literal::Integer(text.to_owned()));
        let real = |text: &str| literal(Literal::Real(text.to_owned()));
        let string = |text: &str| literal(Literal::Text(text.to_owned()));
        let expr = |text: &str| DefaultValue::Expr(Sql::new(text));
        for (sql, value) in [
            ("1", integer("1")),
            ("+1", expr("+1")),
            ("- 1", integer("-1")),
            ("(1)", expr("1")),
            ("'x'", string("x")),
            ("'it''s'", string("it's")),
            ("\"x\"", string("x")),
            ("[x]", string("x")),
            ("x", string("x")),
            ("\"true\"", string("true")),
            ("true", expr("TRUE")),
            ("False", expr("false")),
            ("null", literal(Literal::Null)),
            ("x'00ff'", literal(Literal::Blob(vec![0, 255]))),
            ("X''", literal(Literal::Blob(vec![]))),
            ("1.50", real("1.50")),
            ("-1e3", real("-1e3")),
            ("1.5E-3", real("1.5E-3")),
            (".5", expr(".5")),
            ("5.", expr("5.")),
            ("007", expr("007")),
            ("0x10", expr("0x10")),
            ("-0x10", expr("-0x10")),
            ("1_000", expr("1_000")),
            ("9223372036854775808", integer("9223372036854775808")),
            ("current_timestamp", expr("CURRENT_TIMESTAMP")),
            ("(lower('X'))", expr("lower ( 'X' )")),
            ("((1))", expr("(1)")),
        ] {
            assert_eq!(default(sql), value, "{sql}");
        }
    }

    #[test]
    fn nothing_after_it_is_no_panic() {
        for sql in ["", "-", "(", "(1"] {
            let text = format!("default {sql}");
            assert!(read(&Text::new(&text).unwrap(), 0).is_err(), "{sql}");
        }
    }
}
