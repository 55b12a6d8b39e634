//! What `check` has nothing to say of, SQLite takes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

#[path = "../../schema-core/tests/common/models.rs"]
mod models;

use proptest::prelude::*;
use schema_core::dialect::Dialect;
use schema_core::sql::create;
use schema_core::syntax::{parse_declaration, print_model};

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_takes_sound_models(model in models::sound_model()) {
        let sql = create(&model, Dialect::Sqlite);
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let taken = connection.execute_batch(&sql);
        prop_assert!(taken.is_ok(), "{}\n{}\n{}", taken.unwrap_err(), print_model(&model), sql);
    }
}

#[test]
fn sqlite_takes_every_form() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema-core/tests/language/every_form.schema");
    let model = parse_declaration(&std::fs::read_to_string(path).unwrap()).value.model;
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(&create(&model, Dialect::Sqlite)).unwrap();
}
