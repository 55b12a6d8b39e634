//! Checkpoints: the whole schema of a revision as one script, from which an empty database starts.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};
use schema_core::dialect::Dialect;
use schema_core::diff::diff;
use schema_core::history::{Checkpoint, History, Identity, Index, checkpoint_file};
use schema_core::model::{Model, Transition};
use schema_core::plan::{self, Target};
use schema_core::sql;
use schema_sqlite::{Upgrade, drift, inspect, named_steps};

use crate::database::in_memory;
use crate::error::{Error, Result};
use crate::proof::{differences, refuse, words};
use crate::standing::model_of;

/// Plans the checkpoint of the revision at this place (from 1).
pub(crate) fn plan(history: &History<'_>, revisions: usize) -> Result<Checkpoint<'static>> {
    let Some(revision) = history.after(revisions) else {
        return Err(Error::could_not_run("the empty start needs no checkpoint; name a revision"));
    };
    let model = model_of(revision)?;
    let chain = History { checkpoints: Cow::Borrowed(&[]), ..history.up_to(revisions) };
    let rows = rows(&made(&chain, "the chain")?, &model)?;
    let script = |from: &Model, to: &Model| -> Result<String> {
        let plan = plan::plan(from, to, &Transition::default(), &Target::SQLITE)?;
        Ok(sql::script(&plan, Dialect::Sqlite))
    };
    let mut sql = format!("-- All of the schema at `{}`: empty databases start from here.\n", revision.name);
    for (.., step) in steps(history, revisions) {
        sql.push_str(&stands_for(step));
    }
    if rows.is_empty() {
        sql.push_str(&script(&Model::default(), &model)?);
    } else {
        // What the triggers made of the rows is among the rows.
        let without = Model { triggers: Vec::new(), ..model.clone() };
        sql.push_str(&script(&Model::default(), &without)?);
        sql.push_str("\n-- The rows that the revisions up to it leave in an empty database.\n");
        sql.push_str(&rows.concat());
        if !model.triggers.is_empty() {
            sql.push('\n');
            sql.push_str(&script(&without, &model)?);
        }
    }
    Ok(Checkpoint { revisions, identity: revision.identity, dialect: Dialect::Sqlite, sql: sql.into() })
}

/// The hash of a checkpoint, for its line of the index.
pub(crate) fn hash(checkpoint: &Checkpoint<'_>) -> Identity {
    Identity::of_checkpoint(checkpoint.identity, [(checkpoint.dialect, &*checkpoint.sql)])
}

/// The checkpoints that an index names, as they are on disk.
pub(crate) fn read(revisions: &Path, index: &Index) -> Result<Vec<Checkpoint<'static>>> {
    let mut read = Vec::new();
    for entry in &index.checkpoints {
        let Some(revision) = entry.revisions.checked_sub(1).and_then(|last| index.entries.get(last)) else { continue };
        let path = revisions.join(&revision.name).join(checkpoint_file(Dialect::Sqlite));
        let sql = fs::read_to_string(&path)
            .map_err(|error| Error::could_not_run(format!("`{}` cannot be read", path.display())).caused_by(error))?;
        let sql = Cow::Owned(sql.replace("\r\n", "\n"));
        let (identity, dialect) = (revision.identity, Dialect::Sqlite);
        read.push(Checkpoint { revisions: entry.revisions, identity, dialect, sql });
    }
    Ok(read)
}

/// Writes the hashes of these checkpoints into the index.
pub(crate) fn rehash(index: &mut Index, checkpoints: &[Checkpoint<'_>]) {
    for entry in &mut index.checkpoints {
        if let Some(checkpoint) = checkpoints.iter().find(|checkpoint| checkpoint.revisions == entry.revisions) {
            entry.hash = hash(checkpoint);
        }
    }
}

/// Proves in memory that a checkpoint and the chain lead to one schema, and that every way back from there
/// works from either.
pub(crate) fn prove<'h>(history: &History<'h>, checkpoint: &Checkpoint<'h>) -> Result<()> {
    let part = history.up_to(checkpoint.revisions);
    let Some(revision) = part.head() else { return Ok(()) };
    let name = &revision.name;
    let chain = History { checkpoints: Cow::Borrowed(&[]), ..part.clone() };
    let short = History { checkpoints: Cow::Owned(vec![checkpoint.clone()]), ..part.clone() };
    let by_chain = made(&chain, &format!("the chain to `{name}`"))?;
    let by_checkpoint = made(&short, &format!("the checkpoint of `{name}`"))?;
    for (database, way) in [(&by_chain, "the chain"), (&by_checkpoint, "the checkpoint")] {
        let model = model_of(revision)?;
        let told = differences(drift(database, &model)?);
        refuse(told, &format!("{way} does not lead to what `{name}` says"))?;
    }
    let (a, b) = (inspect(&by_chain)?, inspect(&by_checkpoint)?);
    let mut told = words(&diff(&a.model, &b.model, &Transition::default()));
    if a.unsaid != b.unsaid {
        told.push("what the language has no word for differs".to_owned());
    }
    refuse(told, &format!("the chain and the checkpoint do not lead to one schema at `{name}`"))?;
    let model = model_of(revision)?;
    if rows(&by_chain, &model)? != rows(&by_checkpoint, &model)? {
        return Err(Error::refused(format!(
            "the revisions up to `{name}` leave rows in an empty database, which its checkpoint does not; nothing was \
             written"
        )));
    }
    if history_rows(&by_chain)? != history_rows(&by_checkpoint)? {
        return Err(Error::refused(format!(
            "the checkpoint of `{name}` does not leave the history that the chain leaves"
        )));
    }
    // Every way back runs. What it came to is looked at in so many places at most, the short chains' every one: a
    // look costs what the whole schema costs.
    const LOOKS: usize = 32;
    let (mut database, count) = (by_checkpoint, part.revisions.len());
    for left in (0..count).rev().step_by(count.div_ceil(LOOKS)).chain([0]) {
        schema_sqlite::back(&mut database, &short, left).map_err(|error| {
            Error::refused(format!("the ways back do not run from the checkpoint of `{name}`")).caused_by(error)
        })?;
    }
    Ok(())
}

