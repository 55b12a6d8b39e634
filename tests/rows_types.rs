//! Types of other crates in columns, beside what other programs wrote.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

frostline::schema! {
    #![revisions = "tests/rows_types/revisions"]
    #![history = "types"]

    table moments as Moment {
        id integer primary key,
        jiff_instant datetime as frostline::Stored<jiff::Timestamp>,
        jiff_civil datetime as frostline::Stored<jiff::civil::DateTime>,
        chrono_instant datetime as frostline::Stored<chrono::DateTime<chrono::Utc>>,
        chrono_civil datetime as frostline::Stored<chrono::NaiveDateTime>,
        time_instant datetime as frostline::Stored<time::OffsetDateTime>,
        time_civil datetime as frostline::Stored<time::PrimitiveDateTime>,
        maybe datetime? default now as frostline::Stored<jiff::Timestamp>,
    }

    table days as Day {
        id integer primary key,
        jiff_day date as frostline::Stored<jiff::civil::Date>,
        chrono_day date as frostline::Stored<chrono::NaiveDate>,
        time_day date as frostline::Stored<time::Date>,
        jiff_hour time as frostline::Stored<jiff::civil::Time>,
        chrono_hour time as frostline::Stored<chrono::NaiveTime>,
        time_hour time as frostline::Stored<time::Time>,
    }

    table things as Thing {
        id uuid primary key as frostline::Stored<uuid::Uuid>,
        bytes blob as schema_sqlite::row::UuidBytes,
        price decimal(10, 2) as frostline::Stored<rust_decimal::Decimal>,
        exact text as frostline::Stored<rust_decimal::Decimal>,
        any json as schema_sqlite::row::Json<serde_json::Value>,
        settings json? as schema_sqlite::row::Json<self::Settings>,
    }
}

use std::io::Write as _;
use std::process::Command;
use std::sync::Once;

use frostline::rusqlite::Connection;
use frostline::{Stored, Table};
use proptest::prelude::*;
use schema_sqlite::row::{Json, UuidBytes};

/// What an application keeps as JSON.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    pub theme: String,
    pub sizes: Vec<u32>,
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

#[test]
fn texts_of_other_programs_are_read() {
    let connection = database();
    let columns = "jiff_instant, jiff_civil, chrono_instant, chrono_civil, time_instant, time_civil";
    for (text, nanosecond) in [
        ("2025-11-24 10:00:00.000000", 0),
        ("2025-11-24 10:00:00", 0),
        ("2025-11-24T10:00:00", 0),
        ("2025-11-24T10:00:00Z", 0),
        ("2025-11-24 10:00:00.250000+00:00", 250_000_000),
        ("2025-11-24 10:00", 0),
    ] {
        connection.execute("DELETE FROM moments", []).unwrap();
        let sql = format!("INSERT INTO moments (id, {columns}) VALUES (1, ?1, ?1, ?1, ?1, ?1, ?1)");
        connection.execute(&sql, [text]).unwrap();
        let row = Moment::find(&connection, 1).unwrap().unwrap();
        let instant: jiff::Timestamp = "2025-11-24T10:00:00Z".parse().unwrap();
        assert_eq!(row.jiff_instant.as_second(), instant.as_second(), "{text}");
        assert_eq!(row.jiff_instant.subsec_nanosecond(), nanosecond, "{text}");
        assert_eq!(row.jiff_civil.to_string()[..19], *"2025-11-24T10:00:00", "{text}");
        assert_eq!(row.chrono_instant.timestamp(), instant.as_second(), "{text}");
        assert_eq!(row.chrono_civil.and_utc(), *row.chrono_instant, "{text}");
        assert_eq!(row.time_instant.unix_timestamp(), instant.as_second(), "{text}");
        assert_eq!(row.time_civil.assume_utc(), *row.time_instant, "{text}");
        // The default, which SQLite wrote.
        assert!(row.maybe.unwrap().as_second() > 1_700_000_000);
    }
    // An instant knows zones, and seconds since 1970; a civil time has no place for either.
    for (value, second) in [("'2025-11-24T12:00:00+02:00'", 1_763_978_400), ("1763978400", 1_763_978_400)] {
        let sql =
            format!("UPDATE moments SET jiff_instant = {value}, chrono_instant = {value}, time_instant = {value}");
        connection.execute(&sql, []).unwrap();
        let row = Moment::find(&connection, 1).unwrap().unwrap();
        assert_eq!(row.jiff_instant.as_second(), second);
        assert_eq!(row.chrono_instant.timestamp(), second);
        assert_eq!(row.time_instant.unix_timestamp(), second);
    }
    for column in ["jiff_civil", "chrono_civil", "time_civil"] {
        let sql = format!("UPDATE moments SET {column} = '2025-11-24 12:00:00+02:00'");
        connection.execute_batch(&format!("SAVEPOINT s; {sql}")).unwrap();
        let error = Moment::find(&connection, 1).unwrap_err();
        connection.execute_batch("ROLLBACK TO s; RELEASE s").unwrap();
        assert!(error.is_value());
        let told = error.to_string();
        assert!(told.starts_with(&format!("column `moments.{column}` of the row with key `1` does not fit")), "{told}");
        assert!(
            told.ends_with("`2025-11-24 12:00:00+02:00` is no date and time without a zone, as `2025-11-24 10:00:00`"),
            "{told}"
        );
    }
    for text in ["", "yesterday", "2025-02-30 00:00:00", "2025-13-01 00:00:00", "2025-11-24 10:00:00 CET"] {
        connection.execute("UPDATE moments SET jiff_instant = ?1", [text]).unwrap();
        assert!(Moment::find(&connection, 1).unwrap_err().is_value(), "{text}");
        connection.execute("UPDATE moments SET jiff_instant = '2025-01-01', time_instant = ?1", [text]).unwrap();
        assert!(Moment::find(&connection, 1).unwrap_err().is_value(), "{text}");
        connection.execute("UPDATE moments SET time_instant = '2025-01-01', chrono_civil = ?1", [text]).unwrap();
        assert!(Moment::find(&connection, 1).unwrap_err().is_value(), "{text}");
        connection.execute("UPDATE moments SET chrono_civil = '2025-01-01'", []).unwrap();
    }
}

