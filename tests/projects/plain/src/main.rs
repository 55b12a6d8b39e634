frostline::schema! {
    /// Who may log in.
    table users as User {
        id    integer primary key,
        email text,

        unique index (email),
    }

    /// What they wrote.
    table notes as Note {
        id      integer primary key,
        user_id integer references users (id) on delete cascade,
        body    text,
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a database file")?;
    let mut connection = frostline::rusqlite::Connection::open(path)?;
    let report = upgrade(&mut connection)?;
    println!("{}", report.applied.len());
    Ok(())
}
