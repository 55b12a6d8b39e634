//! Every block of `docs/rows.md`, where it runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs, dead_code)]

use frostline::prelude::*;
use frostline::rusqlite::Connection;
use frostline::{Condition, Error, TableQuery, Upgrade, from_sea, rows, rows_from_sea, sql};
use schema_sqlite::row::Json;

frostline::schema! {
    #![revisions = "tests/rows_guide/revisions"]
    #![history = "guide"]

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
        price real,
        stock integer default 0,
        note text?,

        unique (maker_id, title),
    }

    /// What somebody said of it.
    table reviews as Review {
        id integer primary key,
        product_id integer references products (id) on delete cascade,
        stars smallint,
        body text?,
        written datetime default now as frostline::Stored<jiff::Timestamp>,
    }

    /// Who works here.
    table employees as Employee {
        id integer primary key,
        name text,
        manager_id integer? references employees (id),
    }

    /// What a user has chosen.
    table choices as Choice {
        user integer primary key,
        settings json as schema_sqlite::row::Json<self::Settings>,
    }

    table people as Person {
        id integer primary key as new PersonId,
        name text as new PersonName,
        initials text default "",
    }

    table letters as Letter {
        id integer primary key as new LetterId,
        to_id integer references people (id),
        answer_to integer? references letters (id),
    }
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    pub theme: String,
}

use revisions::r0002_initials as then;

fn initials(tx: &Connection) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    for mut person in then::Person::query().all(tx)? {
        person.initials = person.name.0.split(' ').filter_map(|word| word.chars().next()).collect();
        person.update(tx)?;
    }
    Ok(())
}

fn upgraded(connection: &mut Connection) -> Result<(), Error> {
    Upgrade::new(&HISTORY).step("0002_initials", initials).run(connection)?;
    Ok(())
}

#[test]
fn a_step_works_with_rows_of_its_revision() -> Result<(), Error> {
    let mut connection = Connection::open_in_memory().unwrap();
    Upgrade::new(&HISTORY).to("0001_baseline").step("0002_initials", initials).run(&mut connection)?;
    connection.execute("INSERT INTO people (id, name) VALUES (1, 'Ada Lovelace')", []).unwrap();
    upgraded(&mut connection)?;
    assert_eq!(Person::find(&connection, PersonId(1))?.unwrap().initials, "AL");
    Ok(())
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    upgraded(&mut connection).unwrap();
    connection
        .execute_batch(
            "INSERT INTO makers VALUES (1, 'Ada', 'uk'), (2, 'Bob', NULL);
             INSERT INTO products VALUES (7, 1, 'Anvil', 20.0, 5, NULL), (8, 2, 'Bolt', 0.5, 0, 'new');
             INSERT INTO reviews (id, product_id, stars) VALUES (1, 7, 5), (2, 7, 3);
             INSERT INTO employees VALUES (1, 'Root', NULL), (2, 'Leaf', 1);",
        )
        .unwrap();
    connection
}

#[test]
fn reading() -> Result<(), Error> {
    let connection = database();
    let product = Product::find(&connection, 7)?;
    let anvil = Product::find_by(&connection, products::unique_maker_id_title, (1, "Anvil"))?;
    let of_ada = Product::list(&connection, products::maker_id, 1)?;
    let is_there = Product::exists(&connection, 7)?;
    let how_many = Product::count(&connection)?;
    assert_eq!(product, anvil);
    assert_eq!((of_ada.len(), is_there, how_many), (1, true, 2));
    Ok(())
}

#[test]
fn keys_of_their_own_type() -> Result<(), Error> {
    let connection = database();
    let ada: PersonId = NewPerson::new("Ada".into()).insert_returning_key(&connection)?;
    let first = NewLetter::new(ada).insert_returning_key(&connection)?;
    NewLetter { answer_to: Some(first), ..NewLetter::new(ada) }.insert(&connection)?;
    let letters = Letter::list(&connection, letters::to_id, ada)?;
    let answers = Letter::query().filter(letters::answer_to.in_list([first, LetterId(9)])).count(&connection)?;
    let of_each: Vec<(PersonId, (i64, LetterId))> =
        Letter::query().group_by(letters::to_id).select((count(), letters::id.max())).all(&connection)?;
    assert_eq!((letters.len(), answers), (2, 1));
    assert_eq!(of_each, [(PersonId(1), (2, LetterId(2)))]);
    Ok(())
}

