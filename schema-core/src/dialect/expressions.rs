//! Expressions of a table as SQLite takes them, so that two that it takes for one are one.
//!
//! - A word in double quotes that is no column is a string (<https://sqlite.org/quirks.html#dblquote>), and
//!   SQLite writes it as one when it renames a column beside it.
//! - A part of an index that is a column and nothing more is that column, and a collation at its end is the
//!   part's own (<https://sqlite.org/expridx.html>).

use std::ops::Range;

use crate::model::{IndexKey, IndexPart, Name, Sql, SqlToken, Table};

/// Folds every expression of the table.
pub(super) fn fold(table: &mut Table) {
    if !may_fold(table) {
        return;
    }
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.folded()).collect();
    let is_column = |word: &str| columns.contains(&Name::new(word).folded());
    let strings = |sql: &mut Sql| {
        if let Some(folded) = with_strings(sql, is_column) {
            *sql = folded;
        }
    };
    table.checks.iter_mut().for_each(|check| strings(&mut check.expr));
    table.columns.iter_mut().filter_map(|column| column.generated.as_mut()).for_each(|it| strings(&mut it.expr));
    for index in &mut table.indexes {
        index.filter.iter_mut().for_each(strings);
        for part in &mut index.parts {
            // A string alone is the name of a column there, so a quoted word alone stays what it is.
            if let IndexKey::Expr(expr) = &mut part.key
                && !is_word_in_brackets(&expr.spans().collect::<Vec<_>>())
            {
                strings(expr);
            }
            fold_part(part, is_column);
        }
    }
}

/// Whether anything in the table can be folded: most tables have neither.
fn may_fold(table: &Table) -> bool {
    let is_quoted = |sql: &Sql| sql.as_str().contains('"');
    table.checks.iter().any(|check| is_quoted(&check.expr))
        || table.columns.iter().any(|column| column.generated.as_ref().is_some_and(|it| is_quoted(&it.expr)))
        || table.indexes.iter().any(|index| {
            index.filter.as_ref().is_some_and(is_quoted)
                || index.parts.iter().any(|part| matches!(part.key, IndexKey::Expr(_)))
        })
}

/// The expression with each word in double quotes that can be no name as a string; `None` where there is
/// none.
fn with_strings(sql: &Sql, is_column: impl Fn(&str) -> bool) -> Option<Sql> {
    let text = sql.as_str();
    if !text.contains('"') {
        return None;
    }
    let tokens: Vec<(Range<usize>, SqlToken<'_>)> = sql.spans().collect();
    let mut folded = String::new();
    let mut done = 0;
    for (at, (range, token)) in tokens.iter().enumerate() {
        let SqlToken::Word(word) = token else { continue };
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|(_, token)| token);
        let after = tokens.get(at + 1).map(|(_, token)| token);
        // The name of a table, a function, a collation or a type, or the rowid.
        let is_name = matches!(after, Some(SqlToken::Symbol("." | "(")))
            || matches!(before, Some(SqlToken::Symbol(".")))
            || before.is_some_and(|before| before.is_keyword("collate") || before.is_keyword("as"))
            || ["rowid", "oid", "_rowid_"].iter().any(|rowid| word.eq_ignore_ascii_case(rowid));
        if text[range.clone()].starts_with('"') && !is_name && !is_column(word) {
            folded.push_str(&text[done..range.start]);
            folded.push_str(&format!("'{}'", word.replace('\'', "''")));
            done = range.end;
        }
    }
    if done == 0 {
        return None;
    }
    folded.push_str(&text[done..]);
    Some(Sql::new(folded))
}

