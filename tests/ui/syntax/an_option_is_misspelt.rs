fn main() {}

frostline::schema! {
    table users stric { id integer }
}
