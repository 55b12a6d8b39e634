//! SQL that is carried as it is stays within its place: quotes and brackets are closed, no `;` ends the
//! statement round it, no comment is left open.

use std::borrow::Cow;

use super::context::{Context, Faults};
use crate::model::{DefaultValue, IndexKey, Sql, SqlToken, Type};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    for view in context.tables() {
        let table = &view.table.name;
        for (column, spans) in view.columns() {
            let name = &column.name;
            if let Type::Verbatim(sql) = &column.ty
                && !sql.as_str().is_empty()
                && let Some(fault) = type_fault(sql)
            {
                faults.add(spans.map(|spans| spans.ty), format!("the SQL of the type of `{table}.{name}` {fault}"));
            }
            if let Some(DefaultValue::Expr(sql)) = &column.default
                && let Some(fault) = expression_fault(sql)
            {
                let span = spans.and_then(|spans| spans.default);
                faults.add(span, format!("the SQL of the default of `{table}.{name}` {fault}"));
            }
            if let Some(generated) = &column.generated
                && let Some(fault) = expression_fault(&generated.expr)
            {
                let span = spans.and_then(|spans| spans.generated);
                faults.add(span, format!("the SQL of the generated column `{table}.{name}` {fault}"));
            }
        }
        for (index, check) in view.table.checks.iter().enumerate() {
            if let Some(fault) = expression_fault(&check.expr) {
                let parts = view.spans.and_then(|spans| spans.check_parts.get(index));
                let whole = view.spans.and_then(|spans| spans.checks.get(index).copied());
                let span = parts.and_then(|parts| parts.expr).or(whole);
                faults.add(span, format!("the SQL of a check of `{table}` {fault}"));
            }
        }
        for (position, (item, index)) in view.indexes().enumerate() {
            for (part_position, part) in index.parts.iter().enumerate() {
                if let IndexKey::Expr(sql) = &part.key
                    && let Some(fault) = expression_fault(sql)
                {
                    faults.add(item.column_span(part_position), format!("the SQL of index `{}` {fault}", index.name));
                }
            }
            if let Some(filter) = &index.filter
                && let Some(fault) = expression_fault(filter)
            {
                let parts = view.spans.and_then(|spans| spans.index_parts.get(position));
                let span = parts.and_then(|parts| parts.expr).or(item.span());
                faults.add(span, format!("the SQL of index `{}` {fault}", index.name));
            }
        }
    }
}

/// What makes more of a verbatim type than a type, if anything does.
fn type_fault(sql: &Sql) -> Option<String> {
    const CONSTRAINTS: [&str; 11] = [
        "as",
        "check",
        "collate",
        "constraint",
        "default",
        "generated",
        "not",
        "null",
        "primary",
        "references",
        "unique",
    ];
    let mut depth = 0u32;
    for token in sql.tokens() {
        match token {
            SqlToken::Symbol("(") => depth += 1,
            SqlToken::Symbol(")") => depth = depth.saturating_sub(1),
            SqlToken::Symbol(",") if depth == 0 => {
                return Some("has a `,`, which would start another column; leave it out".to_owned());
            }
            // A word in quotes comes as an owned one: it is part of the type.
            SqlToken::Word(Cow::Borrowed(word))
                if depth == 0 && CONSTRAINTS.iter().any(|other| word.eq_ignore_ascii_case(other)) =>
            {
                return Some(format!("has the word `{word}`, which is no type; say it in words of the language"));
            }
            _ => {}
        }
    }
    expression_fault(sql)
}

/// What keeps this SQL from standing inside a statement, if anything does: "has a `(` that is never
/// closed; …".
pub fn expression_fault(sql: &Sql) -> Option<String> {
    text_fault(sql, false)
}

/// The same for SQL that has statements in it, which may end with `;`.
pub(super) fn statements_fault(sql: &Sql) -> Option<String> {
    text_fault(sql, true)
}

fn text_fault(sql: &Sql, statements: bool) -> Option<String> {
    let text = sql.as_str();
    if text.is_empty() {
        return Some("is empty; write an expression".to_owned());
    }
    if text.contains('\0') {
        return Some("has a NUL in it; leave it out".to_owned());
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut open: u32 = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let length = |mark: u8| rest.iter().position(|&other| other == mark).map(|end| end + 2);
        match byte {
            // A doubled quote is two strings side by side here, which comes to the same.
            b'\'' | b'"' | b'`' => match length(byte) {
                Some(length) => at += length,
                None => {
                    return Some(format!("has a `{0}` that is never closed; close it with `{0}`", char::from(byte)));
                }
            },
            b'[' => match length(b']') {
                Some(length) => at += length,
                None => return Some("has a `[` that is never closed; close it with `]`".to_owned()),
            },
            // One that ends the text is ended by a line break when it is rendered.
            b'-' if rest.first() == Some(&b'-') => at += length(b'\n').unwrap_or(rest.len() + 1),
            b'/' if rest.first() == Some(&b'*') => match text.get(at + 2..).and_then(|rest| rest.find("*/")) {
                Some(end) => at += end + 4,
                None => return Some("has a comment that is never closed; close it with `*/`".to_owned()),
            },
            b';' if !statements => return Some("has a `;`, which would end the statement; leave it out".to_owned()),
            b'(' => {
                open += 1;
                at += 1;
            }
            b')' => match open.checked_sub(1) {
                Some(less) => {
                    open = less;
                    at += 1;
                }
                None => return Some("has a `)` too many; remove it, or add a `(` before".to_owned()),
            },
            _ => at += 1,
        }
    }
    (open > 0).then(|| "has a `(` that is never closed; close it with `)`".to_owned())
}
