fn main() {}

frostline::schema! {
    table users { id integer primary key, boss integer references users on delete set null }
}
