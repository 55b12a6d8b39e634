fn main() {}

frostline::schema! {
    #![revisions = "fixtures/an_edited_checkpoint"]

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
