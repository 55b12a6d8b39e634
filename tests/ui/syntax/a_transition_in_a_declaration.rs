fn main() {}

frostline::schema! {
    transition { rename table a to b }
    table users { id integer }
}
