use frostline::rows;
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

struct Name {
    name: String,
}

fn asked(connection: &Connection) {
    let _ = rows::<Name>(connection, "SELECT name FROM tests", []).unwrap().all();
}

fn main() {}
