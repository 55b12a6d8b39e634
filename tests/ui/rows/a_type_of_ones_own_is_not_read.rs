use frostline::rusqlite::types::{ToSql, ToSqlOutput};

#[derive(Clone, Debug, PartialEq)]
pub struct Email(String);

impl ToSql for Email {
    fn to_sql(&self) -> frostline::rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

frostline::schema! {
    #![revisions = "fixtures/users_with_email"]

    table users as User { id integer primary key, email text as Email }
}

fn main() {}
