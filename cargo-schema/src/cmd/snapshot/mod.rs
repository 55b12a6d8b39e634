//! `cargo schema snapshot`.

mod amend;
pub(crate) mod arguments;
mod draft;
mod empty;

use schema_core::diff::diff;
use schema_core::model::Transition;

use self::arguments::Arguments;
use self::draft::print_draft;
use crate::error::{Error, Outcome, Result};
use crate::freeze::{self, Way};
use crate::proof;
use crate::question::Nobody;
use crate::report::{self, changes};
use crate::session::Session;
use crate::shell::BOLD;
use crate::transition;

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let declared = session.one_to_write(arguments.dry_run)?;
    if !session.is_sound(&declared)? {
        return Ok(Outcome::Wanting);
    }
    let loaded = &declared.judgement.loaded;
    if arguments.empty {
        let message = message(arguments, false, session)?;
        return empty::run(&declared, &message, arguments.dry_run, session);
    }
    if arguments.amend {
        return amend::run(arguments, &declared, session);
    }
    let (from, to) = (declared.head(), &declared.declaration().model);
    if diff(&from, to, &Transition::default()).is_empty() {
        let state = match loaded.history.head() {
            Some(head) => format!("nothing is pending: `{}` is frozen as `{}`", declared.module, head.name),
            None => format!("nothing is pending: `{}` declares no table yet", declared.module),
        };
        session.shell.status(state)?;
        return Ok(Outcome::Fine);
    }

    let mut transition = arguments.transition.transition(&from, to, &transition::Sides::PENDING)?;
    freeze::settle(&from, to, &mut transition, &mut *session.questioner, freeze::Flags::WithAllow)?;
    freeze::fill(&from, to, &mut transition, &mut *session.questioner)?;
    let way = Way::find(&from, to, transition)?;

    let message = message(arguments, loaded.history.revisions.is_empty(), session)?;
    let draft = freeze::draft(&loaded.history, to, &way, &message);
    let after = loaded.history.head().map_or("the empty start", |head| &head.name);
    session.shell.status(format!("revision {BOLD}{}{BOLD:#}, after {after}:", draft.name))?;
    if !freeze::names_itself(&message) {
        session.shell.status("  its name takes ASCII letters alone; the message stands at the top of its SQL")?;
    }
    for change in &way.changes {
        session.shell.status(changes::change(change))?;
    }
    changes::print_hazards(&way.hazards, &arguments.allow, session.shell)?;
    proof::prove(&loaded.history, &draft, &from, to)?;
    if arguments.dry_run {
        print_draft(&draft, &declared.revisions, session)?;
        freeze::allow(&way, &arguments.allow, &mut Nobody)?;
        return Ok(Outcome::Fine);
    }
    freeze::allow(&way, &arguments.allow, &mut *session.questioner)?;

    let files = draft.write(&declared.revisions)?;
    session.shell.status("\nwritten; commit it together with the declaration:")?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    Ok(Outcome::Fine)
}

fn message(arguments: &Arguments, is_first: bool, session: &mut Session<'_>) -> Result<String> {
    let suggestion = if is_first { "baseline" } else { "" };
    let message = match &arguments.message {
        Some(message) => Some(message.clone()),
        None if arguments.dry_run => return Ok(suggestion.to_owned()),
        None => session.questioner.message(suggestion)?,
    };
    message
        .filter(|message| !message.trim().is_empty())
        .ok_or_else(|| Error::could_not_run("the revision has no name; say what changed with `-m \"…\"`"))
}

#[cfg(test)]
mod tests {
    //! With somebody to ask, and no terminal.

    use std::collections::VecDeque;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::find::Selection;
    use crate::question::Fate;
    use crate::question::testing::Scripted;
    use crate::shell::testing::shell;

    const MANIFEST: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

    fn declare(folder: &Path, columns: &str) {
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), MANIFEST).unwrap();
        let text = format!("frostline::schema! {{ table users {{ id integer primary key, {columns} }} }}");
        fs::write(folder.join("src/lib.rs"), text).unwrap();
    }

    /// Freezes with these answers. Returns what it came to and what was printed.
    fn freeze(folder: &Path, message: Option<&str>, answers: Scripted) -> (Result<Outcome>, String) {
        let (mut shell, printed) = shell();
        let mut session = Session {
            shell: &mut shell,
            questioner: Box::new(answers),
            directory: folder.to_path_buf(),
            selection: Selection::default(),
        };
        let arguments = Arguments { message: message.map(str::to_owned), ..Arguments::default() };
        (run(&arguments, &mut session), printed.text())
    }

    fn project() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        declare(folder.path(), "name text");
        // The name of the first revision is suggested.
        let (outcome, _) = freeze(folder.path(), None, Scripted::default());
        assert_eq!(outcome.unwrap(), Outcome::Fine);
        assert!(folder.path().join("revisions/0001_baseline").is_dir());
        folder
    }

    fn fates<const N: usize>(fates: [Fate; N]) -> Scripted {
        Scripted { fates: fates.into(), ..Scripted::default() }
    }

    fn snapshot(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join("revisions").join(name).join("snapshot.schema")).unwrap()
    }

    #[test]
    fn an_answer_renames() {
        let folder = project();
        declare(folder.path(), "full_name text");
        let (outcome, printed) = freeze(folder.path(), Some("x"), fates([Fate::Renamed("full_name".into())]));
        assert_eq!(outcome.unwrap(), Outcome::Fine);
        assert!(printed.contains("~ column `users.name` renamed to `full_name`"), "{printed}");
        assert!(snapshot(folder.path(), "0002_x").contains("rename column users.name to full_name"));
    }

    #[test]
    fn an_answer_drops_once_the_loss_is_confirmed() {
        let folder = project();
        declare(folder.path(), "full_name text?");
        let refusing = Scripted { losses: VecDeque::from([false]), ..fates([Fate::Dropped]) };
        let (outcome, _) = freeze(folder.path(), Some("x"), refusing);
        let error = outcome.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (1, "nothing was done: data would be lost"));
        assert!(!folder.path().join("revisions/0002_x").exists());

        let agreeing = Scripted { losses: VecDeque::from([true]), ..fates([Fate::Dropped]) };
        let (outcome, _) = freeze(folder.path(), Some("x"), agreeing);
        assert_eq!(outcome.unwrap(), Outcome::Fine);
        assert!(snapshot(folder.path(), "0002_x").contains("drop column users.name"));
    }

    #[test]
    fn somebody_who_does_not_answer_is_nobody() {
        let folder = project();
        declare(folder.path(), "full_name text");
        let (outcome, _) = freeze(folder.path(), Some("x"), Scripted::default());
        assert!(outcome.unwrap_err().details().iter().any(|line| line.contains("--rename users.name=full_name")));
    }

    #[test]
    fn an_answer_fills_the_rows() {
        let folder = project();
        declare(folder.path(), "name text, slug text");
        let answers = Scripted { backfills: VecDeque::from(["lower(name)".to_owned()]), ..Scripted::default() };
        let (outcome, printed) = freeze(folder.path(), Some("x"), answers);
        assert_eq!(outcome.unwrap(), Outcome::Fine);
        assert!(!printed.contains("needs-backfill"), "{printed}");
        assert!(snapshot(folder.path(), "0002_x").contains("backfill users.slug with \"lower(name)\""));
    }
}
