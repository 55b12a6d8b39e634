//! What rows ask of the allocator: no more than rusqlite by hand, which asks for the values alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

frostline::schema! {
    #![revisions = "tests/rows_allocations/revisions"]
    #![history = "allocations"]

    /// Each of its values is made of another, and some are left to the database.
    table defs as Def {
        id integer primary key,
        settings json default "{}" as schema_sqlite::row::Json<Vec<String>>,
        at datetime default now as frostline::Stored<jiff::Timestamp>,
        name text,
        rank integer default 0,
    }

    table amounts as Amount {
        id integer primary key,
        def_id integer? references defs (id),
        amount decimal(10, 2) as frostline::Stored<rust_decimal::Decimal>,
    }
}

use std::alloc::System;

use frostline::rusqlite::{Connection, params};
use frostline::{Insert, Stored, Table};
use rust_decimal::Decimal;
use schema_sqlite::row::Json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// What Rust asks of the allocator; SQLite asks the C library.
#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

/// How often the work asks, once the statements are prepared.
fn asked(mut work: impl FnMut()) -> usize {
    work();
    let region = Region::new(COUNTED);
    work();
    let change = region.change();
    change.allocations + change.reallocations
}

// One test: what another one asks for would be counted too.
#[test]
fn rows_ask_for_no_more_than_by_hand() {
    let connection = database();
    let at: jiff::Timestamp = "2025-11-24T10:00:00.5Z".parse().unwrap();
    let settings = vec!["dark".to_owned(), "wide".to_owned()];
    let form =
        NewDef { settings: Some(Json(settings.clone())), at: Some(Stored(at)), ..NewDef::new("a name".to_owned()) };
    let insert = "INSERT INTO defs (settings, at, name) VALUES (?1, ?2, ?3)";
    let by_hand = || {
        let mut statement = connection.prepare_cached(insert).unwrap();
        statement.execute(params![Json(&settings), Stored(at), form.name]).unwrap();
    };
    let by_hand = asked(by_hand);
    assert_eq!(asked(|| form.insert(&connection).unwrap()), by_hand);
    assert_eq!(asked(|| form.upsert(&connection).unwrap()), by_hand);
    let forms = vec![form.clone(); 100];
    // The statement is looked for once.
    let of_all = 100 * (by_hand - 1) + 1;
    assert_eq!(asked(|| assert_eq!(NewDef::insert_all(&connection, &forms).unwrap(), 100)), of_all);

    let update = "UPDATE defs SET settings = ?1, at = ?2, name = ?3, rank = ?4 WHERE id = ?5";
    let row = Def { id: 1, settings: Json(settings.clone()), at: Stored(at), name: "b".to_owned(), rank: 7 };
    let by_hand = || {
        let mut statement = connection.prepare_cached(update).unwrap();
        statement.execute(params![row.settings, row.at, row.name, row.rank, row.id]).unwrap();
    };
    assert_eq!(asked(|| assert!(row.update(&connection).unwrap())), asked(by_hand));

    let amount = |id: i64| Amount { id, def_id: Some(1), amount: Stored(Decimal::new(990 + id, 2)) };
    let amounts: Vec<Amount> = (1..=100).map(amount).collect();
    let upsert = || assert_eq!(Amount::upsert_all(&connection, &amounts).unwrap(), 100);
    assert_eq!(asked(upsert), 100 + 1, "the text of each");
    let mut sum = Decimal::ZERO;
    let mut read = || {
        Amount::select(&connection).unwrap().for_each(|row| {
            sum += *row.amount;
            Ok::<_, frostline::Error>(())
        })
    };
    assert_eq!(asked(|| read().unwrap()), 1, "the look for the statement");
    assert_eq!(sum, Decimal::new(2 * (99_000 + 5_050), 2));
}
