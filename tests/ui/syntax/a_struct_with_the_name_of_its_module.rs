fn main() {}

frostline::schema! {
    table Users { id integer }
}
