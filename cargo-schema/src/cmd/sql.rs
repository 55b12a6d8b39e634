//! `cargo schema sql`.

use schema_core::dialect::Dialect;
use schema_core::diff::diff;
use schema_core::history::History;
use schema_core::model::Transition;
use schema_sqlite::Upgrade;

use crate::error::{Error, Outcome, Result};
use crate::range::{Place, range};
use crate::script::framed;
use crate::session::Session;
use crate::standing::model_of;

const AFTER_HELP: &str = "\
A revision is named by its folder, its number, the start of its name, `base` (the empty start) or `head` (the newest).
The script has its own transaction, switches foreign keys off before it, and records the revisions in the database's \
history, so that a later `upgrade` goes on from there.

Examples:
  cargo schema sql                     from nothing to the newest revision
  cargo schema sql 0002..              what a database at 0002 lacks
  cargo schema sql head..0002          the way back to it
  cargo schema sql | sqlite3 -bail fresh.db

Exit codes: 0 printed; 1 the history is broken; 2 it could not run.";

/// Print the SQL from one revision to another
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// From where to where, up or down
    #[arg(default_value = "base..head", value_name = "FROM..TO", allow_hyphen_values = true)]
    range: String,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let loaded = match session.sound_history(&declared)? {
        Ok(loaded) => loaded,
        Err(outcome) => return Ok(outcome),
    };
    if loaded.history.revisions.is_empty() {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!("no revision is frozen yet; run `{freeze}`")));
    }
    let (from, to) = range(&loaded.history, &arguments.range)?;
    session.shell.print_raw(&script(&loaded.history, from, to)?)?;
    Ok(Outcome::Fine)
}

/// What ends a script that leaves the schema as it was. A program knows by the number of the schema's changes
/// that nothing ran since its last start, and a script cannot change the rest of the header.
const TOUCH: &str = "
-- Tells programs that this ran.
CREATE TABLE frostline_touch (id);
DROP TABLE frostline_touch;
";

/// The script between two places, with its transaction and the rows of the database's history.
fn script(history: &History<'_>, from: Place, to: Place) -> Result<String> {
    let name = |at: Place| match history.after(at) {
        Some(revision) => &*revision.name,
        None => "base",
    };
    let model = |at: Place| history.after(at).map(model_of).transpose().map(Option::unwrap_or_default);
    let title = format!("From {} to {}.", name(from), name(to));
    let mut text = String::new();
    let steps =
        if from == to { Vec::new() } else { Records::of(history, from.max(to))?.steps(history, from.min(to))? };
    if from <= to {
        for step in &steps {
            if let Some(in_rust) = schema_sqlite::named_steps(step.up).first() {
                let before = step.before;
                return Err(Error::refused(format!(
                    "revision `{}` has the step `{in_rust}` in Rust, which no script can run; end the script before it with \
                     `..{before}`, and let the program upgrade from there",
                    step.name
                )));
            }
            text.push_str(&format!("\n-- {}\n\n{}\n{}", step.name, step.record, step.up));
        }
    } else {
        for step in steps.iter().rev() {
            text.push_str(&format!(
                "\n-- Back from {}\n\n{}\n{}\n{}\n",
                step.name, step.is_here, step.down, step.erase
            ));
        }
    }
    if !steps.is_empty() && diff(&model(from)?, &model(to)?, &Transition::default()).is_empty() {
        text.push_str(TOUCH);
    }
    Ok(framed(&title, &text))
}

/// A revision on the way.
struct Step<'a> {
    name: &'a str,
    /// The revision before it, or `base`.
    before: &'a str,
    up: &'a str,
    down: &'a str,
    /// Records that it ran. Fails on a database that is not at its parent.
    record: String,
    /// Fails on a database that is not at it.
    is_here: String,
    /// Takes its record away.
    erase: String,
}

/// The history that a database carries, as the run time writes it: it is left to the run time what that
/// looks like.
struct Records {
    create: String,
    columns: Vec<String>,
    /// For each revision its values, as SQL.
    rows: Vec<Vec<String>>,
}

