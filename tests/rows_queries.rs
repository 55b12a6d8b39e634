//! Queries, joins, aggregates and forms of rows, against a real database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

mod shop {
    frostline::schema! {
        #![revisions = "tests/rows_queries/revisions"]
        #![history = "queries"]

        /// Who makes it.
        table makers as Maker {
            id integer primary key,
            name text unique,
            country text?,
        }

        /// What is sold.
        table products as Product {
            id integer primary key,
            maker_id integer references makers (id),
            title text,
            price real default 9.5,
            stock integer default 5,
            note text? default "new",
            code text?,
            made datetime default now,
            twice integer generated "stock * 2" virtual,

            unique (maker_id, title),
            unique index (code),
            unique index full_stock (stock) where "stock > 1000",
        }

        table reviews as Review {
            id integer primary key,
            product_id integer references products (id) on delete cascade,
            stars smallint,
            body text?,
        }

        table employees as Employee {
            id integer primary key,
            name text,
            manager_id integer? references employees (id),
        }

        /// The key is not the row's number.
        table stocks as Stock {
            place text,
            product_id integer references products (id),
            amount integer,
            primary key (place, product_id),
        }

        /// A column has its name, whatever else would have it.
        table notes as Note {
            by_maker_id integer,
            maker_id integer? references makers (id),
            body text?,
        }
    }
}

use frostline::rusqlite::Connection;
use frostline::{As, Condition, Error, Insert, Query, Reference, Set, Table, TableQuery, Unique, count};
use shop::{
    Employee, Maker, NewMaker, NewProduct, NewReview, Note, Product, Review, Stock, employees, makers, notes, products,
    reviews, stocks, upgrade,
};

fn empty() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

/// Three makers, of whom the last makes nothing; four products, two with reviews.
fn database() -> Connection {
    let connection = empty();
    connection
        .execute_batch(
            "INSERT INTO makers VALUES (1, 'Ada', 'uk'), (2, 'Bob', NULL), (3, 'Cyd', 'us');
             INSERT INTO products (id, maker_id, title, price, stock, note, code, made) VALUES
                 (10, 1, 'Anvil', 20.0, 1, NULL, 'a-1', '2025-01-01 00:00:00'),
                 (11, 1, 'Bolt 100%', 0.5, 900, 'cheap', NULL, '2025-01-02 00:00:00'),
                 (12, 2, 'anchor', 99.0, 0, NULL, 'c_3', '2025-01-02 00:00:00'),
                 (13, 2, 'Dial', 0.5, 7, 'new', NULL, '2025-01-03 00:00:00');
             INSERT INTO reviews VALUES (100, 10, 5, NULL), (101, 10, 3, 'fine'), (102, 11, 5, 'good');
             INSERT INTO employees VALUES (1, 'Root', NULL), (2, 'Left', 1), (3, 'Right', 1), (4, 'Leaf', 2);",
        )
        .unwrap();
    connection
}

