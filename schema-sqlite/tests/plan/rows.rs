//! Rows that a careless tool loses: values whose type is not their column's, extremes, rowids that
//! nothing names, and keys that others refer to.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;
use schema_core::dialect::sqlite::{Affinity, affinity, lower, rowid_alias, type_name};
use schema_core::model::{Check, Column, Model, SqlToken, Table};

/// Random numbers that are the same in every run (xorshift).
#[derive(Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit.max(1)
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Fills every table with up to so many rows.
pub(crate) fn fill(connection: &Connection, model: &Model, random: &mut Random, count: usize) {
    let model = lower(model);
    // Twice over the tables, so that rows can refer to what comes later.
    for round in 0..2 {
        for table in &model.tables {
            for number in 0..count {
                // A check or a key may refuse what was drawn.
                for attempt in 0..8 {
                    if insert(connection, table, random, round * count + number, attempt) {
                        break;
                    }
                }
            }
        }
    }
    for table in &model.virtual_tables {
        let name = quote(table.name.as_str());
        let columns: i64 = connection
            .query_row("SELECT count(*) FROM pragma_table_info(?1)", [table.name.as_str()], |row| row.get(0))
            .unwrap();
        let values: Vec<String> = (0..columns).map(|at| format!("'word{at} ' || value")).collect();
        let sql = format!("INSERT INTO {name} SELECT {} FROM json_each('[\"a\", \"it''s\", 7]')", values.join(", "));
        // What is no text index has its own rows in its case.
        if table.module.same(&"fts5".into()) && !table.arguments.as_str().contains("content") {
            connection.execute(&sql, []).unwrap();
            connection.execute(&format!("UPDATE {name} SET rowid = -5 WHERE rowid = 1"), []).unwrap();
        }
    }
}

fn insert(connection: &Connection, table: &Table, random: &mut Random, number: usize, attempt: usize) -> bool {
    let mut names = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut parents: BTreeMap<&str, Value> = BTreeMap::new();
    for key in &table.foreign_keys {
        let columns: Vec<String> = key.references.iter().map(|name| quote(name.as_str())).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY 1", columns.join(", "), quote(key.table.as_str()));
        let Ok(mut statement) = connection.prepare(&sql) else { continue };
        let found: Vec<Vec<Value>> = statement
            .query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect())
            .map(|rows| rows.flatten().collect())
            .unwrap_or_default();
        if !found.is_empty() && !random.chance(15) {
            for (column, value) in key.columns.iter().zip(random.pick(&found)) {
                parents.insert(column.as_str(), value.clone());
            }
        } else {
            for column in &key.columns {
                parents.insert(column.as_str(), Value::Null);
            }
        }
    }
    let alias = rowid_alias(table);
    if alias.is_none() && !table.without_rowid && table.column_named(&"rowid".into()).is_none() {
        names.push("rowid".to_owned());
        values.push(Value::Integer(if random.chance(30) { -1 - number as i64 } else { 1000 * (number as i64 + 1) }));
    }
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        let is_alias = alias.is_some_and(|alias| alias.name == column.name);
        if (column.default.is_some() || is_alias) && random.chance(20) {
            continue;
        }
        let value = match parents.remove(column.name.as_str()) {
            Some(value) => value,
            None if is_alias => Value::Integer(number as i64 * 7 + 1 - i64::from(random.chance(5)) * 100),
            None => value(column, table, random, number, attempt),
        };
        names.push(quote(column.name.as_str()));
        values.push(value);
    }
    let sql = if names.is_empty() {
        format!("INSERT INTO {} DEFAULT VALUES", quote(table.name.as_str()))
    } else {
        let marks = vec!["?"; names.len()].join(", ");
        format!("INSERT INTO {} ({}) VALUES ({marks})", quote(table.name.as_str()), names.join(", "))
    };
    connection.execute(&sql, rusqlite::params_from_iter(values)).is_ok()
}

/// The texts that a check on the column lists, as that of an enum does.
fn listed(column: &Column, table: &Table) -> Vec<String> {
    let lists = |check: &&Check| {
        let mut tokens = check.expr.tokens();
        let is_column = matches!(tokens.next(), Some(SqlToken::Word(word)) if word == column.name.as_str());
        is_column && tokens.next().is_some_and(|token| token.is_keyword("in"))
    };
    let Some(check) = table.checks.iter().find(lists) else { return Vec::new() };
    let text = |token| match token {
        SqlToken::Text(text) => Some(text[1..text.len() - 1].replace("''", "'")),
        _ => None,
    };
    check.expr.tokens().filter_map(text).collect()
}

/// A value that the column takes; stranger in the first attempts than in the last.
fn value(column: &Column, table: &Table, random: &mut Random, number: usize, attempt: usize) -> Value {
    let ty = type_name(&column.ty, table.strict);
    if column.nullable && random.chance(25) {
        return Value::Null;
    }
    let text = |text: &str| Value::Text(text.to_owned());
    let listed = listed(column, table);
    if !listed.is_empty() && !random.chance(5) {
        return Value::Text(random.pick(&listed).clone());
    }
    let affinity = affinity(&ty);
    let strange = !table.strict && attempt < 4 && random.chance(20);
    if strange {
        return match random.below(6) {
            0 => text("007"),
            1 => text("no number"),
            2 => Value::Blob(vec![0, 0xff, 0, number as u8]),
            3 => Value::Real(1.5 + number as f64),
            4 => Value::Real(f64::INFINITY),
            _ => Value::Integer(i64::MIN + number as i64),
        };
    }
    let plain = attempt >= 4 || random.chance(40);
    match affinity {
        Affinity::Integer | Affinity::Numeric if plain => Value::Integer(number as i64 + 1),
        Affinity::Integer if table.strict => Value::Integer(*random.pick(&[i64::MAX, i64::MIN, 0, -1, 1 << 53])),
        Affinity::Numeric | Affinity::Integer => match random.below(6) {
            0 => Value::Integer(i64::MAX - number as i64),
            1 => Value::Integer((1 << 53) + 1 + number as i64),
            2 => Value::Real(0.1 + number as f64),
            3 => text(&format!("2024-01-{:02}", 1 + number % 28)),
            4 => text(&format!("x{number}")),
            _ => Value::Integer(-(number as i64)),
        },
        Affinity::Real if plain => Value::Real(number as f64),
        Affinity::Real => match random.below(5) {
            0 => Value::Real(-0.0),
            1 => Value::Real(f64::NEG_INFINITY),
            2 => Value::Real(f64::MIN_POSITIVE * (1.0 + number as f64)),
            3 => Value::Real(1e308),
            _ => Value::Real(0.1 + 0.2 + number as f64),
        },
        Affinity::Text if plain => text(&format!("value {number}")),
        Affinity::Text => match random.below(6) {
            0 => text(&format!("00{number}")),
            1 => text(&format!("it's \"{number}\"; --")),
            2 => text(&format!("é😀{number}")),
            3 => text(&"long ".repeat(500 + number)),
            4 => text(&format!("a\0b{number}")),
            _ => text(&format!(" Value {number} ")),
        },
        Affinity::Blob if table.strict => Value::Blob(vec![number as u8, 0, 1]),
        Affinity::Blob => match random.below(4) {
            0 => text(&format!("0{number}")),
            1 => Value::Integer(number as i64),
            2 => Value::Real(number as f64),
            _ => Value::Blob(vec![number as u8, 0, 0xff]),
        },
    }
}
