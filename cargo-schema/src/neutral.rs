//! The words of the language for what SQLite stores.
//!
//! A database declares `VARCHAR(50)`; the language has `varchar(50)`, and SQLite cannot tell the two
//! apart. A type that no word lowers to stays as it is, word for word.

use std::collections::BTreeSet;

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::dialect::sqlite::{now, type_name};
use schema_core::model::rust_names::{module_name, struct_name};
use schema_core::model::{Column, DefaultValue, Literal, Model, Sql, SqlToken, Table, Type};

/// The words that take no numbers. Of those that SQLite stores alike the first one is meant.
const WORDS: [Type; 12] = [
    Type::Integer,
    Type::Text,
    Type::Real,
    Type::Blob,
    Type::SmallInt,
    Type::BigInt,
    Type::Double,
    Type::Boolean,
    Type::Date,
    Type::Time,
    Type::DateTime,
    Type::Json,
];

/// The model with a word for each type that has one, and nothing else changed: to compare and to tell.
pub(crate) fn types(model: &Model) -> Model {
    let mut model = model.clone();
    for table in &mut model.tables {
        let strict = table.strict;
        for column in &mut table.columns {
            if let Some(word) = word(&column.ty, strict) {
                column.ty = word;
            }
        }
    }
    model
}

/// The model as one would declare it: a word for each type that has one, and the defaults as such a
/// column says them. Where the language would refuse a default with the word (four letters on a
/// `varchar(3)`, which SQLite allows), the type stays as the database says it.
pub(crate) fn declared(model: &Model) -> Model {
    let mut model = model.clone();
    for table in &mut model.tables {
        let strict = table.strict;
        for column in &mut table.columns {
            let Some(word) = word(&column.ty, strict) else { continue };
            if column.default.is_none() && WORDS.contains(&word) {
                // Nothing to refuse, and by far the most columns.
                column.ty = word;
                continue;
            }
            let mut told = Column { ty: word, ..column.clone() };
            told.default = column.default.clone().map(|default| default_of(&told.ty, default));
            if count_faults(&told, strict) <= count_faults(column, strict) {
                *column = told;
            }
        }
    }
    name_structs(&mut model);
    model
}

/// Gives a table a struct of its own where two would have one: `a_b` and `AB` are both `AB` in Rust.
fn name_structs(model: &mut Model) {
    let modules: BTreeSet<String> = model.tables.iter().map(module_name).collect();
    let mut structs: BTreeSet<String> = BTreeSet::new();
    // A table that is called as its struct keeps the name, so that the name of its module stays.
    let is_called_so = |table: &Table| struct_name(table) == table.name.as_str();
    let mut order: Vec<usize> = (0..model.tables.len()).collect();
    order.sort_by_key(|at| !is_called_so(&model.tables[*at]));
    for at in order {
        let name = struct_name(&model.tables[at]);
        let names = std::iter::once(name.clone()).chain((2..).map(|count| format!("{name}{count}")));
        let is_free = |name: &String| !structs.contains(name) && !modules.contains(name);
        let Some(free) = names.into_iter().find(is_free) else { continue };
        if free != name {
            model.tables[at].rust_name = Some(free.clone());
        }
        structs.insert(free);
    }
}

/// The word that lowers to this type, as far as SQLite can tell.
fn word(ty: &Type, strict: bool) -> Option<Type> {
    let Type::Verbatim(text) = ty else { return None };
    let numbers = numbers(text);
    let with_numbers = match *numbers.as_slice() {
        [length] => vec![Type::Varchar(length), Type::Char(length)],
        [precision, scale] => match (u16::try_from(precision), u16::try_from(scale)) {
            (Ok(precision), Ok(scale)) => vec![Type::Decimal { precision, scale }],
            _ => Vec::new(),
        },
        _ => WORDS.to_vec(),
    };
    with_numbers.into_iter().find(|word| Sql::new(type_name(word, strict)) == *text)
}

