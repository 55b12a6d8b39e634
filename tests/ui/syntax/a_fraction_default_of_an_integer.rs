fn main() {}

frostline::schema! {
    table users { n integer default 1.5 }
}
