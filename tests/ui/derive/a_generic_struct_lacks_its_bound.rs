use frostline::Table;
use frostline::rusqlite::types::{FromSql, ToSql};

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
struct Titled<T: FromSql + ToSql> {
    data: T,
}

fn main() {}
