fn main() {}

frostline::schema! {
    table users { a integer default sql "1) + (2", b text generated "a)" stored, index i (sql "lower(b") where "[a" }
}
