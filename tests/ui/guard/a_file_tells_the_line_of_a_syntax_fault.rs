frostline::schema!("fixtures/faulty.schema");

fn main() {}
