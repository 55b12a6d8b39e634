//! Types that columns make, `as new`: in everything that rows can do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::hash::Hash;

use frostline::rusqlite::Connection;
use frostline::sea_query::{Expr, ExprTrait, Query};
use frostline::{Error, Insert, Lent, Table, count, from_sea, sql};
use proptest::prelude::*;

frostline::schema! {
    #![revisions = "tests/rows_new_types/revisions"]
    #![history = "new types"]

    /// Who makes it.
    table makers as Maker {
        /// The number of a maker.
        id integer primary key as new MakerId,
        name text unique as new Name,
    }

    table products as Product {
        id integer primary key as new ProductId,
        maker_id integer references makers (id),
        /// Another product that it replaces.
        replaces integer? references products (id),
        title text,
        price real as new Price,
        stock integer default 0 as new Stock,

        unique (maker_id, title),
    }

    /// Its key is a product's, and reviews go by it.
    table details as Detail {
        product_id integer primary key references products (id) on delete cascade,
        code blob as new Code,
        fragile boolean as new Fragile,
        grade smallint? as new Grade,
    }

    table reviews as Review {
        id integer primary key,
        product_id integer references details (product_id),
        maker integer? references makers (id) as i64,
    }

    /// A key of several columns.
    table places as Place {
        store text as new Store,
        number integer as new Number,

        primary key (store, number),
    }

    table stocked as Stocked {
        n integer,
        s text,
        product integer references products (id),

        primary key (s, n, product),
        foreign key (s, n) references places (store, number),
    }

    /// They refer to one another.
    table hens as Hen { id integer primary key as new HenId, egg integer? references eggs (id) }
    table eggs as Egg { id integer primary key as new EggId, hen integer? references hens (id) }
}

fn database() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    upgrade(&mut connection).unwrap();
    connection
}

/// Two makers and three products, of which the last replaces the first.
fn filled() -> (Connection, [MakerId; 2], [ProductId; 3]) {
    let connection = database();
    let ada = NewMaker::new("Ada".into()).insert_returning_key(&connection).unwrap();
    let bob = NewMaker::new(Name("Bob".to_owned())).insert_returning_key(&connection).unwrap();
    let insert = |form: NewProduct| form.insert_returning_key(&connection).unwrap();
    let anvil = insert(NewProduct::new(ada, "Anvil".to_owned(), Price(20.0)));
    let bolt = insert(NewProduct { stock: Some(Stock(7)), ..NewProduct::new(bob, "Bolt".to_owned(), 0.5.into()) });
    let form = NewProduct::new(ada, "Hammer".to_owned(), Price(9.0));
    let hammer = insert(NewProduct { replaces: Some(anvil), stock: Some(Stock(2)), ..form });
    (connection, [ada, bob], [anvil, bolt, hammer])
}

#[test]
fn rows_are_found_by_their_own_keys() -> Result<(), Error> {
    let (connection, [ada, bob], [anvil, bolt, hammer]) = filled();
    assert_eq!((ada, bob, anvil), (MakerId(1), MakerId(2), ProductId(1)));
    let found: Product = Product::find(&connection, hammer)?.unwrap();
    assert_eq!((found.maker_id, found.replaces, found.stock), (ada, Some(anvil), Stock(2)));
    assert!(Product::exists(&connection, &bolt)? && !Product::exists(&connection, ProductId(9))?);
    let by_name = Maker::find_by(&connection, makers::unique_name, Name::from("Ada"))?;
    assert_eq!(by_name.map(|maker| maker.id), Some(ada));
    let by_both = Product::find_by(&connection, products::unique_maker_id_title, (bob, "Bolt"))?;
    assert_eq!(by_both.map(|product| product.id), Some(bolt));
    assert_eq!(Product::list(&connection, products::maker_id, ada)?.len(), 2);
    assert_eq!(Product::list(&connection, products::replaces, anvil)?.len(), 1);
    let place = (Store("north".to_owned()), Number(3));
    Place { store: place.0.clone(), number: place.1 }.insert(&connection)?;
    assert!(Place::exists(&connection, place)?);
    Stocked { n: Number(3), s: "north".into(), product: bolt }.insert(&connection)?;
    assert_eq!(Stocked::find(&connection, (Store("north".to_owned()), Number(3), bolt))?.unwrap().product, bolt);
    Ok(())
}

