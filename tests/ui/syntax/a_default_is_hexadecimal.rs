fn main() {}

frostline::schema! {
    table users { id integer default 0x10 }
}