/// The steps in Rust of the revisions up to this place: the place and the name of the revision, and the step. A database
/// that starts from a checkpoint never runs them.
pub(crate) fn steps<'h>(history: &'h History<'_>, revisions: usize) -> Vec<(usize, &'h str, &'h str)> {
    let mut found = Vec::new();
    for (at, revision) in history.revisions.iter().enumerate().take(revisions) {
        let Some(script) = revision.script(Dialect::Sqlite) else { continue };
        found.extend(named_steps(&script.up).into_iter().map(|step| (at, &*revision.name, step)));
    }
    found
}

/// What a checkpoint says of a step that it stands for.
pub(crate) fn stands_for(step: &str) -> String {
    format!("-- It stands for the step `{step}` in Rust, which is said to write nothing into an empty database.\n")
}

/// A database that this history made of nothing. Steps in Rust are the program's: whether they leave anything in an
/// empty database its own tests prove.
fn made(history: &History<'_>, what: &str) -> Result<Connection> {
    let mut database = in_memory()?;
    Upgrade::new(history)
        .leave_steps_out()
        .run(&mut database)
        .map_err(|error| Error::refused(format!("{what} does not run; nothing was written")).caused_by(error))?;
    Ok(database)
}

/// The rows of a database as the statements that make them, table by table.
fn rows(database: &Connection, model: &Model) -> Result<Vec<String>> {
    let failed = |error| Error::could_not_run("the rows in memory cannot be read").caused_by(error);
    let mut made = Vec::new();
    for table in &model.virtual_tables {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name.quoted());
        if database.query_row(&sql, [], |row| row.get(0)).map_err(failed)? {
            let message = format!(
                "the revisions leave rows in the virtual table `{}`, which a checkpoint cannot hold; nothing was written",
                table.name
            );
            return Err(Error::refused(message));
        }
    }
    for table in &model.tables {
        let columns: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .map(|column| column.name.quoted())
            .collect();
        // Text as it is: `quote` ends it at a NUL.
        let values: Vec<String> = columns
            .iter()
            .map(|column| {
                format!("CASE typeof({column}) WHEN 'text' THEN {column} ELSE quote({column}) END, typeof({column})")
            })
            .collect();
        let order = if table.without_rowid { "1" } else { "rowid" };
        let sql = format!("SELECT {} FROM {} ORDER BY {order}", values.join(", "), table.name.quoted());
        let mut statement = database.prepare(&sql).map_err(failed)?;
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let literal = |at: usize| -> rusqlite::Result<String> {
                let value: String = row.get(2 * at)?;
                let is_text = row.get_ref(2 * at + 1)?.as_bytes()? == b"text";
                Ok(if is_text { text_literal(&value) } else { value })
            };
            let values = (0..columns.len()).map(literal).collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
            let (table, columns) = (table.name.quoted(), columns.join(", "));
            made.push(format!("INSERT INTO {table} ({columns}) VALUES ({});\n", values.join(", ")));
        }
    }
    made.extend(sequences(database, model).map_err(failed)?);
    Ok(made)
}

/// A text in SQL. SQLite reads a statement up to its first NUL.
fn text_literal(text: &str) -> String {
    let parts: Vec<String> = text.split('\0').map(|part| format!("'{}'", part.replace('\'', "''"))).collect();
    parts.join(" || char(0) || ")
}

/// The statements that set what `AUTOINCREMENT` goes on from, where that is more than the rows say: a key that was
/// given away once is never given again.
fn sequences(database: &Connection, model: &Model) -> rusqlite::Result<Vec<String>> {
    let exists = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence')";
    if !database.query_row(exists, [], |row| row.get(0))? {
        return Ok(Vec::new());
    }
    let mut made = Vec::new();
    for table in &model.tables {
        let sql = format!(
            "SELECT seq FROM sqlite_sequence WHERE name = ?1 AND seq IS NOT (SELECT max(rowid) FROM {})",
            table.name.quoted()
        );
        let name = text_literal(table.name.as_str());
        if let Some(last) = database.query_row(&sql, [table.name.as_str()], |row| row.get::<_, i64>(0)).optional()? {
            made.push(format!(
                "DELETE FROM sqlite_sequence WHERE name = {name};\nINSERT INTO sqlite_sequence (name, seq) VALUES ({name}, {last});\n"
            ));
        }
    }
    Ok(made)
}

/// What a database says of its history, but for the moment.
fn history_rows(database: &Connection) -> Result<Vec<(String, String, String)>> {
    let read = || -> rusqlite::Result<Vec<_>> {
        let mut statement =
            database.prepare("SELECT name, identity, down_sql FROM frostline_history ORDER BY history, ordinal")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect()
    };
    read().map_err(|error| Error::could_not_run("the history in memory cannot be read").caused_by(error))
}
