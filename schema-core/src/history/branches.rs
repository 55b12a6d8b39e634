//! The lines of a history that has more than one head: what a merge of two branches leaves behind.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::index::{CONFLICT_MARKERS, CheckpointEntry, parse_checkpoint, parse_line};
use super::load::read_alone;
use super::{Entry, INDEX, Identity, Index, Revision};
use crate::error::{Error, Kind, Result};

/// A history with its branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branches {
    /// The revisions that all branches have, oldest first.
    pub common: Vec<Revision<'static>>,
    /// What follows them, a list for each branch, in the order in which the index first names them. Fewer
    /// than two is a history with one head.
    pub branches: Vec<Vec<Revision<'static>>>,
    /// Whether the index was left with conflict markers.
    pub is_conflict: bool,
    /// The lines about checkpoints, each with the name of its revision.
    pub checkpoints: Vec<(String, Identity)>,
}

impl Branches {
    /// Reads the index in this folder, with the lines of both sides where a merge left its markers, and
    /// every revision that it names.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, when a revision is not what was frozen, or when the branches are no plain
    /// fork: then a rebase cannot mend it.
    pub fn read(revisions: &Path) -> Result<Self> {
        let path = revisions.join(INDEX);
        let text = fs::read_to_string(&path).map_err(|error| {
            Error::new(Kind::Io, format!("`{}` cannot be read: {error}", path.display())).caused_by(error)
        })?;
        let is_conflict = text.lines().any(|line| line.starts_with(CONFLICT_MARKERS[0]));
        let (entries, checkpoints) = lines(&text)?;
        let mut nodes: Vec<Revision<'static>> = Vec::new();
        for entry in &entries {
            nodes.push(read_alone(revisions, &entry.name, entry.identity)?);
        }
        let parents = parents(&nodes)?;
        let mut this = Self { common: Vec::new(), branches: Vec::new(), is_conflict, checkpoints };
        let mut at = None;
        loop {
            let next: Vec<usize> = (0..nodes.len()).filter(|node| parents[*node] == at).collect();
            match next.as_slice() {
                [] => return Ok(this),
                [only] => {
                    this.common.push(nodes[*only].clone());
                    at = Some(*only);
                }
                several => {
                    for first in several {
                        this.branches.push(line(*first, &nodes, &parents)?);
                    }
                    return Ok(this);
                }
            }
        }
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

/// The lines of an index: of revisions, and of checkpoints.
type Lines = (Vec<Entry>, Vec<(String, Identity)>);

/// The lines of an index, once each, whatever markers stand between them. What diff3 shows of the common
/// ancestor is no side.
fn lines(text: &str) -> Result<Lines> {
    let (mut entries, mut checkpoints): Lines = Default::default();
    let mut is_ancestor = false;
    for (number, line) in (2..).zip(text.lines().skip(1)) {
        if let Some(marker) = CONFLICT_MARKERS.iter().find(|marker| line.starts_with(**marker)) {
            is_ancestor = *marker == CONFLICT_MARKERS[1];
            continue;
        }
        if is_ancestor || line.is_empty() {
            continue;
        }
        match (parse_line(line), parse_checkpoint(line)) {
            (Some((name, identity)), _) => {
                if let Some(other) = entries.iter().find(|entry| entry.name == name) {
                    if other.identity == identity {
                        continue;
                    }
                    let message = format!(
                        "both sides have a revision called `{name}`, in one folder; rename the folder and its line on \
                         one of the branches before they are merged"
                    );
                    return Err(Error::new(Kind::History, message));
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

/// A branch from its first revision on.
fn line(first: usize, nodes: &[Revision<'static>], parents: &[Option<usize>]) -> Result<Vec<Revision<'static>>> {
    let mut seen = BTreeSet::new();
    let (mut at, mut line) = (first, Vec::new());
    while seen.insert(at) {
        line.push(nodes[at].clone());
        let next: Vec<usize> = (0..nodes.len()).filter(|node| parents[*node] == Some(at)).collect();
        match next.as_slice() {
            [] => break,
            [only] => at = *only,
            _ => {
                let message = format!(
                    "the branches part after `{}` and again after `{}`; merge and rebase them one at a time",
                    parents[first].map_or("the empty start", |parent| &nodes[parent].name),
                    nodes[at].name
                );
                return Err(Error::new(Kind::History, message));
            }
        }
    }
    Ok(line)
}
