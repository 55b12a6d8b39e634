//! Lines that the index lost while the folders of their revisions are still there: a conflict was settled by taking one
//! side, or somebody deleted a line.

use std::fs;
use std::path::Path;

use super::branches::Lines;
use super::load::read_alone;
use super::{Entry, Identity, Revision};

/// What the index says in other places: one text after the other.
pub type Indexes = Box<dyn Iterator<Item = String>>;

/// Puts back the lines of the folders that the index does not name, as far as one of the other indexes has a line that
/// the files of the folder prove. Returns the names of the revisions.
///
/// A line is taken only where the folder is what was frozen on a revision that is named: nothing is believed.
pub(super) fn regain(
    revisions: &Path,
    lines: &mut Lines,
    read: impl Fn(&str) -> Option<Lines>,
    indexes: impl Fn(&str) -> Indexes,
) -> Vec<String> {
    let mut strays: Vec<Revision<'static>> = strays(revisions, &lines.0);
    let mut regained = Vec::new();
    // What is put back may be what the next one was frozen on.
    loop {
        let found = strays.iter().enumerate().find_map(|(at, stray)| {
            let (entry, checkpoint) = proved(stray, &lines.0, &read, &indexes)?;
            Some((at, entry, checkpoint))
        });
        let Some((at, entry, checkpoint)) = found else { return regained };
        strays.remove(at);
        regained.push(entry.name.clone());
        lines.1.extend(checkpoint);
        lines.0.push(entry);
    }
}

/// The revisions on disk that the index does not name, by name.
fn strays(revisions: &Path, named: &[Entry]) -> Vec<Revision<'static>> {
    let Ok(listed) = fs::read_dir(revisions) else { return Vec::new() };
    let names = listed.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter(|name| !name.starts_with('.') && named.iter().all(|entry| entry.name != *name)).collect();
    names.sort();
    names.iter().filter_map(|name| read_alone(revisions, name, Identity([0; 32])).ok()).collect()
}

/// The line of a revision, and of its checkpoint, from the first of the indexes that has one that is true.
fn proved(
    stray: &Revision<'_>,
    named: &[Entry],
    read: impl Fn(&str) -> Option<Lines>,
    indexes: impl Fn(&str) -> Indexes,
) -> Option<(Entry, Option<(String, Identity)>)> {
    let parents = std::iter::once(None).chain(named.iter().map(|entry| Some(entry.identity)));
    let possible: Vec<Identity> = parents.map(|parent| Identity::of(parent, &stray.snapshot, &stray.scripts)).collect();
    indexes(&stray.name).find_map(|text| {
        let (entries, checkpoints) = read(&text)?;
        let is_it = |entry: &Entry| entry.name == stray.name && possible.contains(&entry.identity);
        let entry = entries.into_iter().find(is_it)?;
        Some((entry, checkpoints.into_iter().find(|(of, _)| *of == stray.name)))
    })
}
