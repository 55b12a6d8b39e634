//! Is an expression the same whenever it is asked of a row?
//!
//! A look asks it before the plan, a copy in the middle of it. What reads other tables, the clock or a
//! function of the program may answer otherwise, or not be there.

use crate::model::{Sql, SqlToken};

/// Functions of SQLite that depend on their arguments alone.
const FUNCTIONS: [&str; 46] = [
    "abs",
    "ceil",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "date",
    "datetime",
    "floor",
    "format",
    "glob",
    "hex",
    "if",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_extract",
    "json_object",
    "json_quote",
    "json_type",
    "json_valid",
    "julianday",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nullif",
    "octet_length",
    "printf",
    "quote",
    "replace",
    "round",
    "rtrim",
    "sign",
    "strftime",
    "substr",
    "substring",
    "time",
    "trim",
    "typeof",
];

/// Functions that read the clock unless they are told a time.
const CLOCK: [&str; 5] = ["date", "datetime", "julianday", "strftime", "time"];

/// Words that a bracket may follow without their being functions.
const WORDS: [&str; 17] = [
    "and", "as", "between", "case", "cast", "decimal", "else", "glob", "in", "is", "like", "not", "or", "then",
    "varchar", "when", "escape",
];

/// Words that read something else than the row, or call what a program may have put in their place.
const FOREIGN: [&str; 9] =
    ["select", "values", "over", "filter", "match", "regexp", "current_date", "current_time", "current_timestamp"];

/// Whether the expression depends on its row alone.
pub(super) fn is_plain(expr: &Sql) -> bool {
    let tokens: Vec<SqlToken<'_>> = expr.tokens().collect();
    let calls_clock = tokens.iter().any(|token| CLOCK.iter().any(|word| is_word(token, word)));
    tokens.iter().enumerate().all(|(at, token)| match token {
        SqlToken::Word(_) if FOREIGN.iter().any(|word| token.is_keyword(word)) => false,
        SqlToken::Word(_) if matches!(tokens.get(at + 1), Some(SqlToken::Symbol("("))) => {
            let is_known = |list: &[&str]| list.iter().any(|word| is_word(token, word));
            let is_empty = matches!(tokens.get(at + 2), Some(SqlToken::Symbol(")")));
            is_known(&WORDS) || (is_known(&FUNCTIONS) && !(is_known(&CLOCK) && is_empty))
        }
        SqlToken::Text(text) if calls_clock => {
            let text = text.to_ascii_lowercase();
            !["now", "local", "utc", "auto"].iter().any(|word| text.contains(word))
        }
        SqlToken::Symbol(symbol) => !matches!(*symbol, "?" | ":" | "@" | ";"),
        SqlToken::Word(_) | SqlToken::Text(_) | SqlToken::Number(_) => true,
    })
}

/// Whether the expression calls what may be an aggregate of the program's. SQLite's own are known.
pub(crate) fn may_aggregate(expr: &Sql) -> bool {
    let tokens: Vec<SqlToken<'_>> = expr.tokens().collect();
    let calls = tokens.windows(2).filter(|pair| matches!(pair[1], SqlToken::Symbol("(")));
    let words = calls.map(|pair| &pair[0]).filter(|token| matches!(token, SqlToken::Word(_)));
    let known = FUNCTIONS.iter().chain(&WORDS).chain(&FOREIGN).collect::<Vec<_>>();
    words.into_iter().any(|token| !known.iter().any(|word| is_word(token, word)))
}

fn is_word(token: &SqlToken<'_>, word: &str) -> bool {
    matches!(token, SqlToken::Word(it) if it.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_more_than_the_row_is_not_plain() {
        for plain in [
            "a > 0",
            "coalesce(a, 'x') || \"b\"",
            "a IN (1, 2) AND (b OR c)",
            "CAST(a AS DECIMAL(3, 2))",
            "date(a) IS NOT NULL",
            "'now'",
        ] {
            assert!(is_plain(&Sql::new(plain)), "{plain}");
        }
        for other in [
            "mine(a)",
            "random() > a",
            "(SELECT 1)",
            "CURRENT_TIMESTAMP",
            "date('now')",
            "datetime()",
            "a REGEXP 'x'",
            "strftime('%s', 'NOW') > a",
            "count(*) OVER ()",
        ] {
            assert!(!is_plain(&Sql::new(other)), "{other}");
        }
    }
}
