//! `cargo schema apply`.

use schema_core::plan::Target;
use schema_sqlite::{Apply, has_history, inspect};

use crate::bar::{Stoppable, watcher};
use crate::compare::Comparison;
use crate::database;
use crate::endpoint::{self, Endpoint};
use crate::error::{Error, Outcome, Result};
use crate::freeze::{self, Flags};
use crate::keep;
use crate::question::Nobody;
use crate::report::changes;
use crate::script::framed;
use crate::session::Session;
use crate::transition;
use crate::transition::allowable;

const AFTER_HELP: &str = "\
For databases without a history: it looks at the database as it is, plans the way to TO and runs it in one transaction, \
with its rows kept. All of it is done, or nothing; Ctrl-C stops it. A database with a history is changed by `cargo schema upgrade`.

TO is `live`, `head`, `base`, a revision, FILE.schema, sqlite:FILE, FILE.sql or `-`, as for `cargo schema diff`.

Examples:
  cargo schema apply --database sqlite:app.db app.schema
  cargo schema apply -d app.db live --dry-run
  cargo schema apply -d app.db sqlite:other.db --rename users.name=full_name
  cargo schema apply -d app.db next.sql --allow drops-column --yes

Exit codes: 0 done, or nothing was to be done; 1 refused; 2 it could not run. Unless it is 0, the database is as it was.";

/// Change a database without a history into another schema
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: database::Named,

    /// The schema that it is to have
    #[arg(value_name = "TO", value_parser = Endpoint::parse, allow_hyphen_values = true)]
    to: Endpoint,

    /// Print what would be done, with its SQL, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// Do not ask before it is done; what loses data needs `--allow` all the same
    #[arg(short, long)]
    yes: bool,

    /// Allow a hazard that loses data: `drops-table` or `drops-column`
    #[arg(long, value_name = "CODE", value_parser = allowable)]
    allow: Vec<String>,

    #[command(flatten)]
    keep: keep::Wanted,

    #[command(flatten)]
    transition: transition::Answers,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let url = &arguments.database.database;
    let mut connection = if arguments.dry_run { url.open_to_read()? } else { url.open_to_write()? };
    if has_history(&connection)? {
        return Err(Error::refused(format!(
            "`{url}` has a history of revisions, which alone may change it; freeze the change with `cargo schema \
             snapshot`, and run `cargo schema upgrade`"
        )));
    }
    let found = inspect(&connection)?;
    let raw = found.model.clone();
    let from = endpoint::stored(&format!("`{url}`"), found)?;
    let to = match endpoint::Reader::default().read(&arguments.to, session)? {
        Ok(to) => to,
        Err(outcome) => return Ok(outcome),
    };
    let comparison = Comparison::new(from, to);
    let mut transition = comparison.transition(&arguments.transition)?;
    comparison.settle(&mut transition, &mut *session.questioner, Flags::WithAllow)?;
    comparison.fill(&mut transition, &mut *session.questioner)?;
    let way = comparison.way(transition, &Target { version: linked(), ..Target::SQLITE })?;
    if way.is_empty() {
        session.shell.status(format!("`{url}` is what {} says: nothing to do", comparison.to_label))?;
        return Ok(Outcome::Fine);
    }
    session.shell.status(format!("from {} to {}:", comparison.from_label, comparison.to_label))?;
    for change in &way.changes {
        session.shell.status(changes::change(change))?;
    }
    changes::print_hazards(&way.hazards, &arguments.allow, session.shell)?;
    if arguments.dry_run {
        session.shell.status("\nwith this SQL:\n")?;
        let title = format!("From {} to {}.", comparison.from_label, comparison.to_label);
        session.shell.print_raw(&framed(&title, &way.script()))?;
        freeze::allow(&way, &arguments.allow, &mut Nobody)?;
        return Ok(Outcome::Fine);
    }
    freeze::allow(&way, &arguments.allow, &mut *session.questioner)?;
    if !arguments.yes && session.questioner.confirm(&format!("Change `{url}`?"))? == Some(false) {
        return Err(Error::refused("nothing was done"));
    }
    let script = way.script();
    let apply = Apply { script: &script, from: &raw, to: comparison.to(), transition: &way.transition };
    let mut kept = arguments.keep.place(url, Some("before"))?;
    arguments.keep.keep(&connection, &mut kept)?;
    let running = Stoppable::begin();
    let result = apply.run_observed(&mut connection, watcher(session.shell));
    drop(running);
    let statements = result.map_err(|error| {
        keep::drop_copy(kept.as_deref());
        // It did run: the rows were not as a statement needs them.
        if error.is_sqlite() { Error::refused(error.to_string()).caused_by(error) } else { Error::from(error) }
    })?;
    let noun = if statements == 1 { "statement" } else { "statements" };
    session.shell.status(format!("\n`{url}` is changed: {statements} {noun}"))?;
    keep::tell(url, kept.as_deref(), session)?;
    Ok(Outcome::Fine)
}

/// The version of the SQLite that runs it.
fn linked() -> (u16, u16, u16) {
    let number = rusqlite::version_number();
    let part = |number: i32| u16::try_from(number).unwrap_or(u16::MAX);
    (part(number / 1_000_000), part(number / 1_000 % 1_000), part(number % 1_000))
}