#[test]
fn a_stored_value_is_cleared() {
    use frostline::Insert as _;

    let connection = database();
    let at = "2025-11-24T10:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let values = (Stored(at), Stored("2025-01-01T00:00".parse().unwrap()));
    let row = NewMoment::new(values.0, values.1, at_chrono(), civil_chrono(), at_time(), civil_time());
    row.insert(&connection).unwrap();
    let nulls = Moment::query().filter(moments::maybe.is_null());
    assert_eq!(nulls.count(&connection).unwrap(), 0);
    assert_eq!(Moment::query().update(&connection, [moments::maybe.set_null()]).unwrap(), 1);
    assert_eq!(nulls.count(&connection).unwrap(), 1);
    assert_eq!(nulls.update(&connection, [moments::maybe.set(at)]).unwrap(), 1);
    assert_eq!(Moment::query().update(&connection, [moments::maybe.set(None::<jiff::Timestamp>)]).unwrap(), 1);
    assert_eq!(nulls.count(&connection).unwrap(), 1);
}

#[test]
fn moments_sort_as_their_texts_do() {
    let connection = database();
    let at = |text: &str| Stored(text.parse::<jiff::Timestamp>().unwrap());
    let row = |id, text: &str| NewMoment {
        id: Some(id),
        ..NewMoment::new(
            at(text),
            Stored("2025-01-01T00:00".parse().unwrap()),
            at_chrono(),
            civil_chrono(),
            at_time(),
            civil_time(),
        )
    };
    let texts = ["2025-11-24T10:00:00Z", "2025-11-24T10:00:00.5Z", "2025-11-24T13:00:00+02:00", "2025-11-25T00:00:00Z"];
    for (id, text) in (1..).zip(texts) {
        frostline::Insert::insert(&row(id, text), &connection).unwrap();
    }
    let after = Moment::query()
        .filter(moments::jiff_instant.gt(at("2025-11-24T10:00:00.25Z")))
        .order_by(moments::jiff_instant.asc());
    assert_eq!(after.all(&connection).unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3, 4]);
    // A value is compared, and set, as it is.
    let whole: jiff::Timestamp = "2025-11-24T10:00:00Z".parse().unwrap();
    let same = Moment::query().filter(moments::jiff_instant.in_list([whole]).and(moments::time_instant.eq(*at_time())));
    assert_eq!(same.count(&connection).unwrap(), 1);
    same.update(&connection, [moments::maybe.set(whole)]).unwrap();
    let set = Moment::list(&connection, moments::maybe, Some(whole)).unwrap();
    assert_eq!((set.len(), set[0].maybe), (1, Some(Stored(whole))));
    let newest = Moment::query().aggregate(&connection, moments::jiff_instant.max()).unwrap();
    assert_eq!(newest, Some(at("2025-11-25T00:00:00Z")));
    let text: String =
        connection.query_row("SELECT jiff_instant FROM moments WHERE id = 2", [], |row| row.get(0)).unwrap();
    assert_eq!(text, "2025-11-24 10:00:00.5");
}