#[test]
fn rows_are_changed_by_their_own_keys() -> Result<(), Error> {
    let (connection, [ada, bob], [anvil, ..]) = filled();
    let mut product = Product::find(&connection, anvil)?.unwrap();
    product.maker_id = bob;
    product.price = Price(21.5);
    assert!(product.update(&connection)?);
    product.upsert(&connection)?;
    assert_eq!(Product::find(&connection, anvil)?.unwrap(), product);
    let form = NewProduct { stock: Some(Stock(4)), ..NewProduct::new(bob, "Anvil".to_owned(), Price(1.0)) };
    form.upsert_by(&connection, products::unique_maker_id_title)?;
    assert_eq!(Product::find(&connection, anvil)?.unwrap().stock, Stock(4));
    Product::query().filter(products::id.eq(anvil)).update(&connection, [products::maker_id.set(ada)])?;
    let replaced = Product::query().filter(products::replaces.eq(anvil));
    replaced.update(&connection, [products::replaces.set(None)])?;
    assert!(Product::find(&connection, anvil)?.unwrap().delete(&connection)?);
    Ok(())
}

#[test]
fn queries_compare_them() -> Result<(), Error> {
    let (connection, [ada, bob], [anvil, bolt, hammer]) = filled();
    let ids = |query: frostline::TableQuery<'_, Product>| -> Result<Vec<ProductId>, Error> {
        Ok(query.order_by(products::id.asc()).all(&connection)?.into_iter().map(|product| product.id).collect())
    };
    assert_eq!(ids(Product::query().filter(products::maker_id.in_list([ada, bob])))?, [anvil, bolt, hammer]);
    assert_eq!(ids(Product::query().filter(products::id.in_list(&[anvil, hammer])))?, [anvil, hammer]);
    assert_eq!(ids(Product::query().filter(products::replaces.eq(None)))?, [anvil, bolt]);
    assert_eq!(ids(Product::query().filter(products::replaces.eq(Some(anvil))))?, [hammer]);
    assert_eq!(ids(Product::query().filter(products::id.gt(anvil).and(products::price.lt(Price(9.0)))))?, [bolt]);
    let list = [Some(anvil), None];
    assert_eq!(ids(Product::query().filter(products::replaces.in_list(list)))?, [anvil, bolt, hammer]);
    assert_eq!(Maker::query().filter(makers::name.like("A%")).count(&connection)?, 1);
    let order = (products::maker_id.desc(), products::id.asc());
    let mut seen = Vec::new();
    let mut page = Product::query().order_by(order).limit(1).all(&connection)?;
    while let Some(last) = page.pop() {
        seen.push(last.id);
        page = Product::query().after(order, (last.maker_id, last.id)).limit(1).all(&connection)?;
    }
    assert_eq!(seen, [bolt, anvil, hammer]);
    Ok(())
}

#[test]
fn references_join_them() -> Result<(), Error> {
    let (connection, [ada, bob], [anvil, bolt, _]) = filled();
    let up: Vec<(Product, Maker)> =
        Product::query().join(products::by_maker_id).filter(makers::id.eq(bob)).all(&connection)?;
    assert_eq!((up[0].0.id, up[0].1.id), (bolt, bob));
    let down: Vec<(Maker, Option<Product>)> =
        Maker::query().left_join(products::by_maker_id).filter(products::maker_id.eq(ada)).all(&connection)?;
    assert_eq!(down.len(), 2);
    let own = Product::query().join(products::by_replaces.to_alias::<1>()).all(&connection)?;
    assert_eq!(own[0].1.id, anvil);
    let detail = Detail { product_id: bolt, code: Code(vec![1, 2]), fragile: Fragile(true), grade: Some(Grade(3)) };
    detail.insert(&connection)?;
    NewReview { maker: Some(1), ..NewReview::new(bolt) }.insert(&connection)?;
    let chain = Review::query().join(reviews::by_product_id).join(details::by_product_id).all(&connection)?;
    let (review, detail, product): &(Review, Detail, Product) = &chain[0];
    assert_eq!((review.product_id, detail.product_id, product.id, review.maker), (bolt, bolt, bolt, Some(1)));
    let hen = NewHen::new().insert_returning_key(&connection)?;
    let egg = NewEgg { hen: Some(hen), ..NewEgg::new() }.insert_returning_key(&connection)?;
    Hen { id: hen, egg: Some(egg) }.update(&connection)?;
    assert_eq!(Hen::query().join(hens::by_egg).all(&connection)?.len(), 1);
    Ok(())
}

