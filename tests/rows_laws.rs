//! Whatever row is written is read back the same: by rows themselves, by raw SQL, and by SQLite's shell.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

use std::io::Write as _;
use std::process::Command;
use std::sync::Once;

use frostline::rusqlite::Connection;
use frostline::{Column, Table, TableInfo};
use proptest::prelude::*;

/// What `schema!` makes of the table, by hand.
mod every_types {
    #![allow(non_upper_case_globals)]

    use super::{Column, EveryType, TableInfo};

    pub(crate) type Row = EveryType;
    pub(crate) type Key = i64;
    pub(crate) static TABLE: TableInfo = TableInfo::new(
        "every \"type\"",
        &[
            ("id", 8),
            ("small int", 4),
            ("int\"eger", 0),
            ("real", 0),
            ("boolean", 0),
            ("text", 0),
            ("blob", 0),
            ("a", 2 | 4),
            ("b", 2),
            ("c", 2),
            ("d", 2),
            ("e", 2),
            ("f", 2),
            ("length", 1),
        ],
        &[0],
    );
    pub(crate) const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub(crate) const small: Column<Row, i16> = Column::new(&TABLE, 1);
    pub(crate) const integer: Column<Row, i64> = Column::new(&TABLE, 2);
    pub(crate) const real: Column<Row, f64> = Column::new(&TABLE, 3);
    pub(crate) const boolean: Column<Row, bool> = Column::new(&TABLE, 4);
    pub(crate) const text: Column<Row, String> = Column::new(&TABLE, 5);
    pub(crate) const blob: Column<Row, Vec<u8>> = Column::new(&TABLE, 6);
    pub(crate) const maybe_small: Column<Row, Option<i16>> = Column::new(&TABLE, 7);
    pub(crate) const maybe_integer: Column<Row, Option<i64>> = Column::new(&TABLE, 8);
    pub(crate) const maybe_real: Column<Row, Option<f64>> = Column::new(&TABLE, 9);
    pub(crate) const maybe_boolean: Column<Row, Option<bool>> = Column::new(&TABLE, 10);
    pub(crate) const maybe_text: Column<Row, Option<String>> = Column::new(&TABLE, 11);
    pub(crate) const maybe_blob: Column<Row, Option<Vec<u8>>> = Column::new(&TABLE, 12);
    pub(crate) const length: Column<Row, i64> = Column::new(&TABLE, 13);
}

const CREATE: &str = r#"
    CREATE TABLE "every ""type""" (
        id INTEGER PRIMARY KEY, "small int" SMALLINT NOT NULL, "int""eger" BIGINT NOT NULL,
        real DOUBLE NOT NULL, boolean BOOLEAN NOT NULL, text TEXT NOT NULL, blob BLOB NOT NULL,
        a SMALLINT, b INTEGER, c DECIMAL(10, 2), d BOOLEAN, e VARCHAR(5), f BLOB,
        length INTEGER NOT NULL AS (length(CAST(text AS BLOB)) + length(blob)) VIRTUAL
    )"#;

#[derive(Clone, Debug, PartialEq, Table)]
#[table(every_types)]
struct EveryType {
    id: i64,
    small: i16,
    integer: i64,
    real: f64,
    boolean: bool,
    text: String,
    blob: Vec<u8>,
    maybe_small: Option<i16>,
    maybe_integer: Option<i64>,
    maybe_real: Option<f64>,
    maybe_boolean: Option<bool>,
    maybe_text: Option<String>,
    maybe_blob: Option<Vec<u8>>,
    length: i64,
}

/// The same columns, but for some, in types that hold them.
#[derive(Clone, Debug, PartialEq, Table)]
#[table(every_types)]
struct Widened {
    maybe_blob: Option<std::sync::Arc<[u8]>>,
    maybe_text: Option<Box<str>>,
    maybe_small: Option<i64>,
    small: i32,
    text: std::sync::Arc<str>,
    blob: Box<[u8]>,
    real: Option<f64>,
    integer: Option<i64>,
    id: i64,
}

