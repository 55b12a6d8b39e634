//! What `schema!` makes: types, names, docs, and code that the user's names cannot lead astray.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![deny(missing_docs, warnings)]

use frostline::rusqlite::Connection;
use frostline::rusqlite::types::Value;
use frostline::{Column, NoKey, Table, TableInfo};

/// A program whose own names are those that generated code must not meet.
#[allow(dead_code)]
mod shadowed {
    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct String;
    pub(super) struct Vec;
    pub(super) struct Ok;
    pub(super) struct Some;
    pub(super) struct Box;
    pub(super) trait Clone {}
    pub(super) trait Debug {}
    pub(super) trait PartialEq {}
    mod core {}
    mod std {}
    mod frostline {}

    /// A type of its own, by a path that means something else inside of a module.
    #[allow(unreachable_pub)]
    pub(super) mod own {
        use frostline::rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

        /// An address.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Email(pub ::std::string::String);

        impl FromSql for Email {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                ::std::string::String::column_result(value).map(Email)
            }
        }

        impl ToSql for Email {
            fn to_sql(&self) -> frostline::rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
    }

    ::frostline::schema! {
        #![revisions = "tests/expansion/revisions"]
        #![history = "expansion"]

        /// Every type.
        table kinds as Kind {
            id integer primary key,
            small smallint,
            big bigint,
            real_ real,
            double_ double,
            price decimal(10, 2),
            flag boolean,
            text_ text,
            name varchar(20)?,
            code char(3),
            bytes blob?,
            day date,
            hour time,
            moment datetime default now,
            document json,
            key uuid,
            odd sql "FANCY INT",
            number sql "NUMBER"?,
            none sql "",
            /// What is computed.
            twice integer generated "big * 2" stored,
        }

        /// Names that Rust does not take as they are.
        table "order items" {
            type integer,
            self text,
            "two words" text,
            "three-word-name" text?,
            Row integer,
            Key integer,
            "1st" integer,
            größe real,
            primary key (type, "two words"),
        }

        table loose {
            email text as self::own::Email,
            owner text? as own::Email,
            other text as super::shadowed::own::Email,
        }
    }
}

/// Declared in a file, and checked out with `\r\n` at the ends of all lines of its history.
mod notes {
    frostline::schema!("tests/expansion/notes.schema");
}

use shadowed::own::Email;
use shadowed::{HISTORY, Kind, Loose, OrderItems, kinds, loose, order_items, upgrade};

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().expect("opens");
    let report = upgrade(&mut connection).expect("upgrades");
    assert_eq!(report.to.as_deref(), Some("0001_baseline"));
    connection
}

#[test]
fn every_type_is_written_and_read() {
    let connection = database();
    let row = Kind {
        id: 1,
        small: -5_i16,
        big: i64::MAX,
        real_: 1.5_f64,
        double_: -0.25,
        price: 9.99,
        flag: true,
        text_: "text".to_owned(),
        name: None,
        code: "abc".to_owned(),
        bytes: Some(vec![0, 255]),
        day: "2025-11-24".to_owned(),
        hour: "10:00:00".to_owned(),
        moment: "2025-11-24 10:00:00".to_owned(),
        document: "{}".to_owned(),
        key: "0".to_owned(),
        odd: 7_i64,
        number: Some(Value::Real(2.5)),
        none: b"\x01".to_vec(),
        twice: 0,
    };
    let row = Kind { big: 21, ..row };
    row.insert(&connection).expect("inserts");
    assert_eq!(Kind::find(&connection, 1).expect("finds"), Some(Kind { twice: 42, ..row }));
}

#[test]
fn names_that_rust_does_not_take_are_mended() {
    let connection = database();
    let row = OrderItems {
        r#type: 1,
        self_: "a".to_owned(),
        two_words: "b".to_owned(),
        three_word_name: None,
        Row: 3,
        Key: 4,
        _1st: 5,
        größe: 0.5,
    };
    row.insert(&connection).expect("inserts");
    let found = OrderItems::find(&connection, (1, "b".to_owned())).expect("finds");
    assert_eq!(found, Some(row));
    assert_eq!(order_items::three_word_name.name(), "three-word-name");
    assert_eq!(order_items::r#type.to_string(), "order items.type");
}

#[test]
fn types_of_ones_own_are_found_from_where_the_macro_stands() {
    let connection = database();
    let email = Email("a@example.org".to_owned());
    let row = Loose { email: email.clone(), owner: Some(email.clone()), other: email.clone() };
    row.insert(&connection).expect("inserts");
    assert_eq!(Loose::list(&connection, loose::email, email).expect("lists"), [row]);
}

#[test]
fn constants_carry_the_table_and_the_type() {
    let _: Column<Kind, i64, shadowed::column_names::id> = kinds::id;
    let _: Column<Kind, Option<String>, shadowed::column_names::name> = kinds::name;
    let _: Column<Loose, Option<Email>, shadowed::column_names::owner> = loose::owner;
    let _: fn(kinds::Key) -> i64 = |key| key;
    let _: fn(order_items::Key) -> (i64, String) = |key| key;
    let _: fn(loose::Key) -> NoKey = |key| key;
    let table: &TableInfo = &kinds::TABLE;
    assert_eq!(table.name(), "kinds");
    let flags = |name: &str| table.columns().find(|column| column.name() == name).expect("a column");
    assert!(flags("id").has_default() && flags("moment").has_default() && !flags("big").has_default());
    assert!(flags("name").is_nullable() && !flags("id").is_nullable());
    assert!(flags("twice").is_generated() && !flags("big").is_generated());
}

#[test]
fn the_history_is_embedded() {
    assert_eq!(HISTORY.name, "expansion");
    let [baseline] = &*HISTORY.revisions else { panic!("one revision") };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expansion/revisions");
    let loaded = schema_core::history::load(&folder, "expansion");
    assert_eq!(loaded.faults, []);
    assert_eq!(*baseline, loaded.history.revisions[0]);
    assert!(HISTORY.declaration.starts_with("/// Every type.\ntable kinds as Kind {"));
}

#[test]
fn a_checkout_with_other_line_ends_embeds_what_was_frozen() {
    let frozen = std::fs::read_to_string("tests/expansion/crlf/0001_notes/sqlite.up.sql").expect("reads");
    assert!(frozen.contains("\r\n"), "the fixture has lost its point");
    let script = &notes::HISTORY.revisions[0].scripts[0];
    assert_eq!(script.up, frozen.replace("\r\n", "\n"));
    let mut connection = Connection::open_in_memory().expect("opens");
    notes::upgrade(&mut connection).expect("upgrades");
    connection.execute_batch("INSERT INTO notes DEFAULT VALUES").expect("inserts");
    let note = notes::Note::find(&connection, 1).expect("finds").expect("a note");
    assert_eq!(note.body, "two\nlines");
}

mod verified_with_other_line_ends {
    frostline::verify!(super::notes);
}

mod verified {
    frostline::verify!(super::shadowed);
}

mod verified_with_options {
    use frostline::Upgrade;
    use frostline::rusqlite::{self, Connection};

    fn rows(connection: &Connection, revision: &str) -> rusqlite::Result<()> {
        if revision == "0001_notes" {
            connection.execute("INSERT INTO notes (body) VALUES ('of my own')", [])?;
        }
        Ok(())
    }

    fn steps<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade
    }

    frostline::verify!(super::notes, skip = ["0001_notes"], floor = "0001_notes", rows = rows, steps = steps,);
}
