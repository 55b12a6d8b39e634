use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product {
    id: i64,
    #[column(id)]
    key: i64,
}

fn main() {}
