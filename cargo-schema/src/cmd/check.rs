//! `cargo schema check`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::database::Url;
use crate::error::{Outcome, Result};
use crate::find::Declared;
use crate::report::{self, Diagnostic};
use crate::session::Session;

use super::drifted;
use super::format::Format;

const AFTER_HELP: &str = "\
It says what `cargo build` would say of the declaration, without building anything. With a database it says instead, \
object by object, how that differs from the revision that it is at.

Examples:
  cargo schema check
  cargo schema check --database sqlite:app.db
  cargo schema check --format github     in a workflow of GitHub Actions
  cargo schema check --format json

Exit codes: 0 everything declared is frozen, the database is what its revision says; 1 something is pending or broken, \
the database drifted or is on no history of this one; 2 it could not run.";

/// Say whether everything that is declared is frozen, or whether a database is what its revision says
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Look at this database instead: `sqlite:FILE`, or the path of a file
    #[arg(short, long, value_name = "URL", value_parser = Url::parse)]
    database: Option<Url>,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    if let Some(url) = &arguments.database {
        return drifted::run(url, arguments.format, session);
    }
    let all = session.all()?;
    let diagnostics: Vec<Vec<Diagnostic>> =
        all.iter().map(|declared| declared.diagnose_all(&declared.judgement.faults)).collect();
    match arguments.format {
        Format::Human => print_human(&all, &diagnostics, session)?,
        Format::Json => print_json(&all, &diagnostics, session)?,
        Format::Github => {
            let checkout = checkout(session);
            for diagnostics in &diagnostics {
                session.shell.print_raw(&report::github::render(diagnostics, &checkout))?;
            }
        }
    }
    let fine = diagnostics.iter().all(Vec::is_empty);
    Ok(if fine { Outcome::Fine } else { Outcome::Wanting })
}

fn print_human(all: &[Declared], diagnostics: &[Vec<Diagnostic>], session: &mut Session<'_>) -> Result<()> {
    let told: Vec<Diagnostic> = diagnostics.iter().flatten().cloned().collect();
    if !told.is_empty() {
        session.complain(&told)?;
    }
    for declared in all.iter().filter(|declared| declared.judgement.faults.is_empty()) {
        let head = match declared.judgement.loaded.history.head() {
            Some(head) => format!("is frozen as `{}`", head.name),
            None => "declares nothing yet".to_owned(),
        };
        session.shell.status(format!("`{}` {head}", declared.module))?;
    }
    Ok(())
}

fn print_json(all: &[Declared], diagnostics: &[Vec<Diagnostic>], session: &mut Session<'_>) -> Result<()> {
    let declarations: Vec<Value> = all
        .iter()
        .zip(diagnostics)
        .map(|(declared, diagnostics)| {
            let head = declared.judgement.loaded.history.head();
            json!({
                "package": declared.package,
                "module": declared.module,
                "file": report::shown(declared.file(), &session.directory),
                "revisions": report::shown(&declared.revisions, &session.directory),
                "head": head.map(|head| &head.name),
                "status": status(declared),
                "faults": diagnostics
                    .iter()
                    .map(|diagnostic| report::json::diagnostic(diagnostic, &session.directory))
                    .collect::<Vec<_>>(),
            })
        })
        .collect();
    let worst =
        all.iter().map(status).max_by_key(|status| ["same", "pending", "broken"].iter().position(|it| it == status));
    let document = json!({ "status": worst.unwrap_or("same"), "declarations": declarations });
    session.shell.print(format!("{document:#}"))
}

fn status(declared: &Declared) -> &'static str {
    let judgement = &declared.judgement;
    match (judgement.faults.is_empty(), judgement.is_sound()) {
        (true, _) => "same",
        (false, true) => "pending",
        (false, false) => "broken",
    }
}

/// The folder from which GitHub counts paths: the checkout's. Outside of a workflow the current one.
fn checkout(session: &Session<'_>) -> PathBuf {
    let set = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    set.filter(|path| session.directory.starts_with(path)).unwrap_or_else(|| session.directory.clone())
}
