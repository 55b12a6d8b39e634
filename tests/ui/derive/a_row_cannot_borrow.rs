use frostline::Table;

#[derive(Table)]
#[table(products)]
struct Product<'a> {
    id: i64,
    data: &'a str,
}

fn main() {}
