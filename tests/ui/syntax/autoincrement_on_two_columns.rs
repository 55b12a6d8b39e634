fn main() {}

frostline::schema! {
    table users { a integer, b integer, primary key (a, b) autoincrement }
}
