fn main() {}

frostline::schema! {
    table users { a integer, unique () }
}
