//! Several revisions back at once, by the SQL that the database carries.

use schema_sqlite::{back, current};

use crate::support::{
    BASELINE, CHAIN, File, NAMES, REBUILD, Step, dump, history, left_as_it_was, pragma, query, recorded, upgrade,
};

#[test]
fn all_the_way_is_one_transaction_and_keeps_what_stays() {
    let file = File::at(3);
    let chain = history(&CHAIN);
    let mut connection = file.open();
    let posts = query(&connection, "SELECT * FROM posts");
    let report = back(&mut connection, &chain, 1).unwrap();
    let names: Vec<&str> = report.applied.iter().map(|revision| revision.name.as_str()).collect();
    assert_eq!(names, ["0003_rebuild", "0002_names"]);
    assert_eq!((report.from.as_deref(), report.to.as_deref()), (Some("0003_rebuild"), Some("0001_baseline")));
    assert_eq!(query(&connection, "SELECT * FROM posts"), posts);
    assert_eq!(recorded(&connection), ["0001_baseline"]);
    left_as_it_was(&connection);
    // The header is right at once.
    let bytes = file.bytes();
    assert!(upgrade(&mut connection, &history(&CHAIN[..1])).unwrap().applied.is_empty());
    assert_eq!(file.bytes(), bytes);
    assert!(back(&mut connection, &chain, 1).unwrap().applied.is_empty());
    assert!(back(&mut connection, &chain, 9).unwrap().applied.is_empty());

    back(&mut connection, &chain, 0).unwrap();
    assert_eq!(
        query(&connection, "SELECT name FROM sqlite_master WHERE name <> 'sqlite_sequence'"),
        Vec::<String>::new()
    );
    assert_eq!(pragma(&connection, "user_version"), 0);
}

/// A branch that was rebased: the second revision is another one now.
#[test]
fn a_database_leaves_a_branch_that_the_program_does_not_know() {
    const OTHER: Step = Step {
        name: "0002_other",
        tables: NAMES.tables,
        up: "ALTER TABLE users ADD COLUMN name TEXT DEFAULT NULL;",
        down: "ALTER TABLE users DROP COLUMN name;",
    };
    let file = File::at(1);
    let mut connection = file.open();
    upgrade(&mut connection, &history(&[BASELINE, OTHER, REBUILD])).unwrap();
    let posts = query(&connection, "SELECT * FROM posts");
    let chain = history(&CHAIN);
    assert!(upgrade(&mut connection, &chain).unwrap_err().is_other_history());
    back(&mut connection, &chain, 1).unwrap();
    assert_eq!(current(&connection, "main").unwrap().unwrap().name, "0001_baseline");
    assert_eq!(upgrade(&mut connection, &chain).unwrap().applied.len(), 2);
    assert_eq!(query(&connection, "SELECT * FROM posts"), posts);
}

#[test]
fn a_way_back_that_fails_or_leads_elsewhere_changes_nothing() {
    const NO_WAY: Step = Step { down: "SELECT 1;", ..NAMES };
    const BROKEN: Step = Step { down: "ALTER TABLE users DROP COLUMN name; SELECT * FROM missing;", ..NAMES };
    for (step, told) in [
        (NO_WAY, "the way back does not lead to revision `0001_baseline`"),
        (BROKEN, "statement 2 of the way back from revision `0002_names`"),
    ] {
        let file = File::at(1);
        let chain = history(&[BASELINE, step, REBUILD]);
        let mut connection = file.open();
        upgrade(&mut connection, &chain).unwrap();
        let before = dump(&connection);
        let error = back(&mut connection, &chain, 1).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        left_as_it_was(&connection);
        assert_eq!(dump(&connection), before);
        assert_eq!(error.report().unwrap().from.as_deref(), Some("0003_rebuild"));
    }
    let file = File::at(3);
    let mut connection = file.open();
    connection.execute_batch("CREATE INDEX mine ON users (name)").unwrap();
    assert!(back(&mut connection, &history(&CHAIN), 1).unwrap_err().is_drift());
    let file = File::at(3);
    let mut connection = file.open();
    connection.execute_batch("BEGIN").unwrap();
    assert!(back(&mut connection, &history(&CHAIN), 1).unwrap_err().is_in_transaction());
}
