//! The end of a history, written anew: for what is not shared yet, or was never one line.

use std::path::{Path, PathBuf};

use super::files::{Files, remove};
use super::journal::{Journal, refuse_interrupted, scratch, sweep};
use super::{Draft, INDEX, Index};
use crate::error::Result;

/// What a history shall become.
///
/// Unlike [`Draft::write`] it replaces what was frozen. Databases that ran what it replaces are on another
/// line from then on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// The whole index.
    pub index: Index,
    /// The revisions whose folders are written, in place of those of their names.
    pub drafts: Vec<Draft>,
    /// The folders of the revisions that go, by their names.
    pub gone: Vec<String>,
    /// Files that are added to folders that stay: (the revision, the file, its text).
    pub added: Vec<(String, String, String)>,
    /// Files that go from folders that stay: (the revision, the file).
    pub removed: Vec<(String, String)>,
}

impl Rewrite {
    /// Writes it: every file under a name that [`load`](super::load()) passes over; then the names; the index
    /// last. Returns the files written, the index last.
    ///
    /// A process that is ended in the midst of the names leaves a list of them, by which [`finish`](super::finish)
    /// does the rest.
    ///
    /// # Errors
    ///
    /// When a file cannot be written. Nothing has changed then.
    pub fn write(&self, revisions: &Path) -> Result<Vec<PathBuf>> {
        refuse_interrupted(revisions)?;
        sweep(revisions);
        let mut made = Vec::new();
        let written = self.steps(revisions, &mut made);
        if written.is_err() {
            made.iter().for_each(|path| remove(path));
        }
        written
    }

    fn steps(&self, revisions: &Path, made: &mut Vec<PathBuf>) -> Result<Vec<PathBuf>> {
        let (mut names, mut files) = (Vec::new(), Files::default());
        let mut journal = Journal { leave: self.gone.clone(), ..Journal::default() };
        for draft in &self.drafts {
            let folder = revisions.join(&draft.name);
            let new = scratch(&folder);
            files.create_folder(&new)?;
            made.push(new.clone());
            for (name, text) in draft.files() {
                files.write(&new.join(&name), text)?;
                names.push(folder.join(name));
            }
            journal.put.push(draft.name.clone());
        }
        for (revision, name, text) in &self.added {
            let file = revisions.join(revision).join(name);
            let new = scratch(&file);
            made.push(new.clone());
            files.write(&new, text)?;
            names.push(file);
            journal.put.push(format!("{revision}/{name}"));
        }
        journal.leave.extend(self.removed.iter().map(|(revision, file)| format!("{revision}/{file}")));
        let index = revisions.join(INDEX);
        made.push(scratch(&index));
        files.write(&scratch(&index), &self.index.print())?;
        journal.commit(revisions, files)?;
        names.push(index);
        Ok(names)
    }
}
