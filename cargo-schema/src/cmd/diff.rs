//! `cargo schema diff`.

use schema_core::dialect::Dialect;
use schema_core::diff::Change;
use schema_core::model::Transition;
use schema_core::plan::Target;
use serde_json::{Value, json};

use crate::compare::Comparison;
use crate::endpoint::{self, Endpoint};
use crate::error::{Error, Outcome, Result};
use crate::freeze::{self, Flags, Way};
use crate::report::{self, changes};
use crate::script::framed;
use crate::session::Session;
use crate::shell::BOLD;
use crate::transition;

const AFTER_HELP: &str = "\
FROM and TO are each one of
  live          what is declared now
  head, base    the newest revision, the empty start
  0002, emails  a revision: its number, its name, or the start of it
  FILE.schema   a text of the language: a declaration or a snapshot
  sqlite:FILE   a database, which is only read
  FILE.sql      a script, run in an empty database in memory
  -             a schema or a script from stdin

Examples:
  cargo schema diff                                 what is pending
  cargo schema diff head sqlite:app.db              how a database differs from the newest revision
  cargo schema diff sqlite:a.db sqlite:b.db --sql   the script that makes of the one what the other is
  cargo schema diff base live --sql | sqlite3 -bail new.db
  cargo schema diff --sql --rename users.name=full_name

Exit codes: 0 it was compared, whether or not something differs; 1 a schema is broken or cannot be said, an answer is \
missing, or, with --exit-code, something differs; 2 it could not run.";

/// Say how two schemas differ: the newest revision and the declaration, or any two
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// What it is compared from; `head` unless given
    #[arg(value_name = "FROM", value_parser = Endpoint::parse, allow_hyphen_values = true)]
    from: Option<Endpoint>,

    /// What it is compared to; `live` unless given
    #[arg(value_name = "TO", value_parser = Endpoint::parse, allow_hyphen_values = true)]
    to: Option<Endpoint>,

    /// Print the SQL instead: one script that runs as it stands
    #[arg(long, conflicts_with = "format")]
    sql: bool,

    /// How to print what differs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Plan for this version of SQLite, and any later one
    #[arg(long, value_name = "X.Y", value_parser = version)]
    sqlite_version: Option<(u16, u16, u16)>,

    /// Exit with 1 when something differs
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    transition: transition::Answers,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// In words, for people
    #[default]
    Human,
    /// One JSON document
    Json,
}

/// A version of SQLite: `3.25` or `3.25.1`.
pub(crate) fn version(text: &str) -> Result<(u16, u16, u16), String> {
    let parts: Option<Vec<u16>> = text
        .split('.')
        .map(|part| part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit())))
        .collect();
    let version = match parts.as_deref() {
        Some(&[major, minor]) => (major, minor, 0),
        Some(&[major, minor, patch]) => (major, minor, patch),
        _ => return Err("a version of SQLite is `X.Y` or `X.Y.Z`, as in `3.35`".to_owned()),
    };
    if version.0 != 3 || version < (3, 8, 0) {
        return Err("it is planned for SQLite 3.8 and later versions of SQLite 3".to_owned());
    }
    Ok(version)
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let from = arguments.from.clone().unwrap_or(Endpoint::Head);
    let to = arguments.to.clone().unwrap_or(Endpoint::Live);
    if from == Endpoint::Stdin && to == Endpoint::Stdin {
        return Err(Error::could_not_run("stdin can be read once; name one of the two otherwise"));
    }
    let of_project = |endpoint: &Endpoint| matches!(endpoint, Endpoint::Live | Endpoint::Head);
    let mut outcome = Outcome::Fine;
    let mut told = Vec::new();
    let mut compare = |reader: &mut endpoint::Reader, module: Option<&str>, session: &mut Session<'_>| {
        let read = (reader.read(&from, session)?, reader.read(&to, session)?);
        let (Ok(from_schema), Ok(to_schema)) = read else {
            outcome = Outcome::Wanting;
            return Ok(());
        };
        if let Some(module) = module.filter(|_| arguments.format == Format::Human) {
            let comment = if arguments.sql { "-- " } else { "" };
            session.shell.print(format!("{BOLD}{comment}{module}{BOLD:#}"))?;
        }
        let comparison = Comparison::new(from_schema, to_schema);
        let found = one(arguments, &from, &to, &comparison, module, session)?;
        outcome = outcome.max(found.outcome);
        told.extend(found.json);
        Ok::<_, Error>(())
    };
    if arguments.from.is_none() && arguments.to.is_none() || of_project(&from) && of_project(&to) {
        let all = session.all()?;
        let several = all.len() > 1;
        for declared in all {
            let module = declared.module.clone();
            compare(&mut endpoint::Reader::of(declared), Some(&*module).filter(|_| several), session)?;
        }
    } else {
        compare(&mut endpoint::Reader::default(), None, session)?;
    }
    if arguments.format == Format::Json {
        session.shell.print(format!("{:#}", json!({ "differences": told })))?;
    }
    Ok(outcome)
}

