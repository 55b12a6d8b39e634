//! What git knows of a file, if there is a git and a repository. Nothing depends on it: it says what to warn of.

use std::path::Path;
use std::process::{Command, Stdio};

/// Where the main line is looked for, the remote's first.
const MAIN: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// The name of the main branch on which this file is committed, if it is.
///
/// While a merge goes on, its own branch is not asked: the file would be there in any case once it is done.
pub(crate) fn on_main(file: &Path) -> Option<&'static str> {
    let (folder, name) = (file.parent()?, file.file_name()?.to_str()?);
    let has = |branch: &str| {
        Command::new("git")
            .args(["cat-file", "-e", &format!("{branch}:./{name}")])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    MAIN.into_iter().find(|branch| has(branch))
}