#[test]
fn aggregates_give_them() -> Result<(), Error> {
    let (connection, [ada, bob], [anvil, bolt, hammer]) = filled();
    let of_all = (count(), products::id.min(), products::id.max(), products::stock.sum(), products::price.avg());
    let (rows, least, greatest, stock, price) = Product::query().aggregate(&connection, of_all)?.unwrap();
    assert_eq!((rows, least, greatest, stock), (3, anvil, hammer, Stock(9)));
    assert!((price - 29.5 / 3.0).abs() < 1e-9);
    let groups: Vec<(MakerId, (i64, Option<ProductId>))> = Product::query()
        .group_by(products::maker_id)
        .select((products::id.count(), products::replaces.max()))
        .having(products::id.min().le(bolt))
        .order_by(products::maker_id.asc())
        .all(&connection)?;
    assert_eq!(groups, [(ada, (2, Some(anvil))), (bob, (1, None))]);
    Ok(())
}

#[test]
fn structs_of_ones_own_hold_them() -> Result<(), Error> {
    #[derive(Debug, PartialEq, Table)]
    #[table(products)]
    struct Label {
        id: ProductId,
        #[column(maker_id)]
        of: Option<MakerId>,
        replaces: Option<ProductId>,
    }
    #[derive(Table)]
    #[table(products)]
    struct Line<'a> {
        id: ProductId,
        title: &'a str,
        stock: Stock,
    }
    /// A column that stays plain is held by the type all the same.
    #[derive(Table)]
    #[table(reviews)]
    struct ByMaker {
        maker: Option<MakerId>,
    }
    let (connection, [ada, _], [anvil, bolt, hammer]) = filled();
    let label = Label::find(&connection, hammer)?.unwrap();
    assert_eq!(label, Label { id: hammer, of: Some(ada), replaces: Some(anvil) });
    let title = Line::find_with(&connection, bolt, |line| (line.id, line.title.to_owned(), line.stock))?;
    assert_eq!(title, Some((bolt, "Bolt".to_owned(), Stock(7))));
    Detail { product_id: bolt, code: Code(vec![]), fragile: false.into(), grade: None }.insert(&connection)?;
    NewReview { maker: Some(1), ..NewReview::new(bolt) }.insert(&connection)?;
    assert_eq!(ByMaker::query().first(&connection)?.unwrap().maker, Some(ada));
    Ok(())
}

#[test]
fn sea_query_and_sql_take_them() -> Result<(), Error> {
    let (connection, [ada, _], [anvil, _, hammer]) = filled();
    let mut select = Product::query().to_sea()?;
    select.and_where(Expr::col(products::maker_id.qualified()).eq(ada));
    select.and_where(Expr::col(products::id.qualified()).is_in([anvil, hammer]));
    let found: Vec<Product> = from_sea(&connection, &select)?.all()?;
    assert_eq!(found.len(), 2);
    let none: Option<ProductId> = None;
    let (text, values) = Query::update()
        .table(&products::TABLE)
        .values([(products::replaces, none.into())])
        .build_any(&frostline::sea_query::SqliteQueryBuilder);
    assert!(text.contains("UPDATE") && format!("{values:?}").contains("BigInt(None)"), "{text} {values:?}");
    let text = "SELECT * FROM makers WHERE id = ?1";
    assert_eq!(sql::<Maker>(&connection, text, [ada])?.first()?.unwrap().id, ada);
    let plain: ProductId = connection.query_row("SELECT max(id) FROM products", [], |row| row.get(0)).unwrap();
    assert_eq!(plain, hammer);
    Ok(())
}

#[test]
fn they_are_values_like_what_they_hold() {
    let id = ProductId(7);
    let copied = id;
    assert_eq!((copied.to_string(), format!("{id:?}"), i64::from(id)), ("7".into(), "ProductId(7)".into(), 7));
    assert!(ProductId(1) < ProductId(2) && Price(1.0) < Price(1.5) && Name::from("a") < Name::from("b"));
    fn hashes(_: impl Hash + Eq + Copy) {}
    hashes(id);
    let _: BTreeSet<Name> = ["a".into()].into();
    assert_eq!(Name("a".to_owned()).clone().to_string(), "a");
    assert_eq!(Code::from(vec![1]), Code(vec![1]));
    assert_eq!(Ord::max(Grade(3), Grade(4)), Grade(4));
}

