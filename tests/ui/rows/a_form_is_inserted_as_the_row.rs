use frostline::Table;
use frostline::rusqlite::Connection;

frostline::schema! {
    #![revisions = "fixtures/shop"]

    table products as Product { id integer primary key, data text, last_synced text? }
    table tests as Test {
        id integer primary key, product_id integer references products (id), name text unique,
        unique (product_id, name)
    }
    table notes as Note { text text, words integer generated "length(text)" virtual }
}

fn asked(connection: &Connection) {
    let _ = Product::insert_all(connection, [NewProduct::new("{}".to_owned())]);
}

fn main() {}
