frostline::schema!("fixtures/missing.schema");

fn main() {}
