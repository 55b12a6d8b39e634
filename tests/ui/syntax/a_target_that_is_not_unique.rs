fn main() {}

frostline::schema! {
    table users { id integer primary key, email text }
    table posts { by text references users (email) }
}
