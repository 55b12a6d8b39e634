fn main() {}

frostline::schema! {
    table users { a text, b text generated "a" }
}
