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
        twice integer generated "stock % 10 * 2" virtual,
    }

    table events as Event {
        id integer primary key,
        at datetime as frostline::Stored<jiff::Timestamp>,
        who uuid? as frostline::Stored<uuid::Uuid>,
    }

    /// Another program writes here too, and always six digits after the second.
    table stamps as Stamp {
        id integer primary key,
        at datetime unique default sql "strftime('%Y-%m-%d %H:%M:%f000', 'now')" as frostline::Stored<schema_sqlite::row::Micros<jiff::Timestamp>>,
        seen datetime? as frostline::Stored<schema_sqlite::row::Micros<chrono::NaiveDateTime>>,
    }
}

use frostline::rusqlite::Connection;
use frostline::rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use frostline::{Insert, Stored, Table};
use rust_decimal::Decimal;
use schema_sqlite::row::Micros;

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
        // A whole number with a point goes by a floating-point number.
        ("6784582636792929136.0", 19),
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

#[test]
fn a_number_that_leaves_its_range_is_not_stored() {
    let connection = database();
    // The same statement is made of rows that have room and rows that have none.
    let stocks = [0, i64::MAX - 1, i64::MAX, i64::MIN, -5];
    for (id, stock) in (1..).zip(stocks) {
        NewPrice { id: Some(id), stock: Some(stock), ..price("1") }.insert(&connection).unwrap();
    }
    let row = |id| Price::query().filter(prices::id.eq(id));
    for by in [0, 1, 2, -1, -6, i64::MAX, i64::MIN] {
        for (id, stock) in (1..).zip(stocks) {
            let done = row(id).update(&connection, [prices::stock.increase(by)]);
            match stock.checked_add(by) {
                Some(_) => assert_eq!(done.unwrap(), 1, "{stock} + {by}"),
                None => {
                    let error = done.unwrap_err().to_string();
                    assert_eq!(error, "cannot update `prices`: integer overflow", "{stock} + {by}");
                }
            }
            let found = row(id).one(&connection).unwrap();
            assert_eq!(found.stock, stock.checked_add(by).unwrap_or(stock));
            row(id).update(&connection, [prices::stock.set(stock)]).unwrap();
        }
    }
    // All of the rows or none, though the first have room.
    assert!(Price::query().update(&connection, [prices::stock.increase(1)]).is_err());
    let held: Vec<i64> =
        Price::query().order_by(prices::id.asc()).all(&connection).unwrap().iter().map(|row| row.stock).collect();
    assert_eq!(held, stocks);
    assert_eq!(number(&connection, "SELECT count(*) FROM prices WHERE typeof(stock) <> 'integer'"), 0);
}

#[test]
fn a_decimal_is_not_set_that_would_come_back_changed() {
    let connection = database();
    price("1").insert(&connection).unwrap();
    let many: Decimal = "12345678901234567.89".parse().unwrap();
    let error = Price::query().update(&connection, [prices::price.set(many)]).unwrap_err();
    assert!(error.is_value());
    assert!(error.to_string().contains("`prices.price` has 19 digits"), "{error}");
    assert!(Price::query().update(&connection, [prices::maybe.set(Some(many))]).unwrap_err().is_value());
    assert_eq!(*Price::query().one(&connection).unwrap().price, decimal("1").0);
    Price::query().update(&connection, [prices::exact.set(many)]).unwrap();
    assert_eq!(*Price::query().one(&connection).unwrap().exact, many);
}

/// The key, and what the database makes of other columns.
#[derive(Debug, Table)]
#[table(prices)]
struct Twice {
    id: i64,
    twice: i64,
}

/// As much, with a column that is written.
#[derive(Debug, PartialEq, Table)]
#[table(prices)]
struct Stock {
    id: i64,
    stock: i64,
    twice: i64,
}

#[test]
fn what_the_database_computes_is_not_set() {
    let connection = database();
    NewPrice { id: Some(1), stock: Some(4), ..price("1") }.insert(&connection).unwrap();
    let told = "cannot update a row of `prices`: of what the struct has, the database computes all but the key: \
                `prices.twice`; give the struct a field for a column that is written";
    let error = Twice { id: 1, twice: 9 }.update(&connection).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(error.to_string(), told);
    assert!(Stock { id: 1, stock: 5, twice: 9 }.update(&connection).unwrap());
    assert_eq!(Stock::find(&connection, 1).unwrap(), Some(Stock { id: 1, stock: 5, twice: 10 }));
}

/// The blocks of SQL of the guide, one after the other.
fn sql_of_the_guide() -> String {
    let guide = include_str!("../docs/rows.md");
    guide.split("```sql\n").skip(1).filter_map(|part| part.split("```").next()).collect()
}

