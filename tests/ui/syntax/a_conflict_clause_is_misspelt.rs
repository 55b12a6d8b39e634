fn main() {}

frostline::schema! {
    table users { id integer primary key on conflict igmore }
}