fn at_chrono() -> Stored<chrono::DateTime<chrono::Utc>> {
    Stored(chrono::DateTime::from_timestamp(0, 0).unwrap())
}

fn civil_chrono() -> Stored<chrono::NaiveDateTime> {
    Stored(at_chrono().naive_utc())
}

fn at_time() -> Stored<time::OffsetDateTime> {
    Stored(time::OffsetDateTime::UNIX_EPOCH)
}

fn civil_time() -> Stored<time::PrimitiveDateTime> {
    Stored(time::PrimitiveDateTime::MIN.replace_year(2000).unwrap())
}

#[test]
fn what_has_no_text_is_not_written() {
    let connection = database();
    let year = |year| Stored(jiff::civil::date(year, 1, 1));
    let chrono_day = Stored(chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap());
    let day = |of| {
        NewDay::new(
            year(of),
            chrono_day,
            Stored(time::Date::MIN.replace_year(2000).unwrap()),
            Stored(jiff::civil::Time::midnight()),
            Stored(chrono::NaiveTime::MIN),
            Stored(time::Time::MIDNIGHT),
        )
    };
    let error = frostline::Insert::insert(&day(-5), &connection).unwrap_err();
    assert!(error.is_value());
    assert_eq!(error.to_string(), "column `days.jiff_day` cannot hold the value: the year -5 is not of four digits");
    frostline::Insert::insert(&day(9999), &connection).unwrap();
    // Midnight after a date is nothing more than the date; another hour is.
    connection.execute("UPDATE days SET jiff_day = '2025-11-24 00:00:00.000000'", []).unwrap();
    assert_eq!(
        Day::find(&connection, 1).unwrap().unwrap().jiff_day,
        year(2025).0.with().month(11).day(24).build().unwrap().into()
    );
    connection.execute("UPDATE days SET chrono_day = '2025-11-24 10:00:00'", []).unwrap();
    assert!(Day::find(&connection, 1).unwrap_err().is_value());
}

#[test]
fn uuids_are_read_from_text_and_bytes() {
    let connection = database();
    let uuid = uuid::Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
    for value in [
        "'67e55044-10b1-426f-9247-bb680e5fe0c8'",
        "'67E5504410B1426F9247BB680E5FE0C8'",
        "x'67e5504410b1426f9247bb680e5fe0c8'",
    ] {
        connection.execute("DELETE FROM things", []).unwrap();
        let sql = format!("INSERT INTO things VALUES ({value}, {value}, 9.9, '9.90', '[1]', NULL)");
        connection.execute(&sql, []).unwrap();
        let thing = &Thing::all(&connection).unwrap()[0];
        assert_eq!((*thing.id, thing.bytes), (uuid, UuidBytes(uuid)));
        assert_eq!(thing.price.to_string(), "9.9");
        assert_eq!(thing.exact.to_string(), "9.90");
        assert_eq!(*thing.any, serde_json::json!([1]));
    }
    connection.execute("UPDATE things SET bytes = x'00'", []).unwrap();
    let error = Thing::all(&connection).unwrap_err().to_string();
    assert!(error.ends_with("holds 1 bytes; its field of type `UuidBytes` holds 16"), "{error}");
}

/// A struct of one's own, for columns that are plain text.
#[derive(Debug, PartialEq, Table)]
#[table(plain)]
struct Own {
    id: i64,
    at: Stored<jiff::Timestamp>,
    settings: Option<Json<Settings>>,
}

mod plain {
    #![allow(non_upper_case_globals)]

    use frostline::{Column, TableInfo};

    pub(crate) type Row = super::Own;
    pub(crate) type Key = i64;
    pub(crate) static TABLE: TableInfo = TableInfo::new("plain", &[("id", 8), ("at", 0), ("settings", 2)], &[0]);
    pub(crate) const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub(crate) const at: Column<Row, String> = Column::new(&TABLE, 1);
    pub(crate) const settings: Column<Row, Option<String>> = Column::new(&TABLE, 2);
}

#[test]
fn they_hold_columns_of_plain_text() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE plain (id INTEGER PRIMARY KEY, at TEXT NOT NULL, settings TEXT)").unwrap();
    let settings = Settings { theme: "dark".to_owned(), sizes: vec![1, 2] };
    let row = Own { id: 1, at: Stored(jiff::Timestamp::UNIX_EPOCH), settings: Some(Json(settings)) };
    row.insert(&connection).unwrap();
    assert_eq!(Own::find(&connection, 1).unwrap(), Some(row));
    let text: String = connection.query_row("SELECT at || settings FROM plain", [], |row| row.get(0)).unwrap();
    assert_eq!(text, r#"1970-01-01 00:00:00{"theme":"dark","sizes":[1,2]}"#);
    connection.execute("UPDATE plain SET settings = '{}'", []).unwrap();
    assert_eq!(
        Own::find(&connection, 1).unwrap_err().to_string(),
        "column `plain.settings` of the row with key `1` does not fit its field of type `Option<Json<Settings>>`: \
         missing field `theme` at line 1 column 2"
    );
}

