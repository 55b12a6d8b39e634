use frostline::rusqlite::Connection;
use frostline::{Insert, Table};

frostline::schema! {
    #![revisions = "fixtures/table"]

    table users as User { id integer primary key, TABLE text, index (TABLE) }
}

#[derive(Debug, PartialEq, Table)]
#[table(users)]
struct Seat {
    #[column(TABLE_)]
    table: String,
}

fn main() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY, \"TABLE\" TEXT NOT NULL)").unwrap();
    NewUser::new("by the window".to_owned()).insert(&connection).unwrap();
    let found = Seat::query().filter(users::TABLE_.eq("by the window")).all(&connection).unwrap();
    assert_eq!(found, [Seat { table: "by the window".to_owned() }]);
    assert_eq!(users::TABLE_.to_string(), "users.TABLE");
    assert_eq!(users::TABLE.name(), "users");
}
