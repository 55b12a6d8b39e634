//! The language: text to model and back.

use schema_core::syntax::{Snapshot, parse_declaration, parse_snapshot, print_model, print_snapshot};

const SAMPLE: &str = r##"
#![revisions = "db/revisions"]      // optional settings, first
#![history = "cache"]

/// doc comment
table products as Product strict without rowid {
    /// doc
    id          integer primary key autoincrement,
    customer_id integer,
    email       text? as crate::Email unique collate nocase default "x",
    product_id  integer references other on delete cascade on update set null,
    full        text generated "first || last" stored,       // or virtual
    odd         sql "GEOMETRY(POINT)",
    n           integer default -1 check "n > -5",
    when        datetime default now,
    e           text default sql "lower('X')",
    b           blob default b"\x00a",

    foreign key (a, b) references other (x, y) on delete cascade,
    foreign key fk_name (a) references other (x),
    unique (a, b),            unique uq_name (a, b),
    check "a > 0",            check ck_name "a > 0",
    index (a, b desc),        index name (a collate nocase desc, sql "lower(b)") where "a > 0",
    unique index (a),         unique index u_name (a), unique _ (b)
}
#[doc = " two"]
table "order items" { x integer, y decimal(10, 2), z HashMap?, primary key pk_name (x, y) }
table other { x integer, y bigint, primary key (x) }
"##;

#[test]
fn the_sample_reads_and_prints() {
    let parsed = parse_declaration(SAMPLE);
    println!("{:#?}", parsed.faults);
    let text = print_model(&parsed.value.model);
    println!("{text}");
    let again = parse_declaration(&text);
    assert!(again.faults.is_empty(), "{:#?}", again.faults);
    assert_eq!(again.value.model, parsed.value.model);
    let text = format!("format 1\ntransition {{ rename table a to b, rename column t.a to b, drop table \"a b\", drop column t.a, backfill t.c with \"expr\", cast t.c with \"expr\" }} {text}");
    let parsed = parse_snapshot(&text);
    assert!(parsed.faults.is_empty(), "{:#?}", parsed.faults);
    let text = print_snapshot(&parsed.value);
    println!("{text}");
    let again: Snapshot = parse_snapshot(&text).value;
    assert_eq!(again, parsed.value);
}
