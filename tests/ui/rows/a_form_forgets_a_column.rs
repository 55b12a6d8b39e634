use frostline::{Error, Insert, rusqlite::Connection};

frostline::schema! {
    #![revisions = "fixtures/users_with_email"]

    table users as User { id integer primary key, email text }
}

fn added(connection: &Connection) -> Result<i64, Error> {
    NewUser { id: None }.insert_returning_key(connection)
}

fn main() {}
