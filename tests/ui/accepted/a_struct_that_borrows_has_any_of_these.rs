//! What a struct that borrows may have for text and bytes.

use std::borrow::Cow;

use frostline::rusqlite::Connection;
use frostline::{Lent as _, Table};

frostline::schema! {
    #![revisions = "fixtures/letters_that_are_lent"]

    table letters as Letter { id integer primary key, body text, note text?, seal blob, stamp blob? }
}

#[derive(Table)]
#[table(letters)]
struct Plain<'a> {
    body: &'a str,
    note: Option<&'a str>,
    seal: &'a [u8],
    stamp: Option<&'a [u8]>,
}

#[derive(Table)]
#[table(letters)]
struct Cows<'a> {
    body: Cow<'a, str>,
    note: Option<Cow<'a, str>>,
    seal: Cow<'a, [u8]>,
    stamp: Option<Cow<'a, [u8]>>,
}

fn main() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE letters (id INTEGER PRIMARY KEY, body TEXT, note TEXT, seal BLOB, stamp BLOB);
             INSERT INTO letters VALUES (1, 'x', NULL, x'01', NULL), (2, 'y', 'n', x'02', x'03')",
        )
        .unwrap();
    let found = Plain::find_with(&connection, 2, |row| {
        assert_eq!((row.body, row.note, row.seal, row.stamp), ("y", Some("n"), &[2][..], Some(&[3][..])));
    });
    assert!(found.unwrap().is_some());
    let found = Cows::find_with(&connection, 1, |row| {
        assert!(matches!(row.body, Cow::Borrowed("x")) && matches!(row.seal, Cow::Borrowed([1])));
        assert!(row.note.is_none() && row.stamp.is_none());
    });
    assert!(found.unwrap().is_some());
    let found = Cows::find_with(&connection, 2, |row| {
        assert!(matches!(row.note, Some(Cow::Borrowed("n"))) && matches!(row.stamp, Some(Cow::Borrowed([3]))));
    });
    assert!(found.unwrap().is_some());
}
