frostline::schema! {
    table users as User {
        id    integer primary key,
        email text,
    }
}
