//! Which packages there are: what `cargo metadata` says.

use std::path::{Path, PathBuf};

use cargo_metadata::{MetadataCommand, TargetKind};

use crate::error::{Error, Result};

/// A package of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// The folder of its manifest.
    pub(crate) folder: PathBuf,
    /// Its crates: the files at which their module trees start. The library first.
    pub(crate) roots: Vec<Root>,
}

/// A crate of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    /// The crate's name.
    pub(crate) name: String,
    /// Its first file.
    pub(crate) file: PathBuf,
}

/// The workspace that a folder is in.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// Its packages, by name.
    pub(crate) packages: Vec<Package>,
    /// The package that the folder is in, as its place in `packages`.
    current: Option<usize>,
}

impl Workspace {
    /// Asks cargo for the workspace of this folder, or of this manifest. Without dependencies, so that
    /// neither a network nor a lock file is needed.
    pub(crate) fn of(directory: &Path, manifest: Option<&Path>) -> Result<Self> {
        let mut command = MetadataCommand::new();
        command.no_deps().current_dir(directory).other_options(["--offline".to_owned()]);
        if let Some(manifest) = manifest {
            command.manifest_path(manifest);
        }
        let metadata = command.exec().map_err(|error| {
            let why = match &error {
                cargo_metadata::Error::CargoMetadata { stderr } => {
                    stderr.trim().trim_start_matches("error: ").to_owned()
                }
                other => other.to_string(),
            };
            Error::could_not_run(
                "cargo cannot read the project; run the command inside a package, or name one with `--manifest-path`",
            )
            .note(why)
        })?;
        let mut packages: Vec<Package> = metadata.workspace_packages().into_iter().map(package).collect();
        packages.sort_by(|a, b| (&a.name, &a.folder).cmp(&(&b.name, &b.folder)));
        let start = match manifest {
            Some(manifest) => directory.join(manifest).parent().map(Path::to_path_buf).unwrap_or_default(),
            None => directory.to_path_buf(),
        };
        let root = metadata.workspace_root.into_std_path_buf();
        let current = enclosing(&packages, &start);
        Ok(Self { root, packages, current })
    }

    /// The package of this name.
    pub(crate) fn named(&self, name: &str) -> Result<&Package> {
        self.packages.iter().find(|package| package.name == name).ok_or_else(|| {
            let names: Vec<String> = self.packages.iter().map(|package| format!("`{}`", package.name)).collect();
            Error::could_not_run(format!("the workspace has no package `{name}`; it has {}", names.join(", ")))
        })
    }

    /// The package that the command was started in.
    pub(crate) fn current(&self) -> Option<&Package> {
        self.packages.get(self.current?)
    }
}

fn package(package: &cargo_metadata::Package) -> Package {
    let manifest: &Path = package.manifest_path.as_std_path();
    let mut roots: Vec<(bool, Root)> = package
        .targets
        .iter()
        // A build script runs before the crate exists; whatever it declares is not the crate's schema.
        .filter(|target| !target.is_kind(TargetKind::CustomBuild))
        .map(|target| {
            let root = Root { name: target.name.replace('-', "_"), file: target.src_path.clone().into_std_path_buf() };
            (!is_library(target), root)
        })
        .collect();
    roots.sort_by_key(|(is_no_library, _)| *is_no_library);
    Package {
        name: package.name.to_string(),
        folder: manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
        roots: roots.into_iter().map(|(_, root)| root).collect(),
    }
}

fn is_library(target: &cargo_metadata::Target) -> bool {
    use TargetKind::{CDyLib, DyLib, Lib, ProcMacro, RLib, StaticLib};
    [Lib, RLib, DyLib, CDyLib, StaticLib, ProcMacro].into_iter().any(|kind| target.is_kind(kind))
}

/// The package whose folder is nearest above this one.
fn enclosing(packages: &[Package], folder: &Path) -> Option<usize> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    packages
        .iter()
        .enumerate()
        .filter(|(_, package)| {
            let above = package.folder.canonicalize().unwrap_or_else(|_| package.folder.clone());
            folder.starts_with(above)
        })
        .max_by_key(|(_, package)| package.folder.components().count())
        .map(|(index, _)| index)
}
