fn main() {}

frostline::schema! {
    table users { id integer primary key, boss integer? references users on update set default }
}
