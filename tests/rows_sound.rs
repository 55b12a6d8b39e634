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

    /// Its key is of numbers that need not be whole.
    table weights as Weight {
        j real,
        k real,
        maybe real?,
        note text?,
        primary key (j, k),
        unique (k, maybe),
    }

    table loads as Load {
        id integer primary key,
        j real,
        k real,
        amount integer,
        foreign key (j, k) references weights (j, k),
    }

    /// It has no key.
    table loose as Loose {
        word text,
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
use frostline::{Error, Insert, Lent, Place, Stored, Table};
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
        assert_eq!(
            error.to_string(),
            "column `codes.code` of the row with key `none` does not fit its type `Size`: invalid digit found in string"
        );
        assert_eq!((error.is_value(), error.row_key()), (true, Some("none")));
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
        let many = format!("row at index 1: {told}");
        assert_eq!(NewPrice::insert_all(&connection, &forms).unwrap_err().to_string(), many);
        let form = NewPrice { maybe: Some(decimal(text)), ..price("1") };
        assert!(form.insert(&connection).unwrap_err().is_value());
        assert_eq!(Price::count(&connection).unwrap(), 0);
        // The remedy keeps each digit.
        let form = NewPrice { exact: Some(decimal(text)), ..price("1") };
        let row: Price = form.insert_returning(&connection).unwrap();
        assert_eq!(row.exact.to_string(), text);
        let mut row = row;
        row.price = decimal(text);
        let told = told.replace("price` has", &format!("price` of the row with key `{}` has", row.id));
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

/// A value that does not fit is told with its table and its column.
#[track_caller]
fn misfit<T: std::fmt::Debug>(done: Result<T, Error>, text: &str) {
    let error = done.unwrap_err();
    assert_eq!(error.to_string(), text);
    assert!(error.is_value());
}

#[test]
fn a_value_of_a_query_that_is_none_names_its_column() {
    let connection = database();
    // A year that SQLite does not know.
    let early: jiff::Timestamp = "2025-11-24T10:00:00Z".parse().unwrap();
    let far: chrono::NaiveDateTime = chrono::NaiveDate::from_ymd_opt(12_025, 1, 1).unwrap().into();
    let far = Micros(far);
    let told = "the value for `stamps.seen` cannot be written: the year 12025 is not of four digits";
    misfit(Stamp::query().filter(stamps::seen.eq(far)).all(&connection), told);
    misfit(Stamp::query().filter(stamps::seen.lt(far)).count(&connection), told);
    misfit(Stamp::query().filter(stamps::seen.between(far, far)).exists(&connection), told);
    misfit(Stamp::query().filter(stamps::seen.in_list([far])).first(&connection), told);
    misfit(Stamp::query().filter(!stamps::seen.not_in_list([far])).first(&connection), told);
    misfit(Stamp::query().after((stamps::seen.asc(), stamps::id.asc()), (far, 1)).all(&connection), told);
    misfit(Stamp::query().after((stamps::at.asc(), stamps::seen.asc()), (Micros(early), far)).all(&connection), told);
    misfit(Stamp::query().update(&connection, [stamps::seen.set(far)]), told);
    misfit(Stamp::list(&connection, stamps::seen, far), told);
    let groups = Stamp::query().group_by(stamps::id).select(stamps::seen.max()).having(stamps::seen.max().gt(far));
    misfit(groups.all(&connection), &told.replace("stamps.seen", "max(stamps.seen)"));
    misfit(Stamp::query().filter(stamps::seen.eq(far)).to_sea(), told);
}

#[test]
fn a_number_that_is_none_is_no_null() {
    let connection = database();
    connection.execute_batch("INSERT INTO weights VALUES (1.5, 1, NULL, NULL), (2.5, 2, 3.5, NULL)").unwrap();
    let told = |column: &str| {
        format!("the value for `weights.{column}` cannot be written: it is NaN, which SQLite has no value for")
    };
    let nan = f64::NAN;
    // As null it would find the first row.
    misfit(Weight::query().filter(weights::maybe.eq(nan)).all(&connection), &told("maybe"));
    misfit(Weight::query().filter(weights::maybe.in_list([1.0, nan])).all(&connection), &told("maybe"));
    misfit(Weight::list(&connection, weights::maybe, nan), &told("maybe"));
    misfit(Weight::query().update(&connection, [weights::maybe.set(nan)]), &told("maybe"));
    misfit(Weight::find(&connection, (1.5, nan)), &told("k"));
    misfit(Weight::find(&connection, (nan, 1.5)), &told("j"));
    misfit(Weight::exists(&connection, (1.5, nan)), &told("k"));
    misfit(Weight::delete_by_key(&connection, (nan, 1.5)), &told("j"));
    misfit(Weight::find_by(&connection, weights::unique_k_maybe, (1.0, nan)), &told("maybe"));
    misfit(Heavy::find_with(&connection, (1.5, nan), |_| ()), &told("k"));
}

/// A row that borrows.
#[derive(Table)]
#[table(weights)]
struct Heavy<'a> {
    j: f64,
    note: Option<&'a str>,
}

