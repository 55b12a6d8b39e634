//! The lines of a history that has more than one head: what a merge of two branches leaves behind.

use std::fs;
use std::path::Path;

use super::index::{CONFLICT_MARKERS, CheckpointEntry, parse_checkpoint, parse_line};
use super::load::{read_alone, script_name};
use super::regain::{Indexes, regain};
use super::{Entry, INDEX, Identity, Index, Revision, SNAPSHOT, Script};
use crate::dialect::Dialect;
use crate::error::{Error, Kind, Result};

/// A history with its branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branches {
    /// The revisions that all branches have, oldest first.
    pub common: Vec<Revision<'static>>,
    /// What follows them, in the order in which the index first names them. Fewer than two is a history with
    /// one head.
    pub branches: Vec<Branch>,
    /// Whether the index was left with conflict markers.
    pub is_conflict: bool,
    /// The lines about checkpoints, each with the name of its revision.
    pub checkpoints: Vec<(String, Identity)>,
    /// The revisions that the index does not name, and whose lines were found elsewhere.
    pub regained: Vec<String>,
}

/// A branch of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its revisions, oldest first, up to where it parts again or ends.
    pub line: Vec<Revision<'static>>,
    /// What follows them where it parts again: two or more, or none.
    pub branches: Vec<Branch>,
}

impl Branch {
    /// All of its revisions, with those of its own branches.
    pub fn revisions(&self) -> Vec<&Revision<'static>> {
        let own = self.branches.iter().flat_map(Self::revisions);
        self.line.iter().chain(own).collect()
    }

    /// The ways to its heads, oldest revision first.
    pub fn ways(&self) -> Vec<Vec<&Revision<'static>>> {
        let line: Vec<&Revision<'static>> = self.line.iter().collect();
        if self.branches.is_empty() {
            return vec![line];
        }
        let ends = self.branches.iter().flat_map(Self::ways);
        ends.map(|end| line.iter().copied().chain(end).collect()).collect()
    }
}

impl Branches {
    /// Reads the index in this folder, with the lines of both sides where a merge left its markers, and
    /// every revision that it names.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or when a revision is not what was frozen: then a rebase cannot mend it.
    pub fn read(revisions: &Path) -> Result<Self> {
        Self::read_with(revisions, |_| Box::new(std::iter::empty()), |_| Box::new(std::iter::empty()))
    }

    /// The same, where a revision may be lost on disk: a rebase moved its folder, and a merge shows its line again. It
    /// is taken from the first of `elsewhere` that has it as it was frozen; each is asked for the text of a file of the
    /// revision.
    ///
    /// Or it may be on disk while the index does not name it: one side of a conflict was taken. Its line is then taken
    /// from the first of its `indexes` that has one which the files prove.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or had, or when a revision is not what was frozen: then a rebase cannot mend it.
    pub fn read_with(
        revisions: &Path,
        elsewhere: impl Fn(&str) -> Elsewhere,
        indexes: impl Fn(&str) -> Indexes,
    ) -> Result<Self> {
        let path = revisions.join(INDEX);
        let text = fs::read_to_string(&path).map_err(|error| {
            Error::new(Kind::Io, format!("`{}` cannot be read: {error}", path.display())).caused_by(error)
        })?;
        let is_conflict = text.lines().any(|line| line.starts_with(CONFLICT_MARKERS[0]));
        let mut found = lines(&text)?;
        let regained = regain(revisions, &mut found, |text| lines(text).ok(), indexes);
        let (entries, checkpoints) = found;
        let mut nodes: Vec<Revision<'static>> = Vec::new();
        let frozen_on: Vec<Option<Identity>> =
            std::iter::once(None).chain(entries.iter().map(|entry| Some(entry.identity))).collect();
        for entry in &entries {
            // Both sides gave a revision one name: git has put both into one folder.
            let is_doubled = entries.iter().filter(|other| other.name == entry.name).count() > 1;
            nodes.push(if revisions.join(&entry.name).join(SNAPSHOT).exists() && !is_doubled {
                read_alone(revisions, &entry.name, entry.identity)?
            } else {
                let found = std::iter::once(on_disk(revisions, &entry.name)).chain(elsewhere(&entry.name));
                let mut found = found.filter_map(|source| read_elsewhere(entry, &frozen_on, &source));
                let lost = if is_doubled { doubled } else { lost };
                found.next().ok_or_else(|| lost(revisions, &entry.name))?
            });
        }
        let parents = parents(&nodes)?;
        let tree = grow(None, &nodes, &parents);
        Ok(Self { common: tree.line, branches: tree.branches, is_conflict, checkpoints, regained })
    }

    /// The index of the common revisions and of those that follow them, with the checkpoints that are left.
    pub fn index<'r>(&self, after: impl IntoIterator<Item = &'r Revision<'static>>) -> Index {
        let mut index = Index::default();
        let common = self.common.iter().map(|revision| (revision.name.to_string(), revision.identity));
        let after = after.into_iter().map(|revision| (revision.name.to_string(), revision.identity));
        for (name, identity) in common.chain(after) {
            let (line, revisions) = (index.entries.len() + 2, index.entries.len() + 1);
            if let Some((_, hash)) = self.checkpoints.iter().find(|(of, _)| *of == name) {
                index.checkpoints.push(CheckpointEntry { revisions, hash: *hash, line: line + 1 });
            }
            index.entries.push(Entry { name, identity, line });
        }
        index
    }
}

/// Where a lost revision may be had: one folder of it after the other.
pub type Elsewhere = Box<dyn Iterator<Item = Folder>>;

