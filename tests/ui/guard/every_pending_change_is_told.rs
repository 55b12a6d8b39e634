fn main() {}

frostline::schema! {
    #![revisions = "fixtures/sound"]

    table users as User {
        id integer primary key,
        email blob?,
        name text?,
        bio text?,

        index (email),
    }
}
