use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/ids"]

    table products as Product { id integer primary key as new ProductId }
    table tests as Test {
        id integer primary key as new TestId,
        product_id integer references products (id),
        twin integer? references tests (id),
    }
}

fn asked(connection: &frostline::rusqlite::Connection, test: Test) {
    let _ = Product::find(connection, test.id);
}

fn main() {}
