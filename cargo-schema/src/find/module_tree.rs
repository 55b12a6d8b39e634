//! Where `schema!` is written: the `mod` tree of a crate, followed with syn.
//!
//! It is followed as rustc does (<https://doc.rust-lang.org/reference/items/modules.html>): `name.rs`
//! and `name/mod.rs`, inline modules, `#[path]` in both. Conditions are not: a module under `#[cfg]` is
//! taken for present, since a declaration is frozen for every build.
//!
//! A file that syn cannot parse, as it may be in the middle of an edit, is searched by its tokens.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

/// One invocation of `schema!`.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// The file.
    pub(crate) file: PathBuf,
    /// The text of the file.
    pub(crate) source: Rc<str>,
    /// The module, by its path from the crate's name.
    pub(crate) module: String,
    /// The bytes of the macro's name.
    pub(crate) name: Range<usize>,
    /// What stands between its brackets.
    pub(crate) tokens: TokenStream,
}

/// What was found in a crate.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The invocations, in the order of the tree.
    pub(crate) invocations: Vec<Invocation>,
    /// What could not be followed, in words.
    pub(crate) troubles: Vec<String>,
    seen: BTreeSet<(PathBuf, PathBuf)>,
}

impl Walk {
    /// Adds what the crate that starts at this file has.
    pub(crate) fn follow(&mut self, crate_name: &str, root: &Path) {
        let folder = root.parent().unwrap_or(Path::new("")).to_path_buf();
        self.file(root, &folder, crate_name);
    }

    /// Reads a file whose child modules are in `folder`.
    fn file(&mut self, file: &Path, folder: &Path, module: &str) {
        let real = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
        // The same file may be a module of the library and of a binary.
        if !self.seen.insert((real, folder.to_path_buf())) {
            return;
        }
        let text = match std::fs::read(file) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => return self.troubles.push(format!("`{}` is not UTF-8", file.display())),
            },
            Err(error) => return self.troubles.push(format!("`{}` cannot be read: {error}", file.display())),
        };
        if !text.contains("schema") && !text.contains("mod") {
            return;
        }
        let source: Rc<str> = text.into();
        let (start, body) = without_preamble(&source);
        match syn::parse_file(body) {
            Ok(tree) => {
                let mut visitor = Visitor {
                    walk: self,
                    file,
                    source: &source,
                    start,
                    module: module.to_owned(),
                    folder: folder.to_path_buf(),
                    beside: file.parent().unwrap_or(Path::new("")).to_path_buf(),
                    inline: false,
                };
                visitor.visit_file(&tree);
            }
            Err(error) => {
                let at = error.span().start();
                self.troubles.push(match conflict(&source) {
                    Some(line) => format!(
                        "a merge conflict was left in `{}`, at line {line}; settle it, and if both sides froze, run `cargo \
                         schema rebase` then",
                        file.display(),
                    ),
                    None => format!(
                        "`{}` is not Rust at line {}, column {}: {error}; the modules that it declares were not followed",
                        file.display(),
                        at.line,
                        at.column + 1,
                    ),
                });
                if let Ok(tokens) = body.parse::<TokenStream>() {
                    let mut found = Vec::new();
                    search(tokens, &mut found);
                    for (name, tokens) in found {
                        self.add(Invocation {
                            file: file.to_path_buf(),
                            source: Rc::clone(&source),
                            module: module.to_owned(),
                            name: shifted(name.byte_range(), start),
                            tokens,
                        });
                    }
                }
            }
        }
    }

    fn add(&mut self, invocation: Invocation) {
        let same = |other: &Invocation| other.name == invocation.name && other.file == invocation.file;
        if !self.invocations.iter().any(same) {
            self.invocations.push(invocation);
        }
    }
}

/// The line at which a merge conflict begins, if there is one.
fn conflict(source: &str) -> Option<usize> {
    let mut lines = source.lines();
    let first = lines.position(|line| line.starts_with("<<<<<<<"))?;
    lines.any(|line| line.starts_with(">>>>>>>")).then_some(first + 1)
}

