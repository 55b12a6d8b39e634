fn main() {}

frostline::schema! {
    table users { id integer, a text, unique x (id), check X "id > 0" }
}
