//! What is drawn freezes to the same bytes, with the SQL that is planned for it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schema_core::dialect::Dialect;
use schema_core::history::{Draft, Script, load};
use schema_core::model::{Model, Transition};
use schema_core::plan::{Target, both};
use schema_core::sql::script;
use schema_core::syntax::Snapshot;

use super::freeze::contents;
use super::models;

/// Every file of a history that goes through these models, each change planned anew.
fn frozen(models: &[&Model]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut from = Model::default();
    for to in models {
        let transition = Transition::default();
        let (up, down) = both(&from, to, &transition, &Target::SQLITE).expect("is planned");
        let script = Script {
            dialect: Dialect::Sqlite,
            up: script(&up, Dialect::Sqlite).into(),
            down: script(&down, Dialect::Sqlite).into(),
        };
        from = (*to).clone();
        let snapshot = Snapshot { transition, model: from.clone() };
        let history = load(folder.path(), "main").history;
        Draft::new(&history, "drawn", &snapshot, vec![script]).write(folder.path()).expect("is written");
    }
    let loaded = load(folder.path(), "main");
    assert_eq!(loaded.faults, []);
    assert_eq!(loaded.head.expect("a head").model, from);
    contents(folder.path())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Tables made, rebuilt in another order of columns, and dropped.
    #[test]
    fn freezing_twice_gives_the_same_bytes(model in models::sound_model()) {
        let mut reordered = model.clone();
        for table in &mut reordered.tables {
            table.columns.reverse();
        }
        let chain = [&model, &reordered, &Model::default()];
        prop_assert_eq!(frozen(&chain), frozen(&chain));
    }
}
