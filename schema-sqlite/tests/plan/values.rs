//! Values are copied bit for bit, on every way that a row can take.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use schema_core::plan::plan;

use super::laws::rebuilt;
use super::model::{model, target, transition};
use super::rows::quote;
use super::script;

/// What is easily lost.
fn values() -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let reals = [
        -0.0,
        0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        0.1 + 0.2,
        9_007_199_254_740_993.0,
        1e15 + 0.3,
        -1.5,
    ];
    let integers = [i64::MIN, i64::MAX, 0, -1, (1 << 53) + 1, i64::MIN + 1];
    let texts = ["", "007", "1e3", " 7 ", "0x10", "a\0b\0", "é😀\u{202e}", "it's \"x\"; --\n\r\n", "NULL"];
    let blobs = [vec![], vec![0], vec![0, 255, 0, 128, 0], b"text".to_vec(), vec![7; 100_000]];
    let mut values: Vec<Value> = reals.into_iter().map(Value::Real).collect();
    values.extend(integers.map(Value::Integer));
    values.extend(texts.map(text));
    values.push(text(&"long ".repeat(200_000)));
    values.extend(blobs.map(Value::Blob));
    values.push(Value::Null);
    values
}

fn bits(value: ValueRef<'_>) -> (char, Vec<u8>) {
    match value {
        ValueRef::Null => ('n', Vec::new()),
        ValueRef::Integer(value) => ('i', value.to_be_bytes().to_vec()),
        ValueRef::Real(value) => ('r', value.to_bits().to_be_bytes().to_vec()),
        ValueRef::Text(text) => ('t', text.to_vec()),
        ValueRef::Blob(bytes) => ('b', bytes.to_vec()),
    }
}

type Rows = Vec<Vec<(char, Vec<u8>)>>;

fn rows(connection: &Connection, table: &str, columns: &[&str]) -> Rows {
    let columns: Vec<String> =
        columns.iter().map(|name| if *name == "rowid" { "rowid".to_owned() } else { quote(name) }).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quote(table), columns[0]);
    let mut statement = connection.prepare(&sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        found.push((0..columns.len()).map(|at| bits(row.get_ref(at).unwrap())).collect());
    }
    found
}

const COLUMNS: [&str; 6] = ["n", "i", "t", "b", "r", "d"];

/// A row for each value and column, and rowids that nothing names.
fn fill(connection: &Connection, has_rowid: bool) {
    let mut key = 0i64;
    for value in values() {
        for column in COLUMNS {
            key += 1;
            // Far apart, and from both ends.
            let rowid = match key % 3 {
                0 => i64::MAX - key,
                1 => i64::MIN + key,
                _ => key * 1000,
            };
            let (words, mut values) = match has_rowid {
                true => ("rowid, ", vec![Value::Integer(rowid)]),
                false => ("", vec![]),
            };
            values.extend([Value::Integer(key), value.clone()]);
            let marks = vec!["?"; values.len()].join(", ");
            let sql = format!("INSERT INTO t ({words}k, {column}) VALUES ({marks})");
            connection.execute(&sql, params_from_iter(values)).unwrap();
        }
    }
    // Text that is no UTF-8.
    connection.execute("INSERT INTO t (k, t) VALUES (-1, CAST(x'ff00fe' AS TEXT))", []).unwrap();
}

const PLAIN: &str = "k bigint?, n sql \"\"?, i integer?, t text?, b blob?, r real?, d decimal(9, 2)?";

/// Old and new table, the answers, the library, and whether the table is rebuilt.
type Way = (&'static str, &'static str, &'static str, (u16, u16), bool);

const WAYS: [Way; 8] = [
    ("table t { P }", "table t { P, check \"k IS NOT 0\" }", "", (3, 35), true),
    ("table t { P }", "table t { P, check \"t.k IS NOT 0\" }", "", (3, 35), true),
    ("table t { P }", "table t { P, check \"t.k IS NOT 0\" }", "", (3, 54), false),
    ("table t { P }", "table T { P, x integer?, index (k desc) }", "", (3, 35), false),
    ("table t { P, x text? }", "table t { P }", "", (3, 36), false),
    ("table t { P }", "table s { x text, P }", "rename table t to s, backfill s.x with \"k || 'x'\",", (3, 35), true),
    ("table t { P, primary key (k) }", "table t without rowid { P, primary key (k) }", "", (3, 35), true),
    ("table t without rowid { P, primary key (k) }", "table t { P, primary key (k), unique (k) }", "", (3, 35), true),
];

#[test]
fn values_are_copied_bit_for_bit() {
    for (from, to, answers, (major, minor), is_rebuilt) in WAYS {
        if (major, minor) > script::library() {
            script::skipped(&format!("a way of SQLite {major}.{minor}"));
            continue;
        }
        let mut texts = [from, to].map(|text| text.replace('P', PLAIN));
        for text in &mut texts {
            if text.contains("without") {
                *text = text.replace("k bigint?", "k bigint");
            }
        }
        if texts.iter().any(|text| text.contains("without")) {
            texts = texts.map(|text| text.replace("k bigint?", "k bigint"));
        }
        let (old, new) = (model(&texts[0]), model(&texts[1]));
        let plan = plan(&old, &new, &transition(answers), &target(major, minor)).unwrap();
        assert_eq!(!rebuilt(&plan).is_empty(), is_rebuilt, "{to}\n{}", script::text(&plan));
        let connection = script::made(&old).unwrap();
        let has_rowid = !from.contains("without");
        fill(&connection, has_rowid);
        let mut columns: Vec<&str> = vec!["k"];
        columns.extend(COLUMNS);
        if has_rowid && !to.contains("without") {
            columns.push("rowid");
        }
        let before = rows(&connection, "t", &columns);
        assert!(before.len() > 150);
        script::apply(&connection, &plan).unwrap_or_else(|error| panic!("{error}\n{}", script::text(&plan)));
        let after = rows(&connection, new.tables[0].name.as_str(), &columns);
        for (before, after) in before.iter().zip(&after) {
            assert!(before == after, "{before:?}\n{after:?}\n{to}");
        }
        assert_eq!(before.len(), after.len());
    }
}

#[test]
fn what_is_not_a_number_is_null_before_anything_is_planned() {
    let connection = script::made(&model("table t { P }".replace('P', PLAIN).as_str())).unwrap();
    fill(&connection, true);
    let stored: i64 = connection
        .query_row("SELECT count(*) FROM t WHERE k BETWEEN 25 AND 30 AND n IS NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(stored, 6, "SQLite stores a NaN as null");
}
