fn main() {
    let user = User { id: 1, email: "a@example.org".to_owned(), name: None, bio: None };
    let _: &'static str = users::bio.name();
    let _ = (user, HISTORY.head(), upgrade as fn(&mut _) -> _);
}

frostline::schema! {
    #![revisions = "fixtures/sound"]

    table users as User {
        id integer primary key,
        email text,
        name text?,
        bio text?,

        index (email),
    }

    table invite_codes as InviteCode {
        code text,
        user_id integer references users (id),

        unique (code),
    }
}
