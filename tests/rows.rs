//! Typed rows against a real database, with raw SQL as the second reader.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(clippy::cloned_ref_to_slice_refs, reason = "a list of one row reads as one")]
#![allow(missing_docs)]

use frostline::rusqlite::types::Value;
use frostline::rusqlite::{Connection, TransactionBehavior};
use frostline::{Error, Table};

/// What `schema!` makes of a table, by hand: these tests are of rows alone.
macro_rules! module {
    ($module:ident of $row:ident keyed $key:ty: $name:literal, $columns:expr, $places:expr;
     $($constant:ident $place:literal $ty:ty,)*) => {
        #[allow(non_upper_case_globals, dead_code)]
        mod $module {
            use frostline::{Column, TableInfo};

            pub(crate) type Row = super::$row;
            pub(crate) type Key = $key;
            pub(crate) static TABLE: TableInfo = TableInfo::new($name, $columns, $places);
            $(pub(crate) const $constant: Column<Row, $ty> = Column::new(&TABLE, $place);)*
        }
    };
}

const GENERATED: u16 = 1;
const NULLABLE: u16 = 2;
const SMALL: u16 = 4;

module! { products of Product keyed i64:
    "products", &[("id", 8), ("customer_id", 0), ("data", 0), ("last_synced", super::NULLABLE)], &[0];
    id 0 i64,
    customer_id 1 i64,
    data 2 String,
    last_synced 3 Option<String>,
}

module! { tests of Test keyed i64:
    "tests", &[("id", 8), ("product_id", 0), ("priority", super::SMALL)], &[0];
    id 0 i64,
    product_id 1 i64,
    priority 2 i16,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(products)]
struct Product {
    id: i64,
    customer_id: i64,
    data: String,
    last_synced: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(tests)]
struct Test {
    id: i64,
    product_id: i64,
    priority: i16,
}

fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = ON;
             CREATE TABLE products (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,
                 data TEXT NOT NULL DEFAULT '{}', last_synced DATETIME);
             CREATE TABLE tests (id INTEGER PRIMARY KEY,
                 product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
                 priority SMALLINT NOT NULL);",
        )
        .unwrap();
    connection
}

fn product(id: i64, customer_id: i64) -> Product {
    Product { id, customer_id, data: format!("{{\"id\": {id}}}"), last_synced: None }
}

