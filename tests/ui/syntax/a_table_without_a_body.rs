fn main() {}

frostline::schema! {
    table users
    table posts { id integer }
}
