//! `cargo schema init`.

use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;

use super::pull::Source;
use crate::error::{Error, Outcome, Result};
use crate::find::{self, Package, Selection, Workspace};
use crate::freeze::{self, Way};
use crate::manifest::{Dependency, Manifest, relative, slashed};
use crate::proof;
use crate::pulled::{Choice, Pulled};
use crate::report::shown;
use crate::session::Session;
use crate::shell::BOLD;
use crate::transition::shell_word;
use schema_core::history::{Draft, History};
use schema_core::model::{Model, Transition};

const AFTER_HELP: &str = "\
Without PATH: into the package of the current folder, or, at the root of a workspace, as a new package `schemas`.
Into an existing package it adds src/schema.rs, its `mod` line and the dependency.

Examples:
  cargo schema init                   here
  cargo schema init crates/schemas    as a new package of the workspace
  cargo schema init -p app --empty    into the package `app`, declaring nothing yet
  cargo schema init --from sqlite:app.db    declare what a database in use holds, freeze it, and say how to stamp it

Exit codes: 0 made; 1 there is one already; 2 it could not run. Unless it is 0, nothing was written.";

/// Start a declaration: in a new package of the workspace, or in an existing one
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The folder of the package: a new one, or one that exists
    path: Option<PathBuf>,

    /// The name of a new package; its folder's unless given
    #[arg(long)]
    name: Option<String>,

    /// Declare nothing, rather than two tables to look at
    #[arg(long)]
    empty: bool,

    /// Declare what this database holds, and freeze it as the first revision: `sqlite:FILE`, a path, or an `.sql` script
    #[arg(long, value_name = "SOURCE", value_parser = Source::parse, conflicts_with = "empty", allow_hyphen_values = true)]
    from: Option<Source>,

    #[command(flatten)]
    choice: Choice,

    /// Depend on this version of frostline
    #[arg(long, value_name = "VERSION", default_value = env!("CARGO_PKG_VERSION"))]
    frostline_version: String,

    /// Depend on the frostline in this folder
    #[arg(long, value_name = "PATH", conflicts_with = "frostline_version")]
    frostline_path: Option<PathBuf>,
}

/// What a declaration's file begins with.
const HEADER: &str = "\
//! The schema of the database.
//!
//! Change it here. The build is then refused until `cargo schema snapshot -m \"what changed\"` has frozen
//! the change as a revision.

";

/// Where the declaration goes.
enum Place {
    /// A package that exists.
    Package(Package),
    /// A new package in this folder.
    New(PathBuf),
}

/// A file to be written.
struct File {
    path: PathBuf,
    text: String,
    is_new: bool,
}

pub(crate) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let workspace = Workspace::of(&session.directory, session.selection.manifest_path.as_deref());
    let root = match &workspace {
        Ok(workspace) => Some(Manifest::read(&workspace.root.join("Cargo.toml"))?),
        Err(_) => None,
    };
    let from = arguments.from.as_ref().map(|source| Begun::from(source, arguments, session)).transpose()?;
    let text = match &from {
        Some(begun) => begun.text.clone(),
        None => declaration(arguments.empty),
    };
    let (files, package, declaration, note) = match place(arguments, session, workspace, root.as_ref())? {
        Place::Package(package) => {
            let (declared, _) = find::in_package(&package);
            if let Some(declared) = declared.first() {
                let message = format!(
                    "package `{}` has a declaration already, in `{}`; change it there",
                    package.name,
                    shown(declared.file(), &session.directory)
                );
                return Err(Error::refused(message));
            }
            let files = into_package(arguments, &package, root.as_ref(), text, session)?;
            let declaration = schema_file(&package);
            (files, package.name, declaration, None)
        }
        Place::New(folder) => {
            let name = package_name(arguments, &folder)?;
            let (files, note) = new_package(arguments, &name, &folder, root, text, session)?;
            (files, name, folder.join("src/lib.rs"), note)
        }
    };
    write(&files)?;
    for file in &files {
        let done = if file.is_new { "created" } else { "changed" };
        session.shell.status(format!("{done} {}", shown(&file.path, &session.directory)))?;
    }
    if let Some(note) = note {
        session.shell.status(format!("\n{note}"))?;
    }
    if let Some(begun) = from {
        return begun.finish(&package, session);
    }
    tell_next(arguments, &package, &declaration, session)?;
    Ok(Outcome::Fine)
}

/// A declaration that was pulled, and its first revision.
struct Begun {
    source: Source,
    text: String,
    draft: Draft,
}

