fn main() {}

frostline::schema! {
    #![revisions = "fixtures/revisions"]

    table users as User {
        id integer primary key,
<<<<<<< HEAD
        email text,
=======
        phone text?,
>>>>>>> main
    }
}
