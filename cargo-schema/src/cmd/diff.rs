//! `cargo schema diff`.

use schema_core::diff::ambiguities;

use crate::error::{Outcome, Result};
use crate::find::Declared;
use crate::freeze::{self, Way};
use crate::question::Nobody;
use crate::report::changes;
use crate::session::Session;
use crate::shell::BOLD;
use crate::transition;

const AFTER_HELP: &str = "\
Examples:
  cargo schema diff                               in words
  cargo schema diff --sql                         as the SQL that `snapshot` would freeze
  cargo schema diff --sql --rename users.name=full_name

Exit codes: 0 it was compared, whether or not something differs; 1 the declaration or its history is broken, or an \
answer is missing; 2 it could not run.";

/// Say how the declaration differs from the newest revision
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Print the SQL instead
    #[arg(long)]
    sql: bool,

    #[command(flatten)]
    transition: transition::Answers,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let all = session.all()?;
    let several = all.len() > 1;
    let mut outcome = Outcome::Fine;
    for declared in &all {
        if !session.is_sound(declared)? {
            outcome = Outcome::Wanting;
            continue;
        }
        if several {
            let comment = if arguments.sql { "-- " } else { "" };
            session.shell.print(format!("{BOLD}{comment}{}{BOLD:#}", declared.module))?;
        }
        if arguments.sql {
            print_sql(arguments, declared, session)?;
        } else {
            print_words(arguments, declared, session)?;
        }
    }
    Ok(outcome)
}

fn print_words(arguments: &Arguments, declared: &Declared, session: &mut Session<'_>) -> Result<()> {
    let (from, to) = (declared.head(), &declared.declaration().model);
    let transition = arguments.transition.transition(&from, to)?;
    let revision = declared.judgement.loaded.history.head();
    let since = revision.map_or("the empty start".to_owned(), |revision| format!("`{}`", revision.name));
    let changes = schema_core::diff::diff(&from, to, &transition);
    if changes.is_empty() {
        return session.shell.status(format!("nothing changed since {since}"));
    }
    session.shell.status(format!("changed since {since}:"))?;
    for change in &changes {
        session.shell.print(changes::change(change))?;
    }
    let open = ambiguities(&from, to, &transition);
    if !open.is_empty() {
        session.shell.status("\nwhat is gone and what is new may be one thing renamed; say which with")?;
        for line in freeze::choices(&open) {
            session.shell.status(format!("  {line}"))?;
        }
        return Ok(());
    }
    match Way::find(&from, to, transition) {
        Ok(way) if way.hazards.is_empty() => {}
        Ok(way) => {
            session.shell.status("\nhazards:")?;
            for hazard in &way.hazards {
                session.shell.status(changes::hazard(hazard))?;
            }
        }
        Err(error) => session.shell.status(format!("\nit cannot be frozen yet: {error}"))?,
    }
    Ok(())
}

fn print_sql(arguments: &Arguments, declared: &Declared, session: &mut Session<'_>) -> Result<()> {
    let (from, to) = (declared.head(), &declared.declaration().model);
    let mut transition = arguments.transition.transition(&from, to)?;
    freeze::settle(&from, to, &mut transition, &mut Nobody)?;
    let way = Way::find(&from, to, transition)?;
    if way.changes.is_empty() { Ok(()) } else { session.shell.print_raw(&way.script()) }
}
