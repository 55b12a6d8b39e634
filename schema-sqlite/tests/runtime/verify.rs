//! The proofs, each on a sound history and on ones that are not.

use schema_sqlite::verify::{
    Failure, Notes, Verify, end_equals_declaration, one_head, rows_survive, up_down_up, upgrade_from_nothing,
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

/// A checkpoint that stands for a step in Rust.
#[test]
fn a_checkpoint_holds_the_rows_of_the_chain_with_its_steps() {
    use schema_core::dialect::Dialect;
    use schema_core::history::Checkpoint;
    use schema_sqlite::Upgrade;

    const SEED: Step = Step { up: "ALTER TABLE users ADD COLUMN name TEXT;\n-- step: 0002_names\n", ..NAMES };
    fn fills<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade.step("0002_names", |tx| Ok(tx.execute_batch("UPDATE users SET name = 'x'")?))
    }
    fn writes<'a, 'h>(upgrade: Upgrade<'a, 'h>) -> Upgrade<'a, 'h> {
        upgrade.step("0002_names", |tx| Ok(tx.execute_batch("INSERT INTO users (id, name) VALUES (1, 'root')")?))
    }
    let mut chain = history(&[BASELINE, SEED]);
    chain.checkpoints = vec![Checkpoint {
        revisions: 2,
        identity: chain.revisions[1].identity,
        dialect: Dialect::Sqlite,
        sql: format!("{};\nALTER TABLE users ADD COLUMN name TEXT;", BASELINE.up).into(),
    }]
    .into();
    let verify = Verify::new(&chain);
    assert_eq!(verify.clone().steps(fills).upgrade_from_nothing(), Ok(Notes::default()));
    let failure = verify.clone().steps(writes).upgrade_from_nothing().unwrap_err();
    assert_eq!(
        failure.findings,
        [
            "the checkpoint of `0002_names` is not the chain; it stands for the step `0002_names`, which never runs there: \
          table `users` has 1 row by the chain, and 0 from the checkpoint"
        ]
    );
    // Without its steps nothing is proved of them, and that is told; without them supplied nothing passes.
    let notes = verify.clone().without_steps().upgrade_from_nothing().unwrap();
    assert_eq!(
        notes.notes,
        ["the checkpoint of `0002_names` stands for the step `0002_names`, which does not run here"]
    );
    assert!(verify.upgrade_from_nothing().is_err());
}