#[test]
fn a_value_that_does_not_fit_names_the_type() {
    let (connection, ..) = filled();
    connection.execute_batch("PRAGMA foreign_keys = OFF; UPDATE products SET maker_id = 'Ada' WHERE id = 2").unwrap();
    let error = Product::find(&connection, ProductId(2)).unwrap_err();
    let told =
        "column `products.maker_id` of the row with key `2` holds text, which its field of type `MakerId` cannot hold";
    assert_eq!(error.to_string(), told);
    // Every other way names it too, and an aggregate what it is made of.
    let key = " of the row with key `2` holds text, which its field of type `MakerId` cannot hold";
    let told = |error: Error| {
        assert!(error.is_value(), "{error}");
        error.to_string()
    };
    let expected = format!("column `products.maker_id`{key}");
    assert_eq!(told(Product::list(&connection, products::stock, Stock(7)).unwrap_err()), expected);
    assert_eq!(told(Product::all(&connection).unwrap_err()), expected);
    let mut select = Product::query().order_by(products::id.desc()).select(&connection).unwrap();
    assert_eq!(told(select.iter().find_map(Result::err).unwrap()), expected);
    let by_title = Product::query().filter(products::title.eq("Bolt"));
    assert_eq!(told(by_title.first(&connection).unwrap_err()), expected);
    assert_eq!(told(by_title.one(&connection).unwrap_err()), expected);
    let own = Product::query().left_join(products::by_replaces.to_alias::<1>());
    assert_eq!(told(own.all(&connection).unwrap_err()), expected);
    assert_eq!(told(sql::<Product>(&connection, "SELECT * FROM products", []).unwrap().all().unwrap_err()), expected);
    let raw = frostline::rows::<(i64, Product)>(&connection, "SELECT 1, * FROM products", []).unwrap().all();
    assert_eq!(told(raw.unwrap_err()), expected);
    let found = Product::query().aggregate(&connection, (count(), products::maker_id.max())).unwrap_err();
    assert_eq!(told(found), "`max(products.maker_id)` holds text, which its type `MakerId` cannot hold");
    let groups = Product::query().group_by(products::maker_id).select(count()).all(&connection).unwrap_err();
    assert_eq!(
        told(groups),
        "`products.maker_id` of the group with `products.maker_id` `Ada` holds text, which its type `MakerId` cannot hold"
    );
    let nothing = Maker::query().left_join(products::by_maker_id).group_by(makers::id).select(products::id.max());
    connection.execute_batch("DELETE FROM products").unwrap();
    assert_eq!(
        told(nothing.all(&connection).unwrap_err()),
        "`max(products.id)` of the group with `makers.id` `1` is null, which its type `ProductId` cannot hold; where a left join may have no row, ask \
         for it with `.optional()`"
    );
}

fn detail() -> impl Strategy<Value = Detail> {
    let number = prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()];
    let code = proptest::collection::vec(any::<u8>(), 0..9);
    (number, code, any::<bool>(), proptest::option::of(any::<i16>())).prop_map(|(id, code, fragile, grade)| Detail {
        product_id: ProductId(id),
        code: Code(code),
        fragile: Fragile(fragile),
        grade: grade.map(Grade),
    })
}

fn product() -> impl Strategy<Value = Product> {
    let price = any::<f64>().prop_filter("SQLite has no NaN", |price| !price.is_nan());
    (any::<[i64; 3]>(), proptest::option::of(any::<i64>()), any::<String>(), price).prop_map(
        |([id, maker, stock], replaces, title, price)| Product {
            id: ProductId(id),
            maker_id: MakerId(maker),
            replaces: replaces.map(ProductId),
            title,
            price: Price(price),
            stock: Stock(stock),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(product in product(), detail in detail(), name in any::<String>()) {
        let connection = database();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let maker = Maker { id: product.maker_id, name: Name(name) };
        product.insert(&connection).unwrap();
        detail.insert(&connection).unwrap();
        maker.insert(&connection).unwrap();
        prop_assert_eq!(Product::find(&connection, product.id).unwrap(), Some(product.clone()));
        prop_assert_eq!(Detail::find(&connection, detail.product_id).unwrap(), Some(detail.clone()));
        prop_assert_eq!(Maker::find_by(&connection, makers::unique_name, &maker.name).unwrap(), Some(maker));
        let found = Product::query().filter(products::stock.eq(product.stock).and(products::price.eq(product.price)));
        prop_assert_eq!(found.one(&connection).unwrap().id, product.id);
        let raw: (i64, i64, Option<i64>, String, f64, i64) = connection
            .query_row("SELECT * FROM products", [], |row| row.try_into())
            .unwrap();
        let product = (product.id.0, product.maker_id.0, product.replaces.map(i64::from), product.title, product.price.0, product.stock.0);
        prop_assert_eq!(raw, product);
    }
}
