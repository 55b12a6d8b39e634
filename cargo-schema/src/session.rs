//! What a command is handed: where it runs, where it prints, whom it asks.

use std::path::PathBuf;

use schema_core::fault::FaultKind;
use schema_core::history::{Loaded, finish, is_interrupted};

use crate::error::{Error, Outcome, Result};
use crate::find::{self, Declared, Selection};
use crate::question::{self, Questioner};
use crate::report::{self, Diagnostic};
use crate::shell::Shell;

/// The surroundings of a command.
pub(crate) struct Session<'a> {
    /// Where it prints.
    pub(crate) shell: &'a mut Shell,
    /// Whom it asks.
    pub(crate) questioner: Box<dyn Questioner>,
    /// Where it runs. Paths are told from here.
    pub(crate) directory: PathBuf,
    /// Which declarations are meant.
    pub(crate) selection: Selection,
}

impl<'a> Session<'a> {
    /// The surroundings of the process.
    pub(crate) fn of_process(shell: &'a mut Shell, selection: Selection) -> Result<Self> {
        let directory = std::env::current_dir()
            .map_err(|error| Error::could_not_run("the current folder cannot be told").caused_by(error))?;
        Ok(Self { shell, questioner: question::of_process(), directory, selection })
    }

    /// Every declaration that is meant; at least one.
    pub(crate) fn all(&self) -> Result<Vec<Declared>> {
        find::all(&self.selection, &self.directory)
    }

    /// The one declaration that is meant.
    pub(crate) fn one(&self) -> Result<Declared> {
        find::one(&self.selection, &self.directory)
    }

    /// The one declaration that is meant, by a command that writes its history. What an earlier one was ended in the
    /// midst of is finished first, unless this is a dry run.
    pub(crate) fn one_to_write(&mut self, dry_run: bool) -> Result<Declared> {
        let declared = self.one()?;
        if dry_run || !is_interrupted(&declared.revisions) || !finish(&declared.revisions)? {
            return Ok(declared);
        }
        let folder = report::shown(&declared.revisions, &self.directory);
        self.shell.note(format!("finished what a command had begun in `{folder}` when it was ended"))?;
        self.one()
    }

    /// Prints diagnostics with their sources.
    pub(crate) fn complain(&mut self, diagnostics: &[Diagnostic]) -> Result<()> {
        let text = report::human::render(diagnostics, &self.directory);
        self.shell.complain(&text)
    }

    /// The frozen history of a declaration, if it is sound. Whatever is pending does not matter. If it
    /// is not, that is told.
    pub(crate) fn sound_history(&mut self, declared: &Declared) -> Result<Result<Loaded, Outcome>> {
        if declared.is_unreadable() {
            // Its settings say where the history is.
            self.complain(&declared.diagnose_all(&declared.judgement.faults))?;
            return Ok(Err(Outcome::Wanting));
        }
        let loaded = declared.load();
        if loaded.faults.is_empty() {
            return Ok(Ok(loaded));
        }
        self.complain(&declared.diagnose_all(&loaded.faults))?;
        Ok(Err(Outcome::Wanting))
    }

    /// Whether the declaration and its history are sound, whatever is pending. If not, that is told.
    pub(crate) fn is_sound(&mut self, declared: &Declared) -> Result<bool> {
        let judgement = &declared.judgement;
        if judgement.is_sound() {
            return Ok(true);
        }
        self.complain(&declared.diagnose_all(&judgement.faults))?;
        Ok(false)
    }

    /// Warns where the declaration is ahead of its history, which a database cannot reach.
    pub(crate) fn warn_of_pending(&mut self, declared: &Declared) -> Result<()> {
        let judgement = &declared.judgement;
        let is_begun = !judgement.loaded.history.revisions.is_empty();
        if is_begun && judgement.faults.iter().any(|fault| fault.kind == FaultKind::Pending) {
            let diff = declared.command("diff", "");
            self.shell.warn(&format!("the declaration has changes that are not frozen yet; see `{diff}`"))?;
        }
        Ok(())
    }
}
