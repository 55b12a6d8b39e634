fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        name,
    }
}
