fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        boss_id integer? references users (key),
    }
}