impl Begun {
    /// Reads the database, and proves before anything is written that what it declares leads back to it.
    fn from(source: &Source, arguments: &Arguments, session: &Session<'_>) -> Result<Self> {
        let pulled = Pulled::new(&source.label(), source.inspect(session)?, &arguments.choice)?;
        if !pulled.faults.is_empty() {
            let message =
                format!("what {} holds is no sound declaration; pull it, and mend that by hand", source.label());
            return Err(Error::refused(message).notes(pulled.faults.iter().map(ToString::to_string)));
        }
        let history = History { name: "main".into(), ..History::default() };
        let way = Way::find(&Model::default(), &pulled.model, Transition::default())?;
        let draft = freeze::draft(&history, &pulled.model, &way, "baseline");
        proof::prove(&history, &draft, &Model::default(), &pulled.model)?;
        let text = HEADER.to_owned() + &pulled.declaration(&source.name(), true);
        Ok(Self { source: source.clone(), text, draft })
    }

    /// Writes the revision, and says how the database comes under it.
    fn finish(self, package: &str, session: &mut Session<'_>) -> Result<Outcome> {
        let selection = Selection { package: Some(package.to_owned()), ..session.selection.clone() };
        let declared = find::one(&selection, &session.directory)?;
        if !session.is_sound(&declared)? {
            return Ok(Outcome::Wanting);
        }
        for file in self.draft.write(&declared.revisions)? {
            session.shell.status(format!("created {}", shown(&file, &session.directory)))?;
        }
        let which = which(package, session);
        let url = match &self.source {
            Source::Database(url) => shell_word(&format!("sqlite:{url}")),
            Source::Script(_) | Source::Stdin => "URL".to_owned(),
        };
        session.shell.status("\nnext:")?;
        session.shell.status(format!("  {BOLD}cargo schema stamp{which} --database {url}{BOLD:#}"))?;
        session.shell.status(
            "      on each database that is in use: it is at this revision, and `upgrade` goes on from there",
        )?;
        session.shell.status(format!("  {BOLD}cargo build{BOLD:#}"))?;
        session.shell.status("      from now on it refuses what is declared and not frozen")?;
        Ok(Outcome::Fine)
    }
}

/// The words that choose this package, if there are others to choose from.
fn which(package: &str, session: &Session<'_>) -> String {
    // As it is typed next: in this folder, without this command's flags.
    let next = Selection { manifest_path: session.selection.manifest_path.clone(), ..Selection::default() };
    let only = find::one(&next, &session.directory).is_ok_and(|declared| declared.package == package);
    if only { String::new() } else { format!(" -p {package}") }
}

fn place(
    arguments: &Arguments,
    session: &Session<'_>,
    workspace: Result<Workspace>,
    root: Option<&Manifest>,
) -> Result<Place> {
    if let Some(name) = &session.selection.package {
        if arguments.path.is_some() {
            return Err(Error::could_not_run("a folder and `--package` name two places; give one of them"));
        }
        return Ok(Place::Package(workspace?.named(name)?.clone()));
    }
    let Some(path) = &arguments.path else {
        let workspace = workspace?;
        let at_root = root.is_some_and(Manifest::is_workspace);
        let current = workspace.current().filter(|package| !(at_root && package.folder == workspace.root));
        return Ok(match current {
            Some(package) => Place::Package(package.clone()),
            None => Place::New(workspace.root.join("schemas")),
        });
    };
    let folder = find::clean(&session.directory.join(path));
    if !folder.join("Cargo.toml").exists() {
        return Ok(Place::New(folder));
    }
    let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let workspace = Workspace::of(&folder, None)?;
    let package = workspace
        .packages
        .into_iter()
        .find(|package| package.folder.canonicalize().is_ok_and(|package| package == real));
    package.map(Place::Package).ok_or_else(|| {
        Error::could_not_run(format!("`{}` is a workspace without a package; name a folder in it", path.display()))
    })
}

fn package_name(arguments: &Arguments, folder: &Path) -> Result<String> {
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    let fits = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    if fits {
        Ok(name)
    } else {
        Err(Error::could_not_run(format!("`{name}` cannot name a package; say one with `--name`")))
    }
}