impl Records {
    /// The records of a database at this place.
    fn of(history: &History<'_>, at: Place) -> Result<Self> {
        let part = history.up_to(at);
        let mut database = rusqlite::Connection::open_in_memory().map_err(cannot_replay)?;
        Upgrade::new(&part).keep_user_version(true).leave_steps_out().run(&mut database)?;
        Self::read(&database).map_err(cannot_replay)
    }

    fn read(database: &rusqlite::Connection) -> rusqlite::Result<Self> {
        let create = "SELECT sql FROM sqlite_master WHERE name = 'frostline_history'";
        let create: String = database.query_row(create, [], |row| row.get(0))?;
        let columns = database
            .prepare("SELECT name FROM pragma_table_info('frostline_history') ORDER BY cid")?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        // The moment is that of the script's run; the schema's version is not known before.
        let value = |column: &String| match column.as_str() {
            "applied_at" => "'strftime(''%Y-%m-%dT%H:%M:%SZ'', ''now'')'".to_owned(),
            "schema_version" => "'NULL'".to_owned(),
            other => format!("quote({other})"),
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let rows = database
            .prepare(&format!("SELECT {} FROM frostline_history ORDER BY ordinal", values.join(", ")))?
            .query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect())?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self { create, columns, rows })
    }

    fn value(&self, row: usize, column: &str) -> &str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.rows.get(row)?.get(at)).map_or("NULL", String::as_str)
    }

    /// The steps after this place.
    fn steps<'a>(&self, history: &'a History<'_>, from: Place) -> Result<Vec<Step<'a>>> {
        let mut steps = Vec::new();
        for (index, revision) in history.revisions.iter().enumerate().take(self.rows.len()).skip(from) {
            let script = revision
                .script(Dialect::Sqlite)
                .ok_or_else(|| Error::refused(format!("revision `{}` has no SQL for sqlite", revision.name)))?;
            let (name, ordinal) = (self.value(index, "history"), self.value(index, "ordinal"));
            let newest = format!(
                "(SELECT identity FROM frostline_history WHERE history = {name} AND ordinal > 0 \
                 ORDER BY ordinal DESC LIMIT 1)"
            );
            let parent = index.checked_sub(1).map_or("NULL", |parent| self.value(parent, "identity"));
            // NOT NULL refuses the row on a database that is somewhere else.
            let guarded = format!("CASE WHEN {newest} IS {parent} THEN {name} END");
            let values: Vec<&str> = self
                .columns
                .iter()
                .map(|column| if column == "history" { guarded.as_str() } else { self.value(index, column) })
                .collect();
            let create = match index {
                0 => format!("{};\n", self.create.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)),
                _ => String::new(),
            };
            let here = self.value(index, "identity");
            let columns = self.columns.join(", ");
            let kept: Vec<&str> = self
                .columns
                .iter()
                .map(|column| match column.as_str() {
                    "ordinal" => "0",
                    "down_sql" => "''",
                    other => other,
                })
                .collect();
            let kept = kept.join(", ");
            steps.push(Step {
                name: &revision.name,
                before: index.checked_sub(1).and_then(|at| history.after(at + 1)).map_or("base", |before| &before.name),
                up: &script.up,
                down: &script.down,
                record: format!(
                    "{create}INSERT INTO frostline_history ({columns})\nVALUES ({});\n",
                    values.join(", ")
                ),
                is_here: format!(
                    "UPDATE frostline_history SET name = CASE WHEN {newest} IS {here} THEN name END WHERE history = {name};\n"
                ),
                // The first row that goes and has a version of the schema is the one that the header was written for.
                erase: format!(
                    "INSERT OR IGNORE INTO frostline_history ({columns})\nSELECT {kept} FROM frostline_history\n\
                     WHERE history = {name} AND ordinal = {ordinal} AND schema_version IS NOT NULL;\n\
                     DELETE FROM frostline_history WHERE history = {name} AND ordinal = {ordinal};\n"
                ),
            });
        }
        Ok(steps)
    }
}

fn cannot_replay(error: rusqlite::Error) -> Error {
    Error::could_not_run("the history cannot be replayed in memory").caused_by(error)
}
