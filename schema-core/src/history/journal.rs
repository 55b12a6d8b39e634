//! What a writer is about to do to the revisions folder, written down before it does it.
//!
//! Several folders cannot change their names in one step. So everything new is written first, under names that
//! [`load`](super::load()) passes over; then this list; then the names change. A writer that is ended in the midst of
//! that leaves the list, and [`finish`] does the rest: the new history is whole on disk from the moment on at which
//! the list is there.
//!
//! ```text
//! frostline rewrite 1
//! leave 0004_read_at
//! put 0005_read_at
//! put history
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{Files, cannot, remove, settle_folder};
use super::index::is_folder_name;
use super::{INDEX, fault_in};
use crate::error::{Error, Kind, Result};
use crate::fault::Fault;

/// The list's own name.
const FILE: &str = ".rewrite";

/// Its first line.
const FORMAT: &str = "frostline rewrite 1";

/// The list. Paths are relative to the revisions folder, with `/` in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// What goes.
    pub(super) leave: Vec<String>,
    /// What takes its place from beside it, under [`scratch`], in place of what is there; the index is always among
    /// them, and the last.
    pub(super) put: Vec<String>,
}

/// Whether a writer of this folder was ended in the midst of it.
pub fn is_interrupted(revisions: &Path) -> bool {
    revisions.join(FILE).symlink_metadata().is_ok()
}

/// Finishes what a writer of this folder had begun, and says whether there was anything.
///
/// # Errors
///
/// When the list of a newer version is there, when what it names is lost, or when a file cannot be moved. Nothing has
/// changed then.
pub fn finish(revisions: &Path) -> Result<bool> {
    let path = revisions.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(cannot("read", &path, error)),
    };
    let Some(journal) = Journal::parse(&text) else {
        let message = format!(
            "`{}` is no list that this version of `cargo schema` knows; update it, or restore the folder with `git \
             checkout` and remove the file",
            path.display()
        );
        return Err(Error::new(Kind::History, message));
    };
    journal.carry_out(revisions)?;
    journal.clear(revisions)?;
    Ok(true)
}

const INTERRUPTED: &str = "a command that was writing the history was ended in the midst of it; run it again, or `cargo \
                           schema rebase`: either finishes what was begun";

/// What a build says of a folder in that state.
pub(super) fn fault(revisions: &Path) -> Fault {
    fault_in(&revisions.join(FILE), None, INTERRUPTED)
}

/// Nothing is written on top of it.
pub(super) fn refuse_interrupted(revisions: &Path) -> Result<()> {
    if is_interrupted(revisions) { Err(Error::new(Kind::History, INTERRUPTED)) } else { Ok(()) }
}

/// The name under which what is to stand here is written first.
pub(super) fn scratch(path: &Path) -> PathBuf {
    beside(path, "new")
}

impl Journal {
    /// Does it: waits for what was written, writes the list, changes the names, and takes the list away. All that is
    /// put is there under its [`scratch`] name already.
    pub(super) fn commit(mut self, revisions: &Path, mut files: Files) -> Result<()> {
        let put: BTreeSet<&String> = self.put.iter().collect();
        self.leave.retain(|path| !put.contains(path));
        self.put.push(INDEX.to_owned());
        let path = revisions.join(FILE);
        let list = scratch(&path);
        let listed = files
            .write(&list, &self.print())
            .and_then(|()| files.settle())
            .and_then(|()| fs::rename(&list, &path).map_err(|error| cannot("write", &path, error)));
        if let Err(error) = listed {
            remove(&list);
            return Err(error);
        }
        // No name changes before the disk has the list.
        if let Err(error) = settle_folder(revisions) {
            remove(&path);
            return Err(cannot("write", &path, error));
        }
        match self.carry_out(revisions) {
            Ok(()) => self.clear(revisions),
            Err(error) => {
                remove(&path);
                Err(error)
            }
        }
    }

