//! What the expressions of a transition read, beyond the columns of their row.
//!
//! An aggregate over the row's own columns makes one row of all: `INSERT … SELECT id, max(id) FROM t` copies
//! a single row, and `(SELECT max(id) FROM o)` does the same where `o` has no column `id`, since SQLite then
//! takes the aggregate for one of the outer query. And a subquery reads the other tables as they are when
//! the step runs, when some have new names.

use super::moves::Moved;
use super::pairs::Pairs;
use crate::model::{Expression, Model, Name, SqlToken, Table};
use crate::plan::Input;

/// The aggregates of SQLite (<https://sqlite.org/lang_aggfunc.html>) and of its extensions.
const AGGREGATES: [&str; 17] = [
    "avg",
    "count",
    "group_concat",
    "json_group_array",
    "json_group_object",
    "jsonb_group_array",
    "jsonb_group_object",
    "max",
    "median",
    "min",
    "percentile",
    "percentile_cont",
    "percentile_disc",
    "string_agg",
    "sum",
    "total",
    "geopoly_group_bbox",
];

/// Everything in the expressions that would read something else than they say.
pub(super) fn faults(input: &Input<'_>, from: &Model, pairs: &Pairs, moved: &Moved<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let lists = [("backfill", &input.transition.backfills), ("cast", &input.transition.casts)];
    for (verb, list) in lists {
        for Expression { table, column, expr } in list {
            let pair = pairs.kept.iter().find(|pair| input.to.tables[pair.after].name == *table);
            let Some(own) = pair.map(|pair| &from.tables[pair.before]) else { continue };
            let tokens: Vec<SqlToken<'_>> = expr.tokens().collect();
            let flag = format!("`--{verb} {table}.{column}=…`");
            if let Some(word) = collapses(&tokens, own, from) {
                faults.push(format!(
                    "{flag} takes `{word}` over the rows of `{}`, which would make one row of all of them; write it as a \
                     query of its own, and the columns in it as `table.column`: `(SELECT {word}(x.c) FROM x)`",
                    own.name
                ));
            }
            for other in read(&tokens, from) {
                if let Some(what) = changed(&tokens, other, from, moved) {
                    faults.push(format!(
                        "{flag} reads table `{}`, {what} in the same revision; make them two revisions",
                        from.tables[other].name
                    ));
                }
            }
        }
    }
    faults
}

