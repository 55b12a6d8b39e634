fn main() {}

frostline::schema! {
    table users { "a b" text, a_b text }
}
