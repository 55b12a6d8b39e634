//! Typed rows of tables that make it hard: columns called like the rowid, keys that are null, uniques with a
//! collation, numbers that are bound as text; and queries of thousands of parts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

mod hard {
    frostline::schema! {
        #![revisions = "tests/rows_hostile/revisions"]
        #![history = "hostile"]

        /// One of its columns is called like the rowid.
        table entries as Entry {
            RowID integer,
            word text,
        }

        /// The rowid has no name left.
        table hidden as Hidden {
            rowid integer,
            _rowid_ integer,
            OID integer,
        }

        /// Its key may be null, and be so many times.
        table labels as Label {
            k text? primary key,
            n integer,
        }

        /// A part of its key may be null.
        table shelves as Shelf {
            room text,
            place integer?,
            n integer,
            primary key (room, place),
        }

        /// An address is one in either case.
        table users as User {
            id integer primary key,
            email text,
            alias text collate nocase,
            nick text collate nocase,
            name text,
            unique (email collate nocase),
            unique (alias),
            unique index (nick collate binary, name),
        }

        /// What users own.
        table goods as Good {
            id integer primary key,
            user_id integer? references users (id),
            kind text,
            price decimal(10,2) as frostline::Stored<rust_decimal::Decimal>,
            made datetime,
            note text?,
        }
    }
}

use std::time::{Duration, Instant};

use frostline::rusqlite::Connection;
use frostline::{Condition, Error, Table, count};
use hard::{Entry, Good, Hidden, Label, Shelf, User, entries, goods, hidden, labels, shelves, upgrade, users};

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    upgrade(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO entries (_rowid_, rowid, word) VALUES (1, 7, 'a'), (2, 7, 'b'), (3, 7, 'b'), (4, 8, 'b');
             INSERT INTO hidden VALUES (1, 1, 1), (1, 1, 1);
             INSERT INTO labels VALUES (NULL, 1), (NULL, 2), ('k', 3), (NULL, 4);
             INSERT INTO shelves VALUES ('r', NULL, 1), ('r', NULL, 2), ('r', 1, 3);
             INSERT INTO users VALUES (1, 'Ada@x', 'Ada', 'Ada', 'n'), (2, 'bob@x', 'bob', 'bob', 'n');
             INSERT INTO goods VALUES
                 (1, 1, 'a', 9, '2025-01-01 00:00:00', 'z'), (2, 1, 'a', 100.5, '2025-06-01 00:00:00', 'y'),
                 (3, 2, 'b', 20, '2024-01-01 00:00:00', 'x'), (4, NULL, 'c', 50, '2023-01-01 00:00:00', 'w');",
        )
        .unwrap();
    connection
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

const ENTRIES: &str = "SELECT _rowid_ || ':' || rowid || ':' || word FROM entries ORDER BY _rowid_";
const LABELS: &str = "SELECT coalesce(k, '-') || ':' || n FROM labels ORDER BY n";
const SHELVES: &str = "SELECT coalesce(place, '-') || ':' || n FROM shelves ORDER BY n";

#[test]
fn a_column_called_like_the_rowid_is_not_taken_for_it() {
    let connection = database();
    let some = Entry::query().filter(entries::word.eq("b")).limit(1);
    assert_eq!(some.update(&connection, [entries::word.set("c")]).unwrap(), 1);
    assert_eq!(texts(&connection, ENTRIES), ["1:7:a", "2:7:c", "3:7:b", "4:8:b"]);
    assert_eq!(some.delete(&connection).unwrap(), 1);
    assert_eq!(texts(&connection, ENTRIES), ["1:7:a", "2:7:c", "4:8:b"]);
    assert_eq!(Entry::query().offset(1).delete(&connection).unwrap(), 2);
    assert_eq!(texts(&connection, ENTRIES), ["1:7:a"]);
}

#[test]
fn rows_that_nothing_tells_apart_are_changed_all_or_not_at_all() {
    let connection = database();
    let error = Hidden::query().limit(1).delete(&connection).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(
        error.to_string(),
        "cannot change only some rows of `hidden`: no key tells them apart, and its columns hide the rowid by all of its names; declare a primary key that is never null"
    );
    assert!(Hidden::query().limit(1).update(&connection, [hidden::rowid.set(5)]).unwrap_err().is_unmapped());
    assert_eq!(Hidden::query().update(&connection, [hidden::rowid.set(5)]).unwrap(), 2);
    assert_eq!(Hidden::query().delete(&connection).unwrap(), 2);
}