#[test]
fn writing() -> Result<(), Error> {
    let connection = database();
    let ada = NewMaker::new("Ada Lovelace".to_owned()).insert_returning_key(&connection)?;
    let form = NewProduct { stock: Some(3), ..NewProduct::new(ada, "Engine".to_owned(), 99.0) };
    let engine: Product = form.insert_returning(&connection)?;
    assert_eq!((engine.stock, engine.note), (3, None));

    let bolts = (1..=1000).map(|size| NewProduct::new(ada, format!("Bolt {size}"), 0.5));
    NewProduct::insert_all(&connection, bolts)?;

    let mut anvil = Product::find(&connection, 7)?.unwrap();
    anvil.price = 21.0;
    anvil.update(&connection)?;
    anvil.upsert(&connection)?;
    anvil.delete(&connection)?;

    let seen = NewMaker { country: Some("de".to_owned()), ..NewMaker::new("Bob".to_owned()) };
    seen.upsert_by(&connection, makers::unique_name)?;
    NewMaker { id: Some(2), ..NewMaker::new("Robert".to_owned()) }.upsert(&connection)?;
    let robert = Maker { id: 2, name: "Robert".to_owned(), country: Some("de".to_owned()) };
    assert_eq!(Maker::find(&connection, 2)?, Some(robert));

    let sold_out = Product::query().filter(products::stock.eq(0));
    sold_out.update(&connection, [products::note.set("sold out"), products::price.set(0.0)])?;
    sold_out.delete(&connection)?;
    assert_eq!(sold_out.count(&connection)?, 0);
    Ok(())
}

#[test]
fn querying() -> Result<(), Error> {
    let connection = database();
    let cheap: Vec<Product> = Product::query()
        .filter(products::price.lt(1.0).or(products::note.eq("sale")))
        .filter(products::maker_id.in_list([1, 2]))
        .order_by((products::price.asc(), products::id.asc()))
        .limit(50)
        .all(&connection)?;
    assert_eq!(cheap.len(), 1);

    fn matching(stock_only: bool, title: Option<&str>) -> TableQuery<'_, Product> {
        let mut query = Product::query();
        if stock_only {
            query = query.filter(products::stock.gt(0));
        }
        if let Some(title) = title {
            query = query.filter(products::title.contains(title));
        }
        query
    }
    assert_eq!(matching(true, Some("An")).count(&connection)?, 1);

    fn noted(note: Option<&str>) -> Condition<'_, Product> {
        note.map_or_else(|| products::note.is_null(), |note| products::note.eq(note))
    }
    let noted = |note| Product::query().filter(noted(note)).count(&connection);
    let null = Product::query().filter(products::note.is_null()).count(&connection)?;
    assert_eq!((noted(None)?, noted(Some("nowhere"))?), (null, 0));

    let titles = ["Anvil", "Engine"];
    let any = Condition::any(titles.iter().map(|title| products::title.eq(title.to_owned())));
    assert!(Product::query().filter(any).exists(&connection)?);

    let mut select = Product::query().order_by(products::id.asc()).select(&connection)?;
    for product in select.iter() {
        println!("{}", product?.title);
    }
    Ok(())
}

#[test]
fn paging() -> Result<(), Error> {
    let connection = database();
    let dearest = Product::query().order_by(products::price.desc()).limit(1);
    let first = dearest.page(&connection, None)?;
    let second = dearest.page(&connection, first.next.as_ref())?;
    assert_eq!((first.rows[0].id, second.rows[0].id, second.next), (7, 8, None));

    let order = (products::price.desc(), products::id.asc());
    let dear = Product::query().after(order, (50.0, 0)).limit(10).all(&connection)?;
    assert_eq!(dear.len(), 2);
    Ok(())
}

