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

#[derive(Table)]
#[table(tests)]
struct Narrow {
    id: TestId,
    product_id: i64,
}

fn main() {}
