fn main() {}

frostline::schema! {
    table users as users { id integer }
}
