//! A default is a value of its column's type.

use super::context::{Context, Faults};
use crate::model::{Column, DefaultValue, Literal, Type};
use crate::syntax::nearest::nearest;

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        for (column, spans) in view.columns() {
            if spans.is_some_and(|spans| spans.guessed) {
                continue;
            }
            let Some(fault) = column.default.as_ref().and_then(|default| bad(column, default)) else { continue };
            let message = format!("the default of `{}.{}` {fault}", view.table.name, column.name);
            faults.add(spans.and_then(|spans| spans.default), message);
        }
    }
}

fn bad(column: &Column, default: &DefaultValue) -> Option<String> {
    let literal = match default {
        DefaultValue::Expr(_) => return None,
        DefaultValue::Now => {
            let time = matches!(column.ty, Type::Date | Type::Time | Type::DateTime | Type::Verbatim(_));
            return (!time).then(|| {
                "is `now`, and the column holds no time; make it a `datetime`, or write `sql \"CURRENT_TIMESTAMP\"`"
                    .to_owned()
            });
        }
        DefaultValue::Literal(literal) => literal,
    };
    let wants = match (&column.ty, literal) {
        // A verbatim type holds whatever the database says.
        (Type::Verbatim(_), Literal::Null) => return None,
        (_, Literal::Null) if column.nullable => return None,
        (_, Literal::Null) => {
            return Some(
                "is null, and the column is not; leave the default out, or write `?` after the type".to_owned(),
            );
        }
        (_, Literal::Integer(number)) if !is_integer(number) => return Some(not_a_number(number)),
        (_, Literal::Real(number)) if !is_real(number) => return Some(not_a_number(number)),
        (Type::Verbatim(_), _) => return None,
        (Type::SmallInt, Literal::Integer(number)) => return range(number, number.parse::<i16>().is_ok(), "smallint"),
        (Type::Integer, Literal::Integer(number)) => return range(number, number.parse::<i64>().is_ok(), "integer"),
        (Type::BigInt, Literal::Integer(number)) => return range(number, number.parse::<i64>().is_ok(), "bigint"),
        (Type::SmallInt | Type::Integer | Type::BigInt, _) => "a whole number",
        (Type::Real | Type::Double, Literal::Integer(_) | Literal::Real(_)) => return None,
        (Type::Decimal { precision, scale }, Literal::Integer(number) | Literal::Real(number)) => {
            let whole = number.trim_start_matches('-').split(['.', 'e', 'E']).next().unwrap_or_default();
            let digits = whole.trim_start_matches('0').len();
            let room = usize::from(precision.saturating_sub(*scale));
            return (digits > room && !number.contains(['e', 'E'])).then(|| {
                format!(
                    "is `{number}`, and `decimal({precision}, {scale})` has room for {room} digits before the point; \
                     change one of them"
                )
            });
        }
        (Type::Real | Type::Double | Type::Decimal { .. }, _) => "a number",
        (Type::Boolean, Literal::Boolean(_)) => return None,
        (Type::Boolean, _) => "`true` or `false`",
        (Type::Varchar(most) | Type::Char(most), Literal::Text(text)) => {
            let length = text.chars().count();
            return (length > *most as usize).then(|| {
                format!(
                    "has {length} characters, and the column has room for {most}; shorten it, or make the column wider"
                )
            });
        }
        (Type::Text | Type::Json | Type::Uuid | Type::Date | Type::Time | Type::DateTime, Literal::Text(_)) => {
            return None;
        }
        // An enum that is not declared has a rule of its own.
        (Type::Enum(of), _) if of.values.is_empty() => return None,
        (Type::Enum(of), Literal::Text(text)) => {
            return (!of.has(text)).then(|| {
                let remedy = match nearest(text, of.values.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write one of its values, or add it to them".to_owned(),
                };
                format!("is `{text}`, which is no value of enum `{}`; {remedy}", of.name)
            });
        }
        (Type::Enum(_), _) => "one of the texts of its enum",
        (Type::Date | Type::Time | Type::DateTime, _) => "`now` or text",
        (Type::Text | Type::Varchar(_) | Type::Char(_) | Type::Json | Type::Uuid, _) => "text",
        (Type::Blob, Literal::Blob(_)) => return None,
        (Type::Blob, _) => "bytes (`b\"…\"`)",
    };
    let is = match literal {
        Literal::Null => "null",
        Literal::Boolean(_) => "a boolean",
        Literal::Integer(_) => "a whole number",
        Literal::Real(_) => "a number with a fraction",
        Literal::Text(_) => "text",
        Literal::Blob(_) => "bytes",
    };
    Some(format!("is {is}, and the column holds {wants}; change the default or the type"))
}

fn range(number: &str, fits: bool, ty: &str) -> Option<String> {
    (!fits).then(|| format!("is `{number}`, which no `{ty}` can hold; change one of them"))
}

fn not_a_number(number: &str) -> String {
    format!("is `{number}`, which is no number; write digits")
}

/// The parser makes no other ones; a model made by hand may have them.
fn is_integer(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_real(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.contains(['.', 'e', 'E'])
        && digits.parse::<f64>().is_ok()
}
