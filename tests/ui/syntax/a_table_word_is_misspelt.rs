fn main() {}

frostline::schema! {
    tabel users { id integer, name text }
}