fn fold_part(part: &mut IndexPart, is_column: impl Fn(&str) -> bool) {
    let IndexKey::Expr(expr) = &part.key else { return };
    let tokens: Vec<(Range<usize>, SqlToken<'_>)> = expr.spans().collect();
    let (mut rest, mut collation) = (tokens.as_slice(), None);
    // The outermost collation is the one that counts. A bracket round all says nothing.
    loop {
        match rest {
            [inner @ .., (_, word), (_, SqlToken::Word(name))] if word.is_keyword("collate") && is_primary(inner) => {
                collation.get_or_insert_with(|| Name::new(name.as_ref()));
                rest = inner;
            }
            [(_, SqlToken::Symbol("(")), inner @ .., _] if closes(rest) == Some(rest.len() - 1) => {
                // Only a column and its collation come out of their brackets.
                let word = inner.iter().find(|(_, token)| !matches!(token, SqlToken::Symbol("(")));
                match word {
                    Some((_, SqlToken::Word(word))) if is_column(word) && is_word_in_brackets(inner) => rest = inner,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    let key = match rest {
        [(_, SqlToken::Word(word))] if is_column(word) => IndexKey::Column(Name::new(word.as_ref())),
        [(first, _), .., (last, _)] if rest.len() < tokens.len() => {
            IndexKey::Expr(Sql::new(&expr.as_str()[first.start..last.end]))
        }
        _ => return,
    };
    part.key = key;
    part.collation = part.collation.take().or(collation);
}

/// The place of the bracket that closes the one at the start.
fn closes(tokens: &[(Range<usize>, SqlToken<'_>)]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token {
            SqlToken::Symbol("(") => depth += 1,
            SqlToken::Symbol(")") => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at);
        }
    }
    None
}

/// Whether nothing stands in it but one word, its collations, and brackets.
fn is_word_in_brackets(tokens: &[(Range<usize>, SqlToken<'_>)]) -> bool {
    let mut words = tokens.iter().map(|(_, token)| token).filter(|token| !matches!(token, SqlToken::Symbol("(" | ")")));
    if !matches!(words.next(), Some(SqlToken::Word(_))) {
        return false;
    }
    while let Some(word) = words.next() {
        if !word.is_keyword("collate") || words.next().is_none() {
            return false;
        }
    }
    true
}

/// Whether a collation after these tokens is one of all of them: a word, a literal, a call, a bracket, or
/// one of these with a collation already.
fn is_primary(tokens: &[(Range<usize>, SqlToken<'_>)]) -> bool {
    match tokens {
        [(_, SqlToken::Symbol(_))] => false,
        [_] => true,
        [inner @ .., (_, word), (_, SqlToken::Word(_))] if word.is_keyword("collate") => is_primary(inner),
        // `NOT (a) COLLATE x` is `NOT ((a) COLLATE x)`.
        [(_, word), ..] if word.is_keyword("not") => false,
        [(_, SqlToken::Word(_)), call @ ..] | call @ [(_, SqlToken::Symbol("(")), ..] => {
            closes(call) == Some(call.len() - 1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Direction, Type};

    fn is_column(word: &str) -> bool {
        ["a", "b c"].iter().any(|column| word.eq_ignore_ascii_case(column))
    }

    #[test]
    fn a_word_in_double_quotes_that_is_no_column_is_a_string() {
        for (sql, folded) in [
            ("a <> \"open\"", "a <> 'open'"),
            ("\"A\" <> \"it's\" AND \"b c\" IN (\"x\", \"y\"\"z\")", "\"A\" <> 'it''s' AND \"b c\" IN ('x', 'y\"z')"),
            ("a <> '\"' AND a <> \"\"", "a <> '\"' AND a <> ''"),
        ] {
            assert_eq!(with_strings(&Sql::new(sql), is_column).unwrap().as_str(), folded);
        }
        for sql in [
            "a <> 'open'",
            "\"a\" > 0",
            "\"t\".\"x\" > \"lower\"(a)",
            "a COLLATE \"nocase\" > CAST(a AS \"text\")",
            "\"rowid\" > 0 AND [open] > `x`",
            "a > 0 -- \"open\"",
            "a <> '\"open\"'",
        ] {
            assert!(with_strings(&Sql::new(sql), is_column).is_none(), "{sql}");
        }
    }

    #[test]
    fn a_part_that_is_a_column_is_one() {
        let column = |name: &str| IndexKey::Column(name.into());
        let expr = |text: &str| IndexKey::Expr(Sql::new(text));
        for (sql, key, collation) in [
            ("a", column("a"), None),
            ("\"B C\"", column("B C"), None),
            ("a collate nocase", column("a"), Some("nocase")),
            ("((a))", column("a"), None),
            ("(a COLLATE x)", column("a"), Some("x")),
            ("((a) COLLATE x) COLLATE y", column("a"), Some("y")),
            ("lower(a) COLLATE \"x y\"", expr("lower(a)"), Some("x y")),
            ("(a || 1) COLLATE x", expr("(a || 1)"), Some("x")),
            ("a || 'b' COLLATE x", expr("a || 'b' COLLATE x"), None),
            ("not (a) COLLATE x", expr("not (a) COLLATE x"), None),
            ("-a COLLATE x", expr("-a COLLATE x"), None),
            ("(a) || (1)", expr("(a) || (1)"), None),
            ("(a + 1)", expr("(a + 1)"), None),
            ("(lower(a))", expr("(lower(a))"), None),
            ("other", expr("other"), None),
            ("", expr(""), None),
            ("(", expr("("), None),
            (")", expr(")"), None),
        ] {
            let mut part = IndexPart { key: expr(sql), collation: None, direction: Direction::Asc };
            fold_part(&mut part, is_column);
            assert_eq!((part.key, part.collation), (key, collation.map(Name::from)), "{sql}");
        }
        // What the part says itself is outermost.
        let mut part = IndexPart { key: expr("a COLLATE x"), collation: Some("y".into()), direction: Direction::Asc };
        fold_part(&mut part, is_column);
        assert_eq!((part.key, part.collation), (column("a"), Some("y".into())));
    }

    #[test]
    fn a_table_without_expressions_is_as_it_was() {
        let mut table = Table::new("t");
        table.columns.push(Column::new("a", Type::Text));
        let before = table.clone();
        fold(&mut table);
        assert_eq!(table, before);
    }
}
