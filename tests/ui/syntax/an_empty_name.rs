fn main() {}

frostline::schema! {
    table users { "" text }
}