#[test]
fn texts_of_other_programs_are_found_once_they_have_one_form() {
    let connection = database();
    let texts = [
        ("'2025-11-24 10:00:00.000000'", "2025-11-24T10:00:00Z"),
        ("'2025-11-24T10:00:01Z'", "2025-11-24T10:00:01Z"),
        ("'2025-11-24T12:00:02.250+02:00'", "2025-11-24T10:00:02.25Z"),
        ("'2025-11-24 05:00:03-05:00'", "2025-11-24T10:00:03Z"),
        ("'2025-11-24 10:01'", "2025-11-24T10:01:00Z"),
        ("'2025-11-25'", "2025-11-25T00:00:00Z"),
        ("1764064800", "2025-11-25T10:00:00Z"),
        ("'2025-11-25 10:00:10'", "2025-11-25T10:00:10Z"),
        ("'2025-11-25 10:00:10.123456'", "2025-11-25T10:00:10.123456Z"),
        ("'2025-11-25 10:00:20.120000'", "2025-11-25T10:00:20.12Z"),
    ];
    let uuid = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
    for (id, (text, _)) in texts.iter().enumerate() {
        let who = ["'67E55044-10B1-426F-9247-BB680E5FE0C8'", "'67E5504410B1426F9247BB680E5FE0C8'", "NULL"][id.min(2)];
        connection.execute(&format!("INSERT INTO events VALUES ({id}, {text}, {who})"), []).unwrap();
    }
    let order = (events::at.asc(), events::id.asc());
    let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    // This is why: the page after the first row begins with the first row.
    let first = Event::query().order_by(events::id.asc()).first(&connection).unwrap().unwrap();
    let page = Event::query().after(order, (first.at, first.id)).limit(1).all(&connection).unwrap();
    assert_eq!(page, [first]);
    assert_eq!(Event::query().filter(events::who.eq(uuid)).count(&connection).unwrap(), 0);

    let sql = sql_of_the_guide();
    connection.execute_batch(&sql).unwrap();
    for (id, (text, at)) in (0..).zip(texts) {
        let found = Event::list(&connection, events::at, instant(at)).unwrap();
        assert_eq!(found.iter().map(|event| event.id).collect::<Vec<_>>(), [id], "{text}");
    }
    let of_uuid = Event::list(&connection, events::who, Some(uuid)).unwrap();
    assert_eq!(of_uuid.iter().map(|event| event.id).collect::<Vec<_>>(), [0, 1]);
    let mut ids = Vec::new();
    let mut page = Event::query().order_by(order).limit(3).all(&connection).unwrap();
    while let Some(last) = page.last() {
        ids.extend(page.iter().map(|event| event.id));
        page = Event::query().after(order, (last.at, last.id)).limit(3).all(&connection).unwrap();
    }
    assert_eq!(ids, (0..10).collect::<Vec<_>>());
    // Once more it changes nothing.
    let before = Event::all(&connection).unwrap();
    connection.execute_batch(&sql).unwrap();
    assert_eq!(Event::all(&connection).unwrap(), before);
}

#[test]
fn a_column_of_six_digits_agrees_with_a_program_that_writes_them() {
    let connection = database();
    let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let theirs = ["2025-11-24 10:00:00.000000", "2025-11-24 10:00:00.500000", "2025-11-24 10:00:01.000000"];
    for text in theirs {
        connection.execute("INSERT INTO stamps (at) VALUES (?1)", [text]).unwrap();
    }
    let whole = instant("2025-11-24T10:00:00Z");
    assert_eq!(Stamp::list(&connection, stamps::at, Micros(whole)).unwrap()[0].id, 1);
    let ours = NewStamp { at: Some(Stored(Micros(whole))), ..NewStamp::new() };
    assert!(ours.insert(&connection).unwrap_err().is_constraint());
    let found = Stamp::find_by(&connection, stamps::unique_at, Stored(Micros(whole))).unwrap();
    assert_eq!(found.unwrap().id, 1);
    // The fourth is of ours, with more digits than are kept.
    let fine = NewStamp {
        at: Some(Stored(Micros(instant("2025-11-24T10:00:00.7500009Z")))),
        seen: Some(Stored(Micros("2025-11-24T10:00:00.5".parse().unwrap()))),
        ..NewStamp::new()
    };
    let fine: Stamp = fine.insert_returning(&connection).unwrap();
    assert_eq!(**fine.at, instant("2025-11-24T10:00:00.75Z"));
    let texts = "SELECT at || '|' || seen FROM stamps WHERE id = 4";
    let texts: String = connection.query_row(texts, [], |row| row.get(0)).unwrap();
    assert_eq!(texts, "2025-11-24 10:00:00.750000|2025-11-24 10:00:00.500000");
    let order = (stamps::at.asc(), stamps::id.asc());
    let mut ids = Vec::new();
    let mut page = Stamp::query().order_by(order).limit(1).all(&connection).unwrap();
    while let Some(last) = page.last() {
        ids.push(last.id);
        page = Stamp::query().after(order, (last.at, last.id)).limit(1).all(&connection).unwrap();
    }
    assert_eq!(ids, [1, 2, 4, 3]);
    // What the database fills in has the form, too.
    let filled: Stamp = NewStamp::new().insert_returning(&connection).unwrap();
    let text: String = connection.query_row("SELECT at FROM stamps WHERE id = 5", [], |row| row.get(0)).unwrap();
    assert_eq!(text.len(), theirs[0].len());
    assert_eq!(Stamp::list(&connection, stamps::at, filled.at).unwrap(), [filled]);
}

#[test]
fn decimals_of_text_are_compared_as_text() {
    let connection = database();
    for exact in ["9", "10", "10.0"] {
        NewPrice { exact: Some(decimal(exact)), ..price("1") }.insert(&connection).unwrap();
    }
    // As the guide warns.
    let greatest = Price::query().aggregate(&connection, prices::exact.max()).unwrap();
    assert_eq!(greatest, Some(decimal("9")));
    assert_eq!(Price::query().filter(prices::exact.eq(decimal("10").0)).count(&connection).unwrap(), 1);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 1024, failure_persistence: None, ..Default::default() })]

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
