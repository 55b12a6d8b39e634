fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        boss integer? references users (id) on delete explode,
    }
}
