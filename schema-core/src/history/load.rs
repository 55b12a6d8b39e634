//! A history from disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::chain::{self, Content, Link, Stray};
use super::{
    Checkpoint, CheckpointEntry, History, INDEX, Identity, Index, Revision, SNAPSHOT, Script, fault_in, journal,
};
use crate::dialect::Dialect;
use crate::error::{Error, Kind};
use crate::fault::{Fault, FaultKind, Site};
use crate::model::Model;
use crate::syntax::{Snapshot, parse_snapshot};

/// What was found in a revisions folder.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The revisions that could be read, oldest first; whole when `faults` is empty. Empty when there
    /// is no index yet. Line ends are `\n`, whatever the files have.
    pub history: History<'static>,
    /// The head's snapshot, parsed; `None` at the empty start or when it could not be read.
    pub head: Option<Snapshot>,
    /// Whether there is an index at all.
    pub exists: bool,
    /// Every fault of the chain: a file edited, lost, foreign, reordered; two heads; a merge conflict;
    /// a format newer than the tool; a folder that the index does not name.
    pub faults: Vec<Fault>,
    /// The revisions whose checkpoints are lost or not what was made, by how many stand up to each; a fault tells each.
    /// Nothing follows from a checkpoint, so that it can be made anew.
    pub broken_checkpoints: Vec<usize>,
    /// Every file that was read, for a build to watch; the index first.
    pub files: Vec<PathBuf>,
    /// Whether a file has `\r\n` at its line ends, so that its bytes are not the text that was frozen.
    pub crlf: bool,
}

/// Reads and proves the history in this folder. Never fails: what is wrong is in the faults.
///
/// Every revision is hashed, and the head's snapshot alone is parsed, so that a thousand revisions
/// cost little more than their reading. A folder that is not there is a history that has not begun.
/// What begins with a dot (`.gitkeep`, `.DS_Store`, a freeze that was cut off) is passed over.
pub fn load(revisions: &Path, name: &str) -> Loaded {
    let mut loaded = read(revisions, name);
    loaded.parse_head(revisions, None);
    loaded
}

/// The same, when this model, whose canonical text is in the history as its declaration, is likely to be
/// the head's: where the texts are one, so are the models, and nothing is parsed but the transition.
pub(super) fn load_expecting(revisions: &Path, name: &str, declared: &Model, text: String) -> Loaded {
    let mut loaded = read(revisions, name);
    loaded.history.declaration = Cow::Owned(text);
    loaded.parse_head(revisions, Some(declared));
    loaded
}

/// Reads and proves a history, and leaves the head's snapshot unparsed.
fn read(revisions: &Path, name: &str) -> Loaded {
    let mut loaded = Loaded::nothing(name);
    let listing = match list(revisions) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return loaded,
        Err(error) => {
            loaded.faults.push(unreadable(revisions, &error));
            return loaded;
        }
    };
    if journal::is_interrupted(revisions) {
        loaded.faults.push(journal::fault(revisions));
        return loaded;
    }
    let path = revisions.join(INDEX);
    if !listing.contains_key(INDEX) {
        // Without an index there may be a README and the like; folders however were frozen once.
        if let Some((folder, _)) = listing.iter().find(|(_, is_folder)| **is_folder) {
            let message =
                format!("the index is lost, although revision `{folder}` is there; restore it with `git checkout`");
            loaded.faults.push(fault_in(&path, None, message));
        }
        return loaded;
    }
    loaded.exists = true;
    let text = match loaded.read(path.clone()) {
        Ok(text) => text,
        Err(fault) => {
            loaded.faults.push(fault);
            return loaded;
        }
    };
    let (index, faults) = Index::parse(&text, &path);
    if !faults.is_empty() {
        loaded.faults = faults;
        return loaded;
    }
    loaded.read_all(revisions, &path, index, listing);
    loaded
}

impl Loaded {
    /// A history that has not begun.
    pub(super) fn nothing(name: &str) -> Self {
        Self {
            history: History { name: Cow::Owned(name.to_owned()), ..History::default() },
            head: None,
            exists: false,
            faults: Vec::new(),
            broken_checkpoints: Vec::new(),
            files: Vec::new(),
            crlf: false,
        }
    }

