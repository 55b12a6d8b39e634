fn main() {}

frostline::schema! {
    table users { id INTEGER, name text UNIQUE, INDEX (name) }
}
