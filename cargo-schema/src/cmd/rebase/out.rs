//! Revisions that are taken out of a history with branches, since they cannot be merged.

use schema_core::history::{Branch, Branches, Revision};

use crate::byhand::is_by_hand;
use crate::error::{Error, Result};
use crate::find::Declared;
use crate::git;
use crate::session::Session;
use crate::standing::{model_of, snapshot_of};

/// Takes the revision that is meant by this word out, with all that was frozen on it; oldest first.
pub(super) fn take(fork: &mut Branches, word: &str) -> Result<Vec<Revision<'static>>> {
    let all: Vec<String> = fork.branches.iter().flat_map(Branch::revisions).map(|it| it.name.to_string()).collect();
    let title = |name: &str| name.split_once('_').is_some_and(|(_, title)| title.starts_with(word));
    let exact = all.iter().filter(|name| *name == word).collect::<Vec<_>>();
    let alike = all.iter().filter(|name| name.starts_with(word) || title(name)).collect::<Vec<_>>();
    let found = if exact.is_empty() { alike } else { exact };
    let [name] = found.as_slice() else {
        let what = if found.is_empty() { "no revision" } else { "several revisions" };
        return Err(Error::could_not_run(format!("`--drop {word}` names {what} of the branches; name one")).notes(all));
    };
    Ok(cut(&mut fork.branches, name).unwrap_or_default())
}

fn cut(branches: &mut Vec<Branch>, name: &str) -> Option<Vec<Revision<'static>>> {
    for at in 0..branches.len() {
        let branch = &mut branches[at];
        if let Some(place) = branch.line.iter().position(|revision| revision.name == name) {
            let mut out = branch.line.split_off(place);
            out.extend(std::mem::take(&mut branch.branches).iter().flat_map(Branch::revisions).cloned());
            if branch.line.is_empty() {
                branches.remove(at);
            }
            return Some(out);
        }
        let Some(out) = cut(&mut branch.branches, name) else { continue };
        // Where one way is left, nothing parts.
        if let [only] = branch.branches.as_mut_slice() {
            let Branch { mut line, branches } =
                std::mem::replace(only, Branch { line: Vec::new(), branches: Vec::new() });
            branch.line.append(&mut line);
            branch.branches = branches;
        }
        return Some(out);
    }
    None
}

/// Warns of what goes with them, and of others who have them.
pub(super) fn warn(
    out: &[Revision<'static>],
    all: &Branches,
    declared: &Declared,
    session: &mut Session<'_>,
) -> Result<()> {
    for revision in out {
        let name = &revision.name;
        if let Some(branch) = git::has_on_main(&declared.revisions, revision) {
            session.shell.warn(&format!(
                "`{name}` is committed on `{branch}`, so others may have run it; take out the other side's unless you know \
                 that nobody has"
            ))?;
        }
        let snapshot = snapshot_of(revision)?;
        let before = before(all, revision).map(model_of).transpose()?.unwrap_or_default();
        if is_by_hand(revision, &before, &snapshot.model, &snapshot.transition) {
            session.shell.warn(&format!(
                "the SQL of `{name}` was edited by hand; what was written there goes with it, and is in git alone"
            ))?;
        }
    }
    Ok(())
}

/// What a revision was frozen on.
fn before<'b>(all: &'b Branches, revision: &Revision<'_>) -> Option<&'b Revision<'static>> {
    let ways: Vec<Vec<&Revision<'static>>> = all.branches.iter().flat_map(Branch::ways).collect();
    let way = ways.iter().find(|way| way.iter().any(|it| it.identity == revision.identity))?;
    let at = way.iter().position(|it| it.identity == revision.identity)?;
    at.checked_sub(1).map(|before| way[before]).or(all.common.last())
}
