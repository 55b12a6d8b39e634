//! What a way back would lose: the tables and columns that go, with what is in them.

use rusqlite::Connection;
use schema_core::dialect::Dialect;
use schema_core::diff::{Change, diff};
use schema_core::hazard::{Code, Hazard, hazards};
use schema_core::history::History;
use schema_core::model::{Model, Name, Rename, RenameColumn, Sql, SqlToken, Transition};
use schema_core::plan::Plan;
use schema_core::syntax::Snapshot;
use schema_sqlite::{Applied, back, inspect};

use crate::error::{Error, Result};
use crate::hand_rows::{Changed, changed};
use crate::shell::Shell;
use crate::standing::{model_of, revisions, shared, snapshot_of};

/// What a database loses when it goes back to where this many of its revisions are left, and which values SQLite
/// converts. What holds nothing is no loss. Everything has the name that it has in the database.
///
/// Of revisions that the history has it is known what was renamed. Of others nothing is known but their down
/// SQL: that is rehearsed on the schema alone, and what has another name afterwards counts as lost unless the SQL
/// says that it renames it.
pub(crate) fn losses(
    connection: &Connection,
    history: &History<'_>,
    applied: &[Applied],
    to: usize,
) -> Result<Vec<Hazard>> {
    let mut losses = Vec::new();
    if shared(history, applied) == applied.len() {
        for (at, revision) in history.revisions.iter().enumerate().take(applied.len()).skip(to) {
            let before = match history.after(at) {
                Some(before) => model_of(before)?,
                None => Default::default(),
            };
            let Snapshot { transition, model: after } = snapshot_of(revision)?;
            let found = hazards(&after, &before, &transition.inverse(), &Plan::default());
            // Later revisions may have renamed it; and what they dropped comes back empty.
            let mut found: Vec<Hazard> = found
                .into_iter()
                .filter_map(|hazard| match hazard.code {
                    Code::Converts => later(hazard, &transition, &after),
                    code => code.loses_data().then_some(hazard),
                })
                .collect();
            let down = revision.script(Dialect::Sqlite).map_or("", |script| &script.down);
            let again = changed(revision, &before, &after, &transition, down).into_iter();
            let again = stays(again, history, at, to)?;
            found.extend(again.into_iter().map(|Changed { table, column, what, .. }| Hazard {
                code: Code::Irreversible,
                message: format!(
                    "`{}` {what} once more at the next upgrade; its way back does not undo it",
                    revision.name
                ),
                table,
                column,
            }));
            for next in history.revisions.iter().take(applied.len()).skip(at + 1) {
                if found.is_empty() {
                    break;
                }
                let Snapshot { transition, model } = snapshot_of(next)?;
                found = found.into_iter().filter_map(|hazard| later(hazard, &transition, &model)).collect();
            }
            losses.extend(found);
        }
    } else {
        losses = rehearsed(connection, history, to)?;
    }
    losses.retain(|loss| holds_something(connection, loss));
    Ok(losses)
}

/// The hazard by the names after one more revision; `None` where that dropped what it is about.
fn later(mut hazard: Hazard, transition: &Transition, model: &Model) -> Option<Hazard> {
    let quoted = |hazard: &Hazard| match &hazard.column {
        Some(column) => format!("`{}.{column}`", hazard.table),
        None => format!("`{}`", hazard.table),
    };
    let was = quoted(&hazard);
    if transition.drop_tables.contains(&hazard.table) {
        return None;
    }
    if let Some(rename) = transition.rename_tables.iter().find(|it| it.from == hazard.table) {
        hazard.table = rename.to.clone();
    }
    if let Some(column) = &mut hazard.column {
        if transition.drop_columns.contains(&(hazard.table.clone(), column.clone())) {
            return None;
        }
        if let Some(rename) = transition.rename_columns.iter().find(|it| it.table == hazard.table && it.from == *column)
        {
            *column = rename.to.clone();
        }
    }
    let is_there = match (model.table_named(&hazard.table), &hazard.column) {
        (Some(table), Some(column)) => table.column_named(column).is_some(),
        (Some(_), None) => true,
        (None, _) => model.virtual_tables.iter().any(|table| table.name == hazard.table),
    };
    hazard.message = hazard.message.replace(&was, &quoted(&hazard));
    is_there.then_some(hazard)
}