/// The text without its byte order mark and `#!` line, which no token counts, and where it starts.
fn without_preamble(source: &str) -> (usize, &str) {
    let mut start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &source[start..];
    if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
        start += rest.find('\n').unwrap_or(rest.len());
    }
    (start, &source[start..])
}

pub(super) fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Where the tokens of an invocation's file start, as bytes of its source.
pub(super) fn token_start(source: &str) -> usize {
    without_preamble(source).0
}

struct Visitor<'a> {
    walk: &'a mut Walk,
    file: &'a Path,
    source: &'a Rc<str>,
    start: usize,
    module: String,
    /// Where child modules of this place are looked for.
    folder: PathBuf,
    /// What `#[path]` is relative to at this place.
    beside: PathBuf,
    inline: bool,
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = item.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        let module = format!("{}::{name}", self.module);
        let paths = path_attributes(&item.attrs);
        // Inside an inline module `#[path]` is relative to that module's own folder.
        let beside = if self.inline { &self.folder } else { &self.beside };
        let named: Vec<PathBuf> = paths.iter().map(|path| super::clean(&beside.join(path))).collect();

        if let Some((_, items)) = &item.content {
            let folder = named.into_iter().next().unwrap_or_else(|| self.folder.join(name));
            let outside = (self.module.clone(), self.folder.clone(), self.inline);
            (self.module, self.folder, self.inline) = (module, folder, true);
            for item in items {
                self.visit_item(item);
            }
            (self.module, self.folder, self.inline) = outside;
            return;
        }

        let mut followed = false;
        for file in named {
            if file.is_file() {
                followed = true;
                let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
                self.walk.file(&file, &folder, &module);
            }
        }
        let folder = self.folder.join(name);
        for file in [self.folder.join(format!("{name}.rs")), folder.join("mod.rs")] {
            // A plain `#[path]` replaces the usual places; one under `cfg_attr` may not be in force.
            if !(followed && has_plain_path(&item.attrs)) && file.is_file() {
                followed = true;
                self.walk.file(&file, &folder, &module);
            }
        }
        if !followed && !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            self.walk
                .troubles
                .push(format!("module `{module}` has no file; it was declared in `{}`", self.file.display()));
        }
    }

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        let Some(last) = invocation.path.segments.last() else { return };
        if last.ident != "schema" {
            return;
        }
        self.walk.add(Invocation {
            file: self.file.to_path_buf(),
            source: Rc::clone(self.source),
            module: self.module.clone(),
            name: shifted(last.ident.span().byte_range(), self.start),
            tokens: invocation.tokens.clone(),
        });
    }
}

fn has_plain_path(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("path"))
}

/// The values of `#[path = "…"]`, also of those inside `#[cfg_attr(…, path = "…")]`.
fn path_attributes(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut paths = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            syn::Meta::NameValue(pair) => paths.extend(path_value(pair)),
            syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {
                let parser = syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
                let Ok(parts) = syn::parse::Parser::parse2(parser, list.tokens.clone()) else { continue };
                for part in parts.iter().skip(1) {
                    if let syn::Meta::NameValue(pair) = part {
                        paths.extend(path_value(pair));
                    }
                }
            }
            _ => {}
        }
    }
    paths
}

fn path_value(pair: &syn::MetaNameValue) -> Option<String> {
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("path").then(|| text.value())
}

/// Every `schema! …` among these tokens, at any depth.
fn search(tokens: TokenStream, found: &mut Vec<(proc_macro2::Span, TokenStream)>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        match (tree, trees.get(index + 1), trees.get(index + 2)) {
            (TokenTree::Ident(name), Some(TokenTree::Punct(bang)), Some(TokenTree::Group(group)))
                if name == "schema" && bang.as_char() == '!' =>
            {
                found.push((name.span(), group.stream()));
            }
            (TokenTree::Group(group), ..) => search(group.stream(), found),
            _ => {}
        }
    }
}
