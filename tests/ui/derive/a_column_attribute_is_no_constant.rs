use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product {
    #[column(rename = "id")]
    key: i64,
}

fn main() {}