/// A folder of a revision that is not on disk: it gives the text of a file.
pub type Folder = Box<dyn Fn(&str) -> Option<String>>;

/// The folder of a revision as it is on disk.
fn on_disk(revisions: &Path, name: &str) -> Folder {
    let folder = revisions.join(name);
    Box::new(move |file| fs::read_to_string(folder.join(file)).ok())
}

/// A revision from elsewhere, if it is what was frozen on one of these.
fn read_elsewhere(
    entry: &Entry,
    parents: &[Option<Identity>],
    source: &dyn Fn(&str) -> Option<String>,
) -> Option<Revision<'static>> {
    let read = |file: &str| source(file).map(|text| text.replace("\r\n", "\n"));
    let snapshot = read(SNAPSHOT)?;
    let script = |dialect: &Dialect| {
        let (up, down) = (read(&script_name(*dialect, "up"))?, read(&script_name(*dialect, "down"))?);
        Some(Script { dialect: *dialect, up: up.into(), down: down.into() })
    };
    let scripts: Vec<Script<'static>> = Dialect::ALL.iter().map(script).collect::<Option<_>>()?;
    let is_it = parents.iter().any(|parent| Identity::of(*parent, &snapshot, &scripts) == entry.identity);
    let (name, snapshot) = (entry.name.clone().into(), snapshot.into());
    is_it.then(|| Revision { name, identity: entry.identity, snapshot, scripts: scripts.into() })
}

fn doubled(_: &Path, name: &str) -> Error {
    let message = format!(
        "both sides have a revision called `{name}`, in one folder, and no commit at hand has each as it was frozen; take \
         back what was begun (`git merge --abort`, `git rebase --abort`), rename the folder and its line on one of the \
         branches, and merge again"
    );
    Error::new(Kind::History, message)
}

fn lost(revisions: &Path, name: &str) -> Error {
    let path = revisions.join(name);
    let message = format!(
        "the folder of revision `{name}` is lost, and no commit at hand has it as it was frozen; bring it back with `git \
         checkout COMMIT -- {}`, or take back what was begun (`git merge --abort`, `git rebase --abort`)",
        path.display()
    );
    Error::new(Kind::History, message)
}

/// The lines of an index: of revisions, and of checkpoints.
pub(super) type Lines = (Vec<Entry>, Vec<(String, Identity)>);

/// The lines of an index, once each, whatever markers stand between them. What diff3 shows of the common
/// ancestor is no side.
fn lines(text: &str) -> Result<Lines> {
    let (mut entries, mut checkpoints): Lines = Default::default();
    // How long the markers are around what the sides had in common; those within it are longer.
    let mut ancestor = None;
    for (number, line) in (2..).zip(text.lines().skip(1)) {
        if let Some(marker) = CONFLICT_MARKERS.iter().find(|marker| line.starts_with(**marker)) {
            let length = line.bytes().take_while(|byte| marker.as_bytes().first() == Some(byte)).count();
            if *marker == CONFLICT_MARKERS[1] {
                ancestor = ancestor.or(Some(length));
            } else if ancestor == Some(length) {
                ancestor = None;
            }
            continue;
        }
        if ancestor.is_some() || line.is_empty() {
            continue;
        }
        match (parse_line(line), parse_checkpoint(line)) {
            (Some((name, identity)), _) => {
                if entries.iter().any(|entry| entry.name == name && entry.identity == identity) {
                    continue;
                }
                entries.push(Entry { name: name.to_owned(), identity, line: number });
            }
            (None, Some((name, hash))) => checkpoints.push((name.to_owned(), hash)),
            (None, None) => {
                let message = format!(
                    "line {number} of the index is none; restore the index with `git checkout`, and merge again"
                );
                return Err(Error::new(Kind::History, message));
            }
        }
    }
    Ok((entries, checkpoints))
}

/// What each revision was frozen on, going by its hash; `None` is the empty start.
fn parents(nodes: &[Revision<'static>]) -> Result<Vec<Option<usize>>> {
    let is_on = |node: &Revision<'_>, parent: Option<usize>| {
        let parent = parent.map(|parent| nodes[parent].identity);
        Identity::of(parent, &node.snapshot, &node.scripts) == node.identity
    };
    let parent = |(at, node): (usize, &Revision<'static>)| {
        // The line before it is the likeliest.
        let near = at.checked_sub(1).map(Some);
        let all = std::iter::once(None).chain((0..nodes.len()).filter(|other| *other != at).map(Some));
        near.into_iter().chain(all).find(|parent| is_on(node, *parent)).ok_or_else(|| {
            let message = format!(
                "revision `{}` is not what was frozen, or what it was frozen on is not in the index; restore both with \
                 `git checkout`",
                node.name
            );
            Error::new(Kind::History, message)
        })
    };
    nodes.iter().enumerate().map(parent).collect()
}

/// What follows a revision, itself left out; all that follows the empty start.
fn grow(after: Option<usize>, nodes: &[Revision<'static>], parents: &[Option<usize>]) -> Branch {
    let (mut at, mut line) = (after, Vec::new());
    loop {
        let next: Vec<usize> = (0..nodes.len()).filter(|node| parents[*node] == at).collect();
        match next.as_slice() {
            [] => return Branch { line, branches: Vec::new() },
            [only] => {
                line.push(nodes[*only].clone());
                at = Some(*only);
            }
            several => {
                let branch = |first: &usize| {
                    let mut branch = grow(Some(*first), nodes, parents);
                    branch.line.insert(0, nodes[*first].clone());
                    branch
                };
                return Branch { line, branches: several.iter().map(branch).collect() };
            }
        }
    }
}
