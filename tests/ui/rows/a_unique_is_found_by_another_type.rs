use frostline::{Error, Table, rusqlite::Connection};

frostline::schema! {
    #![revisions = "fixtures/shop"]

    table products as Product { id integer primary key, data text, last_synced text? }
    table tests as Test {
        id integer primary key, product_id integer references products (id), name text unique,
        unique (product_id, name)
    }
    table notes as Note { text text, words integer generated "length(text)" virtual }
}

fn asked(connection: &Connection) -> Result<Option<Test>, Error> {
    Test::find_by(connection, tests::unique_name, 7)
}

fn main() {}
