//! Whatever row is written is read back the same, and SQLite's shell reads it the same: of tables with keys of several
//! columns, without rowids and strict, with enums, new types, dates, JSON, and with what is as great as it gets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

mod tables {
    frostline::schema! {
        #![revisions = "tests/rows_kept/revisions"]
        #![history = "kept"]

        enum shade { dark, light, "in between" as Between }

        /// A key of two columns, and no rowid.
        table pairs as Pair without rowid {
            word text,
            number bigint,
            half real?,
            bytes blob?,
            flag boolean,
            primary key (word, number),
        }

        /// A key of four columns of four kinds, strict and without a rowid.
        table corners as Corner strict without rowid {
            day date as frostline::Stored<jiff::civil::Date>,
            owner integer as new OwnerId,
            shade enum shade,
            bytes blob,
            note text? as new Remark,
            other enum shade?,
            body json as schema_sqlite::row::Json<serde_json::Value>,
            exact text as frostline::Stored<rust_decimal::Decimal>,
            small smallint,
            primary key (owner, bytes, day, shade),
        }

        /// A key of its own type in a strict table.
        table owners as Owner strict {
            id text primary key as new OwnerName,
            half double,
            whole integer,
            who uuid? as frostline::Stored<uuid::Uuid>,
        }
    }
}

use std::path::Path;
use std::process::Command;

use frostline::prelude::*;
use frostline::rusqlite::Connection;
use frostline::rusqlite::types::Value;
use frostline::{Error, Stored};
use proptest::prelude::*;
use schema_sqlite::row::Json;
use tables::*;

fn database(path: &Path) -> Connection {
    let mut connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

/// A value as `type:value`, with text and bytes in hex, and floats as far as an older shell prints them.
fn told(value: &Value) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    match value {
        Value::Null => "null:".to_owned(),
        Value::Integer(number) => format!("integer:{number}"),
        Value::Real(number) => format!("real:{:.12e}", number + 0.0),
        Value::Text(text) => format!("text:{}", hex(text.as_bytes())),
        Value::Blob(bytes) => format!("blob:{}", hex(bytes)),
    }
}

/// What the shell reads of a table, row by row in the order of its key.
fn shell(path: &Path, table: &frostline::TableInfo) -> Vec<Vec<String>> {
    let columns = table.columns().map(|column| {
        let name = column.name();
        format!(
            "typeof({name}) || ':' || CASE typeof({name}) WHEN 'null' THEN '' WHEN 'integer' THEN {name}
                 WHEN 'real' THEN printf('%!.17g', {name}) ELSE hex(CAST({name} AS BLOB)) END"
        )
    });
    let columns: Vec<String> = columns.collect();
    let key: Vec<&str> = table.key().map(|column| column.name()).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name(), key.join(", "));
    let output =
        Command::new("sqlite3").args(["-batch", "-noheader", "-separator", "|"]).arg(path).arg(sql).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let normal = |told: &str| match told.split_once(':') {
        // Rust reads `Inf` too.
        Some(("real", number)) => format!("real:{:.12e}", number.parse::<f64>().unwrap() + 0.0),
        _ => told.to_owned(),
    };
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| line.split('|').map(normal).collect()).collect()
}

fn has_shell() -> bool {
    Command::new("sqlite3").arg("-version").output().is_ok_and(|output| output.status.success())
}

fn whole() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(0), -2i64..2, Just((1 << 53) + 1)]
}

fn float() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{INFINITE, NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO | INFINITE, whole().prop_map(|number| number as f64)]
}

fn text() -> impl Strategy<Value = String> {
    let odd = vec!["", "0", "007", "-1", "1e5", "null", "a\0b", "\0", "'\"`[", "\u{feff}", "in between"];
    prop_oneof![any::<String>(), prop::sample::select(odd).prop_map(str::to_owned)]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![prop::collection::vec(any::<u8>(), 0..9), Just(Vec::new()), Just(b"text".to_vec())]
}

fn shade() -> impl Strategy<Value = Shade> {
    prop::sample::select(Shade::ALL)
}

fn date() -> impl Strategy<Value = Stored<jiff::civil::Date>> {
    (0_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Stored(jiff::civil::date(year, month, day)))
}