/// What SQL itself says.
fn ids(connection: &Connection, sql: &str) -> Vec<i64> {
    connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn found(connection: &Connection, condition: Condition<'_, Product>) -> Vec<i64> {
    let query = Product::query().filter(condition).order_by(products::id.asc());
    let rows = query.all(connection).unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    assert_eq!(query.count(connection).unwrap(), ids.len() as u64);
    assert_eq!(query.exists(connection).unwrap(), !ids.is_empty());
    ids
}

#[test]
fn every_condition_finds_what_sql_finds() {
    let connection = database();
    let none: [i64; 0] = [];
    for (condition, sql) in [
        (products::id.eq(11), "id = 11"),
        (products::id.ne(11), "id <> 11"),
        (products::price.lt(20.0), "price < 20"),
        (products::price.le(20.0), "price <= 20"),
        (products::price.gt(20.0), "price > 20"),
        (products::price.ge(20.0), "price >= 20"),
        (products::stock.between(1, 7), "stock BETWEEN 1 AND 7"),
        (products::title.eq("Anvil"), "title = 'Anvil'"),
        (products::title.eq("Anvil".to_owned()), "title = 'Anvil'"),
        (products::id.in_list([10, 13, 99]), "id IN (10, 13, 99)"),
        (products::id.in_list(&[10, 13, 12]), "id IN (10, 13, 12)"),
        (products::id.in_list(none), "0"),
        (products::id.not_in_list(none), "1"),
        (products::id.not_in_list([10, 13]), "id NOT IN (10, 13)"),
        (products::title.in_list(["Dial", "x"]), "title IN ('Dial', 'x')"),
        (products::note.is_null(), "note IS NULL"),
        (products::note.is_not_null(), "note IS NOT NULL"),
        (products::note.eq(None), "note IS NULL"),
        (products::note.ne(None), "note IS NOT NULL"),
        (products::note.eq("new"), "note = 'new'"),
        // Null is another value than `new`.
        (products::note.ne("new"), "note IS NOT 'new'"),
        (products::note.in_list([Some("new".to_owned()), None]), "note = 'new' OR note IS NULL"),
        (products::note.in_list([None]), "note IS NULL"),
        (products::note.not_in_list([None]), "note IS NOT NULL"),
        (products::note.not_in_list(["new"]), "note IS NOT 'new'"),
        (products::note.not_in_list([Some("new".to_owned()), None]), "note <> 'new'"),
        (products::title.like("an%"), "title LIKE 'an%'"),
        (products::title.glob("A*"), "title GLOB 'A*'"),
        (products::title.contains("100%"), "id = 11"),
        (products::note.like("%e%"), "note LIKE '%e%'"),
        (products::id.eq(10).or(products::id.eq(11)).and(products::stock.gt(5)), "id = 11"),
        (products::id.eq(10).and(products::stock.gt(5)).or(products::id.eq(12)), "id = 12"),
        (!products::id.eq(10).or(products::id.eq(11)), "id IN (12, 13)"),
        (!!products::id.eq(10), "id = 10"),
        (Condition::any([10, 12].map(|id| products::id.eq(id))), "id IN (10, 12)"),
        (Condition::any([]), "0"),
        (Condition::all([]), "1"),
        (Condition::all([products::id.gt(10), products::id.lt(13)]), "id IN (11, 12)"),
        (products::note.eq_column(products::code), "note IS code"),
        (products::twice.eq(14), "twice = 14"),
        (products::title.eq("'; DROP TABLE products; --"), "0"),
    ] {
        let told = format!("{condition:?}");
        let expected = ids(&connection, &format!("SELECT id FROM products WHERE {sql} ORDER BY id"));
        assert_eq!(found(&connection, condition), expected, "{told} is not {sql}");
    }
    // A list of any length is right, also past a power of two.
    for length in [1, 2, 3, 5, 17, 1000, 20_000] {
        assert_eq!(
            found(&connection, products::id.in_list(5..5 + length)),
            (10..14.min(5 + length)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_column_alone_is_an_ascending_order() {
    let connection = database();
    let rows = |sql: &str| ids(&connection, &format!("SELECT id FROM products ORDER BY {sql}"));
    let found = |query: TableQuery<'_, Product>| -> Vec<i64> {
        query.all(&connection).unwrap().iter().map(|row| row.id).collect()
    };
    let query = Product::query;
    assert_eq!(found(query().order_by(products::title)), rows("title"));
    assert_eq!(found(query().order_by(products::title.desc())), rows("title DESC"));
    assert_eq!(found(query().order_by((products::stock.desc(), products::id))), rows("stock DESC, id"));
    assert_eq!(found(query().order_by((products::stock, products::id.desc()))), rows("stock, id DESC"));
    assert_eq!(found(query().after(products::id, 11)), [12, 13]);
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let connection = database();
    let many = (1..=300).map(|n| NewReview {
        body: (n % 7 > 1).then(|| format!("{}", n % 5)),
        ..NewReview::new(10 + n % 4, (n % 6) as i16)
    });
    NewReview::insert_all(&connection, many).unwrap();

    macro_rules! walk {
        ($order:expr, |$row:ident| $after:expr) => {{
            let all = Review::query().order_by($order).all(&connection).unwrap();
            for size in [1, 7, 50, 303, 400] {
                let mut read: Vec<Review> = Vec::new();
                loop {
                    let query = match read.last() {
                        None => Review::query().order_by($order),
                        Some($row) => Review::query().after($order, $after),
                    };
                    let page = query.limit(size).all(&connection).unwrap();
                    if page.is_empty() {
                        break;
                    }
                    read.extend(page);
                }
                assert_eq!(read, all, "in pages of {size}");
            }
        }};
    }
    walk!(reviews::id.asc(), |last| last.id);
    walk!(reviews::id.desc(), |last| last.id);
    walk!((reviews::product_id.asc(), reviews::id.asc()), |last| (last.product_id, last.id));
    walk!((reviews::product_id.desc(), reviews::id.asc()), |last| (last.product_id, last.id));
    walk!((reviews::body.asc(), reviews::id.asc()), |last| (last.body.clone(), last.id));
    walk!((reviews::body.desc(), reviews::id.desc()), |last| (last.body.clone(), last.id));
    walk!((reviews::body.asc().nulls_last(), reviews::stars.desc(), reviews::id.asc()), |last| (
        last.body.clone(),
        last.stars,
        last.id
    ));
    walk!((reviews::body.desc().nulls_first(), reviews::id.asc()), |last| (last.body.clone(), last.id));

    // By the key's index, and by parameters.
    let next = Review::query().after(reviews::id.asc(), 102).limit(2);
    assert!(next.sql().ends_with(r#"WHERE "reviews"."id" > ? ORDER BY "reviews"."id" LIMIT 2"#), "{}", next.sql());
}

#[test]
fn limits_and_offsets_are_exact() {
    let connection = database();
    let ids = |query: TableQuery<'_, Product>| -> Vec<i64> {
        query.all(&connection).unwrap().iter().map(|row| row.id).collect()
    };
    let query = || Product::query().order_by(products::id.desc());
    assert_eq!(ids(query().limit(2)), [13, 12]);
    assert_eq!(ids(query().limit(2).offset(1)), [12, 11]);
    assert_eq!(ids(query().offset(3)), [10]);
    assert_eq!(ids(query().limit(0)), [0_i64; 0]);
    assert_eq!(ids(query().limit(u64::MAX).offset(3)), [10]);
    assert_eq!(query().limit(3).count(&connection).unwrap(), 3);
    assert_eq!(query().offset(3).count(&connection).unwrap(), 1);
    assert!(!query().offset(4).exists(&connection).unwrap());
    assert_eq!(query().first(&connection).unwrap().unwrap().id, 13);
    assert_eq!(query().limit(0).first(&connection).unwrap(), None);
    assert_eq!(query().filter(products::id.eq(12)).one(&connection).unwrap().id, 12);
    let error = query().one(&connection).unwrap_err();
    assert!(error.is_not_one());
    assert_eq!(error.to_string(), "expected one row of `products`, found more than one row; ask with `first` or `all`");
    assert!(query().filter(products::id.eq(9)).one(&connection).unwrap_err().is_not_one());
}

#[test]
fn rows_of_a_query_stream() {
    let connection = database();
    let query = Product::query().filter(products::stock.gt(0)).order_by(products::id.asc());
    let mut select = query.select(&connection).unwrap();
    assert_eq!(select.iter().next().unwrap().unwrap().id, 10);
    assert_eq!(select.iter().map(|row| row.unwrap().id).collect::<Vec<_>>(), [10, 11, 13]);
    let mut seen = Vec::new();
    let stopped: Result<(), String> = query
        .for_each(&connection, |row| match row.id {
            13 => Err(StringError("enough".to_owned())),
            id => {
                seen.push(id);
                Ok(())
            }
        })
        .map_err(|error: StringError| error.0);
    assert_eq!((stopped, seen), (Err("enough".to_owned()), vec![10, 11]));
}

struct StringError(String);

impl From<Error> for StringError {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

#[derive(Debug, PartialEq, Table)]
#[table(shop::products)]
struct Title {
    title: String,
    #[column(id)]
    key: i64,
}

#[derive(Debug, PartialEq, Table)]
#[table(shop::reviews)]
struct Body {
    body: Option<String>,
}

#[test]
fn a_projection_is_asked_for_as_the_whole_row_is() {
    let connection = database();
    let cheap = Title::query().filter(products::price.lt(1.0)).order_by(products::title.desc());
    let titles = cheap.all(&connection).unwrap();
    assert_eq!(titles, [Title { title: "Dial".into(), key: 13 }, Title { title: "Bolt 100%".into(), key: 11 }]);
    assert_eq!(Title::find_by(&connection, products::unique_code, "a-1").unwrap().unwrap().key, 10);
    let stars = Review::query().rows_as::<Body>().distinct();
    assert_eq!(stars.count(&connection).unwrap(), 3);
}

#[test]
fn references_are_joined_both_ways() {
    let connection = database();
    let forward = Review::query().join(reviews::by_product_id).order_by(reviews::id.asc());
    let pairs: Vec<(Review, Product)> = forward.all(&connection).unwrap();
    assert_eq!(pairs.iter().map(|(r, p)| (r.id, p.id)).collect::<Vec<_>>(), [(100, 10), (101, 10), (102, 11)]);

    let back = Product::query().left_join(reviews::by_product_id).order_by((products::id.asc(), reviews::id.asc()));
    let pairs: Vec<(Product, Option<Review>)> = back.all(&connection).unwrap();
    let told: Vec<_> = pairs.iter().map(|(p, r)| (p.id, r.as_ref().map(|r| r.id))).collect();
    assert_eq!(told, [(10, Some(100)), (10, Some(101)), (11, Some(102)), (12, None), (13, None)]);

    // Three tables, and conditions on each.
    let all = Review::query()
        .join(reviews::by_product_id)
        .join(products::by_maker_id)
        .filter(makers::country.eq("uk"))
        .filter(reviews::stars.ge(4))
        .filter(products::stock.gt(1));
    let rows: Vec<(Review, Product, Maker)> = all.all(&connection).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].0.id, rows[0].1.id, &*rows[0].2.name), (102, 11, "Ada"));
    assert_eq!(all.count(&connection).unwrap(), 1);
    assert!(all.exists(&connection).unwrap());

    // A maker without products, and products without reviews.
    let rows: Vec<(Maker, Option<Product>, Option<Review>)> = Maker::query()
        .left_join(products::by_maker_id)
        .left_join(reviews::by_product_id)
        .order_by((makers::id.desc(), products::id.asc(), reviews::id.asc()))
        .all(&connection)
        .unwrap();
    let told: Vec<_> =
        rows.iter().map(|(m, p, r)| (m.id, p.as_ref().map(|p| p.id), r.as_ref().map(|r| r.id))).collect();
    assert_eq!(
        told,
        [
            (3, None, None),
            (2, Some(12), None),
            (2, Some(13), None),
            (1, Some(10), Some(100)),
            (1, Some(10), Some(101)),
            (1, Some(11), Some(102)),
        ]
    );

    // Either table's condition may do.
    let either = Review::query()
        .join(reviews::by_product_id)
        .filter(reviews::stars.eq(3).or_with(products::id.eq(11)))
        .order_by(reviews::id.asc());
    assert_eq!(either.all(&connection).unwrap().iter().map(|(r, _)| r.id).collect::<Vec<_>>(), [101, 102]);
}

#[test]
fn a_joined_row_of_nulls_is_a_row() {
    let connection = database();
    let rows: Vec<(Title, Option<Body>)> = Product::query()
        .left_join(reviews::by_product_id)
        .filter(products::id.in_list([10, 12]))
        .order_by((products::id.asc(), reviews::id.asc()))
        .rows_as::<(Title, Option<Body>)>()
        .all(&connection)
        .unwrap();
    let told: Vec<_> = rows.into_iter().map(|(title, body)| (title.key, body.map(|body| body.body))).collect();
    assert_eq!(told, [(10, Some(None)), (10, Some(Some("fine".to_owned()))), (12, None)]);
}

#[test]
fn what_a_left_join_lacks_is_null() {
    let connection = database();
    let all = || Product::query().left_join(reviews::by_product_id);
    // Every condition tells it from a value.
    assert_eq!(all().filter(reviews::stars.ne(5)).count(&connection).unwrap(), 3);
    assert_eq!(all().filter(reviews::stars.not_in_list([5])).count(&connection).unwrap(), 3);
    assert_eq!(all().filter(reviews::stars.optional().eq(None)).count(&connection).unwrap(), 2);
    assert_eq!(all().filter(reviews::stars.is_null()).count(&connection).unwrap(), 2);

    // No page loses it, in either direction.
    for order in [reviews::id.optional().asc(), reviews::id.optional().desc()] {
        let order = (order, products::id.asc());
        let whole = all().order_by(order).all(&connection).unwrap();
        let mut read: Vec<(Product, Option<Review>)> = Vec::new();
        loop {
            let query = match read.last() {
                None => all().order_by(order),
                Some((product, review)) => all().after(order, (review.as_ref().map(|review| review.id), product.id)),
            };
            let page = query.limit(1).all(&connection).unwrap();
            if page.is_empty() {
                break;
            }
            read.extend(page);
        }
        assert_eq!(read, whole);
    }

    // Nor does an aggregate of it fail.
    let stars = |maker: i64| {
        all()
            .filter(products::maker_id.eq(maker))
            .group_by(products::id)
            .select(reviews::stars.max().optional())
            .order_by(products::id.asc())
            .all(&connection)
    };
    assert_eq!(stars(1).unwrap(), [(10, Some(5)), (11, Some(5))]);
    assert_eq!(stars(2).unwrap(), [(12, None), (13, None)]);
    let error = all().group_by(products::id).select(reviews::stars.max()).all(&connection).unwrap_err();
    assert!(error.is_value());
    assert!(error.to_string().ends_with("ask for it with `.optional()`"), "{error}");
    let by_stars = all().group_by(reviews::stars.optional()).select(count()).order_by(count().desc());
    assert_eq!(by_stars.all(&connection).unwrap().len(), 3);
}

#[test]
fn a_table_is_joined_to_itself_by_an_alias() {
    let connection = database();
    let managers = Employee::query().left_join(employees::by_manager_id.to_alias::<1>()).order_by(employees::id.asc());
    let pairs: Vec<(Employee, Option<Employee>)> = managers.all(&connection).unwrap();
    let told: Vec<_> = pairs.iter().map(|(e, m)| (&*e.name, m.as_ref().map(|m| &*m.name))).collect();
    assert_eq!(told, [("Root", None), ("Left", Some("Root")), ("Right", Some("Root")), ("Leaf", Some("Left"))]);

    // Who works for whom, the other way and two steps.
    let below: Vec<(Employee, Employee, Employee)> = Employee::query()
        .join(employees::by_manager_id.from_alias::<1>())
        .join(employees::by_manager_id.to_alias::<1>().from_alias::<2>())
        .filter(employees::name.eq("Root"))
        .filter(employees::name.of_alias::<2>().eq("Leaf"))
        .all(&connection)
        .unwrap();
    assert_eq!(below.iter().map(|(a, b, c)| (a.id, b.id, c.id)).collect::<Vec<_>>(), [(1, 2, 4)]);

    // Without one it is told, and not left to chance.
    let twice: Query<'_, _, _> = Product::query().join(reviews::by_product_id);
    let pairs = Query::<'_, (Product, Review), (Review, (Product, ()))>::clone(&twice);
    assert_eq!(pairs.count(&connection).unwrap(), 3);
    let _: Reference<As<Employee, 2>, As<Employee, 1>> = employees::by_manager_id.to_alias::<1>().from_alias::<2>();
}

#[test]
fn aggregates_are_what_sql_says() {
    let connection = database();
    let of_all = Product::query()
        .aggregate(
            &connection,
            (count(), products::stock.sum(), products::price.min(), products::title.max(), products::price.avg()),
        )
        .unwrap();
    assert_eq!(of_all, Some((4, 908, 0.5, "anchor".to_owned(), 30.0)));
    let nulls = Product::query().aggregate(&connection, (products::note.count(), products::note.max())).unwrap();
    assert_eq!(nulls, Some((2, Some("new".to_owned()))));
    assert_eq!(Product::query().aggregate(&connection, products::price.count_distinct()).unwrap(), Some(3));
    let none = Product::query().filter(products::id.lt(0)).aggregate(&connection, (count(), products::stock.sum()));
    assert_eq!(none.unwrap(), None);
    assert!(Product::query().limit(1).aggregate(&connection, count()).is_err());

    let by_maker = Product::query()
        .group_by(products::maker_id)
        .select((count(), products::stock.sum()))
        .order_by(products::maker_id.asc())
        .all(&connection)
        .unwrap();
    assert_eq!(by_maker, [(1, (2, 901)), (2, (2, 7))]);

    let by_two = Product::query()
        .left_join(reviews::by_product_id)
        .group_by((products::maker_id, products::note))
        .select(reviews::stars.count())
        .order_by((reviews::stars.count().desc(), products::maker_id.asc()))
        .all(&connection)
        .unwrap();
    assert_eq!(
        by_two,
        [((1, None), 2), ((1, Some("cheap".to_owned())), 1), ((2, None), 0), ((2, Some("new".to_owned())), 0),]
    );

    let busy = Review::query()
        .filter(reviews::stars.ge(1))
        .group_by(reviews::product_id)
        .select(count())
        .having(count().gt(1))
        .limit(5);
    assert_eq!(busy.all(&connection).unwrap(), [(10, 2)]);
    assert!(Review::query().limit(1).group_by(reviews::product_id).select(count()).all(&connection).is_err());
}

#[test]
fn some_columns_of_some_rows_are_updated() {
    let connection = database();
    let cheap = Product::query().filter(products::price.lt(1.0));
    let sets = [products::stock.increase(10), products::note.set("sale"), products::code.set(None)];
    assert_eq!(cheap.update(&connection, sets).unwrap(), 2);
    let sql = "SELECT id FROM products WHERE stock IN (910, 17) AND note = 'sale' AND code IS NULL ORDER BY id";
    assert_eq!(ids(&connection, sql), [11, 13]);
    assert_eq!(cheap.update(&connection, Vec::<Set<'_, Product>>::new()).unwrap(), 0);

    let newest = Product::query().order_by(products::id.desc()).limit(1);
    assert_eq!(newest.update(&connection, [products::title.set_to(products::made)]).unwrap(), 1);
    assert_eq!(ids(&connection, "SELECT id FROM products WHERE title = made"), [13]);
    assert_eq!(newest.delete(&connection).unwrap(), 1);
    assert_eq!(ids(&connection, "SELECT id FROM products ORDER BY id"), [10, 11, 12]);
    assert!(Product::query().update(&connection, [products::price.set(f64::NAN)]).unwrap_err().is_value());
    assert!(Product::query().update(&connection, [products::maker_id.set(77)]).unwrap_err().is_constraint());
    // Children go with them, as declared.
    assert_eq!(Product::query().filter(products::id.eq(10)).delete(&connection).unwrap(), 1);
    assert_eq!(ids(&connection, "SELECT id FROM reviews"), [102]);
    assert_eq!(Product::query().delete(&connection).unwrap(), 2);
    assert_eq!(Product::count(&connection).unwrap(), 0);
}

#[test]
fn one_change_needs_no_list_and_null_stays_null() {
    let connection = database();
    assert_eq!(Employee::query().update(&connection, employees::manager_id.increase(1)).unwrap(), 4);
    let managers: Vec<_> = Employee::query()
        .order_by(employees::id)
        .all(&connection)
        .unwrap()
        .iter()
        .map(|employee| employee.manager_id)
        .collect();
    assert_eq!(managers, [None, Some(2), Some(2), Some(3)]);
    assert_eq!(Employee::query().update(&connection, employees::manager_id.set_null()).unwrap(), 4);
    assert_eq!(Employee::query().filter(employees::manager_id.is_null()).count(&connection).unwrap(), 4);
}

#[test]
fn a_form_leaves_to_the_database_what_it_does_not_say() {
    let connection = empty();
    let maker = NewMaker::new("Ada".to_owned()).insert_returning_key(&connection).unwrap();
    assert_eq!(maker, 1);
    let least = NewProduct::new(maker, "Anvil".to_owned());
    let product: Product = least.insert_returning(&connection).unwrap();
    assert_eq!((product.id, product.price, product.stock, product.twice), (1, 9.5, 5, 10));
    // Nullable, but with a default: the default it is.
    assert_eq!(product.note.as_deref(), Some("new"));
    assert_eq!(product.code, None);
    assert_eq!(product.made.len(), 19);
    assert_eq!(Product::find(&connection, 1).unwrap().as_ref(), Some(&product));

    let said = NewProduct {
        id: Some(40),
        price: Some(1.0),
        note: Some("x".to_owned()),
        made: Some("2020-01-01 00:00:00".to_owned()),
        ..NewProduct::new(maker, "Bolt".to_owned())
    };
    said.insert(&connection).unwrap();
    let found = Product::find(&connection, 40).unwrap().unwrap();
    assert_eq!((found.price, found.stock, &*found.made), (1.0, 5, "2020-01-01 00:00:00"));
    assert!(least.insert(&connection).unwrap_err().is_constraint());

    // Many, of several shapes, and all or none.
    let shapes = |from: i64| {
        (from..from + 9).map(move |n| NewProduct {
            stock: (n % 2 == 0).then_some(n),
            note: (n % 3 == 0).then(|| n.to_string()),
            ..NewProduct::new(1, n.to_string())
        })
    };
    assert_eq!(NewProduct::insert_all(&connection, shapes(100)).unwrap(), 9);
    assert!(NewProduct::insert_all(&connection, shapes(108)).unwrap_err().is_constraint());
    assert_eq!(Product::count(&connection).unwrap(), 11);
    let told = "SELECT count(*) FROM products WHERE id > 40 AND stock = iif(title % 2, 5, title)
        AND note = iif(title % 3, 'new', title)";
    assert_eq!(ids(&connection, told), [9]);
}

#[test]
fn a_form_of_any_shape_is_inserted_and_upserted() {
    let connection = empty();
    NewMaker::new("Ada".to_owned()).insert(&connection).unwrap();
    // What it says of each column, or leaves out: a bit each.
    for shape in 0..64_i64 {
        let said = |bit: u32| shape >> bit & 1 == 1;
        let form = |more: i64| NewProduct {
            id: said(0).then_some(1000 + shape),
            price: said(1).then_some((shape + more) as f64),
            stock: said(2).then_some(shape + more),
            note: said(3).then(|| format!("note {}", shape + more)),
            code: said(4).then(|| format!("code {}", shape + more * 100)),
            made: said(5).then(|| format!("made {}", shape + more)),
            ..NewProduct::new(1, format!("title {shape}"))
        };
        let told = |row: &Product, more: i64, else_note: &str| {
            assert_eq!(row.title, format!("title {shape}"));
            assert!(!said(0) || row.id == 1000 + shape);
            assert_eq!(row.price, if said(1) { (shape + more) as f64 } else { 9.5 });
            assert_eq!(row.stock, if said(2) { shape + more } else { 5 });
            assert_eq!(row.twice, 2 * row.stock);
            let note = if said(3) { format!("note {}", shape + more) } else { else_note.to_owned() };
            assert_eq!(row.note.as_deref(), Some(&*note));
            assert_eq!(row.code, said(4).then(|| format!("code {}", shape + more * 100)));
            assert!(if said(5) { row.made == format!("made {}", shape + more) } else { row.made.len() == 19 });
        };
        let inserted: Product = form(0).insert_returning(&connection).unwrap();
        told(&inserted, 0, "new");
        // What it leaves out stays, also where it is no default.
        let kept = [products::note.set("kept")];
        let this = || Product::query().filter(products::id.eq(inserted.id));
        this().update(&connection, kept).unwrap();
        form(1).upsert_by(&connection, products::unique_maker_id_title).unwrap();
        told(&this().one(&connection).unwrap(), 1, "kept");
    }
    assert_eq!(Product::count(&connection).unwrap(), 64);
}

#[test]
fn rows_are_found_and_upserted_by_any_unique() {
    let connection = database();
    assert_eq!(Maker::find_by(&connection, makers::unique_name, "Bob").unwrap().unwrap().id, 2);
    assert_eq!(Maker::find_by(&connection, makers::unique_name, "Eve").unwrap(), None);
    let found = Product::find_by(&connection, products::unique_maker_id_title, (1, "Anvil")).unwrap();
    assert_eq!(found.unwrap().id, 10);

    // The row keeps its key, and with it what references it.
    let new = NewProduct { stock: Some(3), ..NewProduct::new(1, "Anvil".to_owned()) };
    new.upsert_by(&connection, products::unique_maker_id_title).unwrap();
    let anvil = Product::find(&connection, 10).unwrap().unwrap();
    // What the form left out keeps its value too.
    assert_eq!((anvil.stock, anvil.price, anvil.code.as_deref()), (3, 20.0, Some("a-1")));
    assert_eq!(Review::query().filter(reviews::product_id.eq(10)).count(&connection).unwrap(), 2);

    let whole = Product { id: 99, price: 1.0, ..anvil.clone() };
    whole.upsert_by(&connection, products::unique_maker_id_title).unwrap();
    assert_eq!(Product::find(&connection, 10).unwrap().unwrap(), Product { price: 1.0, ..anvil });
    assert!(!Product::exists(&connection, 99).unwrap());
    assert!(Product::exists(&connection, 10).unwrap());

    let makers = [("Bob", Some("de")), ("Dan", None)].map(|(name, country)| NewMaker {
        id: None,
        name: name.to_owned(),
        country: country.map(str::to_owned),
    });
    assert_eq!(NewMaker::upsert_all_by(&connection, makers::unique_name, &makers).unwrap(), 2);
    assert_eq!(ids(&connection, "SELECT id FROM makers WHERE name = 'Bob' AND country = 'de'"), [2]);
    assert_eq!(Maker::count(&connection).unwrap(), 4);
    let dan = Maker::find_by(&connection, makers::unique_name, "Dan").unwrap().unwrap();
    Maker::upsert_all_by(&connection, makers::unique_name, [Maker { country: Some("at".into()), ..dan }]).unwrap();
    assert_eq!(Maker::query().filter(makers::country.eq("at")).count(&connection).unwrap(), 1);

    let error = Title { title: "x".to_owned(), key: 1 }.upsert_by(&connection, products::unique_code).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(
        error.to_string(),
        "cannot upsert a row of `products` that lacks the unique column `products.code`; give the struct a field for it"
    );
    let _: Unique<Product, (i64, String)> = products::unique_maker_id_title;
    let _: Unique<Product, String> = products::unique_code;
}

#[test]
fn constants_give_way_to_columns() {
    let connection = database();
    Note { by_maker_id: 1, maker_id: Some(2), body: None }.insert(&connection).unwrap();
    let rows: Vec<(Note, Maker)> = Note::query().join(notes::by_maker_id_to_makers).all(&connection).unwrap();
    assert_eq!((rows[0].0.by_maker_id, rows[0].1.id), (1, 2));
    let key = Stock { place: "a".to_owned(), product_id: 10, amount: 2 };
    key.insert(&connection).unwrap();
    assert!(Stock::exists(&connection, ("a", 10)).unwrap());
    assert_eq!(Stock::query().filter(stocks::amount.gt(1)).limit(1).delete(&connection).unwrap(), 1);
    // Without a key, too.
    assert_eq!(Note::query().limit(1).delete(&connection).unwrap(), 1);
}

mod nested {
    use frostline::Table;

    use super::shop::{products, reviews};

    #[derive(Debug, PartialEq, Clone, Table)]
    #[table(products)]
    pub(super) struct Origin {
        pub(super) maker_id: i64,
        pub(super) code: Option<String>,
    }

    #[derive(Debug, PartialEq, Clone, Table)]
    #[table(products)]
    pub(super) struct Nested {
        pub(super) title: String,
        #[nested]
        pub(super) origin: Origin,
        pub(super) id: i64,
    }

    #[derive(Debug, PartialEq, Table)]
    #[table(products)]
    pub(super) struct Lent<'a> {
        pub(super) id: i64,
        pub(super) maker_id: i64,
        pub(super) title: &'a str,
        pub(super) note: Option<&'a str>,
        #[column(made)]
        pub(super) since: &'a str,
    }

    #[derive(Debug, PartialEq, Table)]
    #[table(reviews)]
    pub(super) struct LentOf<'row, T: frostline::Holds<i16>> {
        pub(super) stars: T,
        pub(super) body: Option<&'row str>,
    }
}

#[test]
fn a_struct_in_a_struct_is_more_columns() {
    let connection = database();
    let origin = nested::Origin { maker_id: 1, code: Some("a-1".to_owned()) };
    let anvil = nested::Nested { title: "Anvil".to_owned(), origin, id: 10 };
    assert_eq!(nested::Nested::find(&connection, 10).unwrap().as_ref(), Some(&anvil));
    let moved = nested::Nested { origin: nested::Origin { maker_id: 2, code: None }, ..anvil };
    assert!(moved.update(&connection).unwrap());
    assert_eq!(ids(&connection, "SELECT maker_id FROM products WHERE id = 10 AND code IS NULL"), [2]);
    let read = nested::Nested::query().filter(products::maker_id.eq(2)).order_by(products::id.asc()).first(&connection);
    assert_eq!(read.unwrap(), Some(moved));
    connection
        .execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE products SET maker_id = 'x' WHERE 0")
        .unwrap();
    // A fault inside of it names the column and the row.
    connection.execute_batch("PRAGMA foreign_keys = OFF; UPDATE products SET code = x'00' WHERE id = 12").unwrap();
    assert_eq!(
        nested::Nested::find(&connection, 12).unwrap_err().to_string(),
        "column `products.code` of the row with key `12` holds bytes, which its field of type `Option<String>` cannot hold"
    );
}

#[test]
fn rows_lend_their_text() {
    use frostline::Lent as _;

    let connection = database();
    let mut told = Vec::new();
    let query = Product::query().filter(products::id.le(11)).order_by(products::id.asc());
    nested::Lent::for_each(&connection, &query, |row| {
        told.push(format!("{} {} {:?} {}", row.id, row.title, row.note, row.since));
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(told, ["10 Anvil None 2025-01-01 00:00:00", "11 Bolt 100% Some(\"cheap\") 2025-01-02 00:00:00"]);
    let length = nested::Lent::find_with(&connection, 13, |row| row.title.len()).unwrap();
    assert_eq!(length, Some(4));
    assert_eq!(nested::Lent::find_with(&connection, 14, |row| row.id).unwrap(), None);
    let row = nested::Lent { id: 50, maker_id: 3, title: "Nut", note: None, since: "now" };
    row.insert(&connection).unwrap();
    // What it says is written as it says it: a `None` is null.
    assert_eq!(ids(&connection, "SELECT id FROM products WHERE title = 'Nut' AND note IS NULL"), [50]);
    let mut stars = 0;
    nested::LentOf::<i64>::for_each(&connection, &Review::query(), |row| {
        stars += row.stars;
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(stars, 13);
}

#[test]
fn sql_of_ones_own_is_read_by_position() {
    let connection = database();
    let sql = "SELECT title, id FROM products WHERE price > ?1 ORDER BY id";
    let titles = frostline::sql::<Title>(&connection, sql, [1.0]).unwrap().all().unwrap();
    assert_eq!(titles.iter().map(|title| title.key).collect::<Vec<_>>(), [10, 12]);
    let sql = "SELECT p.title, p.id, r.body FROM products p LEFT JOIN reviews r ON r.product_id = p.id WHERE p.id >= ?";
    let rows: Vec<(Title, Option<Body>)> = frostline::sql(&connection, sql, [12]).unwrap().all().unwrap();
    assert_eq!(rows.len(), 2);
    let error = frostline::sql::<Title>(&connection, "SELECT * FROM products", []).unwrap_err();
    assert!(error.is_unmapped());
    assert_eq!(
        error.to_string(),
        "the statement yields 9 columns, its rows have 2; select as many, in the order of the fields"
    );
    assert!(frostline::sql::<Title>(&connection, "SELECT title, id FROM products", [1]).is_err());
}

#[cfg(feature = "sea-query")]
#[test]
fn every_query_is_one_of_sea_query_too() {
    use frostline::from_sea;
    use frostline::sea_query::{Expr, ExprTrait as _, Query};

    let connection = database();
    let joined = Review::query()
        .join(reviews::by_product_id)
        .left_join(products::by_maker_id)
        .filter(products::title.in_list(["Anvil", "Bolt 100%", "it's ? $1"]))
        .filter(reviews::body.ne(None).or(reviews::stars.ge(5)))
        .order_by((reviews::body.desc().nulls_first(), reviews::id.desc()))
        .limit(2)
        .offset(1);
    let rows = joined.all(&connection).unwrap();
    assert_eq!(rows.len(), 2);
    let by_sea: Vec<(Review, Product, Option<Maker>)> =
        from_sea(&connection, &joined.to_sea().unwrap()).unwrap().all().unwrap();
    assert_eq!(by_sea, rows);

    let aliased = Employee::query().join(employees::by_manager_id.to_alias::<1>()).order_by(employees::id.asc());
    let by_sea: Vec<(Employee, Employee)> = from_sea(&connection, &aliased.to_sea().unwrap()).unwrap().all().unwrap();
    assert_eq!(by_sea, aliased.all(&connection).unwrap());
    let offset = Product::query().order_by(products::id.asc()).offset(3).to_sea().unwrap();
    assert_eq!(from_sea::<Product>(&connection, &offset).unwrap().all().unwrap().len(), 1);

    let mut more = Product::query().filter(products::price.lt(50.0)).to_sea().unwrap();
    more.and_where(Expr::col(products::stock).gt(1)).and_where(Expr::cust("length(title)").lt(5));
    assert_eq!(from_sea::<Product>(&connection, &more).unwrap().first().unwrap().unwrap().id, 13);

    let own = Query::select().columns([products::title]).column(products::id).from(&products::TABLE).to_owned();
    assert_eq!(from_sea::<Title>(&connection, &own).unwrap().all().unwrap().len(), 4);
    assert!(from_sea::<Product>(&connection, &own).unwrap_err().is_unmapped());
}

#[test]
fn a_text_is_compared_and_set_borrowed_or_not() {
    let connection = database();
    let before = Product::count(&connection).unwrap();
    let notes = [std::borrow::Cow::Borrowed("one"), std::borrow::Cow::Owned("two".to_owned())];
    for note in notes {
        Product::query().update(&connection, products::note.set(note.clone())).unwrap();
        assert_eq!(Product::query().filter(products::note.eq(note.clone())).count(&connection).unwrap(), before);
        assert_eq!(Product::list(&connection, products::note, note.clone()).unwrap().len() as u64, before);
        let listed = products::title.not_in_list([note.clone()]).and(products::note.in_list([note]));
        assert_eq!(Product::query().filter(listed).count(&connection).unwrap(), before);
    }
}

#[test]
fn columns_are_held_against_each_other_of_which_one_may_be_null() {
    let connection = database();
    let sql = |text: &str| -> u64 {
        let text = format!("SELECT count(*) FROM products WHERE {text}");
        connection.query_row(&text, [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs()
    };
    connection.execute("UPDATE products SET code = title WHERE id = (SELECT min(id) FROM products)", []).unwrap();
    let count = |condition| Product::query().filter(condition).count(&connection).unwrap();
    assert_eq!(sql("code = title"), 1);
    assert_eq!(count(products::title.eq_column(products::code)), 1);
    assert_eq!(count(products::code.eq_column(products::title)), 1);
    let mut select = Product::query().filter(products::code.eq_column(products::title)).select(&connection).unwrap();
    let mut rows = 0;
    for row in &mut select {
        rows += usize::from(row.unwrap().code.is_some());
    }
    assert_eq!(rows, 1);
}