#[test]
fn joining() -> Result<(), Error> {
    let connection = database();
    let rows: Vec<(Review, Product, Maker)> = Review::query()
        .join(reviews::by_product_id)
        .join(products::by_maker_id)
        .filter(makers::country.eq("uk"))
        .filter(reviews::stars.ge(4))
        .all(&connection)?;
    assert_eq!(rows.len(), 1);

    let rows: Vec<(Product, Option<Review>)> =
        Product::query().left_join(reviews::by_product_id).order_by(products::id.asc()).all(&connection)?;
    assert_eq!(rows.len(), 3);

    let either =
        Review::query().join(reviews::by_product_id).filter(reviews::stars.eq(5).or_with(products::price.gt(50.0)));
    assert_eq!(either.count(&connection)?, 1);

    let managed: Vec<(Employee, Employee)> = Employee::query()
        .join(employees::by_manager_id.to_alias::<1>())
        .filter(employees::name.of_alias::<1>().eq("Root"))
        .all(&connection)?;
    assert_eq!(managed.len(), 1);
    Ok(())
}

#[test]
fn counting() -> Result<(), Error> {
    let connection = database();
    let of_all = Product::query().aggregate(&connection, (count(), products::stock.sum(), products::price.avg()))?;
    assert_eq!(of_all, Some((2, 5, 10.25)));

    let best: Vec<(i64, (i64, f64))> = Review::query()
        .group_by(reviews::product_id)
        .select((count(), reviews::stars.avg()))
        .having(count().ge(2))
        .order_by(reviews::stars.avg().desc())
        .limit(10)
        .all(&connection)?;
    assert_eq!(best, [(7, (2, 4.0))]);
    Ok(())
}

#[derive(Table)]
#[table(products)]
struct Label {
    id: i64,
    #[column(title)]
    text: std::sync::Arc<str>,
}

#[derive(Table)]
#[table(products)]
struct Offer {
    #[nested]
    label: Label,
    price: f64,
}

#[derive(Table)]
#[table(products)]
struct Title<'a> {
    id: i64,
    title: &'a str,
    note: Option<&'a str>,
}

#[derive(Table)]
#[table(products)]
struct Titled<T: frostline::Fits<String>> {
    id: i64,
    title: T,
    note: Option<T>,
}

#[test]
fn structs_of_ones_own() -> Result<(), Error> {
    let connection = database();
    let titled = Titled::<String>::query().order_by(products::id).all(&connection)?;
    let shared = Titled::<std::sync::Arc<str>>::find(&connection, titled[0].id)?.expect("is there");
    assert_eq!((&*shared.title, shared.note.as_deref()), (&*titled[0].title, titled[0].note.as_deref()));
    let offers = Offer::query().filter(products::stock.gt(0)).all(&connection)?;
    let rows: Vec<(Review, Label)> =
        Review::query().join(reviews::by_product_id).rows_as::<(Review, Label)>().all(&connection)?;
    assert_eq!((&*offers[0].label.text, rows.len()), ("Anvil", 2));

    let mut letters = 0;
    Title::for_each(&connection, &Product::query(), |product| {
        letters += product.title.len() + product.note.map_or(0, str::len);
        Ok::<_, Error>(())
    })?;
    assert_eq!(letters, 12);
    Ok(())
}

#[test]
fn types() -> Result<(), Error> {
    let connection = database();
    let since: jiff::Timestamp = "2025-11-24T10:00:00Z".parse().unwrap();
    let recent = Review::query().filter(reviews::written.ge(since)).count(&connection)?;
    assert_eq!(recent, 2);

    let settings = Json(Settings { theme: "dark".to_owned() });
    NewChoice { user: Some(7), ..NewChoice::new(settings) }.insert(&connection)?;
    assert_eq!(Choice::find(&connection, 7)?.unwrap().settings.theme, "dark");
    Ok(())
}

