fn main() {}

frostline::schema! {
    table {
        id integer primary key,
    }
}