    /// Reads a text file of the history, with line ends normalised.
    fn read(&mut self, path: PathBuf) -> Result<String, Fault> {
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            fault_in(&path, Some(line), "the file is not UTF-8 text; restore it with `git checkout`")
        })?;
        self.files.push(path);
        if text.contains('\r') {
            self.crlf = true;
            return Ok(text.replace("\r\n", "\n"));
        }
        Ok(text)
    }

    /// Reads what the index names and what it does not, and proves the chain.
    fn read_all(&mut self, revisions: &Path, path: &Path, index: Index, mut listing: BTreeMap<String, bool>) {
        let mut links = Vec::new();
        let mut checkpoints = Vec::new();
        for (place, entry) in index.entries.into_iter().enumerate() {
            let content = match listing.remove(&entry.name) {
                Some(true) => {
                    let folder = revisions.join(&entry.name);
                    let checkpoint = index.checkpoints.iter().find(|checkpoint| checkpoint.revisions == place + 1);
                    let (revision, faults) =
                        self.read_revision(&folder, &entry.name, entry.identity, checkpoint.is_some());
                    self.faults.extend(faults);
                    if let Some(checkpoint) = checkpoint.filter(|_| revision.is_some()) {
                        let read = self.read_checkpoints(&folder, &entry.name, entry.identity, checkpoint);
                        if read.is_empty() {
                            self.broken_checkpoints.push(checkpoint.revisions);
                        }
                        checkpoints.extend(read);
                    }
                    revision.map_or(Content::Damaged, Content::Read)
                }
                _ => Content::Lost,
            };
            links.push(Link { entry, content });
        }
        listing.remove(INDEX);
        let mut strays = Vec::new();
        for (name, is_folder) in listing {
            let found = revisions.join(&name);
            if is_folder {
                // Its own faults are of no interest before it is known to belong here.
                let (revision, _) = Self::nothing("").read_revision(&found, &name, Identity([0; 32]), true);
                strays.push(Stray { name, revision });
            } else {
                let message = format!("`{name}` is no part of a history; move it out of the revisions folder");
                self.faults.push(fault_in(&found, None, message));
            }
        }
        self.faults.extend(chain::prove(&links, strays, revisions, path));
        let read = links.into_iter().filter_map(|link| match link.content {
            Content::Read(revision) => Some(revision),
            Content::Damaged | Content::Lost => None,
        });
        self.history.revisions = Cow::Owned(read.collect());
        self.history.checkpoints = Cow::Owned(checkpoints);
    }

    /// Reads the checkpoint of a revision, a script for each dialect; what is not as it was made is told.
    fn read_checkpoints(
        &mut self,
        folder: &Path,
        name: &str,
        identity: Identity,
        entry: &CheckpointEntry,
    ) -> Vec<Checkpoint<'static>> {
        let mut read = Vec::new();
        for &dialect in Dialect::ALL {
            let file = checkpoint_file(dialect);
            match self.read(folder.join(&file)) {
                Ok(sql) => {
                    read.push(Checkpoint { revisions: entry.revisions, identity, dialect, sql: Cow::Owned(sql) });
                }
                Err(fault) if !folder.join(&file).exists() => {
                    let Fault { site, .. } = fault;
                    let message = format!(
                        "the checkpoint of revision `{name}` is lost; write it anew with `cargo schema squash --to {name}`, or \
                         restore it with `git checkout`"
                    );
                    self.faults.push(Fault::new(FaultKind::History, site, message));
                    return Vec::new();
                }
                Err(fault) => {
                    self.faults.push(fault);
                    return Vec::new();
                }
            }
        }
        let scripts = read.iter().map(|checkpoint| (checkpoint.dialect, &*checkpoint.sql));
        if Identity::of_checkpoint(identity, scripts) == entry.hash {
            return read;
        }
        let message = format!(
            "the checkpoint of revision `{name}` is not what was made: its SQL or its line of the index was edited; \
             write it anew with `cargo schema squash --to {name}`, or restore it with `git checkout`"
        );
        self.faults.push(fault_in(&folder.join(checkpoint_file(Dialect::Sqlite)), None, message));
        Vec::new()
    }

    /// Parses the newest snapshot, once the chain is known to be sound.
    fn parse_head(&mut self, revisions: &Path, expected: Option<&Model>) {
        let Some(head) = self.history.head().filter(|_| self.faults.is_empty()) else { return };
        self.head = expected.and_then(|model| as_expected(&head.snapshot, &self.history.declaration, model));
        if self.head.is_some() {
            return;
        }
        let parsed = parse_snapshot(&head.snapshot);
        if parsed.faults.is_empty() {
            self.head = Some(parsed.value);
            return;
        }
        let path = revisions.join(&*head.name).join(SNAPSHOT);
        let faults = parsed.faults.into_iter().map(|fault| {
            let line = match fault.site {
                Site::Source(span) => Some(span.line_and_column(&head.snapshot).0),
                Site::Declaration | Site::File { .. } => None,
            };
            fault_in(&path, line, fault.message)
        });
        self.faults = faults.collect();
    }

    /// Reads one revision; `None` when a part of it could not be had.
    fn read_revision(
        &mut self,
        folder: &Path,
        name: &str,
        identity: Identity,
        has_checkpoint: bool,
    ) -> (Option<Revision<'static>>, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut listing = match list(folder) {
            Ok(listing) => listing,
            Err(error) => return (None, vec![unreadable(folder, &error)]),
        };
        let mut part = |file: &str, faults: &mut Vec<Fault>| {
            let path = folder.join(file);
            if listing.remove(file).is_none() {
                let message = format!("`{file}` of revision `{name}` is lost; restore it with `git checkout`");
                faults.push(fault_in(&path, None, message));
                return None;
            }
            self.read(path).map_err(|fault| faults.push(fault)).ok()
        };
        let snapshot = part(SNAPSHOT, &mut faults);
        let mut scripts = Vec::new();
        for &dialect in Dialect::ALL {
            let up = part(&script_name(dialect, "up"), &mut faults);
            let down = part(&script_name(dialect, "down"), &mut faults);
            if let (Some(up), Some(down)) = (up, down) {
                scripts.push(Script { dialect, up: up.into(), down: down.into() });
            }
        }
        let whole = faults.is_empty();
        if has_checkpoint {
            listing.retain(|file, _| Dialect::ALL.iter().all(|dialect| *file != checkpoint_file(*dialect)));
        }
        for (file, _) in listing {
            let message = format!("`{file}` is no part of a revision; move it out of `{name}`");
            faults.push(fault_in(&folder.join(file), None, message));
        }
        let revision = snapshot.filter(|_| whole).map(|snapshot| Revision {
            name: Cow::Owned(name.to_owned()),
            identity,
            snapshot: snapshot.into(),
            scripts: scripts.into(),
        });
        (revision, faults)
    }
}

