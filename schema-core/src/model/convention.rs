//! The names of what was declared without one.
//!
//! | what | name |
//! |---|---|
//! | index | `ix_<table>_<columns>` |
//! | unique constraint, unique index | `uq_<table>_<columns>` |
//! | reference | `fk_<table>_<columns>` |
//! | check | `ck_<table>_<columns that it reads>` |
//!
//! Columns are joined by `_`. The name of a check comes from the columns that its expression reads,
//! so that a check added before it does not rename it. A name that is taken in its table gets `_2`,
//! `_3` and so on.

use super::{Column, IndexKey, IndexPart, KeyColumn, Name, Sql, SqlToken};

/// A name made of a prefix, the table and what follows it, that `taken` does not refuse.
fn free(stem: String, taken: impl Fn(&Name) -> bool) -> Name {
    let first = Name::new(stem.as_str());
    if !taken(&first) {
        return first;
    }
    let mut count = 2u32;
    loop {
        let name = Name::new(format!("{stem}_{count}"));
        if !taken(&name) {
            return name;
        }
        count += 1;
    }
}

fn stem<'a>(prefix: &str, table: &Name, columns: impl Iterator<Item = &'a str>) -> String {
    let mut stem = format!("{prefix}_{table}");
    for column in columns {
        stem.push('_');
        stem.push_str(column);
    }
    stem
}

/// The name of an index. An expression counts by the columns that it reads.
pub fn index(
    table: &Name,
    unique: bool,
    parts: &[IndexPart],
    columns: &[Column],
    taken: impl Fn(&Name) -> bool,
) -> Name {
    let prefix = if unique { "uq" } else { "ix" };
    let mut words = Vec::new();
    for part in parts {
        match &part.key {
            IndexKey::Column(name) => words.push(name.as_str()),
            IndexKey::Expr(expr) => words.extend(columns_of(expr, columns)),
        }
    }
    free(stem(prefix, table, words.into_iter()), taken)
}

/// The name of a unique constraint.
pub fn unique(table: &Name, columns: &[KeyColumn], taken: impl Fn(&Name) -> bool) -> Name {
    free(stem("uq", table, columns.iter().map(|column| column.name.as_str())), taken)
}

/// The name of a reference.
pub fn foreign_key(table: &Name, columns: &[Name], taken: impl Fn(&Name) -> bool) -> Name {
    free(stem("fk", table, columns.iter().map(Name::as_str)), taken)
}

/// The name of a check.
pub fn check(table: &Name, expr: &Sql, columns: &[Column], taken: impl Fn(&Name) -> bool) -> Name {
    free(stem("ck", table, columns_of(expr, columns).into_iter()), taken)
}

/// The columns that an expression reads, once each, in the order of their first mention.
fn columns_of<'a>(expr: &Sql, columns: &'a [Column]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for token in expr.tokens() {
        let SqlToken::Word(word) = token else { continue };
        let column = columns.iter().map(|column| column.name.as_str()).find(|name| name.eq_ignore_ascii_case(&word));
        if let Some(name) = column
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}
