//! What a column may be set to.

use super::super::{Held, affinity, digits, fail};
use super::expr::{Expr, Source, Token, values};
use crate::error::Result;

/// The new value, or why the column cannot have it: what a row's own writing refuses.
pub(super) fn checked<'a>(table: Source, place: u16, value: Held<'a>) -> Token<'a> {
    let (column, info) = (Expr::Column(table, place), table.table.column(place));
    if let Ok(value) = &value
        && info.converts()
    {
        if let Some(why) = affinity::refused(table.table, place, value) {
            return Token::Failed(format!("column `{column}` cannot hold {why}"));
        }
        // SQLite would store another number.
        if let Some(digits) = affinity::lost(info, value) {
            return Token::Failed(digits::told(&format!("`{column}`"), digits));
        }
    }
    Token::held(column, value)
}

/// Tells the first value that cannot be set, in words of its own: SQLite would have others at the statement.
pub(super) fn refuse(tokens: &[Token<'_>]) -> Result<()> {
    match values(tokens).find_map(std::result::Result::err) {
        Some(why) => Err(fail::held(why)),
        None => Ok(()),
    }
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
