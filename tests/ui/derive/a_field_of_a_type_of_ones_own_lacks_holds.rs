use frostline::Table;
use frostline::rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

frostline::schema! {
    #![revisions = "fixtures/shop"]

    table products as Product { id integer primary key, data text, last_synced text? }
    table tests as Test {
        id integer primary key, product_id integer references products (id), name text unique,
        unique (product_id, name)
    }
    table notes as Note { text text, words integer generated "length(text)" virtual }
}

struct Json(String);

impl FromSql for Json {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Json)
    }
}

impl ToSql for Json {
    fn to_sql(&self) -> frostline::rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

#[derive(Table)]
#[table(products)]
struct ProductData {
    id: i64,
    data: Json,
}

fn main() {}