/// What goes when the down SQL that the database carries is run on its schema.
fn rehearsed(connection: &Connection, history: &History<'_>, to: usize) -> Result<Vec<Hazard>> {
    let failed = |error: rusqlite::Error| {
        Error::could_not_run("the way back cannot be rehearsed on the schema of the database").caused_by(error)
    };
    let mut copy = Connection::open_in_memory().map_err(failed)?;
    copy_schema(connection, &copy).map_err(failed)?;
    let before = inspect(&copy)?.model;
    let scripts: Vec<String> = way_back(&copy, history, to)?.into_iter().map(|(_, sql)| sql).collect();
    back(&mut copy, history, to)?;
    let after = inspect(&copy)?.model;
    let renames = renames(&scripts, &before, &after);
    let converts = hazards(&before, &after, &renames, &Plan::default());
    let converts = converts.into_iter().filter(|hazard| hazard.code == Code::Converts).filter_map(|mut hazard| {
        // By the names that the database has now.
        let was = match &hazard.column {
            Some(column) => format!("`{}.{column}`", hazard.table),
            None => format!("`{}`", hazard.table),
        };
        let column = hazard.column.take()?;
        let before = renames.column_before(&hazard.table, &column).unwrap_or(&column).clone();
        hazard.table = renames.table_before(&hazard.table).unwrap_or(&hazard.table).clone();
        hazard.message = hazard.message.replace(&was, &format!("`{}.{before}`", hazard.table));
        hazard.column = Some(before);
        Some(hazard)
    });
    let hazard = |change| match change {
        Change::DropTable { table } => Some(Hazard {
            message: format!("table `{}` is dropped with all its rows", table.name),
            code: Code::DropsTable,
            table: table.name,
            column: None,
        }),
        Change::DropColumn { table, column } => Some(Hazard {
            message: format!("column `{table}.{}` is dropped with its values", column.name),
            code: Code::DropsColumn,
            table,
            column: Some(column.name),
        }),
        _ => None,
    };
    Ok(diff(&before, &after, &renames).into_iter().filter_map(hazard).chain(converts).collect())
}

/// What a database that goes back to what it has in common with the history, and then forward to this place, is done
/// twice: by a revision that it has run already, under the number that it had on the branch.
///
/// Nothing tells what the branch's revision did but its title and the way back that the database carries; where that
/// writes the table, it is taken to undo it.
pub(crate) fn repeated(
    connection: &Connection,
    history: &History<'_>,
    common: usize,
    end: usize,
) -> Result<Vec<Hazard>> {
    let backs = way_back(connection, history, common)?;
    let mut found = Vec::new();
    for (at, revision) in history.revisions.iter().enumerate().take(end).skip(common) {
        let Some((was, down)) = backs.iter().find(|(was, _)| title(was) == title(&revision.name)) else { continue };
        let before = history.after(at).map(model_of).transpose()?.unwrap_or_default();
        let Snapshot { transition, model: after } = snapshot_of(revision)?;
        let again = changed(revision, &before, &after, &transition, down).into_iter();
        let again = stays(again, history, at, common)?;
        found.extend(again.into_iter().map(|Changed { table, column, what, .. }| Hazard {
            code: Code::RunsTwice,
            message: format!("`{}` {what}, as `{was}` did already, whose way back does not undo it", revision.name),
            table,
            column,
        }));
    }
    found.retain(|hazard| holds_something(connection, hazard));
    Ok(found)
}

/// The changes that no way back to this place undoes: the way down does not, nor does the table or column go.
fn stays(changes: impl Iterator<Item = Changed>, history: &History<'_>, at: usize, to: usize) -> Result<Vec<Changed>> {
    let mut found = Vec::new();
    for change in changes.filter(|change| !change.is_undone) {
        if is_there_at(history, at, to, &change)? {
            found.push(change);
        }
    }
    Ok(found)
}

