//! What a way back would lose: the tables and columns that go, with what is in them.

use rusqlite::Connection;
use schema_core::diff::{Change, diff};
use schema_core::hazard::{Code, Hazard, hazards};
use schema_core::history::History;
use schema_core::model::{Name, Transition};
use schema_core::plan::Plan;
use schema_core::syntax::parse_snapshot;
use schema_sqlite::{Applied, back, inspect};

use crate::error::{Error, Result};
use crate::standing::{model_of, shared};

/// What a database loses when it goes back to where this many of its revisions are left. What holds nothing
/// is no loss.
///
/// Of revisions that the history has it is known what was renamed. Of others nothing is known but their down
/// SQL: that is rehearsed on the schema alone, and what has another name afterwards counts as lost.
pub(crate) fn losses(
    connection: &Connection,
    history: &History<'_>,
    applied: &[Applied],
    to: usize,
) -> Result<Vec<Hazard>> {
    let mut losses = Vec::new();
    if shared(history, applied) == applied.len() {
        for (at, revision) in history.revisions.iter().enumerate().take(applied.len()).skip(to) {
            let before = match at.checked_sub(1).and_then(|before| history.revisions.get(before)) {
                Some(before) => model_of(before)?,
                None => Default::default(),
            };
            let (after, transition) = (model_of(revision)?, parse_snapshot(&revision.snapshot).value.transition);
            let found = hazards(&after, &before, &transition.inverse(), &Plan::default());
            losses.extend(found.into_iter().filter(|hazard| hazard.code.loses_data()));
        }
    } else {
        losses = rehearsed(connection, history, to)?;
    }
    losses.retain(|loss| holds_something(connection, loss));
    Ok(losses)
}

/// What goes when the down SQL that the database carries is run on its schema.
fn rehearsed(connection: &Connection, history: &History<'_>, to: usize) -> Result<Vec<Hazard>> {
    let failed = |error: rusqlite::Error| {
        Error::could_not_run("the way back cannot be rehearsed on the schema of the database").caused_by(error)
    };
    let mut copy = Connection::open_in_memory().map_err(failed)?;
    copy_schema(connection, &copy).map_err(failed)?;
    let before = inspect(&copy)?.model;
    back(&mut copy, history, to)?;
    let after = inspect(&copy)?.model;
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
    Ok(diff(&before, &after, &Transition::default()).into_iter().filter_map(hazard).collect())
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
        let values: Vec<rusqlite::types::Value> =
            (0..count).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        to.execute(
            &format!("INSERT INTO main.frostline_history VALUES ({marks})"),
            rusqlite::params_from_iter(values),
        )?;
    }
    Ok(())
}

/// Whether there is a row in the table, or a value in the column. What cannot be asked may be there.
fn holds_something(connection: &Connection, loss: &Hazard) -> bool {
    let quoted = |name: &Name| format!("\"{}\"", name.as_str().replace('"', "\"\""));
    let filter = match &loss.column {
        Some(column) => format!(" WHERE {}.{} IS NOT NULL", quoted(&loss.table), quoted(column)),
        None => String::new(),
    };
    let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{}{filter})", quoted(&loss.table));
    connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(true)
}
