//! Names, literals and expressions as SQL text.
//!
//! Every name is quoted, whatever it is: no name can be taken for a keyword, and none can leave its
//! quotes.

use std::fmt::Write as _;

use crate::model::{Literal, Name, Sql};

/// A name in double quotes.
pub(super) fn name(name: &Name) -> String {
    name.quoted()
}

/// Names with commas between them.
pub(super) fn names<'a>(list: impl IntoIterator<Item = &'a Name>) -> String {
    list.into_iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Text as a string literal.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// An expression in brackets. A comment at its end does not swallow the bracket.
pub(super) fn bracketed(expr: &Sql) -> String {
    let end = if expr.as_str().contains("--") { "\n" } else { "" };
    format!("({expr}{end})")
}

/// A constant.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(true) => "1".to_owned(),
        Literal::Boolean(false) => "0".to_owned(),
        Literal::Integer(number) | Literal::Real(number) => number.clone(),
        // SQL text ends at a NUL. The planner refuses one; this keeps the value where nobody planned.
        Literal::Text(value) if value.contains('\0') => format!("(CAST({} AS TEXT))", blob(value.as_bytes())),
        Literal::Text(value) => text(value),
        Literal::Blob(bytes) => blob(bytes),
    }
}

fn blob(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2 + 3);
    text.push_str("x'");
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_quotes() {
        assert_eq!(name(&"a\"; DROP TABLE b; --".into()), "\"a\"\"; DROP TABLE b; --\"");
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(literal(&Literal::Blob(vec![0, 0xff])), "x'00ff'");
        assert_eq!(literal(&Literal::Text("a\0".into())), "(CAST(x'6100' AS TEXT))");
    }

    #[test]
    fn a_comment_does_not_swallow_the_bracket() {
        assert_eq!(bracketed(&Sql::new("a > 0 -- why")), "(a > 0 -- why\n)");
        assert_eq!(bracketed(&Sql::new("a > 0")), "(a > 0)");
    }
}
