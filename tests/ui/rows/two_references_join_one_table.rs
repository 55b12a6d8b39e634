use frostline::Table;
use frostline::rusqlite::Connection;

frostline::schema! {
    #![revisions = "fixtures/letters"]

    table people as Person { id integer primary key, name text }
    table letters as Letter {
        id integer primary key, from_id integer references people (id), to_id integer references people (id)
    }
}

fn asked(connection: &Connection) {
    let _ = Letter::query().join(letters::by_from_id).join(letters::by_to_id).all(connection);
}

fn main() {}
