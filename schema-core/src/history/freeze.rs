//! Freezing: writing a new revision.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{Files, cannot, remove};
use super::journal::{Journal, refuse_interrupted, scratch, sweep};
use super::load::script_name;
use super::{Entry, History, INDEX, Identity, Index, Revision, SNAPSHOT, Script};
use crate::error::{Error, Kind, Result};
use crate::syntax::{Snapshot, print_snapshot};

/// How many letters of a message a folder's name takes.
const NAME_LIMIT: usize = 60;

/// A revision that is ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its folder.
    pub name: String,
    /// Its identity.
    pub identity: Identity,
    /// The text of its snapshot.
    pub snapshot: String,
    /// Its SQL.
    pub scripts: Vec<Script<'static>>,
}

/// The folder name of the revision with this ordinal (from 1) and message:
/// `(2, "Features synced at")` is `0002_features_synced_at`.
///
/// ASCII letters and digits alone remain, in lower case, so that the name is the same on every file
/// system; a long message is cut at a word.
pub fn revision_name(ordinal: usize, message: &str) -> String {
    let mut slug = String::new();
    for word in message.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let separator = usize::from(!slug.is_empty());
        if slug.len() + separator + word.len() > NAME_LIMIT {
            if slug.is_empty() {
                slug = word[..NAME_LIMIT].to_ascii_lowercase();
            }
            break;
        }
        if separator == 1 {
            slug.push('_');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    if slug.is_empty() {
        slug.push_str("revision");
    }
    format!("{ordinal:04}_{slug}")
}

/// The number at the start of a revision's name.
fn ordinal_of(name: &str) -> Option<usize> {
    let digits = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    name[..digits].parse().ok()
}

/// Text as it is written: `\n` at every line's end, and at the last one's.
fn normalize(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n");
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    text.push('\n');
    text
}

impl Draft {
    /// The next revision after the head of `history`. Its number is one more than the head's, and never
    /// less than its place.
    ///
    /// The same input gives the same bytes.
    pub fn new(history: &History<'_>, message: &str, snapshot: &Snapshot, scripts: Vec<Script<'static>>) -> Self {
        let place = history.revisions.len() + 1;
        let after_head = history.head().and_then(|head| ordinal_of(&head.name)).map_or(1, |number| number + 1);
        let snapshot = normalize(&print_snapshot(snapshot));
        let mut scripts: Vec<_> = scripts
            .into_iter()
            .map(|script| Script {
                dialect: script.dialect,
                up: Cow::Owned(normalize(&script.up)),
                down: Cow::Owned(normalize(&script.down)),
            })
            .collect();
        // As `load` reads them: the identity counts their order.
        scripts.sort_by_key(|script| script.dialect);
        Self {
            name: revision_name(place.max(after_head), message),
            identity: Identity::of(history.head().map(|head| head.identity), &snapshot, &scripts),
            snapshot,
            scripts,
        }
    }

    /// Writes it under this folder and adds it to the index, which is written last and replaced in one
    /// step: a crash leaves the old history, the new one, or a list by which [`finish`](super::finish) makes it the
    /// new one. Returns the files written, the index last.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, when the folder already holds a revision of this name, or when
    /// the index is not the one that the draft was made on. Nothing has changed then.
    pub fn write(&self, revisions: &Path) -> Result<Vec<PathBuf>> {
        refuse_interrupted(revisions)?;
        let index_path = revisions.join(INDEX);
        let index = self.extended_index(&index_path)?;
        let folder = revisions.join(&self.name);
        if folder.symlink_metadata().is_ok() {
            let message = format!("`{}` is there already; move it away or choose another message", folder.display());
            return Err(Error::new(Kind::History, message));
        }
        let created = first_missing(revisions);
        let written = self.write_files(revisions, &folder, &index_path, &index);
        if written.is_err()
            && let Some(created) = created
        {
            // The folders that were made for this revision alone go again; only empty ones can.
            for folder in revisions.ancestors().take_while(|folder| folder.starts_with(created)) {
                let _ = fs::remove_dir(folder);
            }
        }
        written
    }

    /// The draft that a revision was, to write it again.
    pub fn of(revision: &Revision<'static>) -> Self {
        Self {
            name: revision.name.to_string(),
            identity: revision.identity,
            snapshot: revision.snapshot.to_string(),
            scripts: revision.scripts.to_vec(),
        }
    }

    /// The revision that it is once it is written.
    pub fn revision(&self) -> Revision<'static> {
        Revision {
            name: Cow::Owned(self.name.clone()),
            identity: self.identity,
            snapshot: Cow::Owned(self.snapshot.clone()),
            scripts: Cow::Owned(self.scripts.clone()),
        }
    }

    /// Its files: the name of each, and its text.
    pub(super) fn files(&self) -> Vec<(String, &str)> {
        let mut files = vec![(SNAPSHOT.to_owned(), &*self.snapshot)];
        for script in &self.scripts {
            files.push((script_name(script.dialect, "up"), &script.up));
            files.push((script_name(script.dialect, "down"), &script.down));
        }
        files
    }

    /// The index with this revision at its end.
    fn extended_index(&self, path: &Path) -> Result<Index> {
        let mut index = match fs::read(path) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let (index, faults) = Index::parse(&text, path);
                if let Some(fault) = faults.into_iter().next() {
                    return Err(Error::new(Kind::History, format!("`{}`: {fault}", path.display())));
                }
                index
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Index::default(),
            Err(error) => return Err(cannot("read", path, error)),
        };
        let parent = index.entries.last().map(|entry| entry.identity);
        if Identity::of(parent, &self.snapshot, &self.scripts) != self.identity {
            let message = format!(
                "the history changed while `{}` was made; run `cargo schema snapshot -m \"…\"` again",
                self.name
            );
            return Err(Error::new(Kind::History, message));
        }
        let line = index.entries.len() + 2;
        index.entries.push(Entry { name: self.name.clone(), identity: self.identity, line });
        Ok(index)
    }

    /// Files first, under a name that [`load`](super::load) passes over; then the folder's name; then
    /// the index.
    fn write_files(&self, revisions: &Path, folder: &Path, index_path: &Path, index: &Index) -> Result<Vec<PathBuf>> {
        let (new, new_index) = (scratch(folder), scratch(index_path));
        fs::create_dir_all(revisions).map_err(|error| cannot("create", revisions, error))?;
        sweep(revisions);
        let steps = || {
            let (mut names, mut files) = (Vec::new(), Files::default());
            files.create_folder(&new)?;
            for (name, text) in self.files() {
                files.write(&new.join(&name), text)?;
                names.push(folder.join(name));
            }
            files.write(&new_index, &index.print())?;
            Journal { put: vec![self.name.clone()], ..Journal::default() }.commit(revisions, files)?;
            names.push(index_path.to_owned());
            Ok(names)
        };
        let result = steps();
        if result.is_err() {
            remove(&new);
            remove(&new_index);
        }
        result
    }
}

/// The outermost folder on this path that is not there yet.
fn first_missing(path: &Path) -> Option<&Path> {
    path.ancestors().take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists()).last()
}
