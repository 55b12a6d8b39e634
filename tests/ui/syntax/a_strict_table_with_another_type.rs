fn main() {}

frostline::schema! {
    table users strict { a sql "GEOMETRY", b sql "any" }
}