fn is_word(token: Option<&SqlToken<'_>>, words: &[&str]) -> bool {
    matches!(token, Some(SqlToken::Word(word)) if words.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

fn is_symbol(token: Option<&SqlToken<'_>>, symbol: &str) -> bool {
    matches!(token, Some(SqlToken::Symbol(it)) if *it == symbol)
}

/// The place of the bracket that closes the one at this place.
fn close(tokens: &[SqlToken<'_>], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            SqlToken::Symbol("(") => depth += 1,
            SqlToken::Symbol(")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// The first aggregate that is one of the rows that are copied.
fn collapses(tokens: &[SqlToken<'_>], own: &Table, from: &Model) -> Option<String> {
    // For each open bracket, whether a query stands in it.
    let mut brackets: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            SqlToken::Symbol("(") => brackets.push(is_word(tokens.get(at + 1), &["select", "with", "values"])),
            SqlToken::Symbol(")") => drop(brackets.pop()),
            SqlToken::Word(word) if is_word(Some(token), &AGGREGATES) && is_symbol(tokens.get(at + 1), "(") => {
                let end = close(tokens, at + 1);
                let arguments = tokens.get(at + 2..end).unwrap_or_default();
                // `max(a, b)` is the larger of two.
                if is_word(Some(token), &["max", "min"]) && has_comma(arguments) {
                    continue;
                }
                let mut after = end + 1;
                if is_word(tokens.get(after), &["filter"]) {
                    after = close(tokens, after + 1) + 1;
                }
                let is_window = is_word(tokens.get(after), &["over"]);
                let in_query = brackets.contains(&true);
                if !is_window && (!in_query || is_outer(arguments, tokens, own, from)) {
                    return Some(word.to_ascii_lowercase());
                }
            }
            _ => {}
        }
    }
    None
}

fn has_comma(tokens: &[SqlToken<'_>]) -> bool {
    let mut depth = 0usize;
    tokens.iter().any(|token| {
        match token {
            SqlToken::Symbol("(") => depth += 1,
            SqlToken::Symbol(")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && is_symbol(Some(token), ",")
    })
}

/// Whether the arguments of an aggregate name columns of the row that is copied, and nothing of a table
/// that the query reads.
fn is_outer(arguments: &[SqlToken<'_>], tokens: &[SqlToken<'_>], own: &Table, from: &Model) -> bool {
    let read = read(tokens, from);
    let has = |table: &Table, word: &str| table.columns.iter().any(|it| it.name.as_str().eq_ignore_ascii_case(word));
    if read.iter().any(|at| from.tables[*at].name == own.name) {
        return false;
    }
    let mut outer = false;
    for (at, token) in arguments.iter().enumerate() {
        let SqlToken::Word(word) = token else { continue };
        if is_symbol(arguments.get(at + 1), ".") || is_symbol(arguments.get(at + 1), "(") {
            continue;
        }
        let dot = at.checked_sub(1).filter(|dot| is_symbol(arguments.get(*dot), "."));
        let is_inner = match dot.and_then(|dot| arguments.get(dot.checked_sub(1)?)) {
            Some(qualifier) => !is_word(Some(qualifier), &[own.name.as_str()]),
            None => read.iter().any(|at| has(&from.tables[*at], word)),
        };
        if is_inner {
            return false;
        }
        outer |= dot.is_some() || has(own, word);
    }
    outer
}

/// The places of the tables that a query of the expression reads, as far as its tokens tell.
fn read(tokens: &[SqlToken<'_>], from: &Model) -> Vec<usize> {
    let mut read = Vec::new();
    if !tokens.iter().any(|token| is_word(Some(token), &["select"])) {
        return read;
    }
    for (at, token) in tokens.iter().enumerate() {
        let SqlToken::Word(word) = token else { continue };
        let is_schema = is_symbol(tokens.get(at + 1), ".");
        let mut before = at.checked_sub(1);
        // `main.t`
        if before.is_some_and(|dot| is_symbol(tokens.get(dot), ".")) {
            before = at.checked_sub(3);
        }
        let before = before.and_then(|before| tokens.get(before));
        let stands = is_word(before, &["from", "join", "in"]) || is_symbol(before, ",") || is_symbol(before, "(");
        let place = from.tables.iter().position(|table| table.name.as_str().eq_ignore_ascii_case(word));
        if let Some(place) = place.filter(|place| stands && !is_schema && !read.contains(place)) {
            read.push(place);
        }
    }
    read
}

/// What happens to a table that an expression reads before it does, if that changes what it reads.
fn changed(tokens: &[SqlToken<'_>], place: usize, from: &Model, moved: &Moved<'_>) -> Option<String> {
    let (old, now) = (&from.tables[place], &moved.now.tables[place]);
    if moved.dropped.contains(&place) {
        return Some("whose name another table takes".to_owned());
    }
    if old.name != now.name {
        return Some(format!("which becomes `{}`", now.name));
    }
    let names = |name: &Name| tokens.iter().any(|token| is_word(Some(token), &[name.as_str()]));
    let columns = old.columns.iter().zip(&now.columns);
    let renamed = columns.into_iter().find(|(old, now)| old.name != now.name && names(&old.name));
    renamed.map(|(old, now)| format!("whose column `{}` becomes `{}`", old.name, now.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Sql, Type};

    fn model() -> Model {
        let table = |name: &str, columns: &[&str]| Table {
            columns: columns.iter().map(|name| Column::new(*name, Type::Integer)).collect(),
            ..Table::new(name)
        };
        Model::of_tables(vec![table("t", &["id", "a"]), table("o", &["id", "x"])])
    }

    fn told(expr: &str) -> Option<String> {
        let (model, expr) = (model(), Sql::new(expr));
        collapses(&expr.tokens().collect::<Vec<_>>(), &model.tables[0], &model)
    }

    #[test]
    fn an_aggregate_of_the_row_is_found() {
        for expr in [
            "max(a)",
            "1 + COUNT(*)",
            "coalesce(a, (max(a)))",
            "sum(a) FILTER (WHERE a > 0)",
            "(SELECT max(a) FROM o)",
            "(SELECT max(a))",
            "(SELECT \"max\"(t.id) FROM o)",
            "(SELECT group_concat(lower(a), ',') FROM o WHERE o.id = t.id)",
        ] {
            assert!(told(expr).is_some(), "{expr}");
        }
    }

    #[test]
    fn an_aggregate_of_a_query_is_none_of_the_row() {
        for expr in [
            "max(a, id)",
            "min((a), 0)",
            "count(*) OVER ()",
            "sum(a) FILTER (WHERE a > 0) OVER (ORDER BY id)",
            "(SELECT max(x) FROM o)",
            "(SELECT max(id) FROM o)",
            "(SELECT count(*) FROM o WHERE x = a)",
            "(SELECT max(x + a) FROM o)",
            "(SELECT max(a) FROM t)",
            "(SELECT max(b.a) FROM t AS b)",
            "(SELECT max(value) FROM json_each(a))",
            "count",
            "'max(a)'",
        ] {
            assert_eq!(told(expr), None, "{expr}");
        }
    }
}
