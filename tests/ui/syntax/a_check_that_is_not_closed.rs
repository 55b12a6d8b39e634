fn main() {}

frostline::schema! {
    table users { a integer, check "(a > 0", check x "a > 'x" }
}
