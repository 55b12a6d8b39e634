use frostline::rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

pub struct Email(String);

impl FromSql for Email {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Email)
    }
}

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
