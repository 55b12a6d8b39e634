use frostline::Table;

#[derive(Table)]
struct Product {
    id: i64,
}

fn main() {}
