fn main() {}

frostline::schema!("fixtures/pending.schema");
