fn main() {}

frostline::schema! {
    table users { id integer, index posts (id) }
    table posts { id integer }
}