impl EveryType {
    fn widened(&self) -> Widened {
        Widened {
            maybe_blob: self.maybe_blob.as_deref().map(Into::into),
            maybe_text: self.maybe_text.as_deref().map(Into::into),
            maybe_small: self.maybe_small.map(Into::into),
            small: self.small.into(),
            text: self.text.as_str().into(),
            blob: self.blob.as_slice().into(),
            real: Some(self.real),
            integer: Some(self.integer),
            id: self.id,
        }
    }

    /// Each column as `type:value`, from the Rust side.
    fn told(&self, real: fn(f64) -> String) -> Vec<String> {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        let or_null = |told: Option<String>| told.unwrap_or_else(|| "null:".to_owned());
        vec![
            format!("integer:{}", self.id),
            format!("integer:{}", self.small),
            format!("integer:{}", self.integer),
            real(self.real),
            format!("integer:{}", i64::from(self.boolean)),
            format!("text:{}", hex(self.text.as_bytes())),
            format!("blob:{}", hex(&self.blob)),
            or_null(self.maybe_small.map(|number| format!("integer:{number}"))),
            or_null(self.maybe_integer.map(|number| format!("integer:{number}"))),
            or_null(self.maybe_real.map(real)),
            or_null(self.maybe_boolean.map(|is| format!("integer:{}", i64::from(is)))),
            or_null(self.maybe_text.as_ref().map(|text| format!("text:{}", hex(text.as_bytes())))),
            or_null(self.maybe_blob.as_ref().map(|blob| format!("blob:{}", hex(blob)))),
            format!("integer:{}", self.length),
        ]
    }
}

/// Each column as `type:value`, in SQL. Numbers are told exactly, text and blobs as hex of their bytes.
fn telling() -> String {
    let columns = every_types::TABLE.columns().map(|column| {
        let name = format!("\"{}\"", column.name().replace('"', "\"\""));
        format!(
            "typeof({name}) || ':' || CASE typeof({name}) WHEN 'null' THEN '' WHEN 'integer' THEN {name}
                 WHEN 'real' THEN printf('%!.17g', {name}) ELSE hex(CAST({name} AS BLOB)) END"
        )
    });
    format!(r#"SELECT {} FROM "every ""type""" ORDER BY id"#, columns.collect::<Vec<_>>().join(", "))
}

/// A number that SQLite wrote, as its bits. A whole number in a `DECIMAL` column is stored as an integer.
fn exact(number: f64) -> String {
    format!("real:{:016x}", (number + 0.0).to_bits())
}

/// The shell may be older than the library, and before 3.42 SQLite printed floats a little off.
fn nearly(number: f64) -> String {
    format!("real:{:.12e}", number + 0.0)
}

fn normal(told: &str, is_float: bool, real: fn(f64) -> String) -> String {
    match told.split_once(':') {
        Some(("real" | "integer", number)) if is_float => {
            // Rust reads `Inf` too.
            real(number.parse().unwrap())
        }
        _ => told.to_owned(),
    }
}

fn normal_row(told: impl IntoIterator<Item = String>, real: fn(f64) -> String) -> Vec<String> {
    told.into_iter().enumerate().map(|(at, told)| normal(&told, at == 3 || at == 9, real)).collect()
}

fn whole() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(0), -5i64..5, Just(1 << 53), Just((1 << 53) + 1)]
}

fn float() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{INFINITE, NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO | INFINITE,
        whole().prop_map(|number| number as f64),
        Just(f64::MAX),
        Just(f64::MIN_POSITIVE),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        // What looks like another type, and what ends a C string.
        prop::sample::select(vec![
            "", "0", "007", "-1", "1e5", "null", "NULL", "x'00'", "a\0b", "\0", "'\"`[", "\u{feff}"
        ])
        .prop_map(str::to_owned),
        ".{0,40}",
    ]
}

fn blob() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![prop::collection::vec(any::<u8>(), 0..40), Just(vec![0; 3]), Just(Vec::new()), Just(b"text".to_vec())]
}

