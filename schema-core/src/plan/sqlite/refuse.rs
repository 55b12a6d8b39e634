//! What cannot be planned whatever the rows are, told before anything is planned.

use std::collections::{BTreeMap, BTreeSet};

use super::{expression, object};
use crate::dialect::sqlite::{rowid_alias, type_name};
use crate::diff::{Ambiguity, ambiguities, validate};
use crate::error::{Error, Kind};
use crate::model::{Column, DefaultValue, Expression, IndexKey, Literal, Model, Name, Sql, SqlToken, Table};
use crate::plan::{Direction, Input, Target};

/// The oldest version whose `RENAME` lets references follow.
const OLDEST: (u16, u16, u16) = (3, 26, 0);

/// The oldest version with generated columns.
const GENERATED: (u16, u16, u16) = (3, 31, 0);

/// The oldest version with strict tables.
const STRICT: (u16, u16, u16) = (3, 37, 0);

/// A carriage return would be lost where a checkout changes the ends of lines.
const LINE_END: &str = "holds a carriage return, which a script cannot keep; make it `sql` with `char(13)`";

/// An error that says all of these.
pub(super) fn unplannable(faults: &[String]) -> Error {
    Error::new(Kind::Unplannable, faults.join("\n"))
}

/// Everything that speaks against planning at all; empty when nothing does.
pub(super) fn faults(input: &Input<'_>) -> Vec<String> {
    if input.target.version < OLDEST {
        let (major, minor, _) = input.target.version;
        return vec![format!(
            "SQLite {major}.{minor} does not let references follow a table that is renamed while foreign keys are off; \
             plan for 3.26 or later"
        )];
    }
    let mut faults = validate(input.from, input.to, input.transition);
    if faults.is_empty() && input.direction == Direction::Up {
        faults.extend(ambiguities(input.from, input.to, input.transition).iter().map(Ambiguity::to_string));
    }
    for table in &input.from.tables {
        names(table, &mut faults);
    }
    for table in &input.to.tables {
        names(table, &mut faults);
        shape(table, &mut faults);
        expressions(table, &mut faults);
    }
    object::faults(input.from, &mut faults);
    object::faults(input.to, &mut faults);
    faults.dedup();
    same_names(input.to, &mut faults);
    versions(input, &mut faults);
    transition(input, &mut faults);
    faults
}

/// Names that no statement can hold.
fn names(table: &Table, faults: &mut Vec<String>) {
    let columns = table.columns.iter().map(|column| &column.name);
    let keys = table.primary_key.iter().filter_map(|key| key.name.as_ref());
    let references = table.foreign_keys.iter().filter_map(|key| key.name.as_ref());
    let uniques = table.uniques.iter().filter_map(|unique| unique.name.as_ref());
    let checks = table.checks.iter().filter_map(|check| check.name.as_ref());
    let indexes = table.indexes.iter().map(|index| &index.name);
    let all = [&table.name].into_iter().chain(columns).chain(keys).chain(references).chain(uniques).chain(checks);
    for name in all.chain(indexes) {
        if name.as_str().contains(['\0', '\r']) {
            let (name, table) = (name.as_str(), table.name.as_str());
            faults.push(format!(
                "the name {name:?} in table {table:?} holds a NUL or a carriage return, which a script cannot"
            ));
        }
    }
}

/// Tables that SQLite does not create.
fn shape(table: &Table, faults: &mut Vec<String>) {
    let name = &table.name;
    if table.columns.iter().all(|column| column.generated.is_some()) {
        faults.push(format!("table `{name}` has no column that is stored; SQLite needs one"));
    }
    if let Some(key) = &table.primary_key {
        if key.autoincrement && rowid_alias(table).is_none() {
            faults.push(format!(
                "table `{name}` cannot be `autoincrement`; SQLite has it for a single `integer` primary key of a table with rowids"
            ));
        }
    } else if table.without_rowid {
        faults.push(format!("table `{name}` is `without rowid` and has no primary key; give it one"));
    }
    for column in table.columns.iter().filter(|_| table.strict) {
        let ty = type_name(&column.ty, true);
        if !["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"].iter().any(|word| ty.eq_ignore_ascii_case(word)) {
            faults.push(format!(
                "column `{name}.{}` cannot be `{ty}` in a strict table; SQLite has integer, real, text, blob and any",
                column.name
            ));
        }
    }
}

/// What the version that is asked for does not have.
fn versions(input: &Input<'_>, faults: &mut Vec<String>) {
    let version = input.target.version;
    let (major, minor, _) = version;
    for table in &input.to.tables {
        let name = &table.name;
        if table.strict && version < STRICT && *input.target != Target::SQLITE {
            faults.push(format!(
                "table `{name}` is strict, and SQLite {major}.{minor} has no such tables; plan for 3.37 or later"
            ));
        }
        for column in table.columns.iter().filter(|column| column.generated.is_some() && version < GENERATED) {
            faults.push(format!(
                "column `{name}.{}` is generated, and SQLite {major}.{minor} has no such columns; plan for 3.31 or later",
                column.name
            ));
        }
    }
}