#[test]
fn a_group_that_does_not_fit_names_itself() {
    let connection = database();
    connection
        .execute_batch(
            "INSERT INTO notes VALUES (1, '5', 'a'), (2, 'big', 'b'), (3, '7', 'c');
             INSERT INTO codes VALUES ('1', 'x'), ('2', NULL), ('many', 'x')",
        )
        .unwrap();
    let text = "`max(notes.size)` does not fit its type `Size`: invalid digit found in string";
    misfit(Note::query().aggregate(&connection, notes::size.max()), text);
    let groups = Note::query().group_by((notes::id, notes::name)).select(notes::size.min());
    let text = "`min(notes.size)` of the group with `notes.id` `2`, `notes.name` `b` does not fit its type `Size`: invalid digit found in string";
    misfit(groups.all(&connection), text);
    let groups = Code::query().group_by(codes::code).select(frostline::count());
    let text = "`codes.code` of the group with `codes.code` `many` does not fit its type `Size`: invalid digit found in string";
    misfit(groups.all(&connection), text);
    // In a join each struct tells its own row.
    let joined = Code::query().filter(codes::note.eq("x")).order_by(codes::code.desc()).all(&connection);
    let text = "column `codes.code` of the row with key `many` does not fit its field of type `Size`: invalid digit found in string";
    misfit(joined, text);
    let rows = "SELECT n.id, n.size, n.name, c.code, c.note FROM notes AS n, codes AS c WHERE c.code = 'many'";
    misfit(frostline::sql::<(Note, Code)>(&connection, rows, []).unwrap().all(), text);
    misfit(frostline::rows::<(i64, String, String, Code)>(&connection, rows, []).unwrap().all(), text);
    let rows = "SELECT size AS how_big FROM notes WHERE id = 2";
    let text = "column `how_big` of the statement's row 1 does not fit its type `Size`: invalid digit found in string";
    misfit(frostline::rows::<Size>(&connection, rows, []).unwrap().one(), text);
}

#[test]
fn pages_hold_every_row_once_however_its_values_are_spelled() {
    let connection = database();
    let spelled = [
        "2025-11-24 10:00:00",
        "2025-11-24 10:00:00.000000",
        "2025-11-24T10:00:00Z",
        "2025-11-24 12:00:00+02:00",
        "2025-11-24 10:00:00.5",
        "2025-11-24",
        "2025-11-24T10:00:00",
        "2025-11-24 10:00:00",
    ];
    let whos = [None, Some("67E55044-10B1-426F-9247-BB680E5FE0C8"), Some("67e5504410b1426f9247bb680e5fe0c8")];
    let mut id = 0;
    for at in spelled {
        for who in whos {
            id += 1;
            connection.execute("INSERT INTO events VALUES (?1, ?2, ?3)", (id, at, who)).unwrap();
        }
    }
    // A whole number is a moment too.
    connection.execute("INSERT INTO events VALUES (99, 1763978400, NULL)", []).unwrap();
    let ids = |order: &str| {
        let mut statement = connection.prepare(&format!("SELECT id FROM events ORDER BY {order}")).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect::<Vec<i64>>()
    };
    let queries = [
        (Event::query().order_by(events::at.asc()), "at, id"),
        (Event::query().order_by(events::at.desc()), "at DESC, id DESC"),
        (Event::query().order_by((events::who.desc(), events::at.asc())), "who DESC, at, id"),
        (Event::query().order_by((events::who.asc().nulls_last(), events::id.desc())), "who NULLS LAST, id DESC"),
        (Event::query().order_by(events::id.desc()), "id DESC"),
        (Event::query(), "id"),
    ];
    for (query, order) in queries {
        for limit in [1, 2, 5, 25, 100] {
            let query = query.clone().limit(limit);
            let (mut found, mut place, mut pages) = (Vec::new(), None, 0);
            loop {
                let page = query.page(&connection, place.as_ref()).unwrap();
                found.extend(page.rows.iter().map(|event| event.id));
                pages += 1;
                let Some(next) = page.next else { break };
                assert_eq!(page.rows.len() as u64, limit);
                // It goes through text, too.
                let text = next.to_string();
                assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'), "{text}");
                assert_eq!(text.parse::<Place>().unwrap(), next);
                place = Some(text.parse().unwrap());
            }
            assert_eq!(found, ids(order), "{order}, {limit}");
            assert_eq!(pages, 25_u64.div_ceil(limit));
        }
    }
    let all = Event::query().page(&connection, None).unwrap();
    assert_eq!((all.rows.len(), all.next), (25, None));
    assert!(Event::query().limit(0).page(&connection, None).unwrap().rows.is_empty());
}

