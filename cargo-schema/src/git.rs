//! What git knows of a file, if there is a git and a repository. Nothing depends on it but what is lost without it: it
//! says what to warn of, and has what a merge took from the disk.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use schema_core::dialect::Dialect;
use schema_core::history::{Branches, Elsewhere, Folder, Indexes, Revision, Script};

/// Where the main line is looked for, the remote's first.
const MAIN: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// The commits at hand while something is merged: the other side's first.
const AT_HAND: [&str; 7] = ["REBASE_HEAD", "CHERRY_PICK_HEAD", "MERGE_HEAD", "HEAD", "HEAD^1", "HEAD^2", "ORIG_HEAD"];

/// The name of the main branch on which this file is committed, if it is.
///
/// While a merge goes on, its own branch is not asked: the file would be there in any case once it is done.
pub(crate) fn on_main(file: &Path) -> Option<&'static str> {
    let (folder, name) = (file.parent()?, file.file_name()?.to_str()?);
    MAIN.into_iter().find(|branch| ask(folder, &["cat-file", "-e", &format!("{branch}:./{name}")]).is_some())
}

/// The name of the main branch on which this revision is committed as it is, if it is.
pub(crate) fn has_on_main(revisions: &Path, revision: &Revision<'_>) -> Option<&'static str> {
    let folder = revisions.join(&*revision.name);
    let branch = on_main(&folder.join("snapshot.schema"))?;
    let is = |name: &str, text: &str| {
        let there = ask(&folder, &["show", &format!("{branch}:./{name}")]);
        there.is_some_and(|there| there.replace("\r\n", "\n") == text)
    };
    let is_script = |script: &Script<'_>| is("sqlite.up.sql", &script.up) && is("sqlite.down.sql", &script.down);
    let is_it = is("snapshot.schema", &revision.snapshot) && revision.script(Dialect::Sqlite).is_none_or(is_script);
    is_it.then_some(branch)
}

/// Whether `git rebase` stopped here.
pub(crate) fn is_rebasing(folder: &Path) -> bool {
    ask(folder, &["rev-parse", "-q", "--verify", "REBASE_HEAD"]).is_some()
}

/// A history with its branches, with what a merge took from the disk or from the index as git has it.
pub(crate) fn branches(revisions: &Path) -> Result<Branches, schema_core::Error> {
    Branches::read_with(revisions, |lost| elsewhere(revisions, lost), |lost| indexes(revisions, lost))
}

/// Where the folder of a revision may be had that is lost on disk.
fn elsewhere(revisions: &Path, revision: &str) -> Elsewhere {
    let (folder, name) = (revisions.to_path_buf(), revision.to_owned());
    Box::new(commits(revisions, revision).map(move |commit| file_of(folder.clone(), format!("{commit}:./{name}"))))
}

/// What the index says where a revision may have its line.
fn indexes(revisions: &Path, revision: &str) -> Indexes {
    let folder = revisions.to_path_buf();
    Box::new(
        commits(revisions, revision).filter_map(move |commit| ask(&folder, &["show", &format!("{commit}:./history")])),
    )
}

/// The commits in which a revision may be had: those at hand, and then those of any branch that changed it.
fn commits(revisions: &Path, revision: &str) -> impl Iterator<Item = String> + use<> {
    let (folder, name) = (revisions.to_path_buf(), revision.to_owned());
    let changed = move || -> Vec<String> {
        let arguments = ["log", "--all", "--full-history", "--format=%H", "-n", "8", "--", &name];
        let listed = ask(&folder, &arguments).unwrap_or_default();
        // The one before it has what a commit took away.
        listed.lines().flat_map(|commit| [commit.to_owned(), format!("{commit}^")]).collect()
    };
    AT_HAND.into_iter().map(str::to_owned).chain(std::iter::once_with(changed).flatten())
}

/// The text of a file in this folder of a commit.
fn file_of(folder: PathBuf, of: String) -> Folder {
    Box::new(move |file| ask(&folder, &["show", &format!("{of}/{file}")]))
}

/// What git answers, if it does.
fn ask(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
    let output = git.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
