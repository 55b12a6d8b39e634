fn main() {
    let id = |user: &User| user.id;
    let _ = (id, users::email.name());
}

frostline::schema! {
    table users as User {
        id integer primary key,
        email text,
        name txet,
    }
}
