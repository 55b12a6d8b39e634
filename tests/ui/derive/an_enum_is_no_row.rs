use frostline::Table;

#[derive(Table)]
#[table(products)]
enum Product {
    Id(i64),
}

fn main() {}
