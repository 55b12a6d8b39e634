//! What a column would make another value of is written only where its type reads that.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

frostline::schema! {
    #![revisions = "tests/rows_affinity/revisions"]
    #![history = "affinity"]

    /// Types that hold their columns, and those that do only in part.
    table odd_types as OddType {
        id integer primary key,
        day date?,
        hour time?,
        moment datetime?,
        own_day date? as new Day,
        title text?,
        decimal_text decimal(10, 2)? as String,
        decimal_number decimal(10, 2)? as frostline::Stored<rust_decimal::Decimal>,
        real_decimal real? as frostline::Stored<rust_decimal::Decimal>,
        text_number text? as i64,
        text_float text? as f64,
        real_number real? as i64,
        real_any real? as self::Amount,
        number_float integer? as f64,
        number_text integer? as String,
        any_text sql "NUMERIC"?,
    }

    table visits as Visit {
        id integer primary key,
        day date,
    }

    table strict_types as StrictType strict {
        id integer primary key,
        day date?,
        decimal_text decimal(10, 2)? as String,
        day_number date? as i64,
        parent integer? references odd_types (id),
    }
}

use std::io::Write as _;
use std::process::Command;

use frostline::rusqlite::Connection;
use frostline::rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use frostline::{Error, Insert, Stored, Table};
use rust_decimal::Decimal;

/// A whole number, which is read from either kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount(i64);