/// Reads the index and every revision that it names, each with the identity that the index says, without
/// proof of anything: for commands that mend what [`load`] finds wrong.
///
/// # Errors
///
/// When the index is no index, or a file of a revision is lost or cannot be read.
pub fn read_unproved(revisions: &Path) -> Result<(Index, Vec<Revision<'static>>), Error> {
    let path = revisions.join(INDEX);
    let text = match Loaded::nothing("").read(path.clone()) {
        Ok(text) => text,
        Err(fault) => return Err(Error::new(Kind::History, fault.message)),
    };
    let (index, faults) = Index::parse(&text, &path);
    if let Some(fault) = faults.into_iter().next() {
        return Err(Error::new(Kind::History, fault.message));
    }
    let read = index.entries.iter().map(|entry| read_alone(revisions, &entry.name, entry.identity));
    let read = read.collect::<Result<Vec<_>, Error>>()?;
    Ok((index, read))
}

/// Reads one revision, without proof of anything.
pub(super) fn read_alone(revisions: &Path, name: &str, identity: Identity) -> Result<Revision<'static>, Error> {
    let (revision, faults) = Loaded::nothing("").read_revision(&revisions.join(name), name, identity, true);
    match (revision, faults.into_iter().next()) {
        (Some(revision), None) => Ok(revision),
        (_, Some(fault)) => Err(Error::new(Kind::History, fault.message)),
        (None, None) => Err(Error::new(Kind::History, format!("revision `{name}` cannot be read"))),
    }
}

/// The snapshot, if its schema is this model to the letter of its text.
fn as_expected(snapshot: &str, text: &str, model: &Model) -> Option<Snapshot> {
    let front = parse_snapshot(snapshot.strip_suffix(text)?);
    let is_front = front.faults.is_empty() && front.value.model.is_empty();
    is_front.then(|| Snapshot { transition: front.value.transition, model: model.clone() })
}

/// What is in a folder, by name, and whether it is a folder; without what begins with a dot.
fn list(folder: &Path) -> io::Result<BTreeMap<String, bool>> {
    let mut listing = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            let kind = entry.file_type()?;
            let is_folder = if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() };
            listing.insert(name, is_folder);
        }
    }
    Ok(listing)
}

/// The file of a revision that holds its checkpoint in this dialect.
pub fn checkpoint_file(dialect: Dialect) -> String {
    script_name(dialect, "base")
}

/// The file of a revision that holds the SQL of this dialect, in this direction (`up` or `down`).
pub(super) fn script_name(dialect: Dialect, direction: &str) -> String {
    format!("{}.{direction}.sql", dialect.word())
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    let shown = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    fault_in(
        path,
        None,
        format!("`{shown}` cannot be read: {error}; make it readable, or restore it with `git checkout`"),
    )
}
