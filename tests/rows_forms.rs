//! Forms that write, and what is told of the row that failed: of tables with keys of every shape.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

mod tables {
    frostline::schema! {
        #![revisions = "tests/rows_forms/revisions"]
        #![history = "forms"]

        /// Its key is made by the database, or said.
        table users as User {
            id integer primary key,
            email text unique,
            name text default "anon",
            age smallint?,
        }

        /// Its key is of two columns, and there is no rowid.
        table stocks as Stock without rowid {
            place text,
            user_id integer references users (id),
            amount integer default 0,
            note text?,
            primary key (place, user_id),
        }

        /// Its key is a text.
        table codes as Code strict {
            code text primary key,
            label text,
            weight real default 1.5,
            note text?,
            unique index (label collate nocase),
        }

        /// Its key has a default.
        table settings as Setting {
            name text default "theme" primary key,
            value text,
            rank integer?,
        }

        /// It has no key.
        table marks as Mark {
            code text unique,
            rank integer default 3,
        }
    }
}

use frostline::Insert;
use frostline::rusqlite::Connection;
use tables::*;

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO users VALUES (1, 'a@x', 'Ada', 36), (2, 'b@x', 'Bob', NULL);
             INSERT INTO stocks VALUES ('a', 1, 5, 'kept'), ('b', 2, 6, NULL);
             INSERT INTO codes VALUES ('one', 'One', 2.5, 'kept');
             INSERT INTO settings VALUES ('theme', 'dark', 4);
             INSERT INTO marks VALUES ('m', 9);",
        )
        .unwrap();
    connection
}

/// The rows of a table, each as one text.
fn dump(connection: &Connection, table: &str) -> Vec<String> {
    let text = format!("SELECT concat_ws('|', t.*) FROM (SELECT * FROM {table}) AS t");
    let text = match table {
        "users" => text.replace("t.*", "id, email, name, age"),
        "stocks" => text.replace("t.*", "place, user_id, amount, note"),
        "codes" => text.replace("t.*", "code, label, weight, note"),
        "settings" => text.replace("t.*", "name, value, rank"),
        _ => text.replace("t.*", "code, rank"),
    };
    let mut statement = connection.prepare(&format!("{text} ORDER BY 1")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_form_goes_by_its_key() {
    let connection = database();
    // The row that is there keeps what the form leaves out, and what references it.
    NewUser { id: Some(1), ..NewUser::new("ada@x".to_owned()) }.upsert(&connection).unwrap();
    assert_eq!(dump(&connection, "users"), ["1|ada@x|Ada|36", "2|b@x|Bob"]);
    NewUser { id: Some(2), age: Some(40), ..NewUser::new("b@x".to_owned()) }.upsert(&connection).unwrap();
    // One that is not takes the defaults; without its key it is none that is there.
    NewUser { id: Some(7), ..NewUser::new("c@x".to_owned()) }.upsert(&connection).unwrap();
    NewUser::new("d@x".to_owned()).upsert(&connection).unwrap();
    let users = ["1|ada@x|Ada|36", "2|b@x|Bob|40", "7|c@x|anon", "8|d@x|anon"];
    assert_eq!(dump(&connection, "users"), users);
    assert_eq!(dump(&connection, "stocks"), ["a|1|5|kept", "b|2|6"]);

    // Another unique is not what it goes by.
    let taken = NewUser { id: Some(9), ..NewUser::new("b@x".to_owned()) };
    assert!(taken.upsert(&connection).unwrap_err().is_constraint());
    taken.upsert_by(&connection, users::unique_email).unwrap();
    assert_eq!(dump(&connection, "users"), users);
}

#[test]
fn a_form_goes_by_a_key_of_any_shape() {
    let connection = database();
    let stocks = [
        NewStock { amount: Some(50), ..NewStock::new("a".to_owned(), 1) },
        NewStock { note: Some("new".to_owned()), ..NewStock::new("b".to_owned(), 2) },
        NewStock::new("b".to_owned(), 1),
        NewStock { amount: Some(7), note: Some("both".to_owned()), ..NewStock::new("b".to_owned(), 1) },
    ];
    assert_eq!(NewStock::upsert_all(&connection, &stocks).unwrap(), 4);
    assert_eq!(dump(&connection, "stocks"), ["a|1|50|kept", "b|1|7|both", "b|2|6|new"]);

    NewCode::new("one".to_owned(), "First".to_owned()).upsert(&connection).unwrap();
    NewCode::new("two".to_owned(), "Second".to_owned()).upsert(&connection).unwrap();
    assert_eq!(dump(&connection, "codes"), ["one|First|2.5|kept", "two|Second|1.5"]);
    // The unique takes both for one, and the row has the new letters and the old key.
    let third = NewCode { weight: Some(3.5), ..NewCode::new("three".to_owned(), "SECOND".to_owned()) };
    third.upsert_by(&connection, codes::unique_label).unwrap();
    assert_eq!(dump(&connection, "codes"), ["one|First|2.5|kept", "two|SECOND|3.5"]);

    // A key that is left out is the default one, which is there.
    NewSetting::new("light".to_owned()).upsert(&connection).unwrap();
    NewSetting { name: Some("font".to_owned()), ..NewSetting::new("mono".to_owned()) }.upsert(&connection).unwrap();
    assert_eq!(dump(&connection, "settings"), ["font|mono", "theme|light|4"]);

    let error = NewMark::new("m".to_owned()).upsert(&connection).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(
        error.to_string(),
        "cannot upsert a row of `marks` by its key: the table has no primary key; declare one"
    );
    NewMark::new("m".to_owned()).upsert_by(&connection, marks::unique_code).unwrap();
    NewMark { rank: Some(4), ..NewMark::new("n".to_owned()) }.upsert_by(&connection, marks::unique_code).unwrap();
    assert_eq!(dump(&connection, "marks"), ["m|9", "n|4"]);
}

#[test]
fn forms_that_are_upserted_are_all_written_or_none() {
    let connection = database();
    let form = |id: i64, email: &str| NewUser { id: Some(id), ..NewUser::new(email.to_owned()) };
    let before = dump(&connection, "users");
    let error = NewUser::upsert_all(&connection, [form(1, "z@x"), form(3, "b@x"), form(4, "d@x")]).unwrap_err();
    assert!(error.is_constraint());
    assert_eq!(dump(&connection, "users"), before);
}
