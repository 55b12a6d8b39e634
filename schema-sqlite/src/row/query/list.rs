//! Lists of values.

use std::fmt::Write as _;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::expr::Token;

/// Up to so many values are parameters each. SQLite takes 32,766 in a statement, all lists and conditions together
/// (<https://sqlite.org/limits.html#max_variable_number>).
const PARAMETERS: usize = 1 << 12;

/// The list that follows `IN (`, to its closing bracket.
pub(super) fn push<'a>(mut list: Vec<Token<'a>>, tokens: &mut Vec<Token<'a>>) {
    if list.len() > PARAMETERS
        && let Some(json) = json(&list)
    {
        let json = Token::Value(ToSqlOutput::Owned(Value::Text(json)));
        tokens.extend([Token::Text("SELECT value FROM json_each("), json, Token::Text("))")]);
        return;
    }
    // The length is in the text, and each text is a statement of its own: there shall be few.
    if let Some(last) = list.last().cloned()
        && list.len() <= PARAMETERS
    {
        // Several great lists shall not pass SQLite's bound by what is added alone.
        let more = if list.len() <= 256 { list.len().next_power_of_two() } else { list.len().next_multiple_of(64) };
        list.resize(more, last);
    }
    for (place, value) in list.into_iter().enumerate() {
        if place > 0 {
            tokens.push(Token::Text(", "));
        }
        tokens.push(value);
    }
    tokens.push(Token::Text(")"));
}

/// The values as one text; `None` where JSON has no word for one of them, or another than SQLite's.
fn json(list: &[Token<'_>]) -> Option<String> {
    let mut json = String::with_capacity(12 * list.len());
    for token in list {
        json.push(if json.is_empty() { '[' } else { ',' });
        let value = match token {
            Token::Value(ToSqlOutput::Borrowed(value)) => *value,
            Token::Value(ToSqlOutput::Owned(value)) => value.into(),
            _ => return None,
        };
        match value {
            ValueRef::Integer(number) => {
                // Writing to a `String` does not fail.
                let _ = write!(json, "{number}");
            }
            ValueRef::Text(text) => push_text(std::str::from_utf8(text).ok()?, &mut json)?,
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => return None,
        }
    }
    json.push(']');
    Some(json)
}

fn push_text(text: &str, json: &mut String) -> Option<()> {
    json.push('"');
    for character in text.chars() {
        match character {
            // SQLite would end the text there.
            '\0' => return None,
            '"' | '\\' => json.extend(['\\', character]),
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    Some(())
}
