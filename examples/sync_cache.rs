//! The worked example: a program that mirrors a remote test-management service in a SQLite file.
//!
//! ```console
//! $ cargo run --example sync_cache
//! ```
//!
//! It reads the service's answers (`examples/pages/*.json`), upserts them into a fresh database, records
//! the run in `sync_events` and prints what the database holds. Then it takes a database that an older
//! version of the program left at revision 1, with rows, and does the same: both are at head afterwards,
//! by the one path, and no row is lost. It says what it wants of its tables by their columns: there is no SQL in it.
//!
//! Name a folder to keep the databases: `cargo run --example sync_cache -- /tmp/cache`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use frostline::Upgrade;
use frostline::prelude::*;
use frostline::rusqlite::Connection;
use schemas::{
    Bug, Feature, NewSyncEvent, Product, SyncEvent, Test, User, bugs, features, products, sync_events, tests,
};
use serde_json::{Value, json};

/// The moment of this run. A real program asks the clock; the example prints the same every time.
const NOW: &str = "2025-11-24 10:00:00.000000";
const CUSTOMER: i64 = 1042;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let kept = std::env::args_os().nth(1).map(PathBuf::from);
    let scratch = tempfile::tempdir()?;
    let folder = kept.as_deref().unwrap_or(scratch.path());
    fs::create_dir_all(folder)?;

    println!("a fresh database");
    let fresh = folder.join("fresh.db");
    run(&fresh)?;

    println!("\na database that an older program left at revision 1, with rows");
    let old = folder.join("old.db");
    leave_at_revision_1(&old)?;
    run(&old)?;

    if kept.is_some() {
        println!("\nkept in {}", folder.display());
    }
    Ok(())
}

/// What the program does at every start: open, upgrade, synchronise.
fn run(file: &Path) -> Result<()> {
    let mut connection = Connection::open(file)?;
    let report = schemas::upgrade(&mut connection)?;
    println!("  upgraded {} to {}", report.from.as_deref().unwrap_or("base"), report.to.as_deref().unwrap_or("base"));
    for revision in &report.applied {
        println!("    applied {}", revision.name);
    }
    synchronise(&mut connection)?;
    print_contents(&connection)
}

