//! A column's definition, the same text in `CREATE TABLE` and in `ADD COLUMN`.

use super::quote::{bracketed, literal, name};
use crate::dialect::sqlite::{descending_key, now, rowid_alias, type_name};
use crate::model::{Column, Conflict, DefaultValue, Direction, Name, NotNull, Storage, Table};

/// The definition of a column of this table.
pub(super) fn definition(column: &Column, table: &Table) -> String {
    let mut text = name(&column.name);
    let mut word = |word: &str| {
        text.push(' ');
        text.push_str(word);
    };
    let ty = type_text(&type_name(&column.ty, table.strict));
    if !ty.is_empty() {
        word(&ty);
    }
    // Of the rowid the words are said where they were: it is never null, and most schemas leave them out.
    let is_rowid = rowid_alias(table).is_some_and(|alias| alias.name == column.name);
    if !column.nullable && (!is_rowid || column.not_null != NotNull::default()) {
        if let Some(given) = &column.not_null.name {
            word("CONSTRAINT");
            word(&name(given));
        }
        word("NOT NULL");
        if let Some(clause) = on_conflict(column.not_null.conflict) {
            word(&clause);
        }
    }
    if is_inline_key(&column.name, table) {
        let key = table.primary_key.as_ref();
        if let Some(given) = key.and_then(|key| key.name.as_ref()) {
            word("CONSTRAINT");
            word(&name(given));
        }
        word("PRIMARY KEY");
        if key.is_some_and(|key| key.columns.iter().any(|column| column.direction == Direction::Desc)) {
            word("DESC");
        }
        if let Some(clause) = table.primary_key.as_ref().and_then(|key| on_conflict(key.conflict)) {
            word(&clause);
        }
        if table.primary_key.as_ref().is_some_and(|key| key.autoincrement) {
            word("AUTOINCREMENT");
        }
    }
    if let Some(collation) = &column.collation {
        word("COLLATE");
        word(&name(collation));
    }
    if let Some(default) = &column.default {
        word("DEFAULT");
        word(&default_text(default, column));
    }
    if let Some(generated) = &column.generated {
        word("GENERATED ALWAYS AS");
        word(&bracketed(&generated.expr));
        word(match generated.storage {
            Storage::Stored => "STORED",
            Storage::Virtual => "VIRTUAL",
        });
    }
    text
}

/// Whether the column says itself that it is the primary key: a key without a name, on it alone, with
/// neither a collation nor a direction; and `INTEGER PRIMARY KEY DESC`, which is no name for the rowid here
/// and would be one at the end of the table (<https://sqlite.org/lang_createtable.html#rowid>).
pub(super) fn is_inline_key(column: &Name, table: &Table) -> bool {
    let Some(key) = &table.primary_key else { return false };
    let [only] = key.columns.as_slice() else { return false };
    only.name.same(column) && (descending_key(table).is_some() || (key.name.is_none() && only.is_plain()))
}

/// The conflict clause; `None` for the one that is followed without a word.
pub(super) fn on_conflict(conflict: Conflict) -> Option<String> {
    (conflict != Conflict::Abort).then(|| format!("ON CONFLICT {}", conflict.word().to_ascii_uppercase()))
}

/// What stands after `DEFAULT`. The three moments and the two truths stand without brackets, as everybody
/// writes them.
fn default_text(default: &DefaultValue, column: &Column) -> String {
    match default {
        DefaultValue::Literal(value) => literal(value),
        DefaultValue::Now => now(&column.ty).to_owned(),
        DefaultValue::Expr(expr) => {
            let words = ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "TRUE", "FALSE"];
            match words.into_iter().any(|word| expr.as_str().eq_ignore_ascii_case(word)) {
                true => expr.as_str().to_owned(),
                false => bracketed(expr),
            }
        }
    }
}

/// A type as SQLite's grammar takes it: words, and up to two numbers in brackets. Anything else, such as
/// `GEOMETRY(POINT)`, is put in quotes, which SQLite takes off again.
fn type_text(ty: &str) -> String {
    if ty.is_empty() || is_plain_type(ty) { ty.to_owned() } else { name(&Name::new(ty)) }
}

fn is_plain_type(ty: &str) -> bool {
    let (words, numbers) = match ty.split_once('(') {
        None => (ty, None),
        Some((words, rest)) => match rest.trim_end().strip_suffix(')') {
            Some(numbers) => (words, Some(numbers)),
            None => return false,
        },
    };
    let is_number = |number: &str| {
        let digits = number.trim().trim_start_matches(['+', '-']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
    };
    let mut words = words.split_ascii_whitespace().peekable();
    words.peek().is_some()
        && words.all(is_word)
        && numbers.is_none_or(|numbers| numbers.split(',').count() <= 2 && numbers.split(',').all(is_number))
}

/// Words that end a type, or that no type can hold (<https://sqlite.org/lang_keywords.html>).
const RESERVED: [&str; 72] = [
    "ADD",
    "ALL",
    "ALTER",
    "ALWAYS",
    "AND",
    "AS",
    "AUTOINCREMENT",
    "BETWEEN",
    "CASE",
    "CHECK",
    "COLLATE",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "DEFAULT",
    "DEFERRABLE",
    "DELETE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "ESCAPE",
    "EXCEPT",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "GENERATED",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "LIMIT",
    "NOT",
    "NOTHING",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "PRIMARY",
    "REFERENCES",
    "RETURNING",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRANSACTION",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITHIN",
    "CROSS",
    "FULL",
    "INNER",
    "LEFT",
    "NATURAL",
    "OUTER",
    "RIGHT",
    "UNKNOWN",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_quoted_where_the_grammar_has_no_such_type() {
        for plain in ["TEXT", "DOUBLE PRECISION", "DECIMAL(10, 2)", "DECIMAL ( 10,2 )", "VARCHAR(+5)", "x_1"] {
            assert_eq!(type_text(plain), plain);
        }
        for odd in
            ["GEOMETRY(POINT)", "TEXT NOT NULL", "a, b TEXT", "INT CHECK (0)", "(1)", "DECIMAL(1, 2, 3)", "é", "1a"]
        {
            assert_eq!(type_text(odd), format!("\"{odd}\""));
        }
        assert_eq!(type_text(""), "");
    }
}
