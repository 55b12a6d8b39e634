//! What rows refuse, so that what is written can be read, and what failed left nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

frostline::schema! {
    #![revisions = "tests/rows_sound/revisions"]
    #![history = "sound"]

    table notes as Note {
        id integer primary key,
        /// Read as a number, and the database's default is none.
        size text default "large" as self::Size,
        name text unique on conflict ignore,
    }

    table codes as Code {
        /// A key that the program reads, and the database does not check.
        code text default "none" primary key as self::Size,
        note text?,
    }

    table prices as Price {
        id integer primary key,
        price decimal(30, 10) as frostline::Stored<rust_decimal::Decimal>,
        maybe decimal(10, 2)? as frostline::Stored<rust_decimal::Decimal>,
        exact text default "0" as frostline::Stored<rust_decimal::Decimal>,
        stock integer default 0,
        twice integer generated "stock * 2" virtual,
    }

    table events as Event {
        id integer primary key,
        at datetime as frostline::Stored<jiff::Timestamp>,
        who uuid? as frostline::Stored<uuid::Uuid>,
    }
}

use frostline::rusqlite::Connection;
use frostline::rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use frostline::{Insert, Stored, Table};
use rust_decimal::Decimal;

/// A number that is kept as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Size(u32);

impl FromSql for Size {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

impl ToSql for Size {
    fn to_sql(&self) -> frostline::rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_row_that_cannot_be_read_back_does_not_stay() {
    let connection = database();
    let form = NewNote::new("a".to_owned());
    for is_inside in [false, true] {
        if is_inside {
            connection.execute_batch("BEGIN; INSERT INTO notes (size, name) VALUES ('7', 'before')").unwrap();
        }
        let error = form.insert_returning::<Note>(&connection).unwrap_err();
        assert!(error.is_value(), "{error}");
        let error = NewCode::new().insert_returning_key(&connection).unwrap_err();
        assert!(error.to_string().starts_with("cannot insert into `codes`: "), "{error}");
        assert_eq!(connection.is_autocommit(), !is_inside);
    }
    // What the program had done before is there.
    connection.execute_batch("COMMIT").unwrap();
    assert_eq!(number(&connection, "SELECT count(*) FROM notes"), 1);
    assert_eq!(number(&connection, "SELECT count(*) FROM codes"), 0);
    // What can be read stays, of the next try too.
    let form = NewNote { size: Some(Size(3)), ..form };
    let note: Note = form.insert_returning(&connection).unwrap();
    assert_eq!(Note::find(&connection, note.id).unwrap().unwrap().size, Size(3));
    assert_eq!(NewCode { code: Some(Size(5)), ..NewCode::new() }.insert_returning_key(&connection).unwrap(), Size(5));
    assert!(connection.is_autocommit());
}

#[test]
fn a_row_that_was_left_out_is_told() {
    let connection = database();
    let form = NewNote { size: Some(Size(3)), ..NewNote::new("a".to_owned()) };
    assert_eq!(form.insert_returning_key(&connection).unwrap(), 1);
    let told = "cannot insert into `notes`: the row was left out, by `on conflict ignore` or by a trigger's \
                `RAISE(IGNORE)`; where that may be so, call `insert` and look for the row";
    assert_eq!(form.insert_returning_key(&connection).unwrap_err().to_string(), told);
    let error = form.insert_returning::<Note>(&connection).unwrap_err();
    assert!(error.is_constraint());
    assert_eq!(error.to_string(), told);
    let note = Note { id: 9, size: Size(3), name: "a".to_owned() };
    assert_eq!(note.insert_returning_key(&connection).unwrap_err().to_string(), told);
    form.insert(&connection).unwrap();
    assert_eq!(number(&connection, "SELECT count(*) FROM notes"), 1);
}

fn decimal(text: &str) -> Stored<Decimal> {
    Stored(text.parse().unwrap())
}

fn price(price: &str) -> NewPrice {
    NewPrice::new(decimal(price))
}

#[test]
fn a_decimal_is_refused_as_the_guide_says() {
    let connection = database();
    let error = NewPrice::new(Stored("12345678901234567.89".parse().unwrap())).insert(&connection).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the value for `prices.price` has 19 digits; a `decimal` column of SQLite keeps 15; declare it `text as frostline::Stored<Decimal>`"
    );
}

#[test]
fn a_decimal_that_would_come_back_changed_is_not_written() {
    let connection = database();
    for (text, digits) in [
        ("12345678901234567.89", 19),
        ("-12345678901234567.89", 19),
        ("79228162514264337593543950335", 29),
        ("9223372036854775808", 19),
        ("0.1234567890123456", 16),
    ] {
        let told = format!(
            "the value for `prices.price` has {digits} digits; a `decimal` column of SQLite keeps 15; declare it \
             `text as frostline::Stored<Decimal>`"
        );
        let error = price(text).insert(&connection).unwrap_err();
        assert!(error.is_value());
        assert_eq!(error.to_string(), told);
        assert_eq!(price(text).insert_returning_key(&connection).unwrap_err().to_string(), told);
        let forms = [price("1"), price(text)];
        assert_eq!(NewPrice::insert_all(&connection, &forms).unwrap_err().to_string(), told);
        let form = NewPrice { maybe: Some(decimal(text)), ..price("1") };
        assert!(form.insert(&connection).unwrap_err().is_value());
        assert_eq!(Price::count(&connection).unwrap(), 0);
        // The remedy keeps each digit.
        let form = NewPrice { exact: Some(decimal(text)), ..price("1") };
        let row: Price = form.insert_returning(&connection).unwrap();
        assert_eq!(row.exact.to_string(), text);
        let mut row = row;
        row.price = decimal(text);
        assert_eq!(row.update(&connection).unwrap_err().to_string(), told);
        assert_eq!(row.upsert(&connection).unwrap_err().to_string(), told);
        row.price = decimal("1");
        assert!(row.delete(&connection).unwrap());
    }
}

proptest::proptest! {
    #[test]
    fn a_decimal_that_is_written_comes_back(units in proptest::num::i128::ANY, cut in 0..96_u32, scale in 0..=28_u32) {
        let connection = database();
        let written = Decimal::try_from_i128_with_scale((units >> 32) >> cut, scale).unwrap();
        let form = NewPrice { exact: Some(Stored(written)), ..NewPrice::new(Stored(written)) };
        match form.insert_returning::<Price>(&connection) {
            Ok(read) => proptest::prop_assert_eq!((*read.price, *read.exact), (written, written)),
            Err(error) => {
                proptest::prop_assert!(error.to_string().contains("digits; a `decimal` column"), "{}", error);
                proptest::prop_assert_eq!(Price::count(&connection).unwrap(), 0);
            }
        }
    }
}
