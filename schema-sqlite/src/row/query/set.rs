//! What a column may be set to.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::super::{ColumnInfo, TableInfo, digits, fail};
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
pub(super) fn refuse(table: &TableInfo, tokens: &[Token<'_>]) -> Result<()> {
    match values(tokens).find_map(std::result::Result::err) {
        Some(why) => Err(fail::held(table, why)),
        None => Ok(()),
    }
}

fn refused(column: Expr, info: ColumnInfo, tokens: &[Token<'_>]) -> Option<String> {
    let [Token::Value(value)] = tokens else { return None };
    match value {
        // SQLite would store null.
        ToSqlOutput::Owned(Value::Real(number)) | ToSqlOutput::Borrowed(ValueRef::Real(number)) if number.is_nan() => {
            Some(format!("NaN, which SQLite has no value for, cannot be set in `{column}`"))
        }
        // It would store another number.
        value if info.is_decimal() => digits::lost(value).map(|digits| digits::told(&column.to_string(), digits)),
        _ => None,
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