fn instant() -> impl Strategy<Value = jiff::Timestamp> {
    // From the year 0 to the year 9999.
    (-62_167_219_200_i64..253_402_207_200, prop_oneof![Just(0), 0..1_000_000_000])
        .prop_map(|(second, nanosecond)| jiff::Timestamp::new(second, nanosecond).unwrap())
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The same moment as every crate has it.
fn every_crate(at: jiff::Timestamp) -> (Moment, Day) {
    let chrono = chrono::DateTime::from_timestamp(at.as_second(), 0).unwrap()
        + chrono::TimeDelta::nanoseconds(at.subsec_nanosecond().into());
    let time = time::OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).unwrap();
    let civil = jiff::tz::TimeZone::UTC.to_datetime(at);
    let moment = Moment {
        id: 1,
        jiff_instant: at.into(),
        jiff_civil: civil.into(),
        chrono_instant: chrono.into(),
        chrono_civil: chrono.naive_utc().into(),
        time_instant: time.into(),
        time_civil: time::PrimitiveDateTime::new(time.date(), time.time()).into(),
        maybe: Some(at.into()),
    };
    let day = Day {
        id: 1,
        jiff_day: civil.date().into(),
        chrono_day: chrono.date_naive().into(),
        time_day: time.date().into(),
        jiff_hour: civil.time().into(),
        chrono_hour: chrono.time().into(),
        time_hour: time.time().into(),
    };
    (moment, day)
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(at in instant(), any in json(), id in any::<u128>(), units in any::<i64>(), theme in any::<String>()) {
        let connection = database();
        let (mut moment, day) = every_crate(at);
        if units % 2 == 0 {
            moment.maybe = None;
        }
        moment.insert(&connection).unwrap();
        prop_assert_eq!(Moment::find(&connection, 1).unwrap(), Some(moment));
        // One text, whichever crate wrote it; and SQLite's own functions know it.
        let texts: (i64, i64) = connection
            .query_row(
                "SELECT count(DISTINCT t), min(CAST(strftime('%s', t) AS INTEGER)) FROM (SELECT jiff_instant AS t FROM moments
                 UNION ALL SELECT jiff_civil FROM moments UNION ALL SELECT chrono_instant FROM moments
                 UNION ALL SELECT chrono_civil FROM moments UNION ALL SELECT time_instant FROM moments
                 UNION ALL SELECT time_civil FROM moments)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        prop_assert_eq!(texts.0, 1);
        // SQLite rounds to milliseconds.
        prop_assert!((texts.1 - at.as_second()).abs() <= 1 || at.as_second() < 0);

        day.insert(&connection).unwrap();
        prop_assert_eq!(Day::find(&connection, 1).unwrap(), Some(day));

        let uuid = uuid::Uuid::from_u128(id);
        let thing = Thing {
            id: uuid.into(),
            bytes: uuid.into(),
            // Fifteen digits are what a `decimal` column keeps.
            price: rust_decimal::Decimal::new(units % 1_000_000_000, 2).into(),
            exact: rust_decimal::Decimal::new(units, 7).into(),
            any: any.into(),
            settings: (id % 2 == 0).then(|| Json(Settings { theme, sizes: vec![7] })),
        };
        thing.insert(&connection).unwrap();
        prop_assert_eq!(Thing::find(&connection, Stored(uuid)).unwrap(), Some(thing));
    }

    /// Not what we read of it, nor what SQLite's functions make of it: the bytes themselves, by another program.
    #[test]
    fn the_shell_reads_what_was_written(at in instant(), any in json(), id in any::<u128>(), units in any::<i64>(), theme in any::<String>()) {
        if !Command::new("sqlite3").arg("-version").output().is_ok_and(|output| output.status.success()) {
            // Once, and past the capture of the test runner.
            static SAID: Once = Once::new();
            SAID.call_once(|| drop(writeln!(std::io::stderr(), "SKIPPED: there is no sqlite3 shell on this machine")));
            return Ok(());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("types.db");
        let mut connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
        upgrade(&mut connection).unwrap();
        let (moment, day) = every_crate(at);
        let uuid = uuid::Uuid::from_u128(id);
        let thing = Thing {
            id: uuid.into(),
            bytes: uuid.into(),
            price: rust_decimal::Decimal::new(units % 1_000_000_000, 2).into(),
            exact: rust_decimal::Decimal::new(units, 7).into(),
            any: any.clone().into(),
            settings: Some(Json(Settings { theme: theme.clone(), sizes: vec![7] })),
        };
        moment.insert(&connection).unwrap();
        day.insert(&connection).unwrap();
        thing.insert(&connection).unwrap();
        drop(connection);

        let shell = |columns: &str, table: &str| {
            let told: Vec<String> = columns.split("; ").map(|column| format!("typeof({column}), hex({column})")).collect();
            let sql = format!("SELECT {} FROM {table}", told.join(", "));
            let output = Command::new("sqlite3").args(["-batch", "-noheader", "-separator", "|"]).arg(&path).arg(sql).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let line = String::from_utf8(output.stdout).unwrap();
            let parts: Vec<&str> = line.trim_end().split('|').collect();
            parts.chunks(2).map(|pair| (pair[0].to_owned(), unhex(pair[1]))).collect::<Vec<_>>()
        };
        let text = |text: &str| ("text".to_owned(), text.as_bytes().to_vec());
        let civil = jiff::tz::TimeZone::UTC.to_datetime(at);
        let fraction = match civil.subsec_nanosecond() {
            0 => String::new(),
            some => format!(".{some:09}").trim_end_matches('0').to_owned(),
        };
        let date = format!("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day());
        let hour = format!("{:02}:{:02}:{:02}{fraction}", civil.hour(), civil.minute(), civil.second());
        let whole = format!("{date} {hour}");
        let columns = "jiff_instant; jiff_civil; chrono_instant; chrono_civil; time_instant; time_civil";
        prop_assert_eq!(shell(columns, "moments"), vec![text(&whole); 6]);
        prop_assert_eq!(shell("jiff_day; chrono_day; time_day", "days"), vec![text(&date); 3]);
        prop_assert_eq!(shell("jiff_hour; chrono_hour; time_hour", "days"), vec![text(&hour); 3]);

        let found = shell("id; bytes; exact; printf('%.2f', price); any; json_valid(any); settings", "things");
        prop_assert_eq!(&found[0], &text(&uuid.hyphenated().to_string()));
        prop_assert_eq!(&found[1], &("blob".to_owned(), uuid.as_bytes().to_vec()));
        prop_assert_eq!(&found[2], &text(&rust_decimal::Decimal::new(units, 7).to_string()));
        prop_assert_eq!(&found[3], &text(&rust_decimal::Decimal::new(units % 1_000_000_000, 2).to_string()));
        prop_assert_eq!(&found[4].0, "text");
        prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&found[4].1).unwrap(), any);
        prop_assert_eq!(&found[5].1, b"1");
        let settings: Settings = serde_json::from_slice(&found[6].1).unwrap();
        prop_assert_eq!(settings.theme, theme);
    }

    /// SQLAlchemy writes six digits or none, and other programs a zone.
    #[test]
    fn what_sqlalchemy_wrote_is_read(second in 0_i64..253_402_300_799, micro in prop_oneof![Just(0), 0..1_000_000_u32], zone in 0..4_usize) {
        let connection = database();
        let at = jiff::Timestamp::new(second, i32::try_from(micro * 1000).unwrap()).unwrap();
        let civil = jiff::tz::TimeZone::UTC.to_datetime(at);
        let zone = ["", "+00:00", "Z", " +00:00"][zone];
        let (date, hour) = (civil.date().to_string(), civil.strftime("%H:%M:%S").to_string());
        let mut hours = vec![format!("{hour}.{micro:06}")];
        if micro == 0 {
            hours.push(hour);
        }
        let (moment, day) = every_crate(at);
        for hour in hours {
            let columns = "jiff_instant, jiff_civil, chrono_instant, chrono_civil, time_instant, time_civil, maybe";
            let sql = format!("REPLACE INTO moments (id, {columns}) VALUES (1, ?1, ?1, ?1, ?1, ?1, ?1, NULL)");
            connection.execute(&sql, [format!("{date} {hour}{zone}")]).unwrap();
            let expected = Moment { maybe: None, ..moment.clone() };
            prop_assert_eq!(Moment::find(&connection, 1).unwrap(), Some(expected));
            let sql = "REPLACE INTO days VALUES (1, ?1, ?1, ?1, ?2, ?2, ?2)";
            connection.execute(sql, [&date, &hour]).unwrap();
            prop_assert_eq!(Day::find(&connection, 1).unwrap(), Some(day.clone()));
        }
    }
}