fn count(connection: &Connection, table: &str) -> i64 {
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn a_row_goes_in_and_comes_out() -> Result<(), Error> {
    let connection = database();
    let one = product(1, 5);
    let two = Product { last_synced: Some("2025-11-24 10:00:00.000000".to_owned()), ..product(2, 6) };
    one.insert(&connection)?;
    two.insert(&connection)?;

    assert_eq!(Product::find(&connection, 1)?.as_ref(), Some(&one));
    assert_eq!(Product::find(&connection, &2)?.as_ref(), Some(&two));
    assert_eq!(Product::find(&connection, 3)?, None);
    assert_eq!(Product::all(&connection)?, [one.clone(), two.clone()]);
    assert_eq!(Product::list(&connection, products::customer_id, 6)?, [two.clone()]);
    assert_eq!(Product::list(&connection, products::customer_id, 7)?, []);

    let changed = Product { customer_id: 9, ..one };
    assert!(changed.update(&connection)?);
    assert!(!product(3, 9).update(&connection)?);
    assert_eq!(Product::find(&connection, 1)?, Some(changed.clone()));

    assert!(changed.delete(&connection)?);
    assert!(!changed.delete(&connection)?);
    assert!(Product::delete_by_key(&connection, 2)?);
    assert!(!Product::delete_by_key(&connection, 2)?);
    assert_eq!(count(&connection, "products"), 0);
    Ok(())
}

#[test]
fn nulls_are_listed_by_none() -> Result<(), Error> {
    let connection = database();
    let synced = Product { last_synced: Some("2025-11-24".to_owned()), ..product(1, 5) };
    let never = product(2, 5);
    Product::insert_all(&connection, [&synced, &never])?;
    assert_eq!(Product::list(&connection, products::last_synced, None)?, [never]);
    assert_eq!(Product::list(&connection, products::last_synced, "2025-11-24")?, [synced.clone()]);
    assert_eq!(Product::list(&connection, products::last_synced, "2025-11-24".to_owned())?, [synced.clone()]);
    assert_eq!(Product::list(&connection, products::last_synced, synced.last_synced.clone())?, [synced]);
    Ok(())
}

#[test]
fn rows_stream_one_by_one() -> Result<(), Error> {
    let connection = database();
    Product::insert_all(&connection, (1..=100).map(|id| product(id, id % 2)))?;

    let mut select = Product::select(&connection)?;
    let first: Vec<i64> = select.iter().take(3).map(|row| row.map(|row| row.id)).collect::<Result<_, _>>()?;
    assert_eq!(first, [1, 2, 3]);
    // It runs anew each time, from the start.
    assert_eq!(select.iter().count(), 100);
    assert_eq!(select.first()?, Some(product(1, 1)));

    let mut odd = 0;
    Product::select_by(&connection, products::customer_id, 1)?.for_each(|row| {
        odd += row.id;
        Ok::<_, Error>(())
    })?;
    assert_eq!(odd, 2500);
    Ok(())
}

/// Some columns, under other names, with a key that the database may choose.
#[derive(Debug, PartialEq, Table)]
#[table(products)]
struct NewProduct {
    #[column(id)]
    key: Option<i64>,
    customer_id: i64,
}

#[derive(Debug, PartialEq, Table)]
#[table(self::products)]
struct Shared {
    data: std::sync::Arc<str>,
    #[column(last_synced)]
    synced: Option<Box<str>>,
    id: i64,
}

#[test]
fn a_struct_maps_some_columns_in_its_own_order() -> Result<(), Error> {
    let connection = database();
    let new = NewProduct { key: None, customer_id: 5 };
    assert_eq!(new.insert_returning_key(&connection)?, 1);
    assert_eq!(new.insert_returning_key(&connection)?, 2);
    assert_eq!(NewProduct { key: Some(7), customer_id: 5 }.insert_returning_key(&connection)?, 7);
    let read = Shared::find(&connection, 7)?;
    assert_eq!(read, Some(Shared { data: "{}".into(), synced: None, id: 7 }));

    // What the struct does not map keeps its value.
    assert!(Shared { data: "[]".into(), synced: Some("now".into()), id: 7 }.update(&connection)?);
    NewProduct { key: Some(7), customer_id: 6 }.upsert(&connection)?;
    let kept = Product { id: 7, customer_id: 6, data: "[]".to_owned(), last_synced: Some("now".to_owned()) };
    assert_eq!(Product::find(&connection, 7)?, Some(kept));

    // SQLite asks for the columns of an insert before it looks for the conflict.
    let error = Shared { data: "[]".into(), synced: None, id: 7 }.upsert(&connection).unwrap_err();
    assert_eq!(error.to_string(), "cannot upsert into `products`: NOT NULL constraint failed: products.customer_id");
    Ok(())
}

#[derive(Debug, Table)]
#[table(products)]
struct Keyless {
    customer_id: i64,
}

#[test]
fn what_needs_the_key_refuses_a_struct_without_it() -> Result<(), Error> {
    let connection = database();
    let keyless = Keyless { customer_id: 5 };
    assert_eq!(keyless.insert_returning_key(&connection)?, 1);
    for (what, error) in [
        ("upsert", keyless.upsert(&connection).unwrap_err()),
        ("upsert", Keyless::upsert_all(&connection, [&keyless]).unwrap_err()),
        ("update", keyless.update(&connection).unwrap_err()),
        ("delete", keyless.delete(&connection).unwrap_err()),
    ] {
        assert!(error.is_unmapped());
        assert_eq!(
            error.to_string(),
            format!(
                "cannot {what} a row of `products` that lacks the key column `products.id`; give the struct a field for it"
            )
        );
    }
    assert_eq!(count(&connection, "products"), 1);
    Ok(())
}

#[test]
fn an_upsert_keeps_what_references_the_row() -> Result<(), Error> {
    let connection = database();
    product(1, 5).insert(&connection)?;
    let children: Vec<Test> = (1..=3).map(|id| Test { id, product_id: 1, priority: -1 }).collect();
    Test::insert_all(&connection, &children)?;

    let rowid = "SELECT rowid FROM products";
    let before: i64 = connection.query_row(rowid, [], |row| row.get(0)).unwrap();
    product(1, 6).upsert(&connection)?;
    assert_eq!(Product::upsert_all(&connection, [product(1, 7), product(2, 7)])?, 2);
    let after: i64 = connection.query_row(rowid, [], |row| row.get(0)).unwrap();

    assert_eq!(before, after);
    assert_eq!(Test::all(&connection)?, children);
    assert_eq!(Product::all(&connection)?, [product(1, 7), product(2, 7)]);
    // `REPLACE` would have deleted them, as deleting does.
    assert!(product(1, 7).delete(&connection)?);
    assert_eq!(Test::all(&connection)?, []);
    Ok(())
}

module! { memberships of Membership keyed (String, i64):
    "memberships", &[("user_id", 0), ("role", super::NULLABLE), ("team", 0)], &[2, 0];
    user_id 0 i64,
    role 1 Option<String>,
    team 2 String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(memberships)]
struct Membership {
    user_id: i64,
    role: Option<String>,
    team: String,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(memberships)]
struct MembershipKey {
    user_id: i64,
    team: String,
}

#[test]
fn a_key_of_several_columns_is_a_tuple_in_the_keys_order() -> Result<(), Error> {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE memberships (user_id INTEGER NOT NULL, role TEXT, team TEXT NOT NULL,
                 PRIMARY KEY (team, user_id)) WITHOUT ROWID",
        )
        .unwrap();
    let row = |team: &str, user_id, role: Option<&str>| Membership {
        user_id,
        role: role.map(str::to_owned),
        team: team.to_owned(),
    };
    let rows = [row("a", 1, None), row("a", 2, Some("lead")), row("b", 1, None)];
    assert_eq!(Membership::insert_all(&connection, &rows)?, 3);

    assert_eq!(Membership::find(&connection, ("a", 2))?.as_ref(), Some(&rows[1]));
    assert_eq!(Membership::find(&connection, ("b".to_owned(), 1))?.as_ref(), Some(&rows[2]));
    assert_eq!(Membership::find(&connection, ("b", &2))?, None);
    assert_eq!(Membership::list(&connection, memberships::team, "a")?, rows[..2]);

    row("a", 2, None).upsert(&connection)?;
    assert_eq!(Membership::find(&connection, ("a", 2))?, Some(row("a", 2, None)));
    assert!(row("a", 2, Some("x")).update(&connection)?);
    assert!(!row("c", 2, Some("x")).update(&connection)?);
    assert_eq!(row("c", 9, None).insert_returning_key(&connection)?, ("c".to_owned(), 9));

    // Nothing but the key is mapped: there is nothing to update, and no conflict either.
    let key = MembershipKey { user_id: 2, team: "a".to_owned() };
    key.upsert(&connection)?;
    assert!(key.update(&connection)?);
    assert_eq!(Membership::find(&connection, ("a", 2))?, Some(row("a", 2, Some("x"))));
    assert!(key.delete(&connection)?);
    assert!(Membership::delete_by_key(&connection, ("b", 1))?);
    assert_eq!(count(&connection, "memberships"), 2);
    Ok(())
}