#[test]
fn other_words() -> Result<(), Error> {
    use frostline::sea_query::{Expr, ExprTrait};

    let connection = database();
    let mut select = Product::query().filter(products::stock.gt(0)).to_sea()?;
    select.and_where(Expr::cust("length(title)").lt(10));
    let short: Vec<Product> = from_sea(&connection, &select)?.all()?;

    let mut counted = Product::query().group_by(products::maker_id).select(count()).to_sea()?;
    counted.and_where(Expr::cust("price * stock > 10"));
    let of_each: Vec<(i64, i64)> = rows_from_sea(&connection, &counted)?.all()?;
    assert_eq!(of_each, [(1, 1)]);

    let dear = products::price.gt(5.0).and(products::title.starts_with("A"));
    let mut update = frostline::sea_query::Query::update();
    update.table(&products::TABLE).value(products::stock, Expr::cust("stock * 2")).and_where(dear.to_sea()?);
    update.returning_col(products::stock);
    assert_eq!(rows_from_sea::<i64>(&connection, &update)?.all()?, [10]);

    let text = "SELECT id, title FROM products WHERE title GLOB ?1";
    let labels: Vec<Label> = sql(&connection, text, ["A*"])?.all()?;

    let text = "SELECT maker_id, group_concat(title, ' ') FROM products GROUP BY 1 ORDER BY 1";
    let titles = rows::<(i64, String)>(&connection, text, [])?.all()?;
    let text = "SELECT id, title, rank() OVER (ORDER BY price DESC) FROM products";
    for row in rows::<(Label, i64)>(&connection, text, [])?.iter() {
        let (label, rank) = row?;
        println!("{rank}. {}", label.text);
    }
    let dearest: Option<f64> = rows(&connection, "SELECT max(price) FROM products", [])?.one()?;
    assert_eq!((titles.len(), dearest), (2, Some(20.0)));
    assert_eq!((short.len(), labels[0].id), (1, 7));
    Ok(())
}

#[test]
fn faults() {
    let connection = database();
    let taken = Maker { id: 3, name: "Bob".to_owned(), country: None };
    let error = taken.insert(&connection).unwrap_err();
    assert!(error.is_constraint());

    let names = ["Cid", "Dan", "Bob"].map(|name| NewMaker::new(name.to_owned()));
    let error = NewMaker::insert_all(&connection, &names).unwrap_err();
    assert_eq!(error.to_string(), "row at index 2: cannot insert into `makers`: UNIQUE constraint failed: makers.name");
    assert_eq!((error.row_index(), error.row_key()), (Some(2), None));

    connection.execute("UPDATE reviews SET written = 'yesterday' WHERE id = 2", []).unwrap();
    let error = Review::find(&connection, 2).unwrap_err();
    assert!(error.is_value());
    assert!(error.to_string().starts_with("column `reviews.written` of the row with key `2` does not fit"));
    assert_eq!(error.row_key(), Some("2"));
}

/// Each block stands in this file, however its lines are broken.
#[test]
fn every_block_of_the_guide_stands_here() {
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let here = joined(include_str!("rows_guide.rs"))
        + &joined(include_str!("enums.rs"))
        + &joined(include_str!("rows_sound.rs"))
        + &joined(include_str!("rows_affinity.rs"));
    // The tests have every type by way of this crate, whatever features of `frostline` are on.
    let here = here.replace("schema_sqlite::row::Micros", "frostline::Micros");
    let guide = include_str!("../docs/rows.md");
    let mut blocks = 0;
    for fence in ["```rust\n", "```frostline\n"] {
        for part in guide.split(fence).skip(1) {
            let block = part.split("```").next().unwrap();
            assert!(here.contains(&joined(block)), "not in this file:\n{block}");
            blocks += 1;
        }
    }
    assert!(blocks >= 18, "{blocks} blocks");
}
