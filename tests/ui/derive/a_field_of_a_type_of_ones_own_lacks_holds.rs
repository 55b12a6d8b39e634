use frostline::Table;
use frostline::rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// What `schema!` makes of `table products as Product { … }`.
#[allow(non_upper_case_globals)]
mod products {
    use frostline::{Column, TableInfo};

    pub type Row = super::Product;
    pub type Key = i64;
    pub static TABLE: TableInfo = TableInfo::new("products", &[("id", 0), ("data", 0), ("last_synced", 2)], &[0]);
    pub const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub const data: Column<Row, String> = Column::new(&TABLE, 1);
    pub const last_synced: Column<Row, Option<String>> = Column::new(&TABLE, 2);
}

struct Product;

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
