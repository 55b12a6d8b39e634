//! Which branch stays where the ways part, and the line that follows from it.

use std::collections::BTreeSet;

use schema_core::history::{Branch, Branches, Revision};

use super::line::Line;
use super::placed::Placed;
use crate::error::{Error, Result};
use crate::find::Declared;
use crate::git;

/// Which branch stays where the ways part.
pub(super) struct Choice<'a> {
    keep: Option<&'a str>,
    declared: &'a Declared,
    replan: bool,
    /// The revisions of the ways through the one that is meant by `--keep`.
    ways: BTreeSet<String>,
}

/// A history with branches as one line.
#[derive(Default)]
pub(super) struct Straight {
    /// Every revision of the branches, in the order of the line.
    pub(super) placed: Vec<Placed>,
    /// What is odd about it: a line each, and what belongs to it.
    pub(super) odd: Vec<(String, Vec<String>)>,
}

impl<'a> Choice<'a> {
    pub(super) fn of(keep: Option<&'a str>, replan: bool, declared: &'a Declared, fork: &Branches) -> Result<Self> {
        let mut choice = Self { keep, declared, replan, ways: BTreeSet::new() };
        choice.refuse_unknown(fork)?;
        let ways = fork.branches.iter().flat_map(Branch::ways);
        let meant = ways.filter(|way| way.iter().any(|revision| choice.is_kept(revision)));
        choice.ways = meant.flatten().map(|revision| revision.name.to_string()).collect();
        Ok(choice)
    }

    /// Whether this revision is meant by `--keep`.
    fn is_kept(&self, revision: &Revision<'_>) -> bool {
        let title = revision.name.split_once('_').map_or("", |(_, title)| title);
        // Where both sides have one name, the identity tells them apart.
        let is_identity = |word: &str| word.len() >= 8 && revision.identity.to_string().starts_with(word);
        self.keep.is_some_and(|word| {
            revision.name == word || title.starts_with(word) || revision.name.starts_with(word) || is_identity(word)
        })
    }

    /// Of these branches, those with a revision that is meant by `--keep`.
    fn kept(&self, branches: &[Branch]) -> Vec<usize> {
        let with = |is_meant: &dyn Fn(&Revision<'_>) -> bool| -> Vec<usize> {
            let has = |at: &usize| branches[*at].revisions().into_iter().any(is_meant);
            (0..branches.len()).filter(has).collect()
        };
        let found = with(&|revision| self.is_kept(revision));
        // The one that is meant may be what both began with.
        if found.len() == 1 { found } else { with(&|revision| self.ways.contains(&*revision.name)) }
    }

    fn refuse_unknown(&self, fork: &Branches) -> Result<()> {
        let Some(word) = self.keep else { return Ok(()) };
        if self.kept(&fork.branches).len() == 1 {
            return Ok(());
        }
        let names = fork.branches.iter().flat_map(Branch::revisions).map(|revision| revision.name.to_string());
        Err(Error::could_not_run(format!("`--keep {word}` names no branch; name a revision of one")).notes(names))
    }

    /// The branch that stays: the one that was asked for; the one that is on the main branch of git, if one alone is;
    /// or the first.
    pub(super) fn stays(&self, branches: &[Branch]) -> usize {
        if let [only] = self.kept(branches).as_slice() {
            return *only;
        }
        let is_on_main = |at: &usize| {
            branches[*at].line.first().is_some_and(|first| git::has_on_main(&self.declared.revisions, first).is_some())
        };
        let found: Vec<usize> = (0..branches.len()).filter(is_on_main).collect();
        if let [only] = found.as_slice() { *only } else { 0 }
    }

    /// The branches that follow these revisions as one line: the one that stays, and the others after it, each
    /// straightened in itself before.
    pub(super) fn straight(&self, name: &str, common: &[Revision<'static>], branches: &[Branch]) -> Result<Straight> {
        let (mut lines, mut odd) = (Vec::new(), Vec::new());
        for branch in branches {
            let mut line: Vec<Placed> = branch.line.iter().map(Placed::stays).collect();
            if !branch.branches.is_empty() {
                let before = [common, &branch.line].concat();
                let own = self.straight(name, &before, &branch.branches)?;
                line.extend(own.placed);
                odd.extend(own.odd);
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(Straight::default());
        }
        let mut placed = lines.remove(self.stays(branches));
        let is_lost = |revision: &str| !self.declared.revisions.join(revision).join("snapshot.schema").exists();
        let mut line = Line::start(name, common, placed.iter().filter_map(Placed::now), &is_lost)?;
        for branch in lines {
            let was: Vec<Revision<'static>> = branch.iter().filter_map(Placed::now).cloned().collect();
            let put = line.put(&was, self.replan)?;
            odd.extend(put.odd);
            let mut steps = put.placed.into_iter();
            // What has no place of its own on its own branch has none in the line.
            let again = |it: Placed| match it.now() {
                Some(_) => steps.next().map(|step| it.again(step)),
                None => Some(it),
            };
            placed.extend(branch.into_iter().filter_map(again));
        }
        Ok(Straight { placed, odd })
    }
}
