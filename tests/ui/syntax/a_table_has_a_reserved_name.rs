fn main() {}

frostline::schema! {
    table sqlite_users as User {
        id integer primary key,
    }
}
