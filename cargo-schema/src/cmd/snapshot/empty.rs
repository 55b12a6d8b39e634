//! `cargo schema snapshot --empty`: a revision that changes no schema, for SQL by hand.

use schema_core::dialect::Dialect;
use schema_core::history::{Draft, Script};
use schema_core::model::Transition;
use schema_core::syntax::Snapshot;

use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::report;
use crate::session::Session;
use crate::shell::BOLD;
use crate::standing::model_of;

pub(super) fn run(declared: &Declared, message: &str, dry_run: bool, session: &mut Session<'_>) -> Result<Outcome> {
    let history = match session.sound_history(declared)? {
        Ok(loaded) => loaded.history,
        Err(outcome) => return Ok(outcome),
    };
    let Some(head) = history.head() else {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!(
            "no revision is frozen yet, so there are no rows to change; run `{freeze}`"
        )));
    };
    let snapshot = Snapshot { transition: Transition::default(), model: model_of(head)? };
    let accept = declared.command("accept", "");
    let title: Vec<String> = message.lines().map(|line| format!("-- {}\n", line.trim())).collect();
    let up = format!(
        "{}-- Write the statements here that change rows; the schema stays as it is. Then run `{accept}`.\n-- They run \
         in the upgrade's own transaction, with foreign keys off.\n",
        title.concat()
    );
    let down =
        format!("{}-- Write here what undoes it, or leave it empty where nothing has to be undone.\n", title.concat());
    let script = Script { dialect: Dialect::Sqlite, up: up.into(), down: down.into() };
    let draft = Draft::new(&history, message, &snapshot, vec![script]);
    session
        .shell
        .status(format!("revision {BOLD}{}{BOLD:#}, after {}: it changes no schema", draft.name, head.name))?;
    if dry_run {
        return Ok(Outcome::Fine);
    }
    let files = draft.write(&declared.revisions)?;
    session.shell.status("\nwritten:")?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    session.shell.status(format!("\nwrite its SQL, then run `{accept}` and commit it"))?;
    session.warn_of_pending(declared)?;
    Ok(Outcome::Fine)
}
