frostline::schema!("fixtures/pending.schema");

fn main() {}
