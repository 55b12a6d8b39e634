fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
    }

    table users as Person {
        id integer primary key,
    }
}