fn row() -> impl Strategy<Value = EveryType> {
    use prop::option::of;
    let values = (whole(), any::<i16>(), whole(), float(), any::<bool>(), text(), blob());
    let nullable = (of(any::<i16>()), of(whole()), of(float()), of(any::<bool>()), of(text()), of(blob()));
    (values, nullable).prop_map(
        |(
            (id, small, integer, real, boolean, text, blob),
            (maybe_small, maybe_integer, maybe_real, maybe_boolean, maybe_text, maybe_blob),
        )| {
            let length = (text.len() + blob.len()) as i64;
            EveryType {
                id,
                small,
                integer,
                real,
                boolean,
                text,
                blob,
                maybe_small,
                maybe_integer,
                maybe_real,
                maybe_boolean,
                maybe_text,
                maybe_blob,
                length,
            }
        },
    )
}

/// Some rows, each with its own key, in the keys' order.
fn rows() -> impl Strategy<Value = Vec<EveryType>> {
    prop::collection::btree_map(whole(), row(), 0..8).prop_map(|rows| {
        let own_key = |(id, row)| EveryType { id, ..row };
        rows.into_iter().map(own_key).collect()
    })
}

fn has_shell() -> bool {
    Command::new("sqlite3").arg("-version").output().is_ok_and(|output| output.status.success())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(rows in rows(), others in rows()) {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(CREATE).unwrap();
        prop_assert_eq!(EveryType::insert_all(&connection, &rows).unwrap(), rows.len());

        let mut read = EveryType::all(&connection).unwrap();
        read.sort_by_key(|row| row.id);
        prop_assert_eq!(&read, &rows);
        for row in &rows {
            let found = EveryType::find(&connection, row.id).unwrap();
            prop_assert_eq!(found.as_ref(), Some(row));
            let widened = Widened::find(&connection, row.id).unwrap();
            prop_assert_eq!(widened, Some(row.widened()));
            let equal = rows.iter().filter(|other| other.maybe_text == row.maybe_text).count();
            let listed = EveryType::list(&connection, every_types::maybe_text, row.maybe_text.clone()).unwrap();
            prop_assert_eq!(listed.len(), equal);
        }

        // Raw SQL reads the same values of the same types.
        let mut statement = connection.prepare(&telling()).unwrap();
        let columns = statement.column_count();
        let told = statement
            .query_map([], |row| (0..columns).map(|at| row.get::<_, String>(at)).collect::<Result<Vec<_>, _>>())
            .unwrap()
            .map(|row| normal_row(row.unwrap(), exact))
            .collect::<Vec<_>>();
        prop_assert_eq!(&told, &rows.iter().map(|row| row.told(exact)).collect::<Vec<_>>());

        // An upsert leaves one row a key, the later one.
        EveryType::upsert_all(&connection, &others).unwrap();
        let mut expected = rows.clone();
        expected.retain(|row| others.iter().all(|other| other.id != row.id));
        expected.extend(others);
        expected.sort_by_key(|row| row.id);
        let mut read = EveryType::all(&connection).unwrap();
        read.sort_by_key(|row| row.id);
        prop_assert_eq!(&read, &expected);

        for row in &expected {
            prop_assert!(row.delete(&connection).unwrap());
        }
        prop_assert_eq!(EveryType::all(&connection).unwrap(), Vec::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where the shell is installed; raw SQL has read the same above.
    #[test]
    fn the_shell_reads_what_is_written(rows in rows()) {
        if !has_shell() {
            // Once, and past the capture of the test runner.
            static SAID: Once = Once::new();
            SAID.call_once(|| drop(writeln!(std::io::stderr(), "SKIPPED: there is no sqlite3 shell on this machine")));
            return Ok(());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(&format!("PRAGMA synchronous = OFF; {CREATE}")).unwrap();
        EveryType::insert_all(&connection, &rows).unwrap();
        drop(connection);

        let output = Command::new("sqlite3").args(["-batch", "-noheader", "-separator", "|"]).arg(&path).arg(telling()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        prop_assert!(output.status.success(), "{}", errors);
        let told = String::from_utf8(output.stdout).unwrap();
        let told = told.lines().map(|line| normal_row(line.split('|').map(str::to_owned), nearly)).collect::<Vec<_>>();
        prop_assert_eq!(told, rows.iter().map(|row| row.told(nearly)).collect::<Vec<_>>());
    }
}