/// Fetches all six kinds and records the run, all in one transaction.
fn synchronise(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction()?;
    let refreshed = Test::count(&transaction)?;
    let products = Product::upsert_all(&transaction, rows("products", product)?)?;
    User::upsert_all(&transaction, rows("users", user)?)?;
    let features = Feature::upsert_all(&transaction, rows("features", feature)?)?;
    let tests = Test::upsert_all(&transaction, rows("tests", test)?)?;
    let bugs = Bug::upsert_all(&transaction, rows("bugs", bug)?)?;
    // Runs that the service remembers. Our own are numbered by the database: after them, and never twice.
    SyncEvent::upsert_all(&transaction, rows("sync_events", sync_event)?)?;
    let event = NewSyncEvent {
        completed_at: Some(NOW.to_owned()),
        products_synced: Some(i64::try_from(products)?),
        tests_synced: Some(i64::try_from(tests)?),
        tests_refreshed: Some(i64::try_from(refreshed)?),
        bugs_synced: Some(i64::try_from(bugs)?),
        features_synced: Some(i64::try_from(features)?),
        ..NewSyncEvent::new(CUSTOMER, "incremental".to_owned(), "completed".to_owned(), NOW.to_owned())
    };
    event.insert(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Prints the products with their tests and bugs, and the runs.
fn print_contents(connection: &Connection) -> Result<()> {
    println!("  {:<14} {:>6} {:>6} {:>9}", "product", "tests", "bugs", "features");
    // How many tests each product has, and how many bugs and features: one statement each.
    let tests: Counts =
        Test::query().group_by(tests::product_id).select(count()).all(connection)?.into_iter().collect();
    let bugs: Counts = Bug::query()
        .join(bugs::by_test_id)
        .group_by(tests::product_id)
        .select(count())
        .all(connection)?
        .into_iter()
        .collect();
    let features: Counts =
        Feature::query().group_by(features::product_id).select(count()).all(connection)?.into_iter().collect();
    let of = |counts: &Counts, product: &Product| counts.get(&product.id).copied().unwrap_or(0);
    Product::query().filter(products::customer_id.eq(CUSTOMER)).order_by(products::id.asc()).for_each(
        connection,
        |product| -> Result<()> {
            let data: Value = serde_json::from_str(&product.data)?;
            println!(
                "  {:<14} {:>6} {:>6} {:>9}",
                text(&data, "name")?,
                of(&tests, &product),
                of(&bugs, &product),
                of(&features, &product)
            );
            Ok(())
        },
    )?;
    println!("  {} users", User::count(connection)?);
    let runs = SyncEvent::query().filter(sync_events::customer_id.eq(CUSTOMER)).order_by(sync_events::id.asc());
    for event in runs.all(connection)? {
        let outcome = event.error_message.unwrap_or(event.status);
        println!("  run {} {:<12} {} {outcome}", event.id, event.event_type, event.started_at);
    }
    Ok(())
}

/// Numbers by the products' ids.
type Counts = BTreeMap<i64, i64>;

/// What the first release knew of a product: today's struct has columns that it did not.
#[derive(Table)]
#[table(products)]
struct FirstProduct {
    id: i64,
    customer_id: i64,
    data: String,
}

/// What the first release knew of a test.
#[derive(Table)]
#[table(tests)]
struct FirstTest {
    id: i64,
    customer_id: i64,
    product_id: i64,
    data: String,
    status: Option<String>,
}

/// What the first release knew of a bug.
#[derive(Table)]
#[table(bugs)]
struct FirstBug {
    id: i64,
    customer_id: i64,
    test_id: i64,
    data: String,
}

/// A database as the first release made it: the baseline, and the rows of one small run.
fn leave_at_revision_1(file: &Path) -> Result<()> {
    let mut first_release = schemas::HISTORY.clone();
    first_release.revisions = first_release.revisions[..1].to_vec().into();
    let mut connection = Connection::open(file)?;
    Upgrade::new(&first_release).run(&mut connection)?;
    let product = |id, name| FirstProduct { id, customer_id: CUSTOMER, data: json!({ "name": name }).to_string() };
    FirstProduct::insert_all(&connection, [product(3100, "Storefront"), product(3000, "Retired shop")])?;
    FirstTest {
        id: 40000,
        customer_id: CUSTOMER,
        product_id: 3000,
        data: json!({}).to_string(),
        status: Some("archived".to_owned()),
    }
    .insert(&connection)?;
    let bug = |id| FirstBug { id, customer_id: CUSTOMER, test_id: 40000, data: json!({}).to_string() };
    FirstBug::insert_all(&connection, [bug(870_000), bug(870_001)])?;
    Ok(())
}

/// The rows of one kind, from all of its pages.
fn rows<R>(kind: &str, read: fn(&Value) -> Result<R>) -> Result<Vec<R>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pages");
    let mut rows = Vec::new();
    for page in 1.. {
        let file = folder.join(format!("{kind}.{page}.json"));
        if !file.is_file() {
            break;
        }
        let answer: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
        let items = answer[kind].as_array().ok_or_else(|| format!("page {page} of {kind} has no `{kind}`"))?;
        for item in items {
            rows.push(read(item)?);
        }
    }
    Ok(rows)
}

fn product(item: &Value) -> Result<Product> {
    Ok(Product {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        data: item.to_string(),
        last_synced: Some(NOW.to_owned()),
        features_synced_at: Some(NOW.to_owned()),
    })
}

fn user(item: &Value) -> Result<User> {
    Ok(User {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        data: item.to_string(),
        synced_at: Some(NOW.to_owned()),
    })
}

fn feature(item: &Value) -> Result<Feature> {
    Ok(Feature {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        product_id: number(item, "product_id")?,
        data: item.to_string(),
        section_ids: item.get("section_ids").map(Value::to_string),
        synced_at: Some(NOW.to_owned()),
    })
}

fn test(item: &Value) -> Result<Test> {
    Ok(Test {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        product_id: number(&item["product"], "id")?,
        data: item.to_string(),
        status: optional_text(item, "status"),
        synced_at: Some(NOW.to_owned()),
        bugs_synced_at: Some(NOW.to_owned()),
    })
}

fn bug(item: &Value) -> Result<Bug> {
    Ok(Bug {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        test_id: number(&item["test"], "id")?,
        data: item.to_string(),
        synced_at: Some(NOW.to_owned()),
    })
}

fn sync_event(item: &Value) -> Result<SyncEvent> {
    Ok(SyncEvent {
        id: number(item, "id")?,
        customer_id: number(item, "customer_id")?,
        event_type: text(item, "event_type")?,
        status: text(item, "status")?,
        started_at: text(item, "started_at")?,
        completed_at: optional_text(item, "completed_at"),
        products_synced: optional_number(item, "products_synced"),
        tests_synced: optional_number(item, "tests_synced"),
        tests_refreshed: optional_number(item, "tests_refreshed"),
        bugs_synced: optional_number(item, "bugs_synced"),
        features_synced: optional_number(item, "features_synced"),
        error_message: optional_text(item, "error_message"),
        metadata_json: item.get("metadata").map(Value::to_string),
    })
}

fn number(item: &Value, field: &str) -> Result<i64> {
    optional_number(item, field).ok_or_else(|| format!("`{field}` is no number in {item}").into())
}

fn optional_number(item: &Value, field: &str) -> Option<i64> {
    item[field].as_i64()
}

fn text(item: &Value, field: &str) -> Result<String> {
    optional_text(item, field).ok_or_else(|| format!("`{field}` is no text in {item}").into())
}

fn optional_text(item: &Value, field: &str) -> Option<String> {
    item[field].as_str().map(str::to_owned)
}
