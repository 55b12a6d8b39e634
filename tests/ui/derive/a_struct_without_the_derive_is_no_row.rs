use frostline::{Error, Table, rusqlite::Connection};

struct ProductName {
    id: i64,
    data: String,
}

fn keep<T: Table>(connection: &Connection, row: &T) -> Result<(), Error> {
    row.insert(connection)
}

fn keep_one(connection: &Connection) -> Result<(), Error> {
    keep(connection, &ProductName { id: 7, data: String::new() })
}

fn main() {}
