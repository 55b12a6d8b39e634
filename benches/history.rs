//! What a history costs beside its SQL: checkpoints, who watches an upgrade, and the proofs.
//!
//! The baselines: the whole chain; the same upgrade with nobody watching; the SQL alone, up, down and up.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod support;

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::time::Duration;

use frostline::Upgrade;
use frostline::rusqlite::Connection;
use frostline::verify::Verify;
use schema_core::dialect::Dialect;
use schema_core::history::{Checkpoint, History, Identity, Revision, Script};
use schema_core::model::{Model, Transition};
use schema_core::plan::{self, Target};
use schema_core::sql;
use schema_core::syntax::parse_snapshot;
use support::chain::history;
use support::{head, ratio, time};

fn main() {
    head("fresh database from a checkpoint, against the whole chain");
    for (length, aim) in [(100, 0.4), (1000, 0.1)] {
        let chain = history(length);
        let short = History { checkpoints: Cow::Owned(vec![checkpoint(&chain)]), ..chain.clone() };
        let rounds = if length == 1000 { 9 } else { 41 };
        ratio(&format!("{length} revisions"), aim, rounds, || fresh(&short), || fresh(&chain));
    }

    head("upgrade with a callback and a report, against nobody watching");
    for rows in [0, 1_000, 100_000] {
        let history = rebuilt();
        let rounds = if rows > 50_000 { 21 } else { 101 };
        ratio(
            &format!("a rebuild of {rows} rows"),
            1.1,
            rounds,
            || watched(&history, rows, true),
            || watched(&history, rows, false),
        );
    }
    let chain = history(100);
    ratio("100 revisions on an empty database", 1.1, 41, || observed(&chain), || fresh(&chain));

    head("verify of a hundred revisions, against their SQL up, down and up in one go");
    let chain = history(100);
    let verify = Verify::new(&chain);
    ratio("up_down_up", 8.0, 7, || time(|| verify.up_down_up().expect("holds")), || by_hand(&chain));
    ratio("rows_survive", 30.0, 5, || time(|| verify.rows_survive().expect("holds")), || by_hand(&chain));
}

/// The checkpoint of the head.
fn checkpoint(history: &History<'static>) -> Checkpoint<'static> {
    let head = history.head().expect("a head");
    let model = parse_snapshot(&head.snapshot).value.model;
    let plan = plan::plan(&Model::default(), &model, &Transition::default(), &Target::SQLITE).expect("plans");
    Checkpoint {
        revisions: history.revisions.len(),
        identity: head.identity,
        dialect: Dialect::Sqlite,
        sql: sql::script(&plan, Dialect::Sqlite).into(),
    }
}

fn fresh(history: &History<'_>) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = Connection::open(folder.path().join("fresh.db")).expect("opens");
    time(|| drop(Upgrade::new(history).run(&mut connection).expect("upgrades")))
}

fn observed(history: &History<'_>) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = Connection::open(folder.path().join("fresh.db")).expect("opens");
    let upgrade = Upgrade::new(history).on_progress(|progress| {
        std::hint::black_box(progress.rows);
        ControlFlow::Continue(())
    });
    time(|| drop(upgrade.run(&mut connection).expect("upgrades")))
}

/// A table, and its rebuild.
fn rebuilt() -> History<'static> {
    let steps = [
        (
            "table t { id integer primary key, a text, b text? }",
            "CREATE TABLE \"t\" (\"id\" INTEGER PRIMARY KEY, \"a\" TEXT NOT NULL, \"b\" TEXT);",
        ),
        (
            "table t { id integer primary key, a text, b text }",
            "CREATE TABLE \"new_t\" (\"id\" INTEGER PRIMARY KEY, \"a\" TEXT NOT NULL, \"b\" TEXT NOT NULL);
             INSERT INTO \"new_t\" (\"id\", \"a\", \"b\") SELECT \"id\", \"a\", coalesce(\"b\", '') FROM \"t\";
             DROP TABLE \"t\";
             ALTER TABLE \"new_t\" RENAME TO \"t\";",
        ),
    ];
    let mut revisions: Vec<Revision<'static>> = Vec::new();
    for (at, (tables, up)) in steps.into_iter().enumerate() {
        let scripts = vec![Script { dialect: Dialect::Sqlite, up: up.into(), down: "".into() }];
        let snapshot = format!("format 1\n\n{tables}\n");
        let identity = Identity::of(revisions.last().map(|parent| parent.identity), &snapshot, &scripts);
        let (name, scripts) = (format!("{:04}_step", at + 1).into(), Cow::Owned(scripts));
        revisions.push(Revision { name, identity, snapshot: snapshot.into(), scripts });
    }
    History { name: "main".into(), revisions: Cow::Owned(revisions), ..History::default() }
}

fn watched(history: &History<'static>, rows: usize, is_watched: bool) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let mut connection = Connection::open(folder.path().join("rows.db")).expect("opens");
    Upgrade::new(&history.up_to(1)).run(&mut connection).expect("upgrades");
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT max(1, ?1))
                INSERT INTO t SELECT i, 'a text of some length ' || i, 'another one ' || i FROM n";
    connection.execute(fill, [i64::try_from(rows).expect("fits")]).expect("fills");
    let mut upgrade = Upgrade::new(history);
    if is_watched {
        upgrade = upgrade.on_progress(|progress| {
            std::hint::black_box(progress.rows);
            ControlFlow::Continue(())
        });
    }
    time(|| upgrade.run(&mut connection).expect("upgrades"))
}

/// Each revision up, down and up again, and that is all.
fn by_hand(history: &History<'_>) -> Duration {
    let connection = Connection::open_in_memory().expect("opens");
    time(|| {
        for revision in history.revisions.iter() {
            let script = &revision.scripts[0];
            for sql in [&script.up, &script.down, &script.up] {
                connection.execute_batch(sql).expect("runs");
            }
        }
    })
}