fn numbers(text: &Sql) -> Vec<u32> {
    let number = |token| match token {
        SqlToken::Number(digits) => digits.parse().ok(),
        _ => None,
    };
    text.tokens().filter_map(number).collect()
}

/// A default as a column of this type says it.
fn default_of(ty: &Type, default: DefaultValue) -> DefaultValue {
    match (ty, &default) {
        (Type::Boolean, DefaultValue::Literal(Literal::Integer(digit))) if digit == "0" || digit == "1" => {
            DefaultValue::Literal(Literal::Boolean(digit == "1"))
        }
        (Type::Date | Type::Time | Type::DateTime, DefaultValue::Expr(expr)) if *expr == Sql::new(now(ty)) => {
            DefaultValue::Now
        }
        _ => default,
    }
}

/// What the language has against such a column by itself.
fn count_faults(column: &Column, strict: bool) -> usize {
    let mut table = Table::new("t");
    table.strict = strict;
    table.columns.push(Column { generated: None, ..column.clone() });
    let mut model = Model::default();
    model.tables.push(table);
    check(&model, None, Dialect::ALL).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use schema_core::dialect::sqlite::lower;
    use schema_core::syntax::print_model;
    use schema_sqlite::introspect;

    fn read(sql: &str) -> Model {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(sql).unwrap();
        introspect(&database).unwrap()
    }

    #[test]
    fn two_tables_are_two_structs() {
        let read = read(
            "CREATE TABLE a_b (id INTEGER PRIMARY KEY); CREATE TABLE AB (id INTEGER PRIMARY KEY);
             CREATE TABLE a__b (id INTEGER PRIMARY KEY); CREATE TABLE other (id INTEGER PRIMARY KEY)",
        );
        let declared = declared(&read);
        let names: Vec<String> = declared.tables.iter().map(struct_name).collect();
        assert_eq!(names, ["AB2", "AB", "AB3", "Other"]);
        assert_eq!(check(&declared, None, Dialect::ALL), []);
    }

    #[test]
    fn a_type_becomes_its_word_and_only_its_word() {
        let stored = read(
            "CREATE TABLE t (id integer PRIMARY KEY, a VARCHAR(50), b char(3), c DECIMAL(10,2), d INT, e, f NVARCHAR(5),
             g BOOLEAN DEFAULT 1, h BOOLEAN DEFAULT 2, i DATETIME DEFAULT CURRENT_TIMESTAMP, j TIMESTAMP DEFAULT
             CURRENT_TIMESTAMP, k VARCHAR(3) DEFAULT 'abcd', l DECIMAL(2,3), m VARCHAR(0), n DATE DEFAULT (CURRENT_TIMESTAMP))",
        );
        let words = declared(&stored);
        assert_eq!(lower(&words), lower(&stored));
        insta::assert_snapshot!(print_model(&words), @r#"
        table t {
            id integer primary key,
            a varchar(50)?,
            b char(3)?,
            c decimal(10, 2)?,
            d sql "INT"?,
            e sql ""?,
            f sql "NVARCHAR(5)"?,
            g boolean? default true,
            h sql "BOOLEAN"? default 2,
            i datetime? default now,
            j sql "TIMESTAMP"? default sql "CURRENT_TIMESTAMP",
            k sql "VARCHAR(3)"? default "abcd",
            l sql "DECIMAL(2,3)"?,
            m sql "VARCHAR(0)"?,
            n date? default sql "CURRENT_TIMESTAMP",
        }
        "#);
    }

    #[test]
    fn a_strict_table_has_the_words_that_lower_to_its_types() {
        let stored = read("CREATE TABLE t (a INTEGER, b INT, c TEXT, d ANY, e REAL, f BLOB) STRICT");
        insta::assert_snapshot!(print_model(&declared(&stored)), @r#"
        table t strict {
            a integer?,
            b sql "INT"?,
            c text?,
            d sql "ANY"?,
            e real?,
            f blob?,
        }
        "#);
    }
}
