fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        boss_id text? references users (id),
    }
}
