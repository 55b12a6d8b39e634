fn main() {}

frostline::schema! {
    table users { n integer default null }
}
