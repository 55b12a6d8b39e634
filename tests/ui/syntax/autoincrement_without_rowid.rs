fn main() {}

frostline::schema! {
    table users without rowid { a integer primary key autoincrement }
}
