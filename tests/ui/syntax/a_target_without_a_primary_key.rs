fn main() {}

frostline::schema! {
    table users { id integer }
    table posts { by integer references users }
}
