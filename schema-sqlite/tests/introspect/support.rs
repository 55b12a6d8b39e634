//! Databases made from SQL, and what they must read back as.

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::dialect::sqlite::lower;
use schema_core::model::Model;
use schema_core::sql::create;
use schema_core::syntax::{parse_declaration, print_model};
use schema_sqlite::{inspect, introspect};

use crate::oracle;

pub(crate) fn database(sql: &str) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    connection
}

pub(crate) fn read(sql: &str) -> Model {
    introspect(&database(sql)).unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

/// What the database holds that the model cannot say, in words.
pub(crate) fn unsaid(sql: &str) -> Vec<String> {
    inspect(&database(sql)).unwrap().unsaid.iter().map(ToString::to_string).collect()
}

/// The script that makes a model.
fn script(model: &Model) -> String {
    use std::fmt::Write as _;
    let name = |name: &schema_core::model::Name| format!("\"{}\"", name.as_str().replace('"', "\"\""));
    let mut script = create(model, Dialect::Sqlite);
    for view in &model.views {
        writeln!(script, "CREATE VIEW IF NOT EXISTS {} {};", name(&view.name), view.definition()).unwrap();
    }
    for table in &model.virtual_tables {
        let (name, module) = (name(&table.name), name(&table.module));
        writeln!(script, "CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING {module} ({});", table.arguments).unwrap();
    }
    for trigger in &model.triggers {
        writeln!(script, "CREATE TRIGGER IF NOT EXISTS {} {};", name(&trigger.name), trigger.sql).unwrap();
    }
    script
}

/// Reads what this SQL makes, and holds that the model is the whole of it: printed and parsed it is the
/// same, and made anew it is the same to the reader, to the pragmas and by its text.
pub(crate) fn comes_back(sql: &str) -> Model {
    let one = database(sql);
    let model = introspect(&one).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    assert_eq!(lower(&model), model, "lowering what was read changes nothing: {sql}");

    let printed = print_model(&model);
    let parsed = parse_declaration(&printed);
    assert!(parsed.faults.is_empty(), "{sql}\n{printed}\n{:#?}", parsed.faults);
    assert_eq!(lower(&parsed.value.model), model, "{sql}\n{printed}");

    let rendered = script(&model);
    let other = database(&rendered);
    let again = introspect(&other).unwrap_or_else(|error| panic!("{error}\n{sql}\n{rendered}"));
    // A script makes the tables in the order of their references.
    let sorted = |model: &Model| {
        let mut model = model.clone();
        model.tables.sort_by_key(|table| table.name.as_str().to_owned());
        model
    };
    assert_eq!(sorted(&again), sorted(&model), "{sql}\n{rendered}");
    assert_eq!(oracle::schema(&other), oracle::schema(&one), "{sql}\n{rendered}");
    model
}

/// [`comes_back`] for each of them; all that do not are told at once.
#[track_caller]
pub(crate) fn all_come_back(scripts: &[impl AsRef<str>]) {
    let failed: Vec<&str> =
        scripts.iter().map(AsRef::as_ref).filter(|sql| std::panic::catch_unwind(|| comes_back(sql)).is_err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
