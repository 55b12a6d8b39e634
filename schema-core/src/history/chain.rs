//! The proof that the revisions are one line, each frozen on the one before it.

use std::path::Path;

use super::{Entry, Identity, Revision, fault_in};
use crate::fault::Fault;

/// A line of the index with what its folder holds.
pub(super) struct Link {
    pub(super) entry: Entry,
    pub(super) content: Content,
}

impl Link {
    /// Whether its files are what was frozen on this revision.
    fn was_frozen_on(&self, parent: Identity) -> bool {
        matches!(&self.content, Content::Read(revision) if hash(Some(parent), revision) == self.entry.identity)
    }
}

/// What the folder of a line of the index holds.
pub(super) enum Content {
    /// A whole revision.
    Read(Revision<'static>),
    /// Something that is no whole revision, which was told already.
    Damaged,
    /// There is no such folder.
    Lost,
}

/// A folder that the index does not name.
pub(super) struct Stray {
    pub(super) name: String,
    pub(super) revision: Option<Revision<'static>>,
}

/// What a revision was frozen on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    /// The empty start.
    Start,
    /// The revision at this place of the index.
    At(usize),
    /// Nothing that is known: its files were edited, or the line of its parent is gone.
    Unknown,
}

/// Every fault of the chain, in the order of the index; then the folders that it does not name.
pub(super) fn prove(links: &[Link], mut strays: Vec<Stray>, revisions: &Path, index: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    let parents: Vec<Option<Parent>> = (0..links.len()).map(|place| parent_of(links, place)).collect();
    // A permutation of a sound history names each parent once; two heads name one parent twice.
    let reordered = parents.iter().enumerate().any(|(place, parent)| {
        let Some(Parent::At(other)) = parent else { return false };
        *other > place
    });
    let mut told_order = false;
    let mut excused = usize::MAX;
    for (place, link) in links.iter().enumerate() {
        let name = &link.entry.name;
        let at_line = Some(link.entry.line);
        let before = place.checked_sub(1).map(|before| links[before].entry.name.as_str());
        match (&link.content, parents[place]) {
            (Content::Damaged, _) => {}
            (Content::Lost, _) => {
                let expected = place.checked_sub(1).map(|before| links[before].entry.identity);
                let renamed = take(&mut strays, |revision| hash(expected, revision) == link.entry.identity);
                let message = match renamed {
                    Some(stray) => {
                        format!("the folder of revision `{name}` was renamed to `{}`; rename it back", stray.name)
                    }
                    None => format!("the folder of revision `{name}` is lost; restore it with `git checkout`"),
                };
                faults.push(fault_in(index, at_line, message));
            }
            (Content::Read(_), Some(parent)) if parent == expected_parent(place) => {}
            (Content::Read(_), Some(Parent::Start | Parent::At(_))) if reordered => {
                // One moved line puts its neighbours out of place too: that is one fault.
                if !told_order {
                    told_order = true;
                    let after = match parents[place] {
                        Some(Parent::At(parent)) => format!("`{}`", links[parent].entry.name),
                        _ => "the empty start".to_owned(),
                    };
                    let message = format!(
                        "the lines of the index are out of order: `{name}` was frozen on {after}, {}; restore the \
                         index with `git checkout`",
                        before.map_or_else(|| "but stands first".to_owned(), |before| format!("not on `{before}`"))
                    );
                    faults.push(fault_in(index, at_line, message));
                }
            }
            (Content::Read(_), Some(parent @ (Parent::Start | Parent::At(_)))) => {
                let parent = match parent {
                    Parent::At(parent) => format!("`{}`", links[parent].entry.name),
                    _ => "the empty start".to_owned(),
                };
                let message = format!(
                    "`{name}` was frozen on {parent}, not on `{}`: the history has two heads; run `cargo schema \
                     rebase`, which puts the one after the other",
                    before.unwrap_or_default()
                );
                faults.push(fault_in(index, at_line, message));
            }
            (Content::Read(revision), _) => {
                let expected = place.checked_sub(1).map(|before| links[before].entry.identity);
                // A line that was taken out of the index orphans the next revision; its folder remains.
                let missing =
                    take(&mut strays, |stray| hash(Some(hash(expected, stray)), revision) == link.entry.identity);
                if let Some(missing) = missing {
                    let message = format!(
                        "the index does not name `{}`, on which `{name}` was frozen; run `cargo schema rebase`, which \
                         takes its line from git, or restore the index with `git checkout`",
                        missing.name
                    );
                    faults.push(fault_in(index, at_line, message));
                } else if links.get(place + 1).is_some_and(|next| next.was_frozen_on(hash(expected, revision))) {
                    // The next one vouches for the files.
                    excused = place + 1;
                    let message = format!(
                        "the identity of `{name}` was edited in the index; restore the index with `git checkout`"
                    );
                    faults.push(fault_in(index, at_line, message));
                } else if place != excused {
                    let what = match parents.get(place + 1) {
                        Some(Some(next)) if *next == Parent::At(place) => "its snapshot or its SQL",
                        _ => "its snapshot, its SQL or its line of the index",
                    };
                    let message = format!(
                        "revision `{name}` is not what was frozen: {what} was edited; take an edit of its SQL with `cargo \
                         schema accept`, or restore it with `git checkout`"
                    );
                    faults.push(fault_in(&revisions.join(name), None, message));
                }
            }
        }
    }
    for stray in strays {
        let message = format!(
            "the index does not name `{}`; if it was frozen, and its line was lost in a merge, run `cargo schema rebase`, \
             which takes the line from git; if it was not, remove the folder, and run `cargo schema snapshot -m \"…\"`",
            stray.name
        );
        faults.push(fault_in(&revisions.join(&stray.name), None, message));
    }
    faults
}

/// The first stray that fits, taken out of the list.
fn take(strays: &mut Vec<Stray>, fits: impl Fn(&Revision<'_>) -> bool) -> Option<Stray> {
    let place = strays.iter().position(|stray| stray.revision.as_ref().is_some_and(&fits))?;
    Some(strays.remove(place))
}

fn hash(parent: Option<Identity>, revision: &Revision<'_>) -> Identity {
    Identity::of(parent, &revision.snapshot, &revision.scripts)
}

/// What the revision at this place should have been frozen on.
fn expected_parent(place: usize) -> Parent {
    place.checked_sub(1).map_or(Parent::Start, Parent::At)
}

/// What the revision at this place was frozen on, going by its hash; `None` when it was not read.
///
/// A sound revision costs one hash. Only for a faulty one is every other parent tried.
fn parent_of(links: &[Link], place: usize) -> Option<Parent> {
    let Link { entry, content: Content::Read(revision) } = &links[place] else { return None };
    let is = |parent: Parent| {
        let parent = match parent {
            Parent::At(place) => Some(links[place].entry.identity),
            Parent::Start | Parent::Unknown => None,
        };
        hash(parent, revision) == entry.identity
    };
    let expected = expected_parent(place);
    let others = (0..links.len()).filter(|other| *other != place).map(Parent::At);
    let mut candidates = std::iter::once(expected).chain(std::iter::once(Parent::Start)).chain(others);
    Some(candidates.find(|candidate| is(*candidate)).unwrap_or(Parent::Unknown))
}
