use frostline::Table;

#[derive(Table)]
#[table(products)]
union Product {
    id: i64,
}

fn main() {}
