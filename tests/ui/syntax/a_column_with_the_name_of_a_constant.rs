fn main() {}

frostline::schema! {
    table users { TABLE text }
}
