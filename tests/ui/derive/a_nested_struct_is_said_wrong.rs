use frostline::Table;

frostline::schema! {
    #![revisions = "fixtures/shop"]

    table products as Product { id integer primary key, data text, last_synced text? }
    table tests as Test {
        id integer primary key, product_id integer references products (id), name text unique,
        unique (product_id, name)
    }
    table notes as Note { text text, words integer generated "length(text)" virtual }
}

#[derive(Table)]
#[table(products)]
struct Inner {
    data: String,
}

#[derive(Table)]
#[table(products)]
#[nested]
struct Wrong {
    #[nested(all)]
    inner: Inner,
    #[nested]
    #[column(data)]
    other: Inner,
}

#[derive(Table)]
#[table(products)]
struct Generic<T> {
    #[nested]
    inner: T,
}

#[derive(Table)]
#[table(products)]
struct Borrows<'a> {
    data: &'a str,
    #[nested]
    inner: Inner,
}

fn main() {}
