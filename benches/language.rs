//! What it costs to parse, check and compare a declaration, and that it is linear.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::diff::diff;
use schema_core::model::{Model, Transition};
use schema_core::syntax::parse_declaration;
use support::time;

fn main() {
    println!("parse, check and diff of a declaration of ten columns a table\n");
    println!(
        "{:>8} {:>12} {:>12} {:>12} {:>12} {:>12}",
        "tables", "parse ms", "check ms", "diff ms", "sum ms", "µs a table"
    );
    for tables in [6, 100, 1000, 10_000] {
        let text = declaration(tables);
        let rounds = if tables > 1000 { 5 } else { 21 };
        let mut parse = Vec::new();
        let mut checked = Vec::new();
        let mut compared = Vec::new();
        let before = parsed(&text.replacen("c3 text", "c3 integer", 1));
        for _ in 0..rounds {
            parse.push(time(|| parse_declaration(&text)).as_secs_f64());
            let declaration = parse_declaration(&text).value;
            checked
                .push(time(|| check(&declaration.model, Some(&declaration.spans), &[Dialect::Sqlite])).as_secs_f64());
            compared.push(time(|| diff(&before, &declaration.model, &Transition::default())).as_secs_f64());
        }
        let after = parsed(&text);
        assert!(check(&after, None, &[Dialect::Sqlite]).is_empty());
        assert_eq!(diff(&before, &after, &Transition::default()).len(), 1);
        let median = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values[values.len() / 2] * 1e3
        };
        let (a, b, c) = (median(&mut parse), median(&mut checked), median(&mut compared));
        let sum = a + b + c;
        println!("{tables:>8} {a:>12.2} {b:>12.2} {c:>12.2} {sum:>12.2} {:>12.1}", sum * 1e3 / tables as f64);
    }
    println!("\naim: a thousand tables under 100 ms, and the last column flat");
}

fn parsed(text: &str) -> Model {
    let parsed = parse_declaration(text);
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    parsed.value.model
}

fn declaration(tables: usize) -> String {
    let mut text = String::new();
    for table in 0..tables {
        text.push_str(&format!(
            "/// Table {table}.\ntable table_{table} as Table{table} {{\n    id integer primary key,\n"
        ));
        text.push_str(&format!("    parent_id integer? references table_{} (id),\n", table / 2));
        text.push_str("    c2 varchar(50)?,\n    c3 text,\n    c4 integer default 0,\n    c5 datetime?,\n");
        text.push_str("    c6 boolean default false,\n    c7 json?,\n    c8 double,\n    c9 text? collate nocase,\n\n");
        text.push_str("    index (parent_id),\n    index (c2, c4 desc) where \"c4 > 0\",\n}\n");
    }
    text
}
