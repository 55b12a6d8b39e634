//! What typed rows cost over rusqlite by hand, with `prepare_cached` and the same statements.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::alloc::System;
use std::hint::black_box;

use frostline::rusqlite::{Connection, Row, params};
use frostline::{Column, Table, TableInfo};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use support::{head, ratio, time};

/// What Rust asks of the allocator; SQLite asks the C library.
#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Prints how often both ask for memory, or for more of it. Once before, so that texts are made and
/// statements prepared.
fn allocations(name: &str, mut ours: impl FnMut(), mut by_hand: impl FnMut()) {
    let count = |work: &mut dyn FnMut()| {
        work();
        let region = Region::new(COUNTED);
        work();
        let change = region.change();
        change.allocations + change.reallocations
    };
    let (ours, by_hand) = (count(&mut ours), count(&mut by_hand));
    let verdict = if ours <= by_hand { "" } else { "  missed" };
    println!("{name:<44} {ours:>12} {by_hand:>12}{verdict}");
}

/// What `schema!` makes of a table of twelve columns, by hand: the bench is of rows alone.
#[allow(non_upper_case_globals)]
mod sync_events {
    use super::{Column, SyncEvent, TableInfo};

    pub(crate) type Row = SyncEvent;
    pub(crate) type Key = i64;
    pub(crate) static TABLE: TableInfo = TableInfo::new(
        "sync_events",
        &[
            ("id", 8),
            ("customer_id", 0),
            ("event_type", 0),
            ("status", 0),
            ("started_at", 0),
            ("completed_at", 2),
            ("products_synced", 2),
            ("tests_synced", 2),
            ("ratio", 0),
            ("is_full", 0),
            ("error_message", 2),
            ("metadata", 2),
        ],
        &[0],
    );
    pub(crate) const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub(crate) const customer_id: Column<Row, i64> = Column::new(&TABLE, 1);
    pub(crate) const event_type: Column<Row, String> = Column::new(&TABLE, 2);
    pub(crate) const status: Column<Row, String> = Column::new(&TABLE, 3);
    pub(crate) const started_at: Column<Row, String> = Column::new(&TABLE, 4);
    pub(crate) const completed_at: Column<Row, Option<String>> = Column::new(&TABLE, 5);
    pub(crate) const products_synced: Column<Row, Option<i64>> = Column::new(&TABLE, 6);
    pub(crate) const tests_synced: Column<Row, Option<i64>> = Column::new(&TABLE, 7);
    pub(crate) const ratio: Column<Row, f64> = Column::new(&TABLE, 8);
    pub(crate) const is_full: Column<Row, bool> = Column::new(&TABLE, 9);
    pub(crate) const error_message: Column<Row, Option<String>> = Column::new(&TABLE, 10);
    pub(crate) const metadata: Column<Row, Option<Vec<u8>>> = Column::new(&TABLE, 11);
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(sync_events)]
struct SyncEvent {
    id: i64,
    customer_id: i64,
    event_type: String,
    status: String,
    started_at: String,
    completed_at: Option<String>,
    products_synced: Option<i64>,
    tests_synced: Option<i64>,
    ratio: f64,
    is_full: bool,
    error_message: Option<String>,
    metadata: Option<Vec<u8>>,
}

const CREATE: &str = "CREATE TABLE sync_events (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,
    event_type VARCHAR(50) NOT NULL, status VARCHAR(20) NOT NULL, started_at DATETIME NOT NULL, completed_at DATETIME,
    products_synced INTEGER, tests_synced INTEGER, ratio REAL NOT NULL, is_full BOOLEAN NOT NULL, error_message TEXT,
    metadata BLOB);
    CREATE INDEX ix_sync_events_customer_id ON sync_events (customer_id)";

/// As one writes it by hand.
mod by_hand {
    use super::{Connection, Row, SyncEvent, params};
    use frostline::rusqlite::{OptionalExtension as _, Result, Statement};

    const COLUMNS: &str = "id, customer_id, event_type, status, started_at, completed_at, products_synced, \
        tests_synced, ratio, is_full, error_message, metadata";

    fn read(row: &Row<'_>) -> Result<SyncEvent> {
        Ok(SyncEvent {
            id: row.get(0)?,
            customer_id: row.get(1)?,
            event_type: row.get(2)?,
            status: row.get(3)?,
            started_at: row.get(4)?,
            completed_at: row.get(5)?,
            products_synced: row.get(6)?,
            tests_synced: row.get(7)?,
            ratio: row.get(8)?,
            is_full: row.get(9)?,
            error_message: row.get(10)?,
            metadata: row.get(11)?,
        })
    }

