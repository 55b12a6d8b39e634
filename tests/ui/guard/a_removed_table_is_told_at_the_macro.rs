fn main() {}

frostline::schema! {
    #![revisions = "fixtures/sound"]

    table users as User {
        id integer primary key,
        email text,
        name text?,

        index (email),
    }
}