/// Whether what the revision at this place changed was there already where a way back ends.
fn is_there_at(history: &History<'_>, at: usize, to: usize, change: &Changed) -> Result<bool> {
    let (mut table, mut column) = (change.table.clone(), change.column.clone());
    for place in (to..=at).rev() {
        let Some(revision) = history.revisions.get(place) else { return Ok(true) };
        let transition = snapshot_of(revision)?.transition;
        column = column.map(|column| transition.column_before(&table, &column).unwrap_or(&column).clone());
        table = transition.table_before(&table).unwrap_or(&table).clone();
        let Some(before) = history.after(place) else { return Ok(false) };
        let before = model_of(before)?;
        let Some(was) = before.table_named(&table) else { return Ok(false) };
        if column.as_ref().is_some_and(|column| was.column_named(column).is_none()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The message in a revision's name.
fn title(name: &str) -> &str {
    name.split_once('_').map_or(name, |(_, title)| title)
}

/// Prints the SQL by which a database goes back from one place to another.
pub(crate) fn print_way_back(
    database: &Connection,
    history: &History<'_>,
    from: usize,
    to: usize,
    shell: &mut Shell,
) -> Result<()> {
    shell.status(format!("would take {} back, with this SQL:\n", revisions(from - to)))?;
    for (name, sql) in way_back(database, history, to)? {
        shell.print_raw(&format!("-- revision {name}, back\n{}\n", sql.trim_end()))?;
    }
    Ok(())
}

/// The down SQL that a database carries for the revisions after this place, newest first, each with its name.
fn way_back(database: &Connection, history: &History<'_>, to: usize) -> Result<Vec<(String, String)>> {
    let sql =
        "SELECT name, down_sql FROM main.frostline_history WHERE history = ?1 AND ordinal > ?2 ORDER BY ordinal DESC";
    let read = || -> rusqlite::Result<Vec<(String, String)>> {
        let mut statement = database.prepare(sql)?;
        let above = i64::try_from(to).unwrap_or(i64::MAX);
        let rows = statement.query_map((&*history.name, above), |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    read().map_err(|error| Error::could_not_run("the way back cannot be read from the database").caused_by(error))
}

/// What these scripts rename, as far as they say it in as many words: `ALTER TABLE a RENAME TO b`,
/// `ALTER TABLE t RENAME COLUMN a TO b`.
fn renames(scripts: &[String], before: &Model, after: &Model) -> Transition {
    let mut found = Transition::default();
    for script in scripts {
        let sql = Sql::new(script);
        let tokens: Vec<SqlToken<'_>> = sql.tokens().collect();
        let word = |at: usize| match tokens.get(at) {
            Some(SqlToken::Word(word)) => Some(Name::new(word.as_ref())),
            _ => None,
        };
        let is = |at: usize, keyword: &str| word(at).is_some_and(|word| word.as_str().eq_ignore_ascii_case(keyword));
        for at in (0..tokens.len()).filter(|at| is(*at, "alter") && is(at + 1, "table") && is(at + 3, "rename")) {
            let Some(table) = word(at + 2) else { continue };
            let column = if is(at + 4, "column") { 1 } else { 0 };
            if is(at + 4, "to") {
                if let Some(to) = word(at + 5) {
                    found.rename_tables.push(Rename { from: table, to });
                }
            } else if is(at + 5 + column, "to")
                && let (Some(from), Some(to)) = (word(at + 4 + column), word(at + 6 + column))
            {
                found.rename_columns.push(RenameColumn { table, from, to });
            }
        }
    }
    found.rename_tables.retain(|it| {
        let is_moved = before.table(&it.from).is_some() && after.table(&it.from).is_none();
        is_moved && before.table(&it.to).is_none() && after.table(&it.to).is_some()
    });
    found.rename_columns.retain(|it| {
        let has = |model: &Model, column| model.table(&it.table).is_some_and(|table| table.column(column).is_some());
        has(before, &it.from) && !has(after, &it.from) && !has(before, &it.to) && has(after, &it.to)
    });
    found
}

/// Makes the objects of one database in another, and the rows of its history.
fn copy_schema(from: &Connection, to: &Connection) -> rusqlite::Result<()> {
    // What a virtual table makes for itself comes with it.
    let sql = "SELECT sql FROM main.sqlite_schema AS s WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@'
               AND NOT EXISTS (SELECT 1 FROM pragma_table_list AS t WHERE t.schema = 'main' AND t.name = s.tbl_name
                               AND t.type = 'shadow')
               ORDER BY type = 'trigger', type = 'view', rowid";
    let mut statement = from.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        to.execute_batch(&row.get::<_, String>(0)?)?;
    }
    let mut statement = from.prepare("SELECT * FROM main.frostline_history")?;
    let marks = vec!["?"; statement.column_count()].join(", ");
    let count = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<rusqlite::types::Value> = (0..count).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        to.execute(
            &format!("INSERT INTO main.frostline_history VALUES ({marks})"),
            rusqlite::params_from_iter(values),
        )?;
    }
    Ok(())
}

/// Whether there is a row in the table, or a value in the column. What cannot be asked may be there.
fn holds_something(connection: &Connection, loss: &Hazard) -> bool {
    let filter = match &loss.column {
        Some(column) => format!(" WHERE {}.{} IS NOT NULL", loss.table.quoted(), column.quoted()),
        None => String::new(),
    };
    let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{}{filter})", loss.table.quoted());
    connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(true)
}
