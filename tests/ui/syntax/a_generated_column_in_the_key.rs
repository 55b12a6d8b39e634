fn main() {}

frostline::schema! {
    table users { a integer, b integer generated "a" stored, primary key (a, b) }
}
