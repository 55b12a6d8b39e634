use frostline::Table;
use frostline::rusqlite::Connection;

frostline::schema! {
    #![revisions = "fixtures/users_with_email"]

    table users as User { id integer primary key, email text }
}

fn main() {
    let connection = Connection::open_in_memory().unwrap();
    let _ = User::query().update(&connection, users::email.set_null());
}
