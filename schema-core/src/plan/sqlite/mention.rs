//! What an expression names, as far as its tokens tell.
//!
//! A word may be a column, a function or a keyword; taking it for a column too often costs a rebuild,
//! never a row.

use std::borrow::Cow;

use crate::model::{Name, Sql, SqlToken, Table};

/// Whether a word of the expression is this name.
pub(crate) fn names(expr: &Sql, name: &Name) -> bool {
    expr.tokens().any(|token| matches!(token, SqlToken::Word(word) if word.eq_ignore_ascii_case(name.as_str())))
}

/// Whether the expression names a column by way of this table: `t.a > 0`.
pub(crate) fn qualifies(expr: &Sql, table: &Name) -> bool {
    let mut before = false;
    for token in expr.tokens() {
        match token {
            SqlToken::Symbol(".") if before => return true,
            SqlToken::Word(word) => before = word.eq_ignore_ascii_case(table.as_str()),
            _ => before = false,
        }
    }
    false
}

/// Whether a check of the table names it. Nothing else in a table may (indexes and generated columns
/// prohibit the dot).
pub(crate) fn checks_itself(table: &Table) -> bool {
    table.checks.iter().any(|check| qualifies(&check.expr, &table.name))
}

/// Whether a word in quotes is no column of the table. SQLite takes one in double quotes for a string where
/// it defines something (<https://sqlite.org/quirks.html#dblquote>), and may not where it asks something.
pub(super) fn has_stray(expr: &Sql, table: &Table) -> bool {
    let tokens: Vec<SqlToken<'_>> = expr.tokens().collect();
    tokens.iter().enumerate().any(|(at, token)| {
        let SqlToken::Word(Cow::Owned(word)) = token else { return false };
        let is_other = matches!(tokens.get(at + 1), Some(SqlToken::Symbol("." | "(")))
            || at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|before| before.is_keyword("collate"));
        !is_other && table.column_named(&Name::new(word.as_str())).is_none()
    })
}

/// What a word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table: a dot follows.
    Table,
    /// A column: neither a dot nor a bracket follows.
    Column,
}

/// The expression with a name replaced, for comparison: its spaces and comments are gone.
pub(super) fn respell(expr: &Sql, kind: Kind, from: &Name, to: &Name) -> Sql {
    if !names(expr, from) {
        return expr.clone();
    }
    let mut text = String::new();
    let mut tokens = expr.tokens().peekable();
    while let Some(token) = tokens.next() {
        match token {
            SqlToken::Word(word) => {
                let is_kind = match (kind, tokens.peek()) {
                    (Kind::Table, next) => matches!(next, Some(SqlToken::Symbol("."))),
                    (Kind::Column, next) => !matches!(next, Some(SqlToken::Symbol("." | "("))),
                };
                let is_it = is_kind && word.eq_ignore_ascii_case(from.as_str());
                let word = if is_it { to.as_str() } else { &word };
                text.push('"');
                text.push_str(&word.replace('"', "\"\""));
                text.push('"');
            }
            SqlToken::Text(part) | SqlToken::Number(part) | SqlToken::Symbol(part) => text.push_str(part),
        }
        text.push(' ');
    }
    Sql::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_names_and_strings_are_not() {
        assert!(names(&Sql::new("lower(\"A\") > 0"), &"a".into()));
        assert!(!names(&Sql::new("b = 'a' -- a"), &"a".into()));
    }

    #[test]
    fn a_table_is_named_by_the_dot_that_follows() {
        assert!(qualifies(&Sql::new("T . a > 0"), &"t".into()));
        assert!(qualifies(&Sql::new("main.[t].a > 0"), &"t".into()));
        assert!(!qualifies(&Sql::new("t > 1.5 AND 't'.a"), &"t".into()));
        assert!(!qualifies(&Sql::new("t + x.t"), &"t".into()));
    }

    #[test]
    fn a_quoted_word_that_is_no_column_is_found() {
        let table =
            Table { columns: vec![crate::model::Column::new("a", crate::model::Type::Text)], ..Table::new("t") };
        for stray in ["a <> \"open\"", "t.\"b\" > 0"] {
            assert!(has_stray(&Sql::new(stray), &table), "{stray}");
        }
        for sound in ["\"A\" > 'b'", "\"t\".\"a\" COLLATE \"nocase\" > b", "\"lower\"(a)"] {
            assert!(!has_stray(&Sql::new(sound), &table), "{sound}");
        }
    }

    #[test]
    fn respelled_words_are_the_same_to_sql() {
        let column = |text: &str| respell(&Sql::new(text), Kind::Column, &"a".into(), &"x y".into());
        assert_eq!(column("A > 'a' AND b"), Sql::new("\"x y\" > 'a' and b"));
        assert_eq!(column("a(a.a)"), Sql::new("a(a.\"x y\")"));
        assert_eq!(respell(&Sql::new("a.a > a"), Kind::Table, &"a".into(), &"b".into()), Sql::new("b.a > a"));
    }
}