module! { totals of Total keyed i64:
    "totals", &[("price", 0), ("total", super::GENERATED | super::NULLABLE), ("id", 0), ("doubled", super::GENERATED), ("amount", 0)], &[2];
    price 0 f64,
    total 1 Option<f64>,
    id 2 i64,
    doubled 3 f64,
    amount 4 i64,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(totals)]
struct Total {
    price: f64,
    total: Option<f64>,
    id: i64,
    doubled: f64,
    amount: i64,
}

#[test]
fn generated_columns_are_read_and_never_written() -> Result<(), Error> {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE totals (price REAL NOT NULL, total REAL AS (price * amount) STORED, id INTEGER PRIMARY KEY,
                 doubled REAL NOT NULL AS (price * 2), amount INTEGER NOT NULL)",
        )
        .unwrap();
    let said = Total { price: 1.5, total: Some(99.0), id: 1, doubled: 99.0, amount: 4 };
    let held = Total { total: Some(6.0), doubled: 3.0, ..said.clone() };
    said.insert(&connection)?;
    assert_eq!(Total::all(&connection)?, [held.clone()]);
    Total { amount: 2, ..said.clone() }.upsert(&connection)?;
    assert_eq!(Total::find(&connection, 1)?, Some(Total { amount: 2, total: Some(3.0), ..held.clone() }));
    assert!(said.update(&connection)?);
    assert_eq!(Total::list(&connection, totals::total, 6.0)?, [held]);
    Ok(())
}

