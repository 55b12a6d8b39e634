// What `schema!` makes of a small table, by hand, for the examples in this crate's documentation: the
// macro lives in another crate.

/// The generated row.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    pub id: i64,
    pub customer_id: i64,
    pub data: String,
}

/// The generated module.
#[allow(non_upper_case_globals)]
pub mod products {
    use schema_sqlite::row::{Column, TableInfo};

    pub type Row = super::Product;
    pub type Key = i64;
    pub static TABLE: TableInfo = TableInfo::new("products", &[("id", 0), ("customer_id", 0), ("data", 0)], &[0]);
    pub const id: Column<Row, i64> = Column::new(&TABLE, 0);
    pub const customer_id: Column<Row, i64> = Column::new(&TABLE, 1);
    pub const data: Column<Row, String> = Column::new(&TABLE, 2);
}

/// What `#[derive(Table)] #[table(products)]` writes.
impl schema_sqlite::row::Table for Product {
    type Declared = products::Row;
    type Key = products::Key;

    fn mapping() -> &'static schema_sqlite::row::Mapping {
        static MAPPING: schema_sqlite::row::Mapping = schema_sqlite::row::Mapping::new(
            &products::TABLE,
            &[products::id.at(), products::customer_id.at(), products::data.at()],
        );
        &MAPPING
    }

    fn read(row: &mut schema_sqlite::row::Row<'_>) -> schema_sqlite::Result<Self> {
        Ok(Self {
            id: row.get(products::id)?,
            customer_id: row.get(products::customer_id)?,
            data: row.get(products::data)?,
        })
    }

    fn write(&self, row: &mut schema_sqlite::row::Writer<'_, '_>) {
        row.put(&self.id);
        row.put(&self.customer_id);
        row.put(&self.data);
    }
}

/// A database with the table.
pub fn database() -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE TABLE products (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, data TEXT NOT NULL)",
    )?;
    Ok(connection)
}
