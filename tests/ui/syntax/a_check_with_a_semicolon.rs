fn main() {}

frostline::schema! {
    table users { a integer, check "a > 0; DROP TABLE users" }
}
