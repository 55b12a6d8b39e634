//! SQL of one's own, read as values, structs and tuples of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

use frostline::rusqlite::{Connection, params};
use frostline::{Error, Loose, Table, rows};
use schemas::{Product, products};

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    schemas::upgrade(&mut connection).unwrap();
    let product = |id, customer_id| Product {
        id,
        customer_id,
        data: format!("{{\"n\": {id}}}"),
        last_synced: None,
        features_synced_at: None,
    };
    Product::insert_all(&connection, &[product(1, 5), product(2, 5), product(3, 6)]).unwrap();
    connection
}

#[derive(Debug, PartialEq, Table)]
#[table(products)]
struct Key {
    id: i64,
    customer_id: i64,
}

#[test]
fn rows_are_values_and_structs() -> Result<(), Error> {
    let connection = database();
    let text = "SELECT customer_id, count(*), avg(id) FROM products WHERE id > ?1 GROUP BY 1 ORDER BY 1";
    let groups = rows::<(i64, u32, f64)>(&connection, text, [0])?.all()?;
    assert_eq!(groups, [(5, 2, 1.5), (6, 1, 3.0)]);
    assert_eq!(rows::<i64>(&connection, "SELECT count(*) FROM products", [])?.one()?, 3);
    let none: Option<(i64,)> = rows(&connection, "SELECT id FROM products WHERE id = ?1", params![9])?.first()?;
    assert_eq!(none, None);
    let text = "SELECT id, customer_id, last_synced, json_extract(data, '$.n') FROM products ORDER BY id DESC";
    let mixed: Vec<(Key, Option<String>, i64)> = rows(&connection, text, [])?.all()?;
    assert_eq!(mixed[0], (Key { id: 3, customer_id: 6 }, None, 3));
    let text = "SELECT a.id, b.id, b.customer_id FROM products a LEFT JOIN products b ON b.id = a.id + 1 ORDER BY a.id";
    let joined = rows::<(i64, Option<Key>)>(&connection, text, [])?.all()?;
    assert_eq!(joined[2], (3, None));
    assert_eq!(joined[1].1.as_ref().map(|key| key.id), Some(3));
    let mut whole: Loose<'_, Product> = rows(&connection, "SELECT * FROM products ORDER BY id", [])?;
    assert_eq!(whole.iter().map(|product| product.map(|it| it.id)).collect::<Result<Vec<_>, _>>()?, [1, 2, 3]);
    assert_eq!(whole.all()?.len(), 3);
    // Twelve of them, and a statement that writes.
    let text = "INSERT INTO products (id, customer_id, data) VALUES (9, 9, '') RETURNING 1,2,3,4,5,6,7,8,9,10,11,id";
    type Twelve = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, i64);
    assert_eq!(rows::<Twelve>(&connection, text, [])?.one()?.11, 9);
    Ok(())
}

#[test]
fn what_does_not_fit_is_told() {
    let connection = database();
    let told = |error: Error| error.to_string();
    let text = "SELECT id, customer_id AS customer, iif(id = 2, 'two', id) AS n FROM products ORDER BY id";
    let mut wrong = rows::<(Key, i64)>(&connection, text, []).unwrap();
    let mut seen = wrong.iter();
    assert!(seen.next().unwrap().is_ok());
    let error = seen.next().unwrap().unwrap_err();
    assert!(error.is_value());
    assert_eq!(told(error), "column `n` of the statement's row 2 holds text, which its type `i64` cannot hold");
    assert!(seen.next().is_none());
    let error = rows::<(i64, String)>(&connection, "SELECT 1, NULL", []).unwrap().all().unwrap_err();
    assert_eq!(told(error), "column `NULL` of the statement's row 1 is null, which its type `String` cannot hold");
    let error = rows::<(u8,)>(&connection, "SELECT 300 AS big", []).unwrap().one().unwrap_err();
    assert_eq!(
        told(error),
        "column `big` of the statement's row 1 holds 300, which is out of the range of its type `u8`"
    );
    let mut narrow = rows::<(Key, String)>(&connection, "SELECT id FROM products", []).unwrap();
    let error = narrow.all().unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(
        told(error),
        "the statement yields 1 columns, and `(Key, String)` is read from 3; select as many, in its order"
    );
    assert_eq!(narrow.iter().count(), 1);
    let error = rows::<i64>(&connection, "SELECT id FROM products", []).unwrap().one().unwrap_err();
    assert!(error.is_not_one());
    let error = rows::<i64>(&connection, "SELECT id FROM prodcts", []).unwrap_err();
    assert_eq!(told(error), "cannot run the statement: no such table: prodcts");
    assert!(rows::<i64>(&connection, "SELECT ?1", []).is_err());
    // A column of a table's struct still names the table and the key.
    connection.execute_batch("UPDATE products SET customer_id = 'x' WHERE id = 3").unwrap();
    let error =
        rows::<(i64, Key)>(&connection, "SELECT 1, id, customer_id FROM products", []).unwrap().all().unwrap_err();
    assert!(told(error).starts_with("column `products.customer_id` of the row with key `3` holds text"));
}
