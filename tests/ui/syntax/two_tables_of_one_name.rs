fn main() {}

frostline::schema! {
    table users { id integer }
    table Users { id integer }
}
