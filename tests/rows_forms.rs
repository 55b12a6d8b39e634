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

        /// The database can fill in all of it.
        table blanks as Blank {
            id integer primary key,
            note text?,
        }

        /// It has no key.
        table marks as Mark {
            code text unique,
            rank integer default 3,
        }

        /// One of its uniques is of what the database computes.
        table slugs as Slug {
            id integer primary key,
            user_id integer? references users (id),
            title text,
            slug text generated "lower(title)" stored unique,
            rank integer default 0,
        }
    }
}

use frostline::rusqlite::Connection;
use frostline::{Error, Insert, Table};
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

/// What is told of the row, as text and as data.
#[track_caller]
fn told<T: std::fmt::Debug>(written: Result<T, Error>, index: Option<usize>, key: Option<&str>, text: &str) {
    let error = written.unwrap_err();
    assert_eq!(error.to_string(), text);
    assert_eq!((error.row_index(), error.row_key()), (index, key));
}

#[test]
fn the_row_that_failed_among_many_is_told() {
    let connection = database();
    let user = |id: i64, email: &str| User { id, email: email.to_owned(), name: "N".to_owned(), age: None };
    let form = |id: Option<i64>, email: &str| NewUser { id, ..NewUser::new(email.to_owned()) };
    let unique = "cannot insert into `users`: UNIQUE constraint failed: users.email";
    let with_key = format!("row at index 2, with key `5`: {unique}");
    let rows = || [user(3, "c"), user(4, "d"), user(5, "a@x"), user(6, "b@x")];
    told(User::insert_all(&connection, rows()), Some(2), Some("5"), &with_key);
    told(User::upsert_all(&connection, rows()), Some(2), Some("5"), &with_key.replace("insert into", "upsert into"));
    let forms = || [form(None, "c"), form(Some(4), "d"), form(Some(5), "a@x")];
    told(NewUser::insert_all(&connection, forms()), Some(2), Some("5"), &with_key);
    told(
        NewUser::upsert_all(&connection, forms()),
        Some(2),
        Some("5"),
        &with_key.replace("insert into", "upsert into"),
    );
    // A key that the database makes is none yet.
    let without = format!("row at index 0: {unique}");
    told(NewUser::insert_all(&connection, [form(None, "a@x")]), Some(0), None, &without);
    // One row is the only one.
    told(user(5, "a@x").insert(&connection), None, None, unique);

    let stock = |user: i64| NewStock::new("c".to_owned(), user);
    let text = "row at index 1, with key `c, 9`: cannot upsert into `stocks`: FOREIGN KEY constraint failed";
    told(NewStock::upsert_all(&connection, [stock(1), stock(9)]), Some(1), Some("c, 9"), text);
    let text = "row at index 1, with key `x`: cannot upsert into `codes`: UNIQUE constraint failed: codes.code";
    let code = |code: &str, label: &str| NewCode::new(code.to_owned(), label.to_owned());
    let codes = [code("z", "z"), code("x", "x")];
    NewCode::insert_all(&connection, &codes).unwrap();
    let written = NewCode::upsert_all_by(&connection, codes::unique_label, [code("y", "Z"), code("x", "y")]);
    told(written, Some(1), Some("x"), text);
    let text = "row at index 0: cannot insert into `marks`: UNIQUE constraint failed: marks.code";
    told(NewMark::insert_all(&connection, [NewMark::new("m".to_owned())]), Some(0), None, text);
    // None of them stayed.
    assert_eq!(dump(&connection, "users"), ["1|a@x|Ada|36", "2|b@x|Bob"]);
    assert_eq!(dump(&connection, "stocks").len(), 2);
}

#[test]
fn a_value_that_is_not_written_names_its_row() {
    let connection = database();
    let code = |code: &str, weight: f64| Code { code: code.to_owned(), label: code.to_owned(), weight, note: None };
    let text = "column `codes.weight` of the row with key `x` cannot hold NaN, which SQLite has no value for";
    told(code("x", f64::NAN).insert(&connection), None, Some("x"), text);
    told(code("x", f64::NAN).update(&connection), None, Some("x"), text);
    let form = NewCode { weight: Some(f64::NAN), ..NewCode::new("x".to_owned(), "x".to_owned()) };
    told(form.upsert(&connection), None, Some("x"), text);
    told(form.insert_returning::<Code>(&connection), None, Some("x"), text);
    let many = format!("row at index 1: {text}");
    told(Code::upsert_all(&connection, [code("y", 1.0), code("x", f64::NAN)]), Some(1), Some("x"), &many);
    let small = Narrow { email: "z".to_owned(), age: Some(40_000), id: None };
    let text = "column `users.age` cannot hold 40000: it is declared `smallint`";
    told(small.insert(&connection), None, None, text);
    let text = "column `users.age` of the row with key `7` cannot hold 40000: it is declared `smallint`";
    told(Narrow { id: Some(7), ..small }.insert(&connection), None, Some("7"), text);
}

