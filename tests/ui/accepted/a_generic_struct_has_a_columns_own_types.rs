//! What the parameter of a generic struct may be.

use std::sync::Arc;

use frostline::rusqlite::Connection;
use frostline::{Fits, Holds, Lent as _, Stored, Table};

frostline::schema! {
    #![revisions = "fixtures/generics"]

    table letters as Letter {
        id integer primary key as new LetterId, stars smallint?, body text,
        sent date? as frostline::Stored<jiff::civil::Date>
    }
}

#[derive(Table)]
#[table(letters)]
struct Any<I, S, B: Holds<String>, D>
where
    I: Fits<LetterId>,
    S: Fits<i16>,
    D: Fits<Option<Stored<jiff::civil::Date>>>,
{
    id: I,
    stars: Option<S>,
    body: Option<B>,
    sent: D,
}

#[derive(Table)]
#[table(letters)]
struct Body<T: Fits<String>> {
    body: T,
}

#[derive(Table)]
#[table(letters)]
struct Borrowed<'a, S: Fits<Option<i16>>> {
    body: &'a str,
    stars: S,
}

fn main() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE letters (id INTEGER PRIMARY KEY, stars SMALLINT, body TEXT, sent DATE);
             INSERT INTO letters VALUES (1, 4, 'x', '2025-01-02'), (2, NULL, 'y', NULL)",
        )
        .unwrap();
    let rows: Vec<Any<LetterId, i16, Box<str>, Option<Stored<jiff::civil::Date>>>> =
        Any::query().order_by(letters::id).all(&connection).unwrap();
    assert_eq!((rows[0].id, rows[0].stars, rows[0].body.as_deref()), (LetterId(1), Some(4), Some("x")));
    assert_eq!((rows[0].sent.is_some(), rows[1].stars, rows[1].sent), (true, None, None));
    let wide: Any<LetterId, i64, Arc<str>, Option<Stored<jiff::civil::Date>>> = Any::query().first(&connection).unwrap().unwrap();
    assert_eq!(wide.stars, Some(4));
    assert_eq!(Body::<String>::find(&connection, LetterId(2)).unwrap().unwrap().body, "y");
    assert_eq!(&*Body::<Arc<str>>::find(&connection, LetterId(2)).unwrap().unwrap().body, "y");
    let found = Borrowed::<Option<i32>>::find_with(&connection, LetterId(1), |row| {
        assert_eq!((row.body, row.stars), ("x", Some(4)));
    });
    assert!(found.unwrap().is_some());
}
