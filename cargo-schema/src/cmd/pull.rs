//! `cargo schema pull`.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use schema_sqlite::Inspection;

use crate::database::Url;
use crate::endpoint;
use crate::error::{Error, Outcome, Result};
use crate::pulled::{Choice, Pulled, name_of};
use crate::session::Session;

const AFTER_HELP: &str = "\
It reads the schema and nothing else; the database is not written. SQLite's system tables, the shadow tables of virtual \
tables and Frostline's own history are left out. What the language cannot say is refused by name.

Examples:
  cargo schema pull sqlite:app.db
  cargo schema pull sqlite:app.db -o app.schema
  cargo schema pull app.db --tables 'user*,notes' --exclude '*_old'
  cargo schema pull app.db --as-macro
  sqlite3 app.db .schema | cargo schema pull -

Exit codes: 0 printed; 1 the language cannot say it, or would refuse what it says; 2 it could not run.";

/// Print a database as a declaration
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The database: `sqlite:FILE` or the path of a file; an `.sql` script, or `-` for one from stdin
    #[arg(value_name = "SOURCE", value_parser = Source::parse, allow_hyphen_values = true)]
    source: Source,

    /// Write it to this file, rather than print it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// As Rust code: `frostline::schema! { … }`
    #[arg(long)]
    as_macro: bool,

    #[command(flatten)]
    choice: Choice,
}

/// What can be pulled from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A database, which is only read.
    Database(Url),
    /// A script, run in memory.
    Script(PathBuf),
    /// A script from stdin.
    Stdin,
}

impl Source {
    /// Reads the word of a command line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::Stdin);
        }
        let Url::Sqlite(path) = Url::parse(text)?;
        let is_script = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"));
        let is_script = is_script && !text.starts_with("sqlite:");
        Ok(if is_script { Self::Script(path) } else { Self::Database(Url::Sqlite(path)) })
    }

    /// What messages call it.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Database(url) => format!("`{url}`"),
            Self::Script(path) => format!("`{}`", path.display()),
            Self::Stdin => "stdin".to_owned(),
        }
    }

    /// What the header of a declaration calls it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Database(Url::Sqlite(path)) | Self::Script(path) => name_of(path),
            Self::Stdin => "SQL".to_owned(),
        }
    }

    /// Reads its schema.
    pub(crate) fn inspect(&self, session: &Session<'_>) -> Result<Inspection> {
        let cannot = |name: &str, error| Error::could_not_run(format!("{name} cannot be read")).caused_by(error);
        let label = self.label();
        let text = match self {
            Self::Database(url) => return endpoint::database(url),
            Self::Script(path) => {
                fs::read_to_string(session.directory.join(path)).map_err(|error| cannot(&label, error))?
            }
            Self::Stdin => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map_err(|error| cannot(&label, error))?;
                text
            }
        };
        endpoint::script(&text, &label)
    }
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let Arguments { source, output, as_macro, choice } = arguments;
    let pulled = Pulled::new(&source.label(), source.inspect(session)?, choice)?;
    let text = pulled.declaration(&source.name(), *as_macro);
    match output {
        None => session.shell.print_raw(&text)?,
        Some(path) => {
            fs::write(session.directory.join(path), &text).map_err(|error| {
                Error::could_not_run(format!("`{}` cannot be written", path.display())).caused_by(error)
            })?;
            let count = pulled.model.tables.len();
            let noun = if count == 1 { "table" } else { "tables" };
            session.shell.status(format!("written to {}: {count} {noun}", path.display()))?;
        }
    }
    for fault in &pulled.faults {
        session.shell.warn(&fault.message)?;
    }
    Ok(if pulled.faults.is_empty() { Outcome::Fine } else { Outcome::Wanting })
}
