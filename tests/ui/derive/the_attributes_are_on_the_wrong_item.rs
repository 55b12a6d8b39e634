use frostline::Table;

#[derive(Table)]
#[table(products)]
#[column(id)]
struct Product {
    #[table(products)]
    id: i64,
}

fn main() {}