module! { hostile of Hostile keyed String:
    "a \"b\"; DROP TABLE x --",
    &[("select", 0), ("say \"hi\"", 0), ("?1", super::NULLABLE), ("日本 🦀", 0), ("[x]`y`'z'", 0), (" ", super::NULLABLE)], &[0];
    select 0 String,
    say_hi 1 i64,
    parameter 2 Option<i64>,
    crab 3 String,
    quotes 4 Vec<u8>,
    space 5 Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(hostile)]
struct Hostile {
    select: String,
    say_hi: i64,
    parameter: Option<i64>,
    crab: String,
    quotes: Vec<u8>,
    space: Option<f64>,
}

#[test]
fn names_are_quoted_whatever_they_are() -> Result<(), Error> {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            r#"CREATE TABLE "a ""b""; DROP TABLE x --" ("select" TEXT PRIMARY KEY, "say ""hi""" INTEGER, "?1" INTEGER,
                   "日本 🦀" TEXT, "[x]`y`'z'" BLOB, " " REAL) STRICT;
               CREATE TABLE x (id INTEGER PRIMARY KEY)"#,
        )
        .unwrap();
    let row = Hostile {
        select: "'; DROP TABLE x; --".to_owned(),
        say_hi: 1,
        parameter: None,
        crab: "🦀".to_owned(),
        quotes: b"\0'\"".to_vec(),
        space: Some(0.5),
    };
    row.insert(&connection)?;
    row.upsert(&connection)?;
    assert!(row.update(&connection)?);
    assert_eq!(Hostile::all(&connection)?, [row.clone()]);
    assert_eq!(Hostile::find(&connection, &row.select)?.as_ref(), Some(&row));
    assert_eq!(Hostile::list(&connection, hostile::quotes, b"\0'\"".as_slice())?, [row.clone()]);
    assert_eq!(Hostile::list(&connection, hostile::parameter, None)?, [row.clone()]);
    assert_eq!(hostile::say_hi.to_string(), "a \"b\"; DROP TABLE x --.say \"hi\"");
    let query = Hostile::query()
        .filter(hostile::say_hi.eq(1).and(hostile::parameter.eq(None)).and(hostile::crab.contains("🦀")))
        .filter(hostile::select.in_list(["'; DROP TABLE x; --", "'"]))
        .order_by((hostile::space.desc(), hostile::quotes.asc()))
        .limit(1);
    assert_eq!(query.all(&connection)?, [row.clone()]);
    assert_eq!(query.update(&connection, [hostile::crab.set("';"), hostile::say_hi.increase(1)])?, 1);
    let groups = Hostile::query().group_by((hostile::crab, hostile::say_hi)).select(hostile::space.sum());
    assert_eq!(groups.all(&connection)?, [(("';".to_owned(), 2), Some(0.5))]);
    assert!(row.delete(&connection)?);
    assert_eq!(count(&connection, "x"), 0);
    Ok(())
}

#[test]
fn many_rows_are_all_or_none() -> Result<(), Error> {
    let mut connection = database();
    let taken = [product(1, 5), product(2, 5), product(1, 5)];

    // In a transaction of their own.
    let error = Product::insert_all(&connection, &taken).unwrap_err();
    assert!(error.is_constraint());
    assert_eq!(
        error.to_string(),
        "row at index 2, with key `1`: cannot insert into `products`: UNIQUE constraint failed: products.id"
    );
    assert!(connection.is_autocommit());
    assert_eq!(count(&connection, "products"), 0);

    // In the caller's, which goes on.
    let transaction = connection.transaction().unwrap();
    product(9, 5).insert(&transaction)?;
    assert!(Product::insert_all(&transaction, &taken).is_err());
    assert_eq!(count(&transaction, "products"), 1);
    assert_eq!(Product::insert_all(&transaction, &taken[..2])?, 2);
    transaction.commit().unwrap();
    assert_eq!(count(&connection, "products"), 3);

    // A caller's transaction that is undone takes the rows with it.
    let transaction = connection.transaction().unwrap();
    assert_eq!(Product::upsert_all(&transaction, (1..=50).map(|id| product(id, 6)))?, 50);
    transaction.rollback().unwrap();
    assert_eq!(Product::list(&connection, products::customer_id, 6)?, []);

    // No rows, no harm.
    assert_eq!(Product::insert_all(&connection, std::iter::empty::<Product>())?, 0);
    Ok(())
}

