use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product;

fn main() {}