#[test]
fn some_of_the_rows_whose_keys_are_null_are_changed() {
    let connection = database();
    let nulls = Label::query().filter(labels::k.is_null()).order_by(labels::n.desc()).limit(1);
    assert_eq!(nulls.update(&connection, [labels::n.set(9)]).unwrap(), 1);
    assert_eq!(texts(&connection, LABELS), ["-:1", "-:2", "k:3", "-:9"]);
    assert_eq!(nulls.delete(&connection).unwrap(), 1);
    assert_eq!(texts(&connection, LABELS), ["-:1", "-:2", "k:3"]);
    assert_eq!(Shelf::query().order_by(shelves::n.asc()).limit(1).delete(&connection).unwrap(), 1);
    assert_eq!(texts(&connection, SHELVES), ["-:2", "1:3"]);
}

#[test]
fn a_null_is_no_key() {
    let connection = database();
    let told = |error: Error| {
        assert!(error.is_value());
        error.to_string()
    };
    let mut label = Label { k: None, n: 1 };
    assert_eq!(
        told(label.delete(&connection).unwrap_err()),
        "cannot delete the row of `labels` whose key `labels.k` is null, which others may have too; find it by other columns, with a query"
    );
    assert!(told(label.update(&connection).unwrap_err()).starts_with("cannot update the row of `labels` whose key"));
    let shelf = Shelf { room: "r".to_owned(), place: None, n: 1 };
    assert!(told(shelf.delete(&connection).unwrap_err()).contains("`shelves.place` is null"));
    assert!(told(shelf.update(&connection).unwrap_err()).contains("`shelves.place` is null"));
    // Nor is a row found by one, or deleted.
    assert_eq!(Label::find(&connection, None).unwrap(), None);
    assert!(!Label::exists(&connection, None).unwrap());
    assert!(!Label::delete_by_key(&connection, None).unwrap());
    assert_eq!(Shelf::find(&connection, ("r", None)).unwrap(), None);
    assert!(!Shelf::delete_by_key(&connection, ("r", None)).unwrap());
    assert_eq!(Label::list(&connection, labels::k, None).unwrap().len(), 3);
    assert_eq!(texts(&connection, LABELS), ["-:1", "-:2", "k:3", "-:4"]);
    assert_eq!(texts(&connection, SHELVES), ["-:1", "-:2", "1:3"]);
    // A key that is there is one.
    label = Label::find(&connection, "k").unwrap().unwrap();
    label.n = 5;
    assert!(Label::exists(&connection, "k").unwrap());
    assert!(label.update(&connection).unwrap());
    assert!(label.delete(&connection).unwrap());
    // An upsert of a null is one more row, as SQLite has it.
    Label { k: None, n: 6 }.upsert(&connection).unwrap();
    assert_eq!(texts(&connection, LABELS), ["-:1", "-:2", "-:4", "-:6"]);
}

#[test]
fn conditions_are_of_any_number_of_parts() {
    let connection = database();
    let parts = |many: i64| (0..many).map(|n| labels::n.eq(2 + n));
    let opposites = |many: i64| (0..many).map(|n| labels::n.ne(2 + n));
    let numbers = |condition: Condition<'_, Label>| {
        let rows = Label::query().filter(condition).order_by(labels::n.asc()).all(&connection).unwrap();
        rows.iter().map(|row| row.n).collect::<Vec<_>>()
    };
    assert_eq!(numbers(Condition::any(parts(10_000))), [2, 3, 4]);
    let query = opposites(10_000).fold(Label::query(), |query, part| query.filter(part));
    assert_eq!(query.all(&connection).unwrap(), [Label { k: None, n: 1 }]);
    for many in [2, 16, 17, 33, 2_000] {
        assert_eq!(numbers(Condition::all(opposites(many))).len(), if many == 2 { 2 } else { 1 });
        assert_eq!(numbers(!Condition::any(parts(many))).len(), if many == 2 { 2 } else { 1 });
        let chain = parts(many).fold(Condition::never(), Condition::or);
        assert_eq!(numbers(chain.and(labels::n.gt(2))).first(), Some(&3));
        assert_eq!(numbers(labels::n.lt(3).and(Condition::any(parts(many))).or(labels::n.eq(1))), [1, 2]);
    }
    let query = opposites(2_000).fold(Label::query(), |query, part| query.filter(part));
    let found: Vec<Label> = frostline::from_sea(&connection, &query.to_sea().unwrap()).unwrap().all().unwrap();
    assert_eq!(found, [Label { k: None, n: 1 }]);
    let groups = Label::query().group_by(labels::n).select(count());
    let groups = (0..2_000).fold(groups, |groups, _| groups.having(count().eq(1)));
    assert_eq!(groups.all(&connection).unwrap().len(), 4);
}