#[test]
fn a_panic_in_the_iterator_leaves_nothing_behind() {
    let connection = database();
    let rows = (1..).map(|id| if id < 5 { product(id, 5) } else { panic!("no more") });
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Product::insert_all(&connection, rows)));
    assert!(result.is_err());
    assert!(connection.is_autocommit());
    assert_eq!(count(&connection, "products"), 0);
}

#[test]
fn rows_are_written_as_the_iterator_yields_them() -> Result<(), Error> {
    let connection = database();
    // Each row is in the table before the next one is asked for, so none is kept.
    let rows = (1..=1000).map(|id| {
        assert_eq!(count(&connection, "products"), id - 1);
        product(id, 5)
    });
    assert_eq!(Product::insert_all(&connection, rows)?, 1000);
    Ok(())
}

#[test]
fn nobody_writes_between_the_rows_of_one_call() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE products (id INTEGER PRIMARY KEY, customer_id, data, last_synced)").unwrap();
    let other = Connection::open(&path).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    // Not even before the first: what the iterator reads to make its rows is still true when they are written.
    let rows = (1..=2).map(|id| {
        assert!(product(9, 5).insert(&other).unwrap_err().is_busy());
        product(id, 5)
    });
    assert_eq!(Product::insert_all(&connection, rows)?, 2);
    product(9, 5).insert(&other)
}

#[test]
fn one_call_may_run_inside_another() -> Result<(), Error> {
    let connection = database();
    Product::insert_all(&connection, (1..=3).map(|id| product(id, 5)))?;
    let mut products = Product::select(&connection)?;
    let tests = products.iter().map(|product| {
        let product = product.unwrap();
        // The same statement twice at a time, and a write within a write.
        assert_eq!(Product::all(&connection).unwrap().len(), 3);
        Test::insert_all(&connection, [Test { id: 100 + product.id, product_id: 1, priority: 0 }]).unwrap();
        Test { id: product.id, product_id: product.id, priority: 1 }
    });
    Test::insert_all(&connection, tests)?;
    assert_eq!(count(&connection, "tests"), 6);
    Ok(())
}

#[test]
fn a_value_that_does_not_fit_its_field_names_table_column_and_key() {
    let connection = database();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (id, priority) in [("1", "'high'"), ("2", "70000"), ("3", "1.5"), ("4", "x'00'"), ("5", "-1")] {
        connection.execute_batch(&format!("INSERT INTO tests VALUES ({id}, 1, {priority})")).unwrap();
    }
    for (key, expected) in [
        (1, "column `tests.priority` of the row with key `1` holds text, which its field of type `i16` cannot hold"),
        (
            2,
            "column `tests.priority` of the row with key `2` holds 70000, which is out of the range of its field of type `i16`",
        ),
        (
            3,
            "column `tests.priority` of the row with key `3` holds a floating-point number, which its field of type `i16` cannot hold",
        ),
        (4, "column `tests.priority` of the row with key `4` holds bytes, which its field of type `i16` cannot hold"),
    ] {
        let error = Test::find(&connection, key).unwrap_err();
        assert!(error.is_value());
        assert_eq!(error.to_string(), expected);
    }
    // The rows beside it are still to be had.
    let read: Vec<_> = Test::select(&connection).unwrap().iter().map(|row| row.is_ok()).collect();
    assert_eq!(read, [false, false, false, false, true]);
    assert!(Test::all(&connection).is_err());

    connection
        .execute_batch("DROP TABLE products; CREATE TABLE products (id, customer_id, data, last_synced)")
        .unwrap();
    connection
        .execute_batch("INSERT INTO products VALUES (1, 5, NULL, NULL), (2, 5, CAST(x'ff' AS TEXT), NULL)")
        .unwrap();
    for (key, expected) in [
        (1, "column `products.data` of the row with key `1` is null, which its field of type `String` cannot hold"),
        (
            2,
            "column `products.data` of the row with key `2` holds text that is not UTF-8, which its field of type `String` cannot hold",
        ),
    ] {
        assert_eq!(Product::find(&connection, key).unwrap_err().to_string(), expected);
    }
}