fn pair() -> impl Strategy<Value = Pair> {
    (text(), whole(), prop::option::of(float()), prop::option::of(bytes()), any::<bool>())
        .prop_map(|(word, number, half, bytes, flag)| Pair { word, number, half, bytes, flag })
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(serde_json::Value::Null),
        whole().prop_map(Into::into),
        text().prop_map(Into::into),
        prop::collection::btree_map(text(), text(), 0..3).prop_map(|map| serde_json::to_value(map).unwrap()),
    ]
}

fn corner() -> impl Strategy<Value = Corner> {
    let key = (date(), whole(), shade(), bytes());
    let rest = (prop::option::of(text()), prop::option::of(shade()), json(), any::<i64>(), 0_u32..20, any::<i16>());
    (key, rest).prop_map(|((day, owner, shade, bytes), (note, other, body, units, scale, small))| Corner {
        day,
        owner: OwnerId(owner),
        shade,
        bytes,
        note: note.map(Remark),
        other,
        body: Json(body),
        exact: Stored(rust_decimal::Decimal::new(units, scale)),
        small,
    })
}

fn owner() -> impl Strategy<Value = Owner> {
    (text(), float(), whole(), prop::option::of(any::<u128>())).prop_map(|(id, half, whole, who)| Owner {
        id: OwnerName(id),
        half,
        whole,
        who: who.map(|who| Stored(uuid::Uuid::from_u128(who))),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        pairs in prop::collection::vec(pair(), 0..4),
        corners in prop::collection::vec(corner(), 0..4),
        owners in prop::collection::vec(owner(), 0..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.db");
        let connection = database(&path);
        // Of rows with one key the last one stays.
        let mut last = std::collections::BTreeMap::new();
        for row in &pairs {
            row.upsert(&connection).unwrap();
            last.insert((row.word.clone(), row.number), row);
        }
        for row in last.values() {
            let key = (row.word.clone(), row.number);
            prop_assert_eq!(Pair::find(&connection, &key).unwrap(), Some((*row).clone()));
            prop_assert_eq!(Pair::find(&connection, (&row.word[..], row.number)).unwrap(), Some((*row).clone()));
            prop_assert!(Pair::query().filter(tables::pairs::bytes.eq(row.bytes.clone())).exists(&connection).unwrap());
        }
        prop_assert_eq!(Pair::count(&connection).unwrap(), last.len() as u64);
        // SQLite orders texts by their bytes, as Rust does.
        let expected_pairs: Vec<Vec<String>> = last.values().map(|row| {
            let half = row.half.map_or(Value::Null, Value::Real);
            let bytes = row.bytes.clone().map_or(Value::Null, Value::Blob);
            let flag = Value::Integer(row.flag.into());
            [row.word.clone().into(), row.number.into(), half, bytes, flag].iter().map(told).collect()
        }).collect();

        let mut last = std::collections::BTreeMap::new();
        for row in &corners {
            let form = NewCorner {
                note: row.note.clone(),
                other: row.other,
                ..NewCorner::new(row.day, row.owner, row.shade, row.bytes.clone(), row.body.clone(), row.exact, row.small)
            };
            let key = (row.owner, row.bytes.clone(), row.day, row.shade);
            row.delete(&connection).unwrap();
            let written: Result<_, Error> = form.insert_returning_key(&connection);
            prop_assert_eq!(written.unwrap(), key.clone());
            last.insert((row.owner, row.bytes.clone(), row.day.0, row.shade.as_str()), row);
        }
        for row in last.values() {
            let key = (row.owner, row.bytes.clone(), row.day, row.shade);
            prop_assert_eq!(Corner::find(&connection, &key).unwrap(), Some((*row).clone()));
            prop_assert!(row.update(&connection).unwrap());
        }
        let expected_corners: Vec<Vec<String>> = last.values().map(|row| {
            let text = |text: String| Value::Text(text);
            [
                text(row.day.to_string()),
                row.owner.0.into(),
                text(row.shade.to_string()),
                row.bytes.clone().into(),
                row.note.clone().map_or(Value::Null, |note| text(note.0)),
                row.other.map_or(Value::Null, |shade| text(shade.to_string())),
                text(row.body.0.to_string()),
                text(row.exact.to_string()),
                i64::from(row.small).into(),
            ].iter().map(told).collect()
        }).collect();

        let mut last = std::collections::BTreeMap::new();
        for row in &owners {
            row.upsert(&connection).unwrap();
            last.insert(row.id.0.clone(), row);
        }
        for row in last.values() {
            prop_assert_eq!(Owner::find(&connection, &row.id).unwrap(), Some((*row).clone()));
        }
        let expected_owners: Vec<Vec<String>> = last.values().map(|row| {
            let who = row.who.map_or(Value::Null, |who| Value::Text(who.to_string()));
            [row.id.0.clone().into(), row.half.into(), row.whole.into(), who].iter().map(told).collect()
        }).collect();
        drop(connection);
        if has_shell() {
            prop_assert_eq!(shell(&path, &tables::pairs::TABLE), expected_pairs);
            prop_assert_eq!(shell(&path, &tables::corners::TABLE), expected_corners);
            prop_assert_eq!(shell(&path, &tables::owners::TABLE), expected_owners);
        }
    }
}

#[test]
fn what_is_great_is_kept_and_what_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let connection = database(&folder.path().join("kept.db"));
    let million = "ä\0".repeat(350_000);
    let bytes: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let row = |half| Pair { word: million.clone(), number: i64::MIN, half, bytes: Some(bytes.clone()), flag: true };
    row(Some(f64::NEG_INFINITY)).insert(&connection).unwrap();
    let key = (million.clone(), i64::MIN);
    assert!(Pair::find(&connection, &key).unwrap() == Some(row(Some(f64::NEG_INFINITY))));
    for half in [f64::INFINITY, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, -0.0] {
        assert!(row(Some(half)).update(&connection).unwrap());
        assert_eq!(Pair::find(&connection, &key).unwrap().unwrap().half, Some(half));
    }
    let error = row(Some(f64::NAN)).update(&connection).unwrap_err();
    assert!(error.is_value());
    // A key of a million letters is told by its beginning.
    assert!(error.to_string().len() < 500, "{}", error.to_string().len());
    assert!(error.row_key().unwrap().len() < 200);
}

/// A row that borrows what it can, with options of every kind.
#[derive(Debug, PartialEq, Table)]
#[table(tables::corners)]
struct Glance<'a> {
    owner: OwnerId,
    bytes: &'a [u8],
    day: Stored<jiff::civil::Date>,
    shade: Shade,
    other: Option<Shade>,
    note: Option<Remark>,
    small: Option<i64>,
}

