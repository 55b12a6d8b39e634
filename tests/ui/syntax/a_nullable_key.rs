fn main() {}

frostline::schema! {
    table users { a text? primary key }
}