#[test]
fn pages_of_joins_hold_every_row_once() {
    let connection = database();
    for j in [1.5, 2.5] {
        for k in 0..7 {
            Weight { j, k: k.into(), maybe: (k % 2 == 0).then_some(1.0 / j), note: None }.insert(&connection).unwrap();
        }
    }
    connection
        .execute_batch(
            "INSERT INTO loads SELECT NULL, j, k, 1 FROM weights WHERE k > 3;
             INSERT INTO loads SELECT NULL, j, k, 2 FROM weights WHERE k > 4",
        )
        .unwrap();
    let query = Weight::query().left_join(loads::by_j_k).order_by((weights::maybe.desc(), loads::amount.asc()));
    let all: Vec<(Weight, Option<Load>)> =
        query.clone().order_by((weights::j.asc(), weights::k.asc())).all(&connection).unwrap();
    assert_eq!(all.len(), 18);
    for limit in [1, 4, 17, 18] {
        let (mut found, mut place) = (Vec::new(), None);
        loop {
            let page = query.clone().limit(limit).page(&connection, place.as_ref()).unwrap();
            found.extend(page.rows);
            place = page.next;
            if place.is_none() {
                break;
            }
        }
        assert_eq!(found, all, "{limit}");
    }
}

#[test]
fn a_page_that_cannot_be_told_is_refused() {
    let connection = database();
    let unmapped = |page: Result<frostline::Page<Event>, Error>, why: &str| {
        let error = page.unwrap_err();
        assert!(error.is_unmapped());
        assert_eq!(error.to_string(), format!("cannot page through `events`: {why}"));
    };
    let alone = "a page is told by its place alone; leave out `offset`, `distinct` and `after`";
    let by_id = || Event::query().limit(2);
    unmapped(by_id().offset(2).page(&connection, None), alone);
    unmapped(by_id().distinct().page(&connection, None), alone);
    unmapped(by_id().after(events::id.asc(), 1).page(&connection, None), alone);
    let other = "the place is one in another order; begin without one";
    unmapped(by_id().page(&connection, Some(&"o0.i1.i2".parse().unwrap())), other);
    // The values of another order are as many.
    let at: jiff::Timestamp = "2025-11-24T10:00:00Z".parse().unwrap();
    NewEvent::insert_all(&connection, (0..2).map(|_| NewEvent::new(at.into()))).unwrap();
    let orders = [events::at.asc(), events::at.desc(), events::at.asc().nulls_last()];
    for (at, order) in orders.into_iter().enumerate() {
        let place = |order| {
            let page = Event::query().order_by(order).limit(1).page(&connection, None).unwrap();
            page.next.unwrap().to_string().parse::<Place>().unwrap()
        };
        for (other_at, other_order) in orders.into_iter().enumerate() {
            let page = Event::query().order_by(order).limit(1).page(&connection, Some(&place(other_order)));
            if at == other_at { drop(page.unwrap()) } else { unmapped(page, other) }
        }
        unmapped(by_id().order_by(events::who.asc()).page(&connection, Some(&place(order))), other);
    }
    let wrong = ["", "x", "i", "iz", "n1", "t0", "tff", "i1.", "r7ff8000000000000", "bß", "ß", "i+1"];
    for text in wrong.map(|wrong| format!("o1.{wrong}")) {
        assert_eq!(text.parse::<Place>().unwrap_err().to_string(), format!("`{text}` is no place of a page"));
    }
    for text in ["", "i1", "o", "o+1.i1", "o100000000.i1"] {
        assert_eq!(text.parse::<Place>().unwrap_err().to_string(), format!("`{text}` is no place of a page"));
    }
    let all = "o7f.n.i8000000000000000.r3ff8000000000000.t.t00c39f.b00ff";
    assert_eq!(all.parse::<Place>().unwrap().to_string(), all);
    let error = Loose::query().limit(1).page(&connection, None).unwrap_err();
    let text =
        "cannot page through `loose`: no key tells the rows of `loose` apart; declare a primary key that is never null";
    assert_eq!(error.to_string(), text);
}

#[test]
fn decimals_are_added_exactly() -> Result<(), Error> {
    let connection = database();
    for (text, stock) in
        [("0.1", 1), ("0.2", 2), ("-123456789012.345", 3), ("9", 4), ("10", 5), ("123456789012.345", 6)]
    {
        NewPrice { stock: Some(stock), ..price(text) }.insert(&connection)?;
    }
    let mut total = Decimal::ZERO;
    Price::query().filter(prices::stock.gt(0)).for_each(&connection, |row| {
        total += *row.price;
        Ok::<_, Error>(())
    })?;
    assert_eq!(total.to_string(), "19.300");
    // What SQLite says is not that.
    let sum: f64 = connection.query_row("SELECT 0.1 + 0.2", [], |row| row.get(0)).unwrap();
    assert!(sum > 0.3);
    let least =
        Price::query().aggregate(&connection, (prices::price.min(), prices::price.max(), prices::stock.sum()))?;
    assert_eq!(least.unwrap(), (decimal("-123456789012.345"), decimal("123456789012.345"), 21));
    let some = Price::query()
        .filter(prices::stock.between(4, 5))
        .aggregate(&connection, (prices::price.min(), prices::price.max()))?;
    assert_eq!(some.unwrap(), (decimal("9"), decimal("10")));
    NewPrice { stock: Some(i64::MAX), ..price("1") }.insert(&connection)?;
    let error = Price::query().aggregate(&connection, prices::stock.sum()).unwrap_err();
    assert!(error.to_string().ends_with("integer overflow"), "{error}");
    Ok(())
}
