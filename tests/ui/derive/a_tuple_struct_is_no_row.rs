use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product(i64, String);

fn main() {}
