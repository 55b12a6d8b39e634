fn main() {}

frostline::schema! {
    table users without rowid { a integer }
}
