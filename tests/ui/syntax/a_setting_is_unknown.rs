fn main() {}

frostline::schema! {
    #![revision = "db"]

    table users as User {
        id integer primary key,
    }
}
