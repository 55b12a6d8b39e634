//! Rows are compared as the database compares them: by the key's collation, by that of the column that is referred to,
//! and decimals as numbers, in a strict table too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

frostline::schema! {
    #![revisions = "tests/rows_compared/revisions"]
    #![history = "compared"]

    /// Its key tells apart what the column does not.
    table fine as Fine {
        k text collate nocase,
        v integer,
        primary key (k collate binary),
    }

    /// Its key does not tell apart what the column does.
    table coarse as Coarse {
        k text,
        v integer,
        primary key (k collate nocase),
    }

    /// One of its key's columns compares by a collation of the key's own.
    table pairs as Pair {
        n integer,
        k text collate nocase,
        v integer,
        primary key (n, k collate binary),
    }

    table towns as Town {
        name text collate nocase primary key,
        people integer,
    }

    table homes as Home {
        id integer primary key,
        town text references towns (name),
    }

    table tight as Tight strict {
        id integer primary key,
        price decimal(10, 2) unique as frostline::Stored<rust_decimal::Decimal>,
        maybe decimal(30, 10)? as frostline::Stored<rust_decimal::Decimal>,
    }

    /// The database can fill in all of it.
    table filled as Filled {
        id integer primary key,
        a integer default 1 unique,
        b text?,
    }

    /// The database can fill in all of it, and none of it may be null.
    table blank as Blank {
        id integer primary key,
        n integer default 5 unique,
    }

    table silent as Silent {
        k text default "k" primary key,
        n integer default 0,
    }

    /// A form leaves out what it has no value for.
    table sparse as Sparse {
        id integer,
        a integer?,
        b text?,
        c real?,
        d integer?,
        e text?,
        f real?,
        g integer?,
        h text?,
        i integer default 7,
        j text default "j",
        k text?,
        l text? default "l",
        primary key (id),
    }
}

use frostline::rusqlite::Connection;
use frostline::{Insert, Place, Stored, Table};
use rust_decimal::Decimal;

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    upgrade(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO fine VALUES ('a', 1), ('A', 2), ('b', 3);
             INSERT INTO coarse VALUES ('a', 1), ('B', 2), ('c', 3);
             INSERT INTO pairs VALUES (1, 'a', 1), (1, 'A', 2), (2, 'a', 3);
             INSERT INTO towns VALUES ('Rome', 3), ('Oslo', 1);
             INSERT INTO homes VALUES (1, 'ROME'), (2, 'rome'), (3, 'Oslo');",
        )
        .unwrap();
    connection
}

/// What the statement yields, as SQLite tells it: values by `|`, rows by a space.
fn told(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(sql).unwrap();
    let width = statement.column_count();
    let value = |row: &frostline::rusqlite::Row<'_>, at| match row.get_ref(at).unwrap() {
        frostline::rusqlite::types::ValueRef::Null => "null".to_owned(),
        frostline::rusqlite::types::ValueRef::Integer(number) => number.to_string(),
        frostline::rusqlite::types::ValueRef::Real(number) => format!("{number:?}"),
        other => other.as_str().unwrap().to_owned(),
    };
    let rows = statement.query_map([], |row| Ok((0..width).map(|at| value(row, at)).collect::<Vec<_>>().join("|")));
    rows.unwrap().map(Result::unwrap).collect::<Vec<_>>().join(" ")
}

fn plan(connection: &Connection, sql: &str) -> String {
    connection.query_row(&format!("EXPLAIN QUERY PLAN {sql}"), ["A"], |row| row.get(3)).unwrap()
}

