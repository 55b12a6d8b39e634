use frostline::Table;

#[derive(Table)]
#[table("products")]
struct Product {
    id: i64,
}

fn main() {}