#[derive(Debug, Table)]
#[table(tests)]
struct WideTest {
    id: i64,
    product_id: i64,
    priority: i64,
}

#[test]
fn a_value_that_does_not_fit_its_column_names_both() -> Result<(), Error> {
    let connection = database();
    product(1, 5).insert(&connection)?;
    let wide = |id, priority| WideTest { id, product_id: 1, priority };
    wide(1, i64::from(i16::MAX)).insert(&connection)?;
    wide(2, i64::from(i16::MIN)).insert(&connection)?;
    let error = wide(3, 32768).insert(&connection).unwrap_err();
    assert!(error.is_value());
    assert_eq!(
        error.to_string(),
        "column `tests.priority` of the row with key `3` cannot hold 32768: it is declared `smallint`"
    );
    assert!(WideTest::upsert_all(&connection, [wide(4, 1), wide(5, -32769)]).unwrap_err().is_value());
    assert_eq!(Test::all(&connection)?.iter().map(|test| test.priority).collect::<Vec<_>>(), [i16::MAX, i16::MIN]);
    assert_eq!(WideTest::find(&connection, 2)?.map(|test| (test.product_id, test.priority)), Some((1, -32768)));

    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE totals (price REAL, id INTEGER PRIMARY KEY, amount INTEGER)").unwrap();
    let nan = Total { price: f64::NAN, total: None, id: 1, doubled: 0.0, amount: 1 };
    let error = nan.insert(&connection).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `totals.price` of the row with key `1` cannot hold NaN, which SQLite has no value for"
    );
    Total { price: f64::INFINITY, ..nan }.insert(&connection)?;
    assert_eq!(count(&connection, "totals"), 1);
    Ok(())
}

#[test]
fn a_column_that_the_database_lacks_is_an_error_and_no_string() {
    let connection = Connection::open_in_memory().unwrap();
    // SQLite reads a double-quoted word that is no column as a string: `SELECT "data"` would be 'data'.
    connection.execute_batch("CREATE TABLE products (id INTEGER PRIMARY KEY, customer_id INTEGER)").unwrap();
    connection.execute_batch("INSERT INTO products VALUES (1, 5)").unwrap();
    let error = Product::all(&connection).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `products`: no such column: products.data");
    assert!(std::error::Error::source(&error).is_some());
    assert!(Product::list(&connection, products::data, "data").is_err());
    assert!(product(1, 5).upsert(&connection).is_err());
    assert!(NewProduct::find(&connection, 1).unwrap().is_some());

    let error = Test::find(&connection, 1).unwrap_err();
    assert_eq!(error.to_string(), "cannot read `tests`: no such table: tests");
}

#[test]
fn a_held_database_is_told_from_other_failures() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.db");
    let mut holder = Connection::open(&path).unwrap();
    holder.execute_batch("CREATE TABLE products (id INTEGER PRIMARY KEY, customer_id, data, last_synced)").unwrap();
    let held = holder.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let other = Connection::open(&path).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    assert!(Product::insert_all(&other, [product(1, 5)]).unwrap_err().is_busy());
    assert!(product(1, 5).insert(&other).unwrap_err().is_busy());
    held.commit().unwrap();
    assert_eq!(Product::insert_all(&other, [product(1, 5)])?, 1);

    let read_only = Connection::open_with_flags(&path, frostline::rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    assert!(product(2, 5).insert(&read_only).unwrap_err().is_read_only());
    assert_eq!(Product::all(&read_only)?.len(), 1);
    Ok(())
}

module! { measures of Measure keyed i64:
    "measures", &[("id", 8), ("value", 0)], &[0];
    id 0 i64,
    value 1 String,
}

/// A type of the application's own, and a struct that is generic over such.
#[derive(Clone, Debug, PartialEq)]
struct Celsius(f64);

impl frostline::Holds<String> for Celsius {}

impl frostline::rusqlite::types::FromSql for Celsius {
    fn column_result(
        value: frostline::rusqlite::types::ValueRef<'_>,
    ) -> frostline::rusqlite::types::FromSqlResult<Self> {
        let text = value.as_str()?;
        text.trim_end_matches(" °C").parse().map(Celsius).map_err(frostline::rusqlite::types::FromSqlError::other)
    }
}

impl frostline::rusqlite::ToSql for Celsius {
    fn to_sql(&self) -> frostline::rusqlite::Result<frostline::rusqlite::types::ToSqlOutput<'_>> {
        Ok(format!("{} °C", self.0).into())
    }
}

