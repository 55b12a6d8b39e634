use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product {
    #[column(id)]
    #[column(data)]
    key: i64,
}

fn main() {}
