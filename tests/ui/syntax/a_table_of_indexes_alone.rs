fn main() {}

frostline::schema! {
    table users { index (a) }
}
