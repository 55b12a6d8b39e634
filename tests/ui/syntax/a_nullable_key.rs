fn main() {}

frostline::schema! {
    table users { a integer? primary key }
}