#[test]
fn a_row_is_found_and_changed_by_the_collation_of_its_key() {
    let connection = database();
    assert_eq!(Fine::find(&connection, "A").unwrap().unwrap().v, 2);
    assert_eq!(Coarse::find(&connection, "A").unwrap().unwrap().v, 1);
    assert_eq!(Pair::find(&connection, (1, "A")).unwrap().unwrap().v, 2);
    assert!(Coarse::exists(&connection, "b").unwrap());
    assert!(!Fine::exists(&connection, "B").unwrap());
    assert!(!Pair::exists(&connection, (2, "A")).unwrap());

    assert!(Fine { k: "A".to_owned(), v: 20 }.update(&connection).unwrap());
    assert!(!Fine { k: "B".to_owned(), v: 30 }.update(&connection).unwrap());
    assert_eq!(told(&connection, "SELECT * FROM fine ORDER BY v"), "a|1 b|3 A|20");
    assert!(Coarse { k: "C".to_owned(), v: 30 }.update(&connection).unwrap());
    Coarse { k: "b".to_owned(), v: 20 }.upsert(&connection).unwrap();
    Fine { k: "B".to_owned(), v: 4 }.upsert(&connection).unwrap();
    assert_eq!(told(&connection, "SELECT * FROM coarse ORDER BY v"), "a|1 B|20 c|30");
    assert_eq!(told(&connection, "SELECT * FROM fine ORDER BY v"), "a|1 b|3 B|4 A|20");

    assert!(Fine::delete_by_key(&connection, "B").unwrap());
    assert!(Fine { k: "a".to_owned(), v: 0 }.delete(&connection).unwrap());
    assert_eq!(told(&connection, "SELECT * FROM fine ORDER BY v"), "b|3 A|20");
    assert!(Coarse::delete_by_key(&connection, "C").unwrap());
    assert!(Coarse { k: "A".to_owned(), v: 0 }.delete(&connection).unwrap());
    assert_eq!(told(&connection, "SELECT * FROM coarse"), "B|20");
    // The key's index serves.
    for table in ["fine", "coarse"] {
        let collation = if table == "fine" { "binary" } else { "nocase" };
        let sql = format!(r#"SELECT * FROM {table} WHERE "{table}"."k" = ?1 COLLATE "{collation}""#);
        assert_eq!(plan(&connection, &sql), format!("SEARCH {table} USING INDEX sqlite_autoindex_{table}_1 (k=?)"));
    }
}

#[test]
fn changes_and_pages_go_by_the_collation_of_the_key() {
    let connection = database();
    let first = Fine::query().order_by(fine::v.asc()).limit(1);
    assert_eq!(first.update(&connection, [fine::v.set(0)]).unwrap(), 1);
    assert_eq!(told(&connection, "SELECT * FROM fine ORDER BY v"), "a|0 A|2 b|3");
    let two = Pair::query().order_by(pairs::v.asc()).limit(1);
    assert_eq!(two.delete(&connection).unwrap(), 1);
    assert_eq!(told(&connection, "SELECT * FROM pairs ORDER BY v"), "1|A|2 2|a|3");
    connection.execute_batch("INSERT INTO pairs VALUES (1, 'a', 1)").unwrap();

    let paged = |limit| {
        let (mut keys, mut place) = (Vec::new(), None);
        loop {
            let page = Fine::query().order_by(fine::k.asc()).limit(limit).page(&connection, place.as_ref()).unwrap();
            keys.extend(page.rows.into_iter().map(|row| row.k));
            match page.next {
                Some(next) => place = Some(next),
                None => return keys,
            }
        }
    };
    assert_eq!(paged(1), ["A", "a", "b"]);
    assert_eq!(paged(2), ["A", "a", "b"]);
    let (mut keys, mut place) = (Vec::new(), None::<Place>);
    loop {
        let page = Pair::query().limit(1).page(&connection, place.as_ref()).unwrap();
        keys.extend(page.rows.into_iter().map(|row| (row.n, row.k)));
        match page.next {
            Some(next) => place = Some(next),
            None => break,
        }
    }
    assert_eq!(keys, [(1, "A".to_owned()), (1, "a".to_owned()), (2, "a".to_owned())]);
}

#[test]
fn a_join_compares_as_the_foreign_key_does() {
    let connection = database();
    assert_eq!(told(&connection, "PRAGMA foreign_key_check"), "");
    let both = Home::query().join(homes::by_town).order_by(homes::id.asc()).all(&connection).unwrap();
    let names: Vec<_> = both.iter().map(|(home, town)| (home.town.as_str(), town.name.as_str())).collect();
    assert_eq!(names, [("ROME", "Rome"), ("rome", "Rome"), ("Oslo", "Oslo")]);
    assert_eq!(Town::query().join(homes::by_town).count(&connection).unwrap(), 3);
    let left = Home::query().left_join(homes::by_town).all(&connection).unwrap();
    assert!(left.iter().all(|(_, town)| town.is_some()));
    let left = Town::query().left_join(homes::by_town).all(&connection).unwrap();
    assert_eq!((left.len(), left.iter().all(|(_, home)| home.is_some())), (3, true));
    let sea = Home::query().join(homes::by_town).to_sea().unwrap();
    assert_eq!(frostline::from_sea::<(Home, Town)>(&connection, &sea).unwrap().all().unwrap().len(), 3);
}

#[test]
fn decimals_of_a_strict_table_are_numbers() {
    let connection = database();
    let decimal = |text: &str| Stored(text.parse::<Decimal>().unwrap());
    let mut rows = Vec::new();
    for (id, price) in (1..).zip(["9.5", "10", "100.10", "-3", "0.1", "-20.00"]) {
        rows.push(Tight { id, price: decimal(price), maybe: Some(decimal(price)) });
    }
    Tight::insert_all(&connection, &rows).unwrap();
    NewTight { id: Some(7), maybe: None, ..NewTight::new(decimal("7.25")) }.insert(&connection).unwrap();
    assert_eq!(
        told(&connection, "SELECT price, typeof(price) FROM tight ORDER BY price"),
        "-20|integer -3|integer 0.1|real 7.25|real 9.5|real 10|integer 100.1|real"
    );
    let prices = |condition| {
        let query = Tight::query().filter(condition).order_by(tight::price.asc());
        query.all(&connection).unwrap().iter().map(|row| row.price.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(prices(tight::price.gt(decimal("9.6"))), "10 100.1");
    assert_eq!(prices(tight::price.eq(decimal("10.00"))), "10");
    assert_eq!(prices(tight::price.between(decimal("-3.0"), decimal("9.50"))), "-3 0.1 7.25 9.5");
    assert_eq!(prices(tight::price.in_list([decimal("9.50"), decimal("-20")])), "-20 9.5");
    assert_eq!(prices(tight::maybe.eq(decimal("0.10"))), "0.1");
    let ends = Tight::query().aggregate(&connection, (tight::price.min(), tight::price.max())).unwrap();
    assert_eq!(ends, Some((decimal("-20"), decimal("100.1"))));
    let dear = Tight::query().group_by(tight::maybe).select(tight::price.max());
    assert_eq!(dear.having(tight::price.max().gt(decimal("50"))).all(&connection).unwrap().len(), 1);

    // By its text, too: a unique, a column, a whole row.
    assert_eq!(Tight::find_by(&connection, tight::unique_price, decimal("10.0")).unwrap().unwrap().id, 2);
    assert_eq!(Tight::list(&connection, tight::maybe, decimal("-3.00")).unwrap().len(), 1);
    let changed = Tight { id: 99, price: decimal("10.00"), maybe: Some(decimal("2.50")) };
    changed.upsert_by(&connection, tight::unique_price).unwrap();
    Tight::query().filter(tight::id.eq(1)).update(&connection, [tight::price.set(decimal("11.50"))]).unwrap();
    assert_eq!(
        told(&connection, "SELECT id, price, maybe, typeof(price), typeof(maybe) FROM tight WHERE id < 3"),
        "1|11.5|9.5|real|real 2|10|2.5|integer|real"
    );
    // What would be another number is refused, as in any table.
    let long = decimal("1.2345678901234567");
    let error = Tight { id: 9, price: long, maybe: None }.insert(&connection).unwrap_err();
    assert!(error.is_value(), "{error}");
    let error = Tight::query().update(&connection, [tight::maybe.set(long)]).unwrap_err();
    assert!(error.is_value(), "{error}");
    let page = Tight::query().order_by(tight::price.asc()).limit(3);
    let next = page.page(&connection, None).unwrap().next.unwrap();
    assert_eq!(page.page(&connection, Some(&next)).unwrap().rows[0].price, decimal("7.25"));
}

#[test]
fn a_form_that_says_nothing_is_inserted() {
    let connection = database();
    NewFilled::default().upsert(&connection).unwrap();
    assert!(NewFilled::default().upsert(&connection).unwrap_err().is_constraint());
    NewFilled::default().upsert_by(&connection, filled::unique_a).unwrap();
    NewFilled::upsert_all(&connection, [NewFilled { a: Some(2), ..NewFilled::default() }]).unwrap();
    assert_eq!(told(&connection, "SELECT * FROM filled"), "1|1|null 2|2|null");

    NewBlank::default().upsert(&connection).unwrap();
    assert!(NewBlank::default().upsert(&connection).unwrap_err().is_constraint());
    NewBlank::upsert_all_by(&connection, blank::unique_n, [NewBlank::default(), NewBlank::default()]).unwrap();
    assert_eq!(told(&connection, "SELECT * FROM blank"), "1|5");
    connection.execute_batch("DELETE FROM blank").unwrap();
    NewBlank::upsert_all(&connection, [NewBlank::default()]).unwrap();
    assert_eq!(told(&connection, "SELECT * FROM blank"), "1|5");

    // Its key is the default one, which is there the second time.
    NewSilent::default().upsert(&connection).unwrap();
    NewSilent { n: Some(3), ..NewSilent::default() }.upsert(&connection).unwrap();
    NewSilent::default().upsert(&connection).unwrap();
    assert_eq!(told(&connection, "SELECT * FROM silent"), "k|3");
}

fn sparse(id: i64, bits: u64) -> NewSparse {
    let said = |at: u32| bits >> at & 1 == 1;
    NewSparse {
        id: Some(id),
        a: said(0).then_some(id),
        b: said(1).then(|| format!("b{id}")),
        c: said(2).then_some(0.5),
        d: said(3).then_some(id),
        e: said(4).then(|| format!("e{id}")),
        f: said(5).then_some(1.5),
        g: said(6).then_some(id),
        h: said(7).then(|| format!("h{id}")),
        i: said(8).then_some(id),
        j: said(9).then(|| format!("j{id}")),
        k: said(10).then(|| format!("k{id}")),
        l: said(11).then(|| format!("l{id}")),
    }
}

/// Forms of every choice of columns: each keeps what it does not say, and takes defaults where its row is new.
#[test]
fn a_form_may_leave_out_any_columns() {
    let connection = database();
    let by_hand = database();
    let mut bits = 1_u64;
    for round in 0..3 {
        let forms: Vec<_> = (1..=600)
            .map(|id| {
                bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                sparse(id, bits >> 40)
            })
            .collect();
        NewSparse::upsert_all(&connection, &forms).unwrap();
        for form in &forms {
            let id = form.id.unwrap();
            by_hand.execute("INSERT OR IGNORE INTO sparse (id) VALUES (?1)", [id]).unwrap();
            let values = [
                ("a", form.a.map(|v| v.to_string())),
                ("b", form.b.clone()),
                ("c", form.c.map(|v| v.to_string())),
                ("d", form.d.map(|v| v.to_string())),
                ("e", form.e.clone()),
                ("f", form.f.map(|v| v.to_string())),
                ("g", form.g.map(|v| v.to_string())),
                ("h", form.h.clone()),
                ("i", form.i.map(|v| v.to_string())),
                ("j", form.j.clone()),
                ("k", form.k.clone()),
                ("l", form.l.clone()),
            ];
            for (name, value) in values {
                if let Some(value) = value {
                    let sql = format!("UPDATE sparse SET {name} = ?2 WHERE id = ?1");
                    by_hand.execute(&sql, frostline::rusqlite::params![id, value]).unwrap();
                }
            }
        }
        let all = "SELECT * FROM sparse ORDER BY id";
        assert!(told(&connection, all) == told(&by_hand, all), "round {round}");
    }
}

#[test]
fn what_tells_nulls_does_so_when_it_is_negated() {
    let connection = database();
    connection
        .execute_batch("INSERT INTO sparse (id, a, b) VALUES (1, NULL, NULL), (2, 1, 'x'), (3, 2, 'y'), (4, 3, NULL)")
        .unwrap();
    let ids = |condition| -> Vec<i64> {
        let query = Sparse::query().filter(condition).order_by(sparse::id.asc());
        query.all(&connection).unwrap().iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(!sparse::a.in_list([1])), ids(sparse::a.not_in_list([1])));
    assert_eq!(ids(!sparse::a.in_list([1])), [1, 3, 4]);
    assert_eq!(ids(!sparse::a.not_in_list([1])), [2]);
    assert_eq!(ids(!sparse::a.not_in_list([Some(1), None])), [1, 2]);
    assert_eq!(ids(!sparse::a.in_list([Some(1), None])), [3, 4]);
    assert_eq!(ids(!sparse::a.in_list(1..=5000)), [1]);
    assert_eq!(ids(!!sparse::a.in_list([1])), [2]);
    assert_eq!(ids(!(!sparse::a.in_list([1])).and(sparse::b.in_list(["y"]))), [1, 2, 4]);
    assert_eq!(ids(!sparse::a.in_list([1]).or(sparse::b.eq("y"))), [1, 4]);
    // Of what orders a null is neither.
    assert_eq!(ids(!sparse::a.lt(2)), [3, 4]);

    connection.execute_batch("INSERT INTO towns VALUES ('Kiel', 7)").unwrap();
    let joined = |condition| Town::query().left_join(homes::by_town).filter(condition).count(&connection).unwrap();
    assert_eq!(joined(homes::id.ne(1)), 3);
    assert_eq!(joined(!homes::id.eq(1)), 3);
    assert_eq!(joined(!homes::id.ne(1)), 1);
    assert_eq!(joined(!homes::id.in_list([1, 2])), joined(homes::id.not_in_list([1, 2])));
}

#[test]
fn great_lists_stand_together() {
    let connection = database();
    let list = || sparse::a.in_list(0..4000);
    let all = frostline::Condition::all((0..8).map(|_| list()));
    assert_eq!(Sparse::query().filter(all).count(&connection).unwrap(), 0);
    let long = Sparse::query().filter(sparse::c.in_list((0..40_000).map(f64::from)));
    let error = long.count(&connection).unwrap_err().to_string();
    assert!(error.contains("`sparse`") && error.contains("32,766"), "{error}");
}

mod mapped_twice {
    use frostline::Table;

    use super::{sparse, towns};

    #[derive(Debug, PartialEq, Table)]
    #[table(towns)]
    pub(super) struct Name {
        pub(super) name: String,
    }

    #[derive(Debug, PartialEq, Table)]
    #[table(towns)]
    pub(super) struct Two {
        #[nested]
        pub(super) one: Name,
        #[nested]
        pub(super) other: Name,
        pub(super) people: i64,
    }

    #[derive(Debug, PartialEq, Table)]
    #[table(towns)]
    pub(super) struct Beside {
        #[nested]
        pub(super) one: Name,
        pub(super) name: String,
        pub(super) people: i64,
    }

    #[derive(Debug, PartialEq, Table)]
    #[table(sparse)]
    pub(super) struct Key {
        pub(super) id: Option<i64>,
        pub(super) a: Option<i64>,
    }
}

#[test]
fn a_column_that_is_there_twice_is_not_written() {
    use mapped_twice::{Beside, Name, Two};

    let connection = database();
    let name = |name: &str| Name { name: name.to_owned() };
    let two = Two { one: name("x"), other: name("y"), people: 1 };
    let beside = Beside { one: name("Rome"), name: "Oslo".to_owned(), people: 9 };
    for error in [
        two.insert(&connection),
        two.insert_returning_key(&connection).map(drop),
        two.upsert(&connection),
        Two::insert_all(&connection, [&two]).map(drop),
        beside.update(&connection).map(drop),
        beside.delete(&connection).map(drop),
        beside.upsert(&connection),
        Beside::upsert_all(&connection, [&beside]).map(drop),
    ]
    .map(Result::unwrap_err)
    {
        assert!(error.is_unmapped());
        assert_eq!(
            error.to_string(),
            "cannot write a row of `towns` that has the column `towns.name` twice, in a nested struct and beside it; \
             leave it out of one"
        );
    }
    assert_eq!(told(&connection, "SELECT * FROM towns ORDER BY name"), "Oslo|1 Rome|3");
    // It is read as often as it is asked for.
    let found = Two::find(&connection, "Rome").unwrap().unwrap();
    assert_eq!(found, Two { one: name("Rome"), other: name("Rome"), people: 3 });
}

#[test]
fn a_row_without_its_key_is_not_one_that_is_there() {
    let connection = database();
    let row = mapped_twice::Key { id: None, a: Some(1) };
    row.insert(&connection).unwrap();
    let message = |what: &str| {
        format!(
            "cannot {what} the row of `sparse` whose key `sparse.id` is null, which no row has; insert it, or give it the key of a row"
        )
    };
    assert_eq!(row.update(&connection).unwrap_err().to_string(), message("update"));
    assert_eq!(row.delete(&connection).unwrap_err().to_string(), message("delete"));
    assert!(mapped_twice::Key { id: Some(1), a: None }.update(&connection).unwrap());
    assert_eq!(told(&connection, "SELECT id, a FROM sparse"), "1|null");
}

#[test]
fn a_value_of_a_row_without_its_key_is_told_by_its_place() {
    let connection = database();
    #[derive(Debug, Table)]
    #[table(sparse)]
    struct Numbers {
        #[allow(dead_code)]
        a: Option<i64>,
    }
    connection.execute_batch("INSERT INTO sparse (a) VALUES (1), (2), ('three'), (4)").unwrap();
    let told = "row at index 2: column `sparse.a` holds text, which its field of type `Option<i64>` cannot hold";
    let query = Numbers::query().order_by(sparse::id.asc());
    let pages = query.clone().limit(4).page(&connection, None).map(drop);
    for error in [query.all(&connection).map(drop), pages, Numbers::all(&connection).map(drop)].map(Result::unwrap_err)
    {
        assert_eq!((error.to_string().as_str(), error.row_index(), error.row_key()), (told, Some(2), None));
    }
    let error = Sparse::all(&connection).unwrap_err();
    assert_eq!((error.row_index(), error.row_key()), (None, Some("3")));
}

#[test]
fn a_limit_is_what_sqlite_counts_to() {
    let connection = database();
    let all = Home::query().limit(u64::MAX);
    for query in [all.clone(), all.offset(0), Home::query().limit(u64::MAX).offset(1)] {
        let by_sea = frostline::from_sea::<Home>(&connection, &query.to_sea().unwrap()).unwrap().all().unwrap();
        assert_eq!(by_sea, query.all(&connection).unwrap());
    }
}
