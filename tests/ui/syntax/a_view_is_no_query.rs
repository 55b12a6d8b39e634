fn main() {}

frostline::schema! {
    table users { id integer primary key }
    view nobody "DELETE FROM users"
}