fn dependency(arguments: &Arguments, folder: &Path, root: Option<&Manifest>, directory: &Path) -> Result<Dependency> {
    if let Some(path) = &arguments.frostline_path {
        let target = directory
            .join(path)
            .canonicalize()
            .map_err(|error| Error::could_not_run(format!("`{}` cannot be found", path.display())).caused_by(error))?;
        if !target.join("Cargo.toml").is_file() {
            return Err(Error::could_not_run(format!("`{}` is no package: it has no Cargo.toml", path.display())));
        }
        // The folder may not be there yet: what is above it is.
        let above = folder.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
        let folder = match above {
            Some((above, real)) => real.join(folder.strip_prefix(above).unwrap_or(Path::new(""))),
            None => folder.to_path_buf(),
        };
        return Ok(Dependency::Path(relative(&folder, &target)));
    }
    if root.is_some_and(|root| root.shares_dependency("frostline")) {
        return Ok(Dependency::Workspace);
    }
    Ok(Dependency::Version(arguments.frostline_version.clone()))
}

/// The files of a new package, and what its workspace's owner has to know.
fn new_package(
    arguments: &Arguments,
    name: &str,
    folder: &Path,
    root: Option<Manifest>,
    declaration: String,
    session: &Session<'_>,
) -> Result<(Vec<File>, Option<String>)> {
    let edition = match &root {
        Some(root) if root.shares_edition() => "edition.workspace = true",
        _ => "edition = \"2024\"",
    };
    let manifest = folder.join("Cargo.toml");
    let bare =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n{edition}\npublish = false\n\n[dependencies]\n");
    let mut new = Manifest::parse(&manifest, &bare)?;
    new.add_dependency("frostline", &dependency(arguments, folder, root.as_ref(), &session.directory)?)?;
    let mut files = vec![
        File { path: manifest, text: new.text(), is_new: true },
        File { path: folder.join("src/lib.rs"), text: declaration, is_new: true },
        File {
            path: folder.join("tests/schema.rs"),
            text: format!(
                "//! The history is proved: one head, up from nothing, its end, and up, down and up again.\n\n\
                 frostline::verify!({});\n",
                name.replace('-', "_")
            ),
            is_new: true,
        },
    ];

    let mut note = None;
    if let Some(mut root) = root {
        let above = root.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let Ok(member) = folder.strip_prefix(&above) else {
            let message = "the new package has to be in the folder of its workspace; choose another folder";
            return Err(Error::could_not_run(message).note(format!("the workspace is {}", above.display())));
        };
        let before = root.text();
        root.add_member(&slashed(member))?;
        if root.is_package() && !root.has_default_members() {
            note = Some(format!(
                "a bare `cargo build` at the root builds the root package alone: let it depend on `{name}`, or name both \
                 in `default-members`, so that the build can refuse"
            ));
        }
        if root.text() != before {
            files.push(File { path: root.path.clone(), text: root.text(), is_new: false });
        }
    }
    Ok((files, note))
}

fn schema_file(package: &Package) -> PathBuf {
    let root = package.roots.first().and_then(|root| root.file.parent());
    root.map_or_else(|| package.folder.join("src"), Path::to_path_buf).join("schema.rs")
}

/// The files that put a declaration into a package that exists.
fn into_package(
    arguments: &Arguments,
    package: &Package,
    root: Option<&Manifest>,
    declaration: String,
    session: &Session<'_>,
) -> Result<Vec<File>> {
    let Some(crate_root) = package.roots.first() else {
        return Err(Error::could_not_run(format!("package `{}` has no library and no binary", package.name)));
    };
    // A binary has no `tests/` that could reach it, so its proof stands beside the declaration.
    let proof = "\n#[cfg(test)]\nmod history {\n    frostline::verify!(super);\n}\n";
    let text = declaration + proof;
    let mut files = vec![File { path: schema_file(package), text, is_new: true }];
    let text = fs::read_to_string(&crate_root.file).map_err(|error| {
        Error::could_not_run(format!("`{}` cannot be read", crate_root.file.display())).caused_by(error)
    })?;
    let is_library = crate_root.file.file_name().is_some_and(|name| name == "lib.rs");
    let line = if is_library { "pub mod schema;" } else { "mod schema;" };
    let text = with_module(&text, line).map_err(|error| {
        let message = format!("`{}` is not Rust; mend it first", crate_root.file.display());
        Error::could_not_run(message).caused_by(error)
    })?;
    files.push(File { path: crate_root.file.clone(), text, is_new: false });

    let mut manifest = Manifest::read(&package.folder.join("Cargo.toml"))?;
    if !manifest.depends_on("frostline") {
        let dependency = dependency(arguments, &package.folder, root, &session.directory)?;
        manifest.add_dependency("frostline", &dependency)?;
        files.push(File { path: manifest.path.clone(), text: manifest.text(), is_new: false });
    }
    Ok(files)
}

