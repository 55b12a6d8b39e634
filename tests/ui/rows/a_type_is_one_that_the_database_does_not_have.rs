frostline::schema! {
    #![revisions = "fixtures/users_with_email"]

    table users as User { id integer primary key, email text as u64 }
}

fn main() {
    let _ = NewUser::new(7);
}
