//! `cargo schema verify`.

use schema_core::history::History;
use schema_sqlite::verify::{Failure, Notes, Verify};

use crate::error::{Error, Outcome, Result};
use crate::range::place;
use crate::session::Session;
use crate::shell::{BOLD, GREEN, RED};

const AFTER_HELP: &str = "\
The same checks as tests of your own crate: `frostline::verify!(path::to::module);`. There, steps in Rust run, too, and rows \
of your own can be given.

Examples:
  cargo schema verify
  cargo schema verify -p schemas
  cargo schema verify --floor 0003_tests_refreshed

Exit codes: 0 every check passed; 1 one failed, or the declaration or its history is broken; 2 it could not run.";

/// Prove the history in an in-memory SQLite
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Leave this revision out of the proofs that go down and up again
    #[arg(long, value_name = "REVISION")]
    skip: Vec<String>,

    /// The lowest revision to go down to
    #[arg(long, value_name = "REVISION")]
    floor: Option<String>,
}

/// A check: its name, and what it proves.
type Check = (&'static str, &'static str, fn(&Verify<'_, '_>) -> Result<Notes, Failure>);

const CHECKS: [Check; 6] = [
    ("one_head", "the revisions are one line, each as it was frozen", |it| it.one_head()),
    ("upgrade_from_nothing", "the chain runs on an empty database", |it| it.upgrade_from_nothing()),
    ("end_equals_declaration", "what the chain makes is what is declared", |it| it.end_equals_declaration()),
    ("up_down_up", "each revision goes up, down without a trace, and up again", |it| it.up_down_up()),
    ("hazards_declared", "what each revision loses was said when it was frozen", |it| it.hazards_declared()),
    ("rows_survive", "the same with rows in every table: none is lost, no value changes unsaid", |it| {
        it.rows_survive()
    }),
];

/// The whole name of the revision that this word names; `None` for `base`.
fn named(history: &History<'_>, word: &str) -> Result<Option<String>> {
    let at = place(history, word)?;
    Ok(history.after(at).map(|revision| revision.name.to_string()))
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
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
        // Steps in Rust are the program's; what is proved here is the SQL.
        let history = &declared.judgement.loaded.history;
        let mut verify = Verify::new(history).without_steps();
        for revision in &arguments.skip {
            let name = named(history, revision)?;
            let name = name.ok_or_else(|| Error::could_not_run("the empty start is no revision to leave out"))?;
            verify = verify.skip([name]);
        }
        // To go down to the empty start is what it does anyway.
        if let Some(floor) = arguments.floor.as_ref().map(|floor| named(history, floor)).transpose()?.flatten() {
            verify = verify.floor(floor);
        }
        for (name, proves, check) in CHECKS {
            match check(&verify) {
                Ok(notes) => {
                    session.shell.status(format!("{GREEN}ok{GREEN:#}      {name:22}  {proves}"))?;
                    for note in &notes.notes {
                        session.shell.print(format!("        {}", note.replace('\n', "\n        ")))?;
                    }
                }
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
