//! One revision back, by the SQL that the database carries.

use schema_sqlite::{current, downgrade_one};

use crate::support::{BASELINE, CHAIN, File, NAMES, Step, dump, history, left_as_it_was, pragma, query, upgrade};

#[test]
fn down_and_up_again_keeps_every_row() {
    let file = File::at(3);
    let chain = history(&CHAIN);
    let mut connection = file.open();
    let before = query(&connection, "SELECT * FROM posts");
    let report = downgrade_one(&mut connection, &chain).unwrap();
    assert_eq!((report.from.as_deref(), report.to.as_deref()), (Some("0003_rebuild"), Some("0002_names")));
    assert_eq!(current(&connection, "main").unwrap().unwrap().name, "0002_names");
    assert_eq!(query(&connection, "SELECT * FROM posts"), before);
    left_as_it_was(&connection);

    // The header is right at once: a program of that time starts without a look.
    let bytes = file.bytes();
    assert!(upgrade(&mut connection, &history(&CHAIN[..2])).unwrap().applied.is_empty());
    assert_eq!(file.bytes(), bytes);
    assert_eq!(upgrade(&mut connection, &chain).unwrap().applied.len(), 1);
    assert_eq!(query(&connection, "SELECT * FROM posts"), before);
}

#[test]
fn the_way_back_to_the_start_leaves_no_trace() {
    let file = File::new();
    let mut connection = file.open();
    let chain = history(&CHAIN);
    upgrade(&mut connection, &chain).unwrap();
    for _ in 0..3 {
        assert_eq!(downgrade_one(&mut connection, &chain).unwrap().applied.len(), 1);
    }
    assert_eq!(
        query(&connection, "SELECT name FROM sqlite_master WHERE name <> 'sqlite_sequence'"),
        Vec::<String>::new()
    );
    assert_eq!(pragma(&connection, "user_version"), 0);
    assert!(downgrade_one(&mut connection, &chain).unwrap().applied.is_empty());
    assert_eq!(upgrade(&mut connection, &chain).unwrap().applied.len(), 3);
}

#[test]
fn a_program_that_never_knew_the_revision_can_take_it_back() {
    let file = File::at(3);
    let mut connection = file.open();
    downgrade_one(&mut connection, &history(&CHAIN[..1])).unwrap();
    downgrade_one(&mut connection, &history(&[])).unwrap();
    assert!(upgrade(&mut connection, &history(&CHAIN[..1])).unwrap().applied.is_empty());
}

#[test]
fn a_way_back_that_fails_changes_nothing() {
    const BROKEN: Step = Step { down: "ALTER TABLE users DROP COLUMN name; SELECT * FROM missing", ..NAMES };
    let file = File::at(1);
    let chain = history(&[BASELINE, BROKEN]);
    let mut connection = file.open();
    upgrade(&mut connection, &chain).unwrap();
    let before = dump(&connection);
    let error = downgrade_one(&mut connection, &chain).unwrap_err();
    assert!(error.to_string().contains("statement 2 of the way back from revision `0002_names`"), "{error}");
    left_as_it_was(&connection);
    assert_eq!(dump(&connection), before);

    connection.execute_batch("CREATE INDEX mine ON users (name)").unwrap();
    assert!(downgrade_one(&mut connection, &chain).unwrap_err().is_drift());
}