impl FromSql for Amount {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(Self(number)),
            ValueRef::Real(number) => Ok(Self(number as i64)),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

impl ToSql for Amount {
    fn to_sql(&self) -> frostline::rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

/// A day and nothing else, which borrows.
#[derive(Table)]
#[table(odd_types)]
struct BorrowedDay<'a> {
    id: i64,
    day: Option<&'a str>,
}

/// A day in another type that holds text.
#[derive(Debug, PartialEq, Table)]
#[table(odd_types)]
struct SharedDay {
    id: i64,
    day: Option<std::sync::Arc<str>>,
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

fn refused(connection: &Connection, written: Result<(), Error>, column: &str, told: &str) {
    let error = written.unwrap_err();
    assert!(error.is_value(), "{error}");
    assert_eq!(error.to_string(), format!("column `{column}` of the row with key `1` cannot hold {told}"));
    assert_eq!((OddType::count(connection).unwrap(), StrictType::count(connection).unwrap()), (0, 0), "{column}");
}

fn odd(change: impl FnOnce(&mut NewOddType)) -> NewOddType {
    let mut form = NewOddType { id: Some(1), ..NewOddType::new() };
    change(&mut form);
    form
}

const TO_NUMBER: &str =
    "SQLite makes a number of it there, which the column's type does not read; declare the column `text`";

#[test]
fn what_could_not_be_read_is_not_written() {
    let connection = database();
    type Set = fn(&mut NewOddType, String);
    let texts: [(&str, Set); 6] = [
        ("day", |row, text| row.day = Some(text)),
        ("hour", |row, text| row.hour = Some(text)),
        ("moment", |row, text| row.moment = Some(text)),
        ("own_day", |row, text| row.own_day = Some(Day(text))),
        ("decimal_text", |row, text| row.decimal_text = Some(text)),
        ("number_text", |row, text| row.number_text = Some(text)),
    ];
    for (column, set) in texts {
        for text in ["20240102", "10", "1700000000", "1.50", " 7 ", "1e5", "-3", "99999999999999999999"] {
            let row = odd(|row| set(row, text.to_owned()));
            let told = format!("the text `{text}`: {TO_NUMBER}");
            refused(&connection, row.insert(&connection), &format!("odd_types.{column}"), &told);
            refused(&connection, row.upsert(&connection), &format!("odd_types.{column}"), &told);
        }
        for text in ["2024-01-02", "10:00", "", "x", "1 2"] {
            let row = odd(|row| set(row, text.to_owned()));
            let read: OddType = row.insert_returning(&connection).unwrap();
            assert_eq!(OddType::find(&connection, 1).unwrap().as_ref(), Some(&read));
            let told = format!("{read:?}");
            assert!(told.contains(&format!("{text:?}")), "{column}: {told}");
            read.delete(&connection).unwrap();
        }
    }
    for (row, column, told) in [
        (
            odd(|row| row.text_number = Some(5)),
            "text_number",
            "the number `5`: SQLite makes a text of it there, which the column's type does not read; declare the column `integer`",
        ),
        (
            odd(|row| row.text_float = Some(1.5)),
            "text_float",
            "the number `1.5`: SQLite makes a text of it there, which the column's type does not read; declare the column `real`",
        ),
        (
            odd(|row| row.real_number = Some(5)),
            "real_number",
            "the whole number `5`: SQLite makes a floating-point number of it there, which the column's type does not read; declare the column `integer`",
        ),
        (
            odd(|row| row.real_any = Some(Amount(i64::MAX))),
            "real_any",
            "the whole number `9223372036854775807`: SQLite makes a floating-point number of it there, which is another one; declare the column `integer`",
        ),
    ] {
        refused(&connection, row.insert(&connection), &format!("odd_types.{column}"), told);
    }
    let digits = odd(|row| row.real_decimal = Some(Stored("12345678901234567.89".parse().unwrap())));
    let error = digits.insert(&connection).unwrap_err();
    assert!(error.to_string().contains("`odd_types.real_decimal` of the row with key `1` has 19 digits"), "{error}");
}

#[test]
fn a_text_is_refused_as_the_guide_says() {
    let connection = database();
    let error = NewVisit::new("20240102".to_owned()).insert(&connection).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `visits.day` cannot hold the text `20240102`: SQLite makes a number of it there, which the column's type does \
         not read; declare the column `text`"
    );
}

#[test]
fn structs_of_ones_own_and_strict_tables_are_held_to_it() {
    let connection = database();
    let told = format!("the text `20240102`: {TO_NUMBER}");
    let borrowed = BorrowedDay { id: 1, day: Some("20240102") };
    refused(&connection, borrowed.insert(&connection), "odd_types.day", &told);
    let shared = SharedDay { id: 1, day: Some("20240102".into()) };
    refused(&connection, shared.insert(&connection), "odd_types.day", &told);
    refused(
        &connection,
        SharedDay::insert_all(&connection, [&shared]).map(drop).map_err(|error| {
            assert_eq!(error.row_index(), Some(0));
            shared.insert(&connection).unwrap_err()
        }),
        "odd_types.day",
        &told,
    );

    let strict = NewStrictType { id: Some(1), ..NewStrictType::new() };
    let day = NewStrictType { day: Some("20240102".into()), ..strict.clone() };
    day.insert(&connection).unwrap();
    assert_eq!(StrictType::find(&connection, 1).unwrap().unwrap().day.as_deref(), Some("20240102"));
    StrictType::delete_by_key(&connection, 1).unwrap();
    let decimal = NewStrictType { decimal_text: Some("1.50".into()), ..strict.clone() };
    refused(
        &connection,
        decimal.insert(&connection),
        "strict_types.decimal_text",
        &format!("the text `1.50`: {TO_NUMBER}"),
    );
    let number = NewStrictType { day_number: Some(5), ..strict };
    refused(
        &connection,
        number.insert(&connection),
        "strict_types.day_number",
        "the number `5`: SQLite makes a text of it there, which the column's type does not read; declare the column `integer`",
    );
}

#[test]
fn a_column_is_not_set_to_what_could_not_be_read() {
    let connection = database();
    odd(|_| {}).insert(&connection).unwrap();
    let refused = |set, column: &str, told: &str| {
        let error = OddType::query().update(&connection, [set]).unwrap_err();
        assert!(error.is_value(), "{error}");
        assert_eq!(error.to_string(), format!("column `odd_types.{column}` cannot hold {told}"));
    };
    refused(odd_types::day.set("20240102"), "day", &format!("the text `20240102`: {TO_NUMBER}"));
    refused(odd_types::own_day.set(Day("10".into())), "own_day", &format!("the text `10`: {TO_NUMBER}"));
    refused(odd_types::decimal_text.set("1.50"), "decimal_text", &format!("the text `1.50`: {TO_NUMBER}"));
    refused(
        odd_types::real_number.set(5),
        "real_number",
        "the whole number `5`: SQLite makes a floating-point number of it there, which the column's type does not read; declare the column `integer`",
    );
    OddType::query().update(&connection, odd_types::day.set("2024-01-02")).unwrap();
    assert_eq!(OddType::find(&connection, 1).unwrap().unwrap().day.as_deref(), Some("2024-01-02"));
}

#[test]
fn what_is_read_is_written_and_the_shell_reads_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.db");
    let mut connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    let row = odd(|row| {
        row.day = Some("2024-01-02".into());
        row.decimal_number = Some(Stored("1.5".parse::<Decimal>().unwrap()));
        row.real_decimal = Some(Stored("2.25".parse::<Decimal>().unwrap()));
        row.real_any = Some(Amount(7));
        row.number_float = Some(5.0);
        row.any_text = Some(Value::Text("x".into()));
    });
    let read: OddType = row.insert_returning(&connection).unwrap();
    assert_eq!(OddType::find(&connection, 1).unwrap(), Some(read.clone()));
    assert_eq!((&read.day, &read.decimal_number), (&row.day, &row.decimal_number));
    assert_eq!((&read.real_decimal, &read.real_any), (&row.real_decimal, &row.real_any));
    assert_eq!((read.number_float, &read.any_text), (row.number_float, &row.any_text));
    drop(connection);
    let told = "SELECT day, decimal_number, real_decimal, real_any, number_float, any_text FROM odd_types";
    match Command::new("sqlite3").arg(&path).arg(told).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout), "2024-01-02|1.5|2.25|7.0|5|x\n"),
        Err(error) => drop(writeln!(std::io::stderr(), "SKIPPED: no sqlite3 shell: {error}")),
    }
}