/// A row with a wider number.
#[derive(Debug, Table)]
#[table(tables::users)]
struct Narrow {
    email: String,
    age: Option<i64>,
    id: Option<i64>,
}

#[test]
fn a_form_is_shown_cloned_and_compared() {
    let form = NewCode { weight: Some(2.0), ..NewCode::new("x".to_owned(), "X".to_owned()) };
    let same = form.clone();
    assert_eq!(form, same);
    assert_ne!(form, NewCode { weight: None, ..same.clone() });
    assert_ne!(form, NewCode { weight: Some(2.5), ..same.clone() });
    assert_ne!(form, NewCode { label: "x".to_owned(), ..same.clone() });
    let unlike = NewCode { weight: Some(f64::NAN), ..same };
    assert_ne!(unlike, unlike.clone());
    assert!(format!("{form:?}").starts_with("NewCode { code: "), "{form:?}");
    // What the database can fill in all of has a default. That a required column has none does not compile.
    assert_eq!(NewBlank::default(), NewBlank::new());
    assert_eq!(NewBlank { id: Some(1), ..NewBlank::default() }.id, Some(1));
}

#[test]
fn a_key_is_given_by_value_or_by_reference() {
    let connection = database();
    let key = ("a".to_owned(), 1_i64);
    assert!(Stock::find(&connection, &key).unwrap().is_some());
    assert!(Stock::find(&connection, key.clone()).unwrap().is_some());
    assert!(Stock::find(&connection, (&key.0, &key.1)).unwrap().is_some());
    assert!(Stock::find(&connection, ("a", 1)).unwrap().is_some());
    assert!(Stock::find(&connection, &("a", 1)).unwrap().is_some());
    assert!(Stock::find(&connection, &("a", 2)).unwrap().is_none());
    assert!(Stock::exists(&connection, &key).unwrap());
    assert!(Stock::delete_by_key(&connection, &key).unwrap());
    let (id, code) = (1_i64, "one".to_owned());
    assert!(User::find(&connection, id).unwrap().is_some());
    assert!(User::find(&connection, &id).unwrap().is_some());
    assert!(Code::find(&connection, &code).unwrap().is_some());
    assert!(Code::find(&connection, code.clone()).unwrap().is_some());
    assert!(Code::find(&connection, "one").unwrap().is_some());
    let page = Stock::query().after((stocks::place.asc(), stocks::user_id.asc()), &key).all(&connection).unwrap();
    assert_eq!(page.len(), 1);
}

#[test]
fn groups_of_which_nothing_is_asked_are_told_once() {
    let connection = database();
    NewStock::new("a".to_owned(), 2).insert(&connection).unwrap();
    let mut places = Stock::query().group_by(stocks::place).all(&connection).unwrap();
    places.sort();
    assert_eq!(places, ["a", "b"]);
    let pairs = Stock::query().filter(stocks::user_id.eq(2)).group_by((stocks::place, stocks::amount));
    let mut pairs: Vec<(String, i64)> = pairs.all(&connection).unwrap();
    pairs.sort();
    assert_eq!(pairs, [("a".to_owned(), 0), ("b".to_owned(), 6)]);
}

#[test]
fn a_form_goes_by_a_unique_of_what_the_database_computes() {
    let connection = database();
    let form = |title: &str, rank| NewSlug { rank, ..NewSlug::new(title.to_owned()) };
    form("Hello", Some(7)).upsert_by(&connection, slugs::unique_slug).unwrap();
    let again = NewSlug { user_id: Some(1), ..form("HELLO", None) };
    again.upsert_by(&connection, slugs::unique_slug).unwrap();
    let forms = [form("other", None), form("hellO", None)];
    assert_eq!(NewSlug::upsert_all_by(&connection, slugs::unique_slug, &forms).unwrap(), 2);
    let hello = Slug { id: 1, user_id: Some(1), title: "hellO".into(), slug: "hello".into(), rank: 7 };
    assert_eq!(Slug::find_by(&connection, slugs::unique_slug, "hello").unwrap(), Some(hello));
    assert_eq!(Slug::count(&connection).unwrap(), 2);
}
