use frostline::Table;

#[derive(Table)]
#[table(products)]
#[table(tests)]
struct Product {
    id: i64,
}

fn main() {}
