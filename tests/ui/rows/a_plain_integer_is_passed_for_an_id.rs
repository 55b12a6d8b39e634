use frostline::{Insert, Table};

frostline::schema! {
    #![revisions = "fixtures/ids"]

    table products as Product { id integer primary key as new ProductId }
    table tests as Test {
        id integer primary key as new TestId,
        product_id integer references products (id),
        twin integer? references tests (id),
    }
}

fn asked(connection: &frostline::rusqlite::Connection, number: i64) {
    let _ = Product::find(connection, 7);
    let _ = Test::query().filter(tests::product_id.eq(number));
    let _ = NewTest::new(7).insert(connection);
}

fn main() {}
