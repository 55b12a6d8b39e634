fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        age integer default "old",
    }
}
