fn main() {}

frostline::schema! {
    #![revisions = "fixtures/a_checkpoint_that_stands_twice"]

    table users as User {
        id integer primary key,
        email text,
        name text?,

        index (email),
    }

    table invite_codes as InviteCode {
        code text,
        user_id integer references users (id),

        unique (code),
    }
}