    /// Changes the names; what was changed already stays so. An error takes back what this call has changed.
    fn carry_out(&self, revisions: &Path) -> Result<()> {
        for path in &self.put {
            let place = revisions.join(path);
            if !exists(&place) && !exists(&scratch(&place)) {
                let message = format!("`{path}` of the revisions is lost; restore the folder with `git checkout`");
                return Err(Error::new(Kind::History, message));
            }
        }
        let mut moved = Vec::new();
        let moves = self.moves(revisions, &mut moved);
        if moves.is_err() {
            for (from, to) in moved.iter().rev() {
                let _ = fs::rename(to, from);
            }
        }
        moves
    }

    /// The moves of [`carry_out`](Self::carry_out): (from, to).
    fn moves(&self, revisions: &Path, moved: &mut Vec<(PathBuf, PathBuf)>) -> Result<()> {
        let mut rename = |from: &Path, to: &Path| {
            fs::rename(from, to).map_err(|error| cannot("move", from, error))?;
            moved.push((from.to_owned(), to.to_owned()));
            Ok(())
        };
        let aside = |place: &Path| {
            let aside = beside(place, "old");
            remove(&aside);
            aside
        };
        for place in self.leave.iter().map(|path| revisions.join(path)).filter(|place| exists(place)) {
            rename(&place, &aside(&place))?;
        }
        for path in &self.put {
            let place = revisions.join(path);
            let new = scratch(&place);
            if !exists(&new) {
                continue;
            }
            // The index is replaced in one step.
            if path != INDEX && exists(&place) {
                rename(&place, &aside(&place))?;
            }
            rename(&new, &place)?;
        }
        Ok(())
    }

    /// Removes what was put aside, and the list last.
    fn clear(&self, revisions: &Path) -> Result<()> {
        let list = revisions.join(FILE);
        let left = |error: io::Error| {
            let message = format!("the history is written, but `{}` cannot be removed: {error}", list.display());
            Error::new(Kind::Io, message).caused_by(error)
        };
        // The list goes when the disk has the names.
        let places: Vec<PathBuf> = self.leave.iter().chain(&self.put).map(|path| revisions.join(path)).collect();
        let folders: BTreeSet<&Path> = places.iter().filter_map(|place| place.parent()).collect();
        folders.into_iter().filter(|folder| exists(folder)).try_for_each(settle_folder).map_err(left)?;
        places.iter().for_each(|place| remove(&beside(place, "old")));
        fs::remove_file(&list).map_err(left)
    }

    fn print(&self) -> String {
        let mut text = format!("{FORMAT}\n");
        for (word, paths) in [("leave", &self.leave), ("put", &self.put)] {
            for path in paths {
                text.push_str(&format!("{word} {path}\n"));
            }
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return None;
        }
        let mut this = Self::default();
        for line in lines {
            let (word, path) = line.split_once(' ')?;
            // Never out of the folder.
            if !path.split('/').all(is_folder_name) {
                return None;
            }
            match word {
                "leave" => this.leave.push(path.to_owned()),
                "put" => this.put.push(path.to_owned()),
                _ => return None,
            }
        }
        (this.put.last().map(String::as_str) == Some(INDEX)).then_some(this)
    }
}

/// Removes what writers have left that were ended before there was a list: it is of no use to anybody.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(".new") {
            remove(&entry.path());
        }
    }
}

/// `.NAME.SUFFIX`, which [`load`](super::load()) passes over.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{}.{suffix}", name.trim_start_matches('.')))
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_as_it_was_written() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let journal = Journal { leave: list(&["0004_a"]), put: list(&["0002_b/sqlite.base.sql", "0005_a", "history"]) };
        assert_eq!(Journal::parse(&journal.print()), Some(journal));
        for bad in [
            "",
            "frostline rewrite 2\nput history\n",
            "frostline rewrite 1\n",
            "frostline rewrite 1\nleave ../x\nput history\n",
            "frostline rewrite 1\nleave /etc\nput history\n",
            "frostline rewrite 1\nremove x\nput history\n",
        ] {
            assert_eq!(Journal::parse(bad), None, "{bad}");
        }
    }
}
