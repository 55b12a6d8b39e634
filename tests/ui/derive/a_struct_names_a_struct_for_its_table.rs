use frostline::Table;

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

#[derive(Table)]
#[table(Product)]
struct ProductName {
    id: i64,
    data: String,
}

fn main() {}