/// The text of a crate's first file with a `mod` line before its first module, or its first item.
fn with_module(text: &str, line: &str) -> Result<String, syn::Error> {
    let mut tree = syn::parse_file(text)?;
    let is_module = |item: &syn::Item| matches!(item, syn::Item::Mod(module) if module.content.is_none());
    let first = tree.items.iter().position(is_module).unwrap_or(0);
    tree.items.drain(..first);
    let Some(item) = tree.items.first() else {
        let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
        return Ok(format!("{text}{gap}{line}\n"));
    };
    // The first line of the item, its docs and attributes with it. By lines, since columns of a byte
    // order mark and of a `#!` line do not count.
    let start = item.span().start().line.saturating_sub(1);
    let at = match start.checked_sub(1) {
        Some(breaks) => text.match_indices('\n').nth(breaks).map_or(0, |(at, _)| at + 1),
        None => 0,
    };
    let gap = if is_module(item) { "" } else { "\n" };
    Ok(format!("{}{line}\n{gap}{}", &text[..at], &text[at..]))
}

fn declaration(empty: bool) -> String {
    let tables = if empty {
        "frostline::schema! {\n}\n"
    } else {
        "\
frostline::schema! {
    /// Somebody who uses the program.
    table users as User {
        id         integer primary key,
        email      text unique,
        name       text?,
        created_at datetime default now,
    }

    /// Something that a user wrote down.
    table notes as Note {
        id      integer primary key,
        user_id integer references users (id) on delete cascade,
        body    text,

        index (user_id),
    }
}
"
    };
    format!("{HEADER}{tables}")
}

/// Writes the files. Before the first one is written, every new one is known not to exist.
fn write(files: &[File]) -> Result<()> {
    for file in files.iter().filter(|file| file.is_new) {
        if file.path.symlink_metadata().is_ok() {
            let message = format!("`{}` is there already; move it away or choose another folder", file.path.display());
            return Err(Error::refused(message));
        }
    }
    for file in files {
        let written = match file.path.parent() {
            Some(folder) if file.is_new => fs::create_dir_all(folder),
            _ => Ok(()),
        };
        written.and_then(|()| fs::write(&file.path, &file.text)).map_err(|error| {
            Error::could_not_run(format!("`{}` cannot be written", file.path.display())).caused_by(error)
        })?;
    }
    Ok(())
}

fn tell_next(arguments: &Arguments, package: &str, declaration: &Path, session: &mut Session<'_>) -> Result<()> {
    let which = which(package, session);
    if arguments.empty {
        session.shell.status(format!("\ndeclare a table in {}", shown(declaration, &session.directory)))?;
    }
    session.shell.status("\nnext:")?;
    session.shell.status(format!(
        "  {BOLD}cargo schema snapshot{which} -m \"baseline\"{BOLD:#}   freeze it as the first revision"
    ))?;
    session.shell.status(format!(
        "  {BOLD}cargo build{BOLD:#}{:gap$}   from now on it refuses what is declared and not frozen",
        "",
        gap = "cargo schema snapshot -m \"baseline\"".len() + which.len() - "cargo build".len()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_goes_before_the_first_one() {
        let text = "//! Docs.\n\nuse std::fmt;\n\n/// A.\nmod a;\nmod b;\n";
        assert_eq!(
            with_module(text, "mod schema;").unwrap(),
            "//! Docs.\n\nuse std::fmt;\n\nmod schema;\n/// A.\nmod a;\nmod b;\n"
        );
    }

    #[test]
    fn without_a_module_it_goes_before_the_first_item() {
        let text = "#![allow(unused)]\n\n/// Starts.\nfn main() {}\n";
        assert_eq!(
            with_module(text, "mod schema;").unwrap(),
            "#![allow(unused)]\n\nmod schema;\n\n/// Starts.\nfn main() {}\n"
        );
        assert_eq!(with_module("", "mod schema;").unwrap(), "mod schema;\n");
        assert_eq!(with_module("//! Docs.\n", "mod schema;").unwrap(), "//! Docs.\n\nmod schema;\n");
        assert_eq!(
            with_module("#!/usr/bin/env run\nfn main() {}\n", "mod schema;").unwrap(),
            "#!/usr/bin/env run\nmod schema;\n\nfn main() {}\n"
        );
    }
}
