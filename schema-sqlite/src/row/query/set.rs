//! What a column may be set to.

use super::super::{ColumnInfo, digits, fail};
use super::expr::{Expr, Token, values};
use crate::error::Result;

/// The new value, or why the column cannot have it: what a row's own writing refuses.
pub(super) fn checked(column: Expr, info: ColumnInfo, tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    match refused(column, info, &tokens) {
        Some(why) => vec![Token::Failed(why)],
        None => tokens,
    }
}

/// Tells the first value that cannot be set, in words of its own: SQLite would have others at the statement.
pub(super) fn refuse(tokens: &[Token<'_>]) -> Result<()> {
    match values(tokens).find_map(std::result::Result::err) {
        Some(why) => Err(fail::held(why)),
        None => Ok(()),
    }
}

fn refused(column: Expr, info: ColumnInfo, tokens: &[Token<'_>]) -> Option<String> {
    let [Token::Value(value)] = tokens else { return None };
    // SQLite would store another number.
    let digits = if info.is_decimal() { digits::lost(value)? } else { return None };
    Some(digits::told(&format!("`{column}`"), digits))
}

/// What the column holds and the number. SQLite makes a floating-point number of a sum of whole numbers that
/// leaves their range, and has no word by which an `UPDATE` fails; but there is no whole number that is
/// `abs` of the least, which is an error. That it hangs on the column keeps it from being computed before.
pub(super) fn sum<'a>(column: Expr, number: i64) -> Vec<Token<'a>> {
    let (column, number) = (Token::Expr(column), Token::Value(number.into()));
    vec![
        Token::Text("CASE WHEN typeof("),
        column.clone(),
        Token::Text(" + "),
        number.clone(),
        Token::Text(") = 'real' AND typeof("),
        column.clone(),
        Token::Text(") = 'integer' THEN abs(-9223372036854775807 - ("),
        column.clone(),
        Token::Text(" IS NOT NULL)) ELSE "),
        column,
        Token::Text(" + "),
        number,
        Token::Text(" END"),
    ]
}
