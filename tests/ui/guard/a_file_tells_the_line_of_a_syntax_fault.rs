fn main() {}

frostline::schema!("fixtures/faulty.schema");
