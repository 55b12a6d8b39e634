fn main() {}

frostline::schema!("fixtures/missing.schema");
