fn main() {}

frostline::schema! {
    table users { id integer primary key }
    table posts { id integer, by integer references user (id), to integer references galaxies }
}
