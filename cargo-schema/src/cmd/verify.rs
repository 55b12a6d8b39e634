//! `cargo schema verify`.

use schema_core::history::History;
use schema_sqlite::verify::{self, Failure};

use crate::error::{Outcome, Result};
use crate::session::Session;
use crate::shell::{BOLD, GREEN, RED};

const AFTER_HELP: &str = "\
The same checks as tests of your own crate: `frostline::verify!(path::to::module);`

Examples:
  cargo schema verify
  cargo schema verify -p schemas

Exit codes: 0 every check passed; 1 one failed, or the declaration or its history is broken; 2 it could not run.";

/// Prove the history in an in-memory SQLite
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {}

/// A check: its name, and what it proves.
type Check = (&'static str, &'static str, fn(&History<'_>) -> Result<(), Failure>);

const CHECKS: [Check; 4] = [
    ("one_head", "the revisions are one line, each as it was frozen", verify::one_head),
    ("upgrade_from_nothing", "the chain runs on an empty database", verify::upgrade_from_nothing),
    ("end_equals_declaration", "what the chain makes is what is declared", verify::end_equals_declaration),
    ("up_down_up", "each revision goes up, down without a trace, and up again", verify::up_down_up),
];

pub(crate) fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let all = session.all()?;
    let mut outcome = Outcome::Fine;
    for declared in &all {
        if !session.is_sound(declared)? {
            outcome = Outcome::Wanting;
            continue;
        }
        if all.len() > 1 {
            session.shell.status(format!("{BOLD}{}{BOLD:#}", declared.module))?;
        }
        for (name, proves, check) in CHECKS {
            match check(&declared.judgement.loaded.history) {
                Ok(()) => session.shell.status(format!("{GREEN}ok{GREEN:#}      {name:22}  {proves}"))?,
                Err(failure) => {
                    outcome = Outcome::Wanting;
                    session.shell.print(format!("{RED}FAILED{RED:#}  {name:22}  {proves}"))?;
                    for finding in &failure.findings {
                        session.shell.print(format!("        {}", finding.replace('\n', "\n        ")))?;
                    }
                }
            }
        }
    }
    Ok(outcome)
}
