fn main() {}

frostline::schema! {
    table users { a integer, b integer default 1 generated "a" stored }
}