/// Two things of one name, which SQLite cannot hold.
fn same_names(model: &Model, faults: &mut Vec<String>) {
    let mut seen = BTreeMap::new();
    for table in &model.tables {
        let mut columns = BTreeSet::new();
        for column in &table.columns {
            if !columns.insert(column.name.folded()) {
                faults.push(format!("table `{}` has two columns `{}`", table.name, column.name));
            }
        }
        let indexes = table.indexes.iter().map(|index| (&index.name, "index"));
        for (name, what) in [(&table.name, "table")].into_iter().chain(indexes) {
            if let Some(other) = seen.insert(name.folded(), what) {
                faults.push(format!("{what} `{name}` has the name of another {other}; SQLite keeps both in one space"));
            }
        }
    }
    let views = model.views.iter().map(|view| (&view.name, "view"));
    let virtuals = model.virtual_tables.iter().map(|table| (&table.name, "virtual table"));
    for (name, what) in views.chain(virtuals) {
        if let Some(other) = seen.insert(name.folded(), what) {
            faults.push(format!("{what} `{name}` has the name of another {other}; SQLite keeps both in one space"));
        }
    }
    let mut triggers = BTreeSet::new();
    for trigger in &model.triggers {
        if !triggers.insert(trigger.name.folded()) {
            faults.push(format!("there are two triggers `{}`", trigger.name));
        }
    }
}

fn expressions(table: &Table, faults: &mut Vec<String>) {
    let mut look = |what: String, expr: &Sql| {
        let fault = expression::fault(expr.as_str());
        faults.extend(fault.map(|fault| format!("{what} is no expression: {fault}")));
    };
    let name = &table.name;
    for check in &table.checks {
        look(
            check
                .name
                .as_ref()
                .map_or_else(|| format!("a check of `{name}`"), |it| format!("check `{it}` of `{name}`")),
            &check.expr,
        );
    }
    for index in &table.indexes {
        let exprs =
            index.parts.iter().filter_map(|part| if let IndexKey::Expr(expr) = &part.key { Some(expr) } else { None });
        for expr in exprs.chain(&index.filter) {
            look(format!("what index `{}` of `{name}` is made of", index.name), expr);
        }
    }
    for column in &table.columns {
        if let Some(generated) = &column.generated {
            look(format!("the generated value of `{name}.{}`", column.name), &generated.expr);
        }
        if let Some(DefaultValue::Expr(expr)) = &column.default {
            look(format!("the default of `{name}.{}`", column.name), expr);
        }
    }
    for column in &table.columns {
        if let Some(DefaultValue::Literal(literal)) = &column.default
            && let Some(fault) = literal_fault(literal)
        {
            faults.push(format!("the default of `{name}.{}` {fault}", column.name));
        }
    }
}

fn literal_fault(literal: &Literal) -> Option<&'static str> {
    match literal {
        Literal::Text(text) if text.contains('\0') => Some("holds a NUL character; make it a blob"),
        Literal::Text(text) if text.contains('\r') => Some(LINE_END),
        Literal::Integer(text) | Literal::Real(text) => {
            let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
            let is_number = text.parse::<f64>().is_ok() && text.chars().all(plain);
            (!is_number).then_some("is no number")
        }
        _ => None,
    }
}

/// The expressions over old rows.
fn transition(input: &Input<'_>, faults: &mut Vec<String>) {
    let lists = [("backfill", &input.transition.backfills), ("cast", &input.transition.casts)];
    for (verb, list) in lists {
        for Expression { table, column, expr } in list {
            if let Some(fault) = expression::fault(expr.as_str()) {
                faults.push(format!("`--{verb} {table}.{column}=…` is no expression: {fault}"));
            } else if let Some(word) = stray(input, table, expr) {
                faults.push(format!(
                    "`\"{word}\"` in `--{verb} {table}.{column}=…` is no column of the table; write `'{word}'` if a string is meant"
                ));
            } else if let Some((word, old)) = unborn(input, table, expr) {
                let remedy = match old {
                    Some(old) => format!("it was `{old}` before, by which name the expression knows it"),
                    None => "say what it is made of".to_owned(),
                };
                faults.push(format!(
                    "`{word}` in `--{verb} {table}.{column}=…` is a column that the table does not have yet, and the \
                     expression is over the old row; {remedy}"
                ));
            }
        }
    }
}

/// A column in the expression that only the new table has, and the one that it was.
fn unborn(input: &Input<'_>, table: &Name, expr: &Sql) -> Option<(Name, Option<Name>)> {
    let before = input.from.table_named(input.transition.table_before(table).unwrap_or(table))?;
    let after = input.to.table(table)?;
    let tokens: Vec<SqlToken<'_>> = expr.tokens().collect();
    // A query may mean a column of another table.
    if tokens.iter().any(|token| token.is_keyword("select")) {
        return None;
    }
    let is_column = |at: usize, word: &str| {
        let goes_on = matches!(tokens.get(at + 1), Some(SqlToken::Symbol("(" | ".")));
        !goes_on && before.column_named(&Name::new(word)).is_none()
    };
    tokens.iter().enumerate().find_map(|(at, token)| {
        let SqlToken::Word(word) = token else { return None };
        let column = after.column_named(&Name::new(word.as_ref())).filter(|_| is_column(at, word))?;
        Some((column.name.clone(), input.transition.column_before(table, &column.name).cloned()))
    })
}

fn stray(input: &Input<'_>, table: &Name, expr: &Sql) -> Option<String> {
    let has_query = expr
        .tokens()
        .any(|token| matches!(token, crate::model::SqlToken::Word(word) if word.eq_ignore_ascii_case("select")));
    let tables: Vec<&Table> = if has_query {
        input.from.tables.iter().chain(&input.to.tables).collect()
    } else {
        let before = input.transition.table_before(table).unwrap_or(table);
        input.from.table_named(before).into_iter().collect()
    };
    let names = |table: &Table| -> Vec<String> {
        let columns = table.columns.iter().map(|Column { name, .. }| name.folded());
        columns.chain([table.name.folded(), "rowid".into(), "_rowid_".into(), "oid".into()]).collect()
    };
    let known = tables.into_iter().flat_map(names).collect();
    expression::stray_quoted(expr.as_str(), &known)
}
