//! A declaration as the macro reads it: the same front half, on the same tokens.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use schema_core::dialect::Dialect;
use schema_core::fault::{Fault, FaultKind, Site};
use schema_core::history::{self, Judgement, Loaded};
use schema_core::model::Model;
use schema_core::syntax::{self, Declaration, Flattened};

use super::clean;
use super::metadata::Package;
use super::module_tree::{Invocation, shifted, token_start};
use crate::report::{Diagnostic, Place, shown};
use crate::transition::shell_word;

/// A declaration, where it was found and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Declared {
    /// The name of its package.
    pub(crate) package: String,
    /// The module that it is in, by its path from the crate's name.
    pub(crate) module: String,
    /// What a build says of it.
    pub(crate) judgement: Judgement,
    /// The folder of its frozen revisions.
    pub(crate) revisions: PathBuf,
    /// The flags that choose it among the others, as they are typed after a command; empty where there is
    /// nothing to choose.
    pub(super) flags: String,
    /// The folder from which paths are told.
    pub(super) directory: PathBuf,
    invocation: Invocation,
    text: Text,
}

/// Where the text of a declaration comes from.
#[derive(Debug)]
enum Text {
    /// The tokens of the macro.
    Tokens(Flattened),
    /// The file that the macro names.
    File(PathBuf, Rc<str>),
}

impl Declared {
    /// Reads an invocation of `schema!` in this package, as a build does.
    pub(crate) fn read(package: &Package, invocation: Invocation) -> Self {
        let judge = |text: &str| history::judge(text, &package.folder, Dialect::ALL);
        let (text, judgement) = match syn::parse2::<syn::LitStr>(invocation.tokens.clone()) {
            Err(_) => {
                let flattened = syntax::flatten(invocation.tokens.clone());
                let judgement = judge(&flattened.text);
                (Text::Tokens(flattened), judgement)
            }
            Ok(name) => {
                let path = clean(&package.folder.join(name.value()));
                let read = match std::fs::read(&path).map(String::from_utf8) {
                    Ok(Ok(text)) => Ok(text),
                    Ok(Err(_)) => Err("it is not UTF-8".to_owned()),
                    Err(error) => Err(error.to_string()),
                };
                let judgement = match &read {
                    Ok(text) => judge(text),
                    Err(why) => Judgement { faults: vec![unreadable(&name.value(), why)], ..judge("") },
                };
                (Text::File(path, read.unwrap_or_default().into()), judgement)
            }
        };
        Self {
            package: package.name.clone(),
            module: invocation.module.clone(),
            revisions: clean(&package.folder.join(judgement.declaration.settings.revisions())),
            judgement,
            flags: String::new(),
            directory: PathBuf::new(),
            invocation,
            text,
        }
    }

    /// A command about it, as it is typed here: `cargo schema snapshot --declaration cache -m "…"`.
    pub(crate) fn command(&self, verb: &str, arguments: &str) -> String {
        let gap = if arguments.is_empty() { "" } else { " " };
        format!("cargo schema {verb}{}{gap}{arguments}", self.flags)
    }

    /// A message of the guard, which knows of one declaration and of no folder, as it is to be read here.
    fn told_here(&self, fault: &Fault) -> String {
        let mut message = fault
            .message
            .replace("`cargo schema snapshot -m", &format!("`{} -m", self.command("snapshot", "")))
            .replace("`cargo schema rebase`", &format!("`{}`", self.command("rebase", "")))
            .replace("`cargo schema squash --to", &format!("`{} --to", self.command("squash", "")))
            .replace("`cargo schema accept`", &format!("`{}`", self.command("accept", "")));
        let Site::File { path, .. } = &fault.site else { return message };
        if message.contains("`git checkout`") {
            let lost = message.strip_prefix("the folder of revision `").and_then(|rest| rest.split('`').next());
            let path = match lost {
                Some(name) => self.revisions.join(name),
                None if message.contains("the index with `git checkout`") => self.revisions.join("history"),
                None => path.clone(),
            };
            let path = shell_word(&shown(&path, &self.directory));
            message = message.replace("`git checkout`", &format!("`git checkout -- {path}`"));
        }
        message
    }

    /// What it says: as much as could be read.
    pub(crate) fn declaration(&self) -> &Declaration {
        &self.judgement.declaration
    }

    /// Whether it could not even be read, so that its settings are not to be relied on.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.judgement.faults.iter().any(|fault| fault.kind == FaultKind::Syntax)
    }

    /// The model that is frozen as the head; the empty one at the empty start.
    pub(crate) fn head(&self) -> Model {
        self.judgement.loaded.head.as_ref().map(|head| head.model.clone()).unwrap_or_default()
    }

    /// Reads its history and proves it, also where the declaration is faulty.
    pub(crate) fn load(&self) -> Loaded {
        history::load(&self.revisions, self.declaration().settings.history())
    }

    /// The file that says it: the Rust file, or the `.schema` file that it names.
    pub(crate) fn file(&self) -> &Path {
        match &self.text {
            Text::Tokens(_) => &self.invocation.file,
            Text::File(path, _) => path,
        }
    }

    /// The folder of its revisions as the declaration names it.
    pub(crate) fn revisions_word(&self) -> &str {
        self.declaration().settings.revisions().trim_end_matches('/')
    }

    /// Where its `schema!` stands.
    pub(crate) fn place_of_macro(&self) -> Place {
        let invocation = &self.invocation;
        Place::new(&invocation.file, Rc::clone(&invocation.source), Some(invocation.name.clone()))
    }

    /// A fault with its place.
    pub(crate) fn diagnose(&self, fault: &Fault) -> Diagnostic {
        Diagnostic { code: fault.kind.code(), message: self.told_here(fault), place: self.place(&fault.site) }
    }

    /// Faults with their places.
    pub(crate) fn diagnose_all(&self, faults: &[Fault]) -> Vec<Diagnostic> {
        faults.iter().map(|fault| self.diagnose(fault)).collect()
    }

    fn place(&self, site: &Site) -> Place {
        match (site, &self.text) {
            (Site::Source(span), Text::Tokens(flattened)) => match flattened.spans(*span) {
                Some((first, last)) => {
                    let source = &self.invocation.source;
                    let range = first.byte_range().start..last.byte_range().end;
                    let range = shifted(range, token_start(source));
                    Place::new(&self.invocation.file, Rc::clone(source), Some(range))
                }
                None => self.place_of_macro(),
            },
            (Site::Source(span), Text::File(path, text)) => {
                Place::new(path, Rc::clone(text), Some(span.start..span.end))
            }
            (Site::Declaration, Text::Tokens(_)) => self.place_of_macro(),
            // A declaration that is no file to point into is told where it is named.
            (Site::Declaration, Text::File(path, text)) if path.is_file() => Place::new(path, Rc::clone(text), None),
            (Site::Declaration, Text::File(..)) => self.place_of_macro(),
            (Site::File { path, line }, _) => Place::line(path, *line),
        }
    }
}

fn unreadable(file: &str, why: &str) -> Fault {
    let message = format!("the declaration's file `{file}` cannot be read: {why}");
    Fault::new(FaultKind::Syntax, Site::Declaration, message)
}