/// The declared row; `Measured` is another of the same table.
struct Measure;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(measures)]
struct Measured<T>
where
    T: frostline::Holds<String>,
{
    id: i64,
    value: T,
}

#[test]
fn types_of_ones_own_hold_columns_also_in_generic_structs() -> Result<(), Error> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE measures (id INTEGER PRIMARY KEY, value TEXT NOT NULL)").unwrap();
    let row = Measured { id: 1, value: Celsius(-3.5) };
    row.insert(&connection)?;
    assert_eq!(Measured::find(&connection, 1)?, Some(row));
    assert_eq!(Measured::<Box<str>>::find(&connection, 1)?.map(|row| row.value), Some("-3.5 °C".into()));
    connection.execute_batch("UPDATE measures SET value = 'warm'").unwrap();
    assert_eq!(
        Measured::<Celsius>::find(&connection, 1).unwrap_err().to_string(),
        "column `measures.value` of the row with key `1` does not fit its field of type `Celsius`: invalid float literal"
    );
    Ok(())
}

#[test]
fn a_table_tells_what_it_is() {
    assert_eq!(totals::TABLE.name(), "totals");
    let columns: Vec<_> =
        totals::TABLE.columns().map(|column| (column.name(), column.is_generated(), column.is_nullable())).collect();
    assert_eq!(columns[..2], [("price", false, false), ("total", true, true)]);
    assert_eq!(memberships::TABLE.key().map(|column| column.name()).collect::<Vec<_>>(), ["team", "user_id"]);
    assert!(products::id.info().has_default());
    assert_eq!(products::data.table().name(), "products");
}

#[cfg(feature = "sea-query")]
#[test]
fn columns_and_tables_are_identifiers_of_sea_query() {
    use frostline::sea_query::{Expr, ExprTrait as _, OnConflict, Order, Query, SqliteQueryBuilder};

    let select = Query::select()
        .columns([products::id, products::customer_id])
        .column(products::data)
        .from(&products::TABLE)
        .and_where(Expr::col(products::customer_id).eq(5))
        .order_by(products::id, Order::Desc)
        .to_string(SqliteQueryBuilder);
    assert_eq!(
        select,
        r#"SELECT "id", "customer_id", "data" FROM "products" WHERE "customer_id" = 5 ORDER BY "id" DESC"#
    );

    let join = Query::select()
        .column(tests::id.qualified())
        .column((&products::TABLE, products::data))
        .from(&tests::TABLE)
        .inner_join(&products::TABLE, Expr::col(tests::product_id.qualified()).equals(products::id.qualified()))
        .to_string(SqliteQueryBuilder);
    assert_eq!(
        join,
        r#"SELECT "tests"."id", "products"."data" FROM "tests" INNER JOIN "products" ON "tests"."product_id" = "products"."id""#
    );

    let insert = Query::insert()
        .into_table(&hostile::TABLE)
        .columns([hostile::say_hi])
        .values_panic([1.into()])
        .on_conflict(OnConflict::column(hostile::select).update_column(hostile::say_hi).to_owned())
        .to_string(SqliteQueryBuilder);
    assert_eq!(
        insert,
        r#"INSERT INTO "a ""b""; DROP TABLE x --" ("say ""hi""") VALUES (1) ON CONFLICT ("select") DO UPDATE SET "say ""hi""" = "excluded"."say ""hi""""#
    );
}

#[derive(Clone, Debug, PartialEq, Table)]
#[table(anything)]
struct Anything {
    id: i64,
    value: Value,
}

module! { anything of Anything keyed i64:
    "anything", &[("id", 8), ("value", 0)], &[0];
    id 0 i64,
    value 1 frostline::rusqlite::types::Value,
}

#[test]
fn dynamic_values_are_rows_too() -> Result<(), Error> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE anything (id INTEGER PRIMARY KEY, value)").unwrap();
    let values =
        [Value::Null, Value::Integer(i64::MIN), Value::Real(0.1), Value::Text("x".into()), Value::Blob(vec![0])];
    let rows: Vec<_> = (1..).zip(values).map(|(id, value)| Anything { id, value }).collect();
    Anything::insert_all(&connection, &rows)?;
    assert_eq!(Anything::all(&connection)?, rows);
    Ok(())
}
