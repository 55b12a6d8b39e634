//! The proofs, each on a sound history and on ones that are not.

use schema_sqlite::verify::{
    Failure, end_equals_declaration, one_head, rows_survive, up_down_up, upgrade_from_nothing,
};

use crate::support::{BASELINE, CHAIN, NAMES, REBUILD, Step, history};

fn says(result: Result<(), Failure>, words: &[&str]) {
    let text = result.expect_err("is no proof").to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

#[test]
fn a_sound_history_is_proved() {
    for count in 0..=3 {
        let history = history(&CHAIN[..count]);
        for proof in [one_head, upgrade_from_nothing, end_equals_declaration, up_down_up] {
            assert_eq!(proof(&history), Ok(()), "{count} revisions");
        }
        let notes = rows_survive(&history).unwrap_or_else(|failure| panic!("{count} revisions: {failure}"));
        assert_eq!(notes.notes, Vec::<String>::new());
    }
}

#[test]
fn a_revision_that_was_edited_moved_or_doubled_breaks_the_line() {
    let mut edited = history(&CHAIN);
    edited.revisions.to_mut()[1].scripts.to_mut()[0].up = "ALTER TABLE users ADD COLUMN name BLOB".into();
    says(one_head(&edited), &["`0002_names` is not what was frozen"]);

    let mut moved = history(&CHAIN);
    moved.revisions.to_mut().swap(1, 2);
    says(one_head(&moved), &["`0003_rebuild`", "`0002_names` comes after `0003_rebuild`"]);

    const TWICE: Step = Step { name: "0001_baseline", ..NAMES };
    says(one_head(&history(&[BASELINE, TWICE])), &["revisions 1 and 2 are both called `0001_baseline`"]);
}

#[test]
fn a_revision_that_fails_or_leads_elsewhere_is_named() {
    const FAILS: Step = Step { up: "ALTER TABLE users ADD COLUMN email TEXT", ..NAMES };
    says(upgrade_from_nothing(&history(&[BASELINE, FAILS])), &["`0002_names`", "duplicate column name: email"]);

    const ELSEWHERE: Step = Step { up: "ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT 'x'", ..NAMES };
    says(
        upgrade_from_nothing(&history(&[BASELINE, ELSEWHERE, REBUILD])),
        &["revision `0002_names` does not lead to its snapshot", "`users.name`"],
    );
}

#[test]
fn an_end_that_is_not_the_declaration_says_what_differs() {
    let mut pending = history(&CHAIN[..2]);
    pending.declaration = REBUILD.tables.into();
    says(end_equals_declaration(&pending), &["not frozen since revision `0002_names`", "`users.email`"]);

    let mut unreadable = history(&CHAIN);
    unreadable.declaration = "table".into();
    says(end_equals_declaration(&unreadable), &["the declaration cannot be read"]);

    const ELSEWHERE: Step = Step { up: "CREATE INDEX more ON users (email)", ..NAMES };
    const LAST: Step = Step { tables: BASELINE.tables, ..ELSEWHERE };
    says(
        end_equals_declaration(&history(&[BASELINE, LAST])),
        &["index `more` of table `users` is not in the declaration"],
    );
}

#[test]
fn a_way_back_that_leaves_a_trace_or_fails_is_named() {
    const TRACE: Step = Step { down: "ALTER TABLE users DROP COLUMN name; CREATE TABLE trace (a)", ..NAMES };
    says(
        up_down_up(&history(&[BASELINE, TRACE])),
        &["`0002_names` down", "table `trace` is not in the schema before it"],
    );

    const NOTHING: Step = Step { down: "", ..NAMES };
    says(up_down_up(&history(&[BASELINE, NOTHING])), &["column `users.name` is not in the schema before it"]);

    const FAILS: Step = Step { down: "DROP TABLE missing", ..NAMES };
    says(up_down_up(&history(&[BASELINE, FAILS])), &["revision `0002_names` down", "no such table: missing"]);

    const VIEW: Step = Step { up: "CREATE VIEW v AS SELECT 1; ALTER TABLE users ADD COLUMN name TEXT", ..NAMES };
    says(up_down_up(&history(&[BASELINE, VIEW])), &["view `v`"]);
}