/// What a comparison came to.
struct Found {
    outcome: Outcome,
    json: Option<Value>,
}

fn one(
    arguments: &Arguments,
    from: &Endpoint,
    to: &Endpoint,
    comparison: &Comparison,
    module: Option<&str>,
    session: &mut Session<'_>,
) -> Result<Found> {
    let target = arguments.sqlite_version.map_or(Target::SQLITE, |version| Target { version, ..Target::SQLITE });
    let mut transition = comparison.transition(&arguments.transition)?;
    let settled = comparison.settle(&mut transition, &mut *session.questioner, Flags::WithoutAllow);
    let changed = if arguments.exit_code { Outcome::Wanting } else { Outcome::Fine };
    if arguments.sql {
        settled?;
        comparison.fill(&mut transition, &mut *session.questioner)?;
        let way = comparison.way(transition, &target)?;
        if way.is_empty() {
            let differs = if way.changes.is_empty() { "nothing differs" } else { "nothing that SQLite stores differs" };
            session.shell.note(format!("{differs} between {} and {}", comparison.from_label, comparison.to_label))?;
            return Ok(Found { outcome: Outcome::Fine, json: None });
        }
        let title = format!("From {} to {}.", comparison.from_label, comparison.to_label);
        session.shell.print_raw(&framed(&title, &way.script()))?;
        return Ok(Found { outcome: changed, json: None });
    }

    let way = match &settled {
        Ok(()) => Some(comparison.way(transition.clone(), &target)),
        Err(_) => None,
    };
    let found = match &way {
        Some(Ok(way)) => way.changes.clone(),
        _ => comparison.changes(&transition),
    };
    let differs = if found.is_empty() { Outcome::Fine } else { changed };
    if arguments.format == Format::Json {
        let json = as_json((from, to), comparison, &transition, &found, way.as_ref(), module);
        let outcome = if settled.is_ok() { differs } else { Outcome::Wanting };
        return Ok(Found { outcome, json: Some(json) });
    }
    let pending = (from, to) == (&Endpoint::Head, &Endpoint::Live);
    let (a, b) = (&comparison.from_label, &comparison.to_label);
    if found.is_empty() {
        let state =
            if pending { format!("nothing changed since {a}") } else { format!("nothing differs between {a} and {b}") };
        session.shell.status(state)?;
        return Ok(Found { outcome: Outcome::Fine, json: None });
    }
    session.shell.status(if pending { format!("changed since {a}:") } else { format!("from {a} to {b}:") })?;
    for change in &found {
        session.shell.print(changes::change(change))?;
    }
    settled?;
    match way {
        None => {}
        Some(Ok(way)) => {
            let all: Vec<String> = way.hazards.iter().map(|hazard| hazard.code.to_string()).collect();
            changes::print_hazards(&way.hazards, &all, session.shell)?;
        }
        Some(Err(error)) => session.shell.status(format!("\nthere is no way yet: {error}"))?,
    }
    Ok(Found { outcome: differs, json: None })
}

fn as_json(
    (from, to): (&Endpoint, &Endpoint),
    comparison: &Comparison,
    transition: &Transition,
    found: &[Change],
    way: Option<&Result<Way>>,
    module: Option<&str>,
) -> Value {
    let open: Vec<Value> = comparison
        .open(transition)
        .iter()
        .map(|question| {
            let flags = freeze::flags(question, Flags::WithoutAllow);
            json!({
                "message": question.to_string(),
                "flags": flags.into_iter().map(|(flag, _)| flag).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut value = json!({
        "from": from.to_string(),
        "to": to.to_string(),
        "changes": found.iter().map(report::json::change).collect::<Vec<_>>(),
        "open": open,
        "hazards": [],
    });
    if let Some(module) = module {
        value["module"] = module.into();
    }
    match way {
        Some(Ok(way)) => {
            value["hazards"] = way.hazards.iter().map(report::json::hazard).collect();
            value["dialect"] = Dialect::Sqlite.word().into();
        }
        Some(Err(error)) => value["refused"] = error.to_string().into(),
        None => {}
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_three_numbers_at_most() {
        assert_eq!(version("3.8"), Ok((3, 8, 0)));
        assert_eq!(version("3.35.5"), Ok((3, 35, 5)));
        for text in ["3", "3.7.17", "2.8", "4.0", "3.x", "3.", "3.35.5.1", "", "+3.35", "3.99999999"] {
            assert!(version(text).is_err(), "{text}");
        }
    }
}
