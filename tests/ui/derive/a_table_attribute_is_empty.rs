use frostline::Table;

#[derive(Table)]
#[table]
struct Product {
    id: i64,
}

fn main() {}
