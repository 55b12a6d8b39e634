fn main() {}

frostline::schema! {
    table users as User {
        id integer primary key,
        name txet,
        age integer default,
    }

    table {
    }

    table tags as Tag {
        id intger,
    }
}
