fn main() {}

frostline::schema! {
    table users { id integer primary key, b integer }
    table posts { a integer, b integer, foreign key (a, b) references users (id) }
}
