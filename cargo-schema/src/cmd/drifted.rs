//! `cargo schema check --database URL`: how a database differs from its revision, object by object.

use serde_json::json;

use super::format::Format;
use crate::database::Url;
use crate::error::{Outcome, Result};
use crate::report;
use crate::session::Session;
use crate::shell::{BOLD, RED};
use crate::standing::{Standing, State, WithoutHistory, list, revisions};

pub(super) fn run(url: &Url, format: Format, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one()?;
    let history = match session.sound_history(&declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    let state = State::of(&url.open_to_read()?, &history)?;
    let head = history.head().map_or("base", |head| &head.name);
    let mut faults: Vec<(&str, String)> = Vec::new();
    let (status, mut place) = match (&state.standing, &state.without_history) {
        (Standing::Elsewhere { since }, _) => {
            let since = since.as_ref().map_or("the empty start".to_owned(), |name| format!("`{name}`"));
            let command = declared.command("upgrade", &format!("-d {url} --back-to-common"));
            let message = format!(
                "the database is of another history: the ways part after {since}; if that was rebased or frozen anew, run \
                 `{command}`"
            );
            faults.push(("history", message));
            ("elsewhere", String::new())
        }
        (Standing::Beyond { by }, _) => {
            let message =
                format!("the database is {} beyond the head `{head}`: a newer version upgraded it", revisions(*by));
            faults.push(("history", message));
            ("newer", String::new())
        }
        (Standing::On { .. }, Some(WithoutHistory::Ours(tables))) => {
            let remedy = match state.differences.is_empty() {
                true => format!(
                    "it is what the head `{head}` says; run `{}`",
                    declared.command("stamp", &format!("--database {url}"))
                ),
                false => format!("beside the head `{head}` it differs in what follows"),
            };
            let message = format!(
                "the database has no history, although it holds tables of this schema ({}); {remedy}",
                list(tables)
            );
            faults.push(("history", message));
            ("without-history", String::new())
        }
        (Standing::On { behind }, Some(_)) => {
            let behind = if *behind == 0 { String::new() } else { format!(", {} behind the head", revisions(*behind)) };
            ("same", format!("`{url}` is at the empty start{behind}"))
        }
        (Standing::On { behind }, None) => {
            let revision = state.revision.as_deref().unwrap_or("base");
            let behind = if *behind == 0 { String::new() } else { format!(", {} behind the head", revisions(*behind)) };
            let status = if state.differences.is_empty() { "same" } else { "drifted" };
            (status, format!("`{url}` is what `{revision}` says{behind}"))
        }
    };
    faults.extend(state.differences.iter().map(|difference| ("drift", difference.message.clone())));
    let outcome = if faults.is_empty() { Outcome::Fine } else { Outcome::Wanting };
    match format {
        Format::Human => {
            for (code, message) in &faults {
                session.shell.complain(&format!("{RED}error[{code}]{RED:#}{BOLD}: {message}{BOLD:#}"))?;
            }
            if outcome == Outcome::Wanting && status == "drifted" {
                let revision = state.revision.as_deref().unwrap_or("base");
                place = format!("`{url}` is not what `{revision}` says");
            }
            if !place.is_empty() {
                session.shell.status(place)?;
            }
        }
        Format::Json => {
            let faults: Vec<_> =
                faults.iter().map(|(code, message)| json!({ "code": code, "message": message })).collect();
            let document = json!({
                "database": url.to_string(),
                "revision": state.revision,
                "head": history.head().map(|head| &head.name),
                "status": status,
                "faults": faults,
            });
            session.shell.print(format!("{document:#}"))?;
        }
        Format::Github => {
            for (code, message) in &faults {
                session.shell.print_raw(&report::github::without_place(code, message))?;
            }
        }
    }
    Ok(outcome)
}
