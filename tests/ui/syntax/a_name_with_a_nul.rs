fn main() {}

frostline::schema! {
    table users { "a\0b" text }
}