    fn write(statement: &mut Statement<'_>, row: &SyncEvent) -> Result<usize> {
        statement.execute(params![
            row.id,
            row.customer_id,
            row.event_type,
            row.status,
            row.started_at,
            row.completed_at,
            row.products_synced,
            row.tests_synced,
            row.ratio,
            row.is_full,
            row.error_message,
            row.metadata,
        ])
    }

    pub(super) fn write_all(connection: &Connection, rows: &[SyncEvent], upsert: bool) -> Result<()> {
        let transaction = connection.unchecked_transaction()?;
        {
            let values = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12";
            let mut sql = format!("INSERT INTO sync_events ({COLUMNS}) VALUES ({values})");
            if upsert {
                sql.push_str(" ON CONFLICT (id) DO UPDATE SET ");
                let set: Vec<_> = COLUMNS.split(", ").skip(1).map(|name| format!("{name} = excluded.{name}")).collect();
                sql.push_str(&set.join(", "));
            }
            let mut statement = transaction.prepare_cached(&sql)?;
            for row in rows {
                write(&mut statement, row)?;
            }
        }
        transaction.commit()
    }

    pub(super) fn insert(connection: &Connection, row: &SyncEvent) -> Result<usize> {
        let mut statement = connection.prepare_cached(
            "INSERT INTO sync_events (id, customer_id, event_type, status, started_at, completed_at, products_synced,
             tests_synced, ratio, is_full, error_message, metadata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        write(&mut statement, row)
    }

    pub(super) fn all(connection: &Connection) -> Result<Vec<SyncEvent>> {
        connection
            .prepare_cached(
                "SELECT id, customer_id, event_type, status, started_at, completed_at, products_synced, tests_synced,
                 ratio, is_full, error_message, metadata FROM sync_events",
            )?
            .query_map([], read)?
            .collect()
    }

    pub(super) fn find(connection: &Connection, id: i64) -> Result<Option<SyncEvent>> {
        connection
            .prepare_cached(
                "SELECT id, customer_id, event_type, status, started_at, completed_at, products_synced, tests_synced,
                 ratio, is_full, error_message, metadata FROM sync_events WHERE id = ?1",
            )?
            .query_row([id], read)
            .optional()
    }

    pub(super) fn page(connection: &Connection, customer_id: i64) -> Result<Vec<SyncEvent>> {
        connection
            .prepare_cached(
                "SELECT id, customer_id, event_type, status, started_at, completed_at, products_synced, tests_synced,
                 ratio, is_full, error_message, metadata FROM sync_events WHERE customer_id >= ?1 ORDER BY id LIMIT 50",
            )?
            .query_map([customer_id], read)?
            .collect()
    }

    pub(super) fn list(connection: &Connection, customer_id: i64) -> Result<Vec<SyncEvent>> {
        connection
            .prepare_cached(
                "SELECT id, customer_id, event_type, status, started_at, completed_at, products_synced, tests_synced,
                 ratio, is_full, error_message, metadata FROM sync_events WHERE customer_id = ?1",
            )?
            .query_map([customer_id], read)?
            .collect()
    }
}

fn event(id: i64) -> SyncEvent {
    let full = id % 3 == 0;
    SyncEvent {
        id,
        customer_id: id / 50,
        event_type: "incremental_sync".to_owned(),
        status: if full { "completed" } else { "failed" }.to_owned(),
        started_at: "2025-11-24 10:00:00.000000".to_owned(),
        completed_at: full.then(|| "2025-11-24 10:00:05.000000".to_owned()),
        products_synced: full.then_some(id),
        tests_synced: Some(id * 7),
        ratio: id as f64 / 7.0,
        is_full: full,
        error_message: (!full).then(|| "the service did not answer in time".to_owned()),
        metadata: Some(vec![7; 24]),
    }
}

fn empty() -> Connection {
    let connection = Connection::open_in_memory().expect("opens");
    connection.execute_batch(CREATE).expect("creates");
    connection
}

fn main() {
    let events: Vec<SyncEvent> = (1..=100_000).map(event).collect();
    let filled = empty();
    by_hand::write_all(&filled, &events, false).expect("writes");
    assert_eq!(SyncEvent::all(&filled).expect("reads"), events);

    head("rows of twelve columns, in memory, beside rusqlite by hand");
    ratio(
        "insert 100,000 in one transaction",
        1.05,
        15,
        || {
            let connection = empty();
            time(|| SyncEvent::insert_all(&connection, &events).expect("writes"))
        },
        || {
            let connection = empty();
            time(|| by_hand::write_all(&connection, &events, false).expect("writes"))
        },
    );
    ratio(
        "insert 10,000 one by one",
        1.05,
        15,
        || {
            let connection = empty();
            time(|| events[..10_000].iter().for_each(|event| event.insert(&connection).expect("writes")))
        },
        || {
            let connection = empty();
            time(|| {
                events[..10_000].iter().for_each(|event| {
                    by_hand::insert(&connection, event).expect("writes");
                })
            })
        },
    );
    ratio(
        "select all 100,000 into a Vec",
        1.05,
        15,
        || time(|| SyncEvent::all(&filled).expect("reads")),
        || time(|| by_hand::all(&filled).expect("reads")),
    );
    ratio(
        "find 100,000 by key",
        1.05,
        15,
        || time(|| (1..=100_000).for_each(|id| drop(black_box(SyncEvent::find(&filled, id).expect("reads"))))),
        || time(|| (1..=100_000).for_each(|id| drop(black_box(by_hand::find(&filled, id).expect("reads"))))),
    );
    ratio(
        "list 2,000 pages of 50 by an indexed column",
        1.05,
        15,
        || {
            let list = |id| SyncEvent::list(&filled, sync_events::customer_id, id).expect("reads");
            time(|| (0..2000).for_each(|id| drop(black_box(list(id)))))
        },
        || time(|| (0..2000).for_each(|id| drop(black_box(by_hand::list(&filled, id).expect("reads"))))),
    );
    let half = || {
        let connection = empty();
        by_hand::write_all(&connection, &events[..5000], false).expect("writes");
        connection
    };
    ratio(
        "upsert 10,000, half of them there",
        1.05,
        25,
        || {
            let connection = half();
            time(|| SyncEvent::upsert_all(&connection, &events[..10_000]).expect("writes"))
        },
        || {
            let connection = half();
            time(|| by_hand::write_all(&connection, &events[..10_000], true).expect("writes"))
        },
    );
    ratio(
        "upsert 10,000 in the caller's transaction",
        1.05,
        25,
        || {
            let mut connection = half();
            time(|| {
                let transaction = connection.transaction().expect("begins");
                SyncEvent::upsert_all(&transaction, &events[..10_000]).expect("writes");
                transaction.commit().expect("commits");
            })
        },
        || {
            let connection = half();
            time(|| by_hand::write_all(&connection, &events[..10_000], true).expect("writes"))
        },
    );
    let page = |id| {
        let page = SyncEvent::query().filter(sync_events::customer_id.ge(id)).order_by(sync_events::id.asc()).limit(50);
        page.all(&filled).expect("reads")
    };
    assert_eq!(page(0), by_hand::page(&filled, 0).expect("reads"));
    ratio(
        "query 2,000 pages of 50",
        1.05,
        15,
        || time(|| (0..2000).for_each(|id| drop(black_box(page(id % 3))))),
        || time(|| (0..2000).for_each(|id| drop(black_box(by_hand::page(&filled, id % 3).expect("reads"))))),
    );

    println!("\nallocations and reallocations\n{:<44} {:>12} {:>12}", "", "ours", "by hand");
    let (one, other) = (empty(), empty());
    let emptied = |connection: &Connection, work: &dyn Fn(&Connection)| {
        work(connection);
        connection.prepare_cached("DELETE FROM sync_events").and_then(|mut all| all.execute([])).expect("deletes");
    };
    allocations(
        "insert 10,000",
        || {
            emptied(&one, &|connection| {
                SyncEvent::insert_all(connection, &events[..10_000]).expect("writes");
            })
        },
        || emptied(&other, &|connection| by_hand::write_all(connection, &events[..10_000], false).expect("writes")),
    );
    allocations(
        "upsert 10,000",
        || {
            SyncEvent::upsert_all(&one, &events[..10_000]).expect("writes");
        },
        || by_hand::write_all(&other, &events[..10_000], true).expect("writes"),
    );
    allocations(
        "select all 100,000 into a Vec",
        || drop(SyncEvent::all(&filled).expect("reads")),
        || drop(by_hand::all(&filled).expect("reads")),
    );
    allocations(
        "find by key",
        || drop(black_box(SyncEvent::find(&filled, 3).expect("reads"))),
        || drop(black_box(by_hand::find(&filled, 3).expect("reads"))),
    );
    allocations("query a page of 50", || drop(page(0)), || drop(by_hand::page(&filled, 0).expect("reads")));
}