#[derive(Debug, PartialEq, Table)]
#[table(tables::pairs)]
struct Look<'a> {
    word: &'a str,
    number: Option<i64>,
    half: Option<f64>,
    bytes: Option<&'a [u8]>,
}

#[test]
fn a_struct_that_borrows_has_options_of_what_it_owns() {
    let folder = tempfile::tempdir().unwrap();
    let connection = database(&folder.path().join("kept.db"));
    for (number, half, bytes) in [(1, None, None), (2, Some(0.5), Some(b"b".to_vec()))] {
        Pair { word: "w".to_owned(), number, half, bytes: bytes.clone(), flag: true }.insert(&connection).unwrap();
        let seen = Look::find_with(&connection, ("w", number), |look| {
            assert_eq!(look, Look { word: "w", number: Some(number), half, bytes: bytes.as_deref() });
        });
        assert!(seen.unwrap().is_some());
    }
    let day = Stored(jiff::civil::date(2025, 11, 24));
    let body = Json(serde_json::Value::Null);
    let exact = Stored(rust_decimal::Decimal::ONE);
    let form = NewCorner::new(day, OwnerId(1), Shade::Dark, vec![1], body, exact, 7);
    NewCorner { other: Some(Shade::Light), ..form.clone() }.insert(&connection).unwrap();
    NewCorner { note: Some(Remark("n".to_owned())), shade: Shade::Light, ..form }.insert(&connection).unwrap();
    let mut found = Vec::new();
    Glance::for_each(&connection, &Corner::query(), |glance| {
        found.push((glance.shade, glance.other, glance.note, glance.small));
        Ok::<_, Error>(())
    })
    .unwrap();
    found.sort_by_key(|(shade, ..)| *shade);
    let expected =
        [(Shade::Dark, Some(Shade::Light), None, Some(7)), (Shade::Light, None, Some(Remark("n".to_owned())), Some(7))];
    assert_eq!(found, expected);
}
