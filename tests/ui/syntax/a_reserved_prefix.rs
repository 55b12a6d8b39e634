fn main() {}

frostline::schema! {
    table sqlite_users { a text, index SQLite_x (a) }
    table frostline_history { a text }
    table _frostline_new_a { a text }
}
