//! Finding the declarations of a workspace, also while its build is refused.
//!
//! Nothing is compiled: `cargo metadata` names the crates, syn follows their `mod` trees.

mod declaration;
mod metadata;
mod module_tree;
#[cfg(test)]
mod tests;

use std::path::{Component, Path, PathBuf};

pub(crate) use declaration::Declared;
pub(crate) use metadata::{Package, Workspace};

use crate::error::{Error, Result};
use crate::transition::shell_word;
use module_tree::Walk;

/// Which declarations are meant.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Selection {
    /// The package whose declaration is meant
    ///
    /// Without it: the package of the current folder if it has a declaration, else every package of
    /// the workspace that has one.
    #[arg(short, long, global = true, value_name = "NAME", help_heading = "Which declaration")]
    pub(crate) package: Option<String>,

    /// The declaration that is meant, in a package with several: by its revisions folder, its module or its history
    #[arg(long, global = true, value_name = "NAME", help_heading = "Which declaration")]
    pub(crate) declaration: Option<String>,

    /// The Cargo.toml of the package or workspace, instead of the current folder's
    #[arg(long, global = true, value_name = "PATH", help_heading = "Which declaration")]
    pub(crate) manifest_path: Option<PathBuf>,
}

/// The declarations of a package, in the order of its module trees, and what could not be followed.
pub(crate) fn in_package(package: &Package) -> (Vec<Declared>, Vec<String>) {
    let mut walk = Walk::default();
    for root in &package.roots {
        walk.follow(&root.name, &root.file);
    }
    let declared = walk.invocations.into_iter().map(|found| Declared::read(package, found)).collect();
    (declared, walk.troubles)
}

/// Every declaration that is meant; at least one.
pub(crate) fn all(selection: &Selection, directory: &Path) -> Result<Vec<Declared>> {
    let workspace = Workspace::of(directory, selection.manifest_path.as_deref())?;
    let mut troubles = Vec::new();
    let mut search = |package: &Package| {
        let (found, more) = in_package(package);
        troubles.extend(more);
        found
    };

    let mut declared = Vec::new();
    match &selection.package {
        Some(name) => declared = search(workspace.named(name)?),
        None => {
            // A command at the root of a workspace is about all of it, whether or not the root is a
            // package too: one that looked at the root alone would pass over the others in silence.
            let current = workspace.current().filter(|package| package.folder != workspace.root);
            if let Some(current) = current {
                declared = search(current);
            }
            if declared.is_empty() {
                declared = workspace.packages.iter().flat_map(search).collect();
            }
        }
    }
    if declared.is_empty() {
        let scope = match &selection.package {
            Some(name) => format!("package `{name}` has no `schema!`"),
            None => "no package here has a `schema!`".to_owned(),
        };
        if troubles.is_empty() {
            return Err(Error::could_not_run(format!("{scope}; run `cargo schema init` to start one")));
        }
        // It may well stand where nothing could be read: a bracket that is not closed yet, say.
        return Err(Error::could_not_run(format!("{scope} that can be read; mend first what hides it")).notes(troubles));
    }
    refuse_shared_folders(&declared)?;
    hint(&mut declared, selection, directory);

    if let Some(name) = &selection.declaration {
        let choices = listed(&declared);
        declared.retain(|declared| is_called(declared, name));
        if declared.is_empty() {
            return Err(Error::could_not_run(format!("no declaration is called `{name}`; there are")).notes(choices));
        }
    }
    Ok(declared)
}

/// The one declaration that is meant.
pub(crate) fn one(selection: &Selection, directory: &Path) -> Result<Declared> {
    let mut declared = all(selection, directory)?;
    match declared.pop() {
        Some(only) if declared.is_empty() => Ok(only),
        last => {
            declared.extend(last);
            let message = "there are several declarations; say which with `--package` or `--declaration`";
            Err(Error::could_not_run(message).notes(listed(&declared)))
        }
    }
}

/// Tells each declaration the flags that choose it.
fn hint(declared: &mut [Declared], selection: &Selection, directory: &Path) {
    let names: Vec<String> = declared.iter().map(|it| it.package.clone()).collect();
    for it in declared {
        it.directory = directory.to_path_buf();
        if names.iter().any(|name| *name != it.package) || selection.package.is_some() {
            it.flags.push_str(&format!(" -p {}", it.package));
        }
        if names.iter().filter(|name| **name == it.package).count() > 1 {
            it.flags.push_str(&format!(" --declaration {}", shell_word(it.revisions_word())));
        }
    }
}

/// By its folder, its module (all of its path, or the end of it), or its history's name.
fn is_called(declared: &Declared, name: &str) -> bool {
    let module = &declared.module;
    declared.revisions_word() == name.trim_end_matches('/')
        || module == name
        || module.strip_suffix(name).is_some_and(|rest| rest.ends_with("::"))
        || declared.declaration().settings.history() == name
}

fn listed(declared: &[Declared]) -> Vec<String> {
    let line = |it: &Declared| {
        let (package, folder) = (&it.package, it.revisions_word());
        let history = it.declaration().settings.history();
        format!("--package {package} --declaration {folder}   (module `{}`, history `{history}`)", it.module)
    };
    declared.iter().map(line).collect()
}

/// Two histories in one folder would each take the other's revisions for its own.
fn refuse_shared_folders(declared: &[Declared]) -> Result<()> {
    for (index, second) in declared.iter().enumerate() {
        // The settings of a declaration that cannot be read may be missing.
        if second.is_unreadable() {
            continue;
        }
        let shares = |first: &&Declared| first.revisions == second.revisions && !first.is_unreadable();
        if let Some(first) = declared[..index].iter().find(shares) {
            let message = format!(
                "two declarations of package `{}` share the revisions folder `{}`; set `#![revisions = \"…\"]` at the top of one of them",
                second.package,
                second.revisions_word(),
            );
            return Err(Error::refused(message).notes([at(first), at(second)]));
        }
    }
    Ok(())
}

fn at(declared: &Declared) -> String {
    let place = declared.place_of_macro();
    let line = place.start().map_or(0, |start| start.line);
    format!("module `{}`, {}:{line}", declared.module, place.path.display())
}

/// A path without `.` and `..`, as far as that is known without looking.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}
