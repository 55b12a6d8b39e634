use frostline::rusqlite::types::{FromSql, FromSqlResult, ValueRef};

#[derive(Clone, Debug, PartialEq)]
pub struct Email(String);

impl FromSql for Email {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Email)
    }
}

frostline::schema! {
    #![revisions = "fixtures/users_with_email"]

    table users as User { id integer primary key, email text as Email }
}

fn main() {}
