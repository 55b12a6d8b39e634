use frostline::Table;

/// What `schema!` makes of two tables, of which `tests` refers to `products`.
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

#[allow(non_upper_case_globals)]
mod tests {
    use frostline::{Column, Reference, TableInfo, Unique};

    pub type Row = super::Test;
    pub type Key = i64;
    pub static TABLE: TableInfo = TableInfo::new("tests", &[("id", 0), ("product_id", 0), ("name", 0)], &[0]);
    pub const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub const product_id: Column<Row, i64> = Column::new(&TABLE, 1);
    pub const name: Column<Row, String> = Column::new(&TABLE, 2);
    pub const by_product_id: Reference<Row, super::products::Row> =
        Reference::new(&TABLE, &super::products::TABLE, &[(1, 0)]);
    pub const unique_name: Unique<Row, String> = Unique::new(&TABLE, &[2]);
}

#[derive(Table)]
#[table(products)]
struct Product {
    id: i64,
    data: String,
    last_synced: Option<String>,
}

#[derive(Table)]
#[table(tests)]
struct Test {
    id: i64,
    product_id: i64,
    name: String,
}

fn asked() {
    let _ = Product::query().filter(products::id.eq("seven"));
}

fn main() {}
