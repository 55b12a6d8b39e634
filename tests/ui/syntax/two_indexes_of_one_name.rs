fn main() {}

frostline::schema! {
    table users { id integer, index x (id) }
    table posts { id integer, index X (id) }
}
