//! The end of a history, written anew: for what is not shared yet, or was never one line.

use std::fs;
use std::path::{Path, PathBuf};

use super::freeze::{cannot, write};
use super::{Draft, INDEX, Index};
use crate::error::{Error, Kind, Result};

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
    /// # Errors
    ///
    /// When a file cannot be written. Nothing has changed then.
    pub fn write(&self, revisions: &Path) -> Result<Vec<PathBuf>> {
        let mut moves = Moves::default();
        let written = self.steps(revisions, &mut moves);
        match &written {
            Ok(_) => moves.finish(),
            Err(_) => moves.undo(),
        }
        written
    }

    fn steps(&self, revisions: &Path, moves: &mut Moves) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut places = Vec::new();
        for draft in &self.drafts {
            let (scratch, folder) = (revisions.join(format!(".{}.new", draft.name)), revisions.join(&draft.name));
            if scratch.symlink_metadata().is_ok() {
                fs::remove_dir_all(&scratch).map_err(|error| cannot("remove", &scratch, error))?;
            }
            fs::create_dir(&scratch).map_err(|error| cannot("create", &scratch, error))?;
            moves.scratch.push(scratch.clone());
            for (name, text) in draft.files() {
                write(&scratch.join(&name), text)?;
                files.push(folder.join(name));
            }
            places.push((scratch, folder));
        }
        for (revision, name, text) in &self.added {
            let folder = revisions.join(revision);
            let (scratch, file) = (folder.join(format!(".{name}.new")), folder.join(name));
            moves.scratch.push(scratch.clone());
            write(&scratch, text)?;
            files.push(file.clone());
            places.push((scratch, file));
        }
        let (index_scratch, index) = (revisions.join(format!(".{INDEX}.new")), revisions.join(INDEX));
        moves.scratch.push(index_scratch.clone());
        write(&index_scratch, &self.index.print())?;

        let removed = self.removed.iter().map(|(revision, file)| revisions.join(revision).join(file));
        let leaving: Vec<PathBuf> = self.gone.iter().map(|name| revisions.join(name)).chain(removed).collect();
        for path in leaving.iter().chain(places.iter().map(|(_, place)| place)) {
            moves.put_aside(path)?;
        }
        for (scratch, place) in &places {
            moves.put(scratch, place)?;
        }
        fs::rename(&index_scratch, &index).map_err(|error| cannot("write", &index, error))?;
        files.push(index);
        Ok(files)
    }
}

/// What was moved so far, so that it can be moved back.
#[derive(Default)]
struct Moves {
    scratch: Vec<PathBuf>,
    /// (Where it was, where it is.)
    aside: Vec<(PathBuf, PathBuf)>,
    placed: Vec<PathBuf>,
}

impl Moves {
    /// Moves what is there out of the way, if anything is.
    fn put_aside(&mut self, path: &Path) -> Result<()> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        let Some(name) = path.file_name() else {
            return Err(Error::new(Kind::Io, format!("`{}` has no name", path.display())));
        };
        let aside = path.with_file_name(format!(".{}.old", name.to_string_lossy()));
        remove(&aside);
        fs::rename(path, &aside).map_err(|error| cannot("move", path, error))?;
        self.aside.push((path.to_owned(), aside));
        Ok(())
    }

    fn put(&mut self, scratch: &Path, place: &Path) -> Result<()> {
        fs::rename(scratch, place).map_err(|error| cannot("create", place, error))?;
        self.placed.push(place.to_owned());
        Ok(())
    }

    fn finish(self) {
        for (_, aside) in self.aside {
            remove(&aside);
        }
    }

    fn undo(self) {
        for path in self.placed.iter().chain(&self.scratch) {
            remove(path);
        }
        for (was, is) in self.aside.iter().rev() {
            let _ = fs::rename(is, was);
        }
    }
}

/// Removes a file or a folder, if it is there and can be.
fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