#[test]
fn a_part_of_a_condition_costs_the_same_however_many_there_are() {
    let start = Instant::now();
    let text = Label::query().filter(Condition::any((0..200_000_i64).map(|n| labels::n.eq(n)))).sql();
    assert_eq!(text.matches('?').count(), 200_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn what_goes_on_with_a_statement_goes_on_with_all_of_its_conditions() {
    let connection = database();
    let either = Label::query().filter(labels::n.eq(1).or(labels::n.eq(2)));
    assert!(either.sql().ends_with(r#"WHERE "labels"."n" = ? OR "labels"."n" = ?"#), "{}", either.sql());
    let mut select = either.to_sea().unwrap();
    select.and_where(frostline::sea_query::Expr::cust("n > 1"));
    let found: Vec<Label> = frostline::from_sea(&connection, &select).unwrap().all().unwrap();
    assert_eq!(found, [Label { k: None, n: 2 }]);
    let both = either.filter(labels::n.gt(1)).all(&connection).unwrap();
    assert_eq!(both, [Label { k: None, n: 2 }]);
}

#[test]
fn a_page_starts_after_a_row_of_its_own_order() {
    let connection = database();
    let query = Good::query().order_by(goods::kind.asc()).after((goods::made.asc(), goods::id.asc()), {
        let first = Good::find(&connection, 1).unwrap().unwrap();
        (first.made, first.id)
    });
    let words =
        "the query of `goods` is ordered before `after`, which pages by its own order alone; give `after` all of it";
    let error = query.all(&connection).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(error.to_string(), words);
    assert_eq!(query.count(&connection).unwrap_err().to_string(), words);
    assert_eq!(query.to_sea().unwrap_err().to_string(), words);
    let twice = Good::query().after(goods::id.asc(), 1).after(goods::id.asc(), 2);
    assert_eq!(twice.first(&connection).unwrap_err().to_string(), words);
    // What breaks no more ties does no harm.
    let page = Good::query().after(goods::id.asc(), 3).order_by(goods::kind.asc()).all(&connection).unwrap();
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [4]);
}

#[test]
fn groups_are_ordered_and_chosen_by_what_they_have_in_common() {
    let connection = database();
    let by_kind = || Good::query().group_by(goods::kind).select(count());
    let told = |error: Error| {
        assert!(error.is_unmapped());
        error.to_string()
    };
    assert_eq!(
        told(by_kind().order_by(goods::note.asc()).all(&connection).unwrap_err()),
        "groups of `goods` cannot be ordered by `goods.note`, of which a group has many values; group by it, or ask for its `min()` or `max()`"
    );
    assert!(told(by_kind().having(goods::id.gt(1)).all(&connection).unwrap_err()).contains("chosen by `goods.id`"));
    let query = Good::query().order_by(goods::note.asc()).group_by(goods::kind).select(count());
    assert!(told(query.all(&connection).unwrap_err()).contains("ordered by `goods.note`"));
    let kinds = |groups: Vec<(String, i64)>| groups.into_iter().map(|(kind, _)| kind).collect::<String>();
    assert_eq!(kinds(by_kind().order_by(goods::kind.desc()).all(&connection).unwrap()), "cba");
    assert_eq!(
        kinds(by_kind().having(goods::kind.ne("b")).order_by(goods::note.min().asc()).all(&connection).unwrap()),
        "ca"
    );
    // A row's key is the row, and so is what the row refers to.
    let by_row = Good::query().join(goods::by_user_id).group_by(goods::id).select(count());
    let rows = by_row.order_by((users::email.desc(), goods::note.asc())).all(&connection).unwrap();
    assert_eq!(rows.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [3, 2, 1]);
    let by_user = || Good::query().join(goods::by_user_id).group_by(goods::user_id).select(count());
    let rows = by_user().order_by(users::name.asc()).order_by(users::id.desc()).all(&connection).unwrap();
    assert_eq!(rows, [(Some(2), 1), (Some(1), 2)]);
    assert!(told(by_user().order_by(goods::id.asc()).all(&connection).unwrap_err()).contains("`goods.id`"));
}

#[test]
fn a_unique_finds_what_it_takes_for_the_same() {
    let connection = database();
    let id = |user: Result<Option<User>, Error>| user.unwrap().map(|user| user.id);
    assert_eq!(id(User::find_by(&connection, users::unique_email, "ADA@X")), Some(1));
    assert_eq!(id(User::find_by(&connection, users::unique_email, "Ada@y")), None);
    assert_eq!(id(User::find_by(&connection, users::unique_alias, "ADA")), Some(1));
    // The column does not tell the case, and the unique does.
    assert_eq!(id(User::find_by(&connection, users::unique_nick_name, ("Ada", "n"))), Some(1));
    assert_eq!(id(User::find_by(&connection, users::unique_nick_name, ("ADA", "n"))), None);
}

#[test]
fn an_upsert_goes_by_what_its_unique_takes_for_the_same() {
    let connection = database();
    let user = |email: &str, alias: &str, nick: &str| User {
        id: 9,
        email: email.to_owned(),
        alias: alias.to_owned(),
        nick: nick.to_owned(),
        name: "n".to_owned(),
    };
    const USERS: &str = "SELECT id || ' ' || email || ' ' || alias || ' ' || nick FROM users ORDER BY id";
    user("ADA@X", "a", "a").upsert_by(&connection, users::unique_email).unwrap();
    assert_eq!(texts(&connection, USERS), ["1 ADA@X a a", "2 bob@x bob bob"]);
    user("ada@x", "A", "b").upsert_by(&connection, users::unique_alias).unwrap();
    assert_eq!(texts(&connection, USERS), ["1 ada@x A b", "2 bob@x bob bob"]);
    user("c@x", "c", "B").upsert_by(&connection, users::unique_nick_name).unwrap();
    assert_eq!(texts(&connection, USERS), ["1 ada@x A b", "2 bob@x bob bob", "9 c@x c B"]);
}

#[derive(Debug, PartialEq, Table)]
#[table(users)]
struct UserId {
    id: i64,
}

#[derive(Debug, PartialEq, Table)]
#[table(goods)]
struct Note {
    note: Option<String>,
}

#[test]
fn a_joined_row_of_nulls_is_a_row_by_sea_query_too() {
    let connection = database();
    connection
        .execute_batch(
            "INSERT INTO users VALUES (3, 'c', 'c', 'c', 'c');
             DELETE FROM goods WHERE id = 2; UPDATE goods SET note = NULL WHERE id = 1",
        )
        .unwrap();
    let query =
        User::query().left_join(goods::by_user_id).rows_as::<(UserId, Option<Note>)>().order_by(users::id.asc());
    let note = |note: Option<&str>| Some(Note { note: note.map(str::to_owned) });
    let rows = [(UserId { id: 1 }, note(None)), (UserId { id: 2 }, note(Some("x"))), (UserId { id: 3 }, None)];
    assert_eq!(query.all(&connection).unwrap(), rows);
    let mut select = query.to_sea().unwrap();
    let mut by_sea = frostline::from_sea::<(UserId, Option<Note>)>(&connection, &select).unwrap();
    assert_eq!(by_sea.all().unwrap(), rows);
    let distinct = query.clone().distinct();
    let by_sea = frostline::from_sea::<(UserId, Option<Note>)>(&connection, &distinct.to_sea().unwrap()).unwrap().all();
    assert_eq!(by_sea.unwrap(), distinct.all(&connection).unwrap());
    // A statement of one's own has no such column, and no column too many is taken for one.
    let own = |text: &str| {
        let select =
            frostline::sea_query::Query::select().expr(frostline::sea_query::Expr::cust(text.to_owned())).take();
        frostline::from_sea::<(UserId, Option<Note>)>(&connection, &select).and_then(|mut rows| rows.all())
    };
    assert_eq!(own("1, NULL").unwrap(), [(UserId { id: 1 }, None)]);
    assert_eq!(own("1, 'x'").unwrap(), [(UserId { id: 1 }, note(Some("x")))]);
    assert!(own("1, 'x', 1").unwrap_err().is_unmapped());
    select.expr(frostline::sea_query::Expr::cust("1"));
    let more = frostline::from_sea::<(UserId, Option<Note>)>(&connection, &select);
    assert!(more.unwrap_err().to_string().contains("yields 4 columns, its rows have 2"));
}

#[test]
fn the_greatest_of_a_column_is_compared_as_the_column_is() {
    let connection = database();
    let decimal = rust_decimal::Decimal::from;
    let groups = |condition: Condition<'_, Good>| {
        let groups = Good::query().group_by(goods::kind).select(count()).having(condition).order_by(goods::kind.asc());
        groups.all(&connection).unwrap().into_iter().map(|(kind, _)| kind).collect::<String>()
    };
    let text = |condition: &str| {
        let sql = format!("SELECT kind FROM goods GROUP BY kind HAVING {condition} ORDER BY kind");
        texts(&connection, &sql).concat()
    };
    assert_eq!(groups(goods::price.max().gt(decimal(50))), text("max(price) > 50"));
    assert_eq!(groups(goods::price.max().gt(decimal(50))), "a");
    assert_eq!(groups(goods::price.max().eq(decimal(50))), "c");
    assert_eq!(groups(goods::price.max().ne(decimal(50))), "ab");
    assert_eq!(groups(goods::price.min().lt("20.00".parse::<rust_decimal::Decimal>().unwrap())), "a");
    assert_eq!(groups(goods::price.min().le(decimal(20))), "ab");
    // Columns of moments have the affinity of numbers, and hold texts.
    assert_eq!(groups(goods::made.max().gt("2024-06-01 00:00:00")), "a");
    assert_eq!(groups(goods::made.min().eq("2024-01-01 00:00:00")), "b");
    assert_eq!(groups(goods::note.max().gt("x")), "a");
}

#[test]
fn texts_are_searched_letter_for_letter() {
    let connection = database();
    connection.execute_batch("DELETE FROM goods; DELETE FROM users").unwrap();
    let texts = [
        "",
        "a",
        "A",
        "ab",
        "aB",
        "a%",
        "a_b",
        "%",
        "_",
        "100%",
        "100",
        "b\0a",
        "\0",
        "ä",
        "aä",
        "z\u{10ffff}",
        "z",
        "zz",
        "\u{d7ff}x",
        "\u{e000}",
        "a*",
        "[a]",
        "?",
        "'\"",
        "🦀",
        "7",
        "70",
        "007",
        "7.5",
        " 7",
        "2025-01-01",
        "2025",
    ];
    for (id, text) in (1..).zip(texts) {
        let alias = format!("{text}{id}#");
        User { id, email: alias.clone(), alias, nick: text.to_owned(), name: text.to_owned() }
            .insert(&connection)
            .unwrap();
        // The column makes a number of a text that is one.
        let sql = "INSERT INTO goods VALUES (?1, NULL, ?2, 1, ?2, ?2)";
        connection.execute(sql, (id, text)).unwrap();
    }
    let found = |condition: Condition<'_, User>| {
        let users = User::query().filter(condition).order_by(users::id.asc()).all(&connection).unwrap();
        users.into_iter().map(|user| user.name).collect::<Vec<_>>()
    };
    for part in texts {
        let expected = |is: fn(&str, &str) -> bool| texts.into_iter().filter(|text| is(text, part)).collect::<Vec<_>>();
        assert_eq!(found(users::name.starts_with(part)), expected(|text, part| text.starts_with(part)), "{part:?}");
        // A collation that takes both cases for one is none here.
        assert_eq!(found(users::nick.starts_with(part)), expected(|text, part| text.starts_with(part)), "{part:?}");
        assert_eq!(found(users::name.ends_with(part)), expected(|text, part| text.ends_with(part)), "{part:?}");
        assert_eq!(found(users::name.contains(part)), expected(|text, part| text.contains(part)), "{part:?}");
        for is in [users::name.starts_with(part), users::name.ends_with(part), users::name.contains(part)] {
            assert_eq!(found(is.clone()).len() + found(!is).len(), texts.len(), "{part:?}");
        }
        let count = |condition| Good::query().filter(condition).count(&connection).unwrap();
        let stored = |is: fn(&str, &str) -> bool| {
            let mut statement = connection.prepare("SELECT CAST(made AS TEXT) FROM goods").unwrap();
            let all = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
            all.filter(|text| is(text, part)).count() as u64
        };
        assert_eq!(count(goods::made.starts_with(part)), stored(|text, part| text.starts_with(part)), "{part:?}");
        assert_eq!(count(goods::made.ends_with(part)), stored(|text, part| text.ends_with(part)), "{part:?}");
        assert_eq!(count(goods::made.contains(part)), stored(|text, part| text.contains(part)), "{part:?}");
    }
    // Null has no letters, and its opposite neither.
    connection.execute("INSERT INTO goods VALUES (99, NULL, 'x', 1, 'x', NULL)", []).unwrap();
    for none in [goods::note.starts_with(""), goods::note.ends_with(""), goods::note.contains("")] {
        let last = Good::query().filter(goods::id.eq(99)).filter(none.clone().or(!none));
        assert!(!last.exists(&connection).unwrap());
    }
    // Any text will do.
    let owned = "a".to_owned();
    let cow = std::borrow::Cow::Borrowed("a");
    let all = users::name
        .like(&owned)
        .or(users::name.glob(owned.clone()))
        .or(users::name.starts_with(cow))
        .or(users::name.contains(&owned[..]))
        .or(users::name.ends_with(&owned));
    assert_eq!(found(all).len(), texts.iter().filter(|text| text.contains('a') || **text == "A").count());
}

#[test]
fn an_index_serves_a_beginning() {
    let connection = database();
    connection.execute_batch("CREATE INDEX by_name ON users (name)").unwrap();
    let plan = |condition: Condition<'_, User>| {
        let sql = User::query().filter(condition).sql();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec!["a"; statement.parameter_count()];
        statement.query_row(frostline::rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap()
    };
    assert_eq!(plan(users::name.starts_with("a%")), "SEARCH users USING INDEX by_name (name>? AND name<?)");
    assert_eq!(plan(users::name.contains("a")), "SCAN users");
}

#[test]
fn a_list_is_as_long_as_it_is() {
    let connection = database();
    connection.execute_batch("DELETE FROM goods; DELETE FROM users").unwrap();
    let texts = ["a", "", "\"\\", "\u{1}\n\u{7f}", "ä🦀", "7", "null", "x\0y"];
    for (id, text) in (1..).zip(texts) {
        let alias = format!("{id}");
        User { id, email: alias.clone(), alias, nick: text.to_owned(), name: text.to_owned() }
            .insert(&connection)
            .unwrap();
    }
    let ids = |condition: Condition<'_, User>| {
        let users = User::query().filter(condition).order_by(users::id.asc()).all(&connection).unwrap();
        users.iter().map(|user| user.id).collect::<Vec<_>>()
    };
    for length in [4_096, 4_097, 20_000, 100_000] {
        assert_eq!(ids(users::id.in_list(3..length)), [3, 4, 5, 6, 7, 8], "{length}");
        assert_eq!(ids(users::id.not_in_list(-length..5)), [5, 6, 7, 8], "{length}");
        let many = || (0..length).map(|number| format!("no {number}"));
        let these = ["\"\\", "\u{1}\n\u{7f}", "ä🦀", "7", ""].map(str::to_owned);
        assert_eq!(ids(users::name.in_list(many().chain(these.clone()))), [2, 3, 4, 5, 6], "{length}");
        // By the column's own collation.
        assert_eq!(ids(users::nick.in_list(many().chain(["A".to_owned()]))), [1], "{length}");
        assert_eq!(ids(users::name.not_in_list(many().chain(these))), [1, 7, 8], "{length}");
    }
    // Two long ones, and one with what JSON does not say.
    let long = users::id.in_list(0..20_000).and(users::id.not_in_list(7..20_000));
    assert_eq!(ids(long), [1, 2, 3, 4, 5, 6]);
    let nul = || std::iter::once("x\0y".to_owned()).chain((0..).map(|number| number.to_string()));
    assert_eq!(ids(users::name.in_list(nul().take(9_000))), [6, 8]);
    let error = User::query().filter(users::name.in_list(nul().take(40_000))).all(&connection).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read `users`: the query has more values than SQLite takes in a statement, 32,766 unless it was built with \
         another limit; ask for parts of the list one after the other"
    );
    // A list that is long is in sea-query's words, too.
    let select = User::query().filter(users::id.in_list(0..20_000)).to_sea().unwrap();
    assert_eq!(frostline::from_sea::<User>(&connection, &select).unwrap().all().unwrap().len(), 8);
    // An index serves it, and a column that makes numbers of texts finds them.
    connection.execute("INSERT INTO goods VALUES (1, NULL, 'k', 1, '2025', NULL)", []).unwrap();
    let years = (0..5_000).map(|year| year.to_string());
    assert!(Good::query().filter(goods::made.in_list(years)).exists(&connection).unwrap());
}
