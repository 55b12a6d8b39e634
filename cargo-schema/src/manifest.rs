//! Editing a `Cargo.toml`, with its comments and its layout kept.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use crate::error::{Error, Result};

/// What is written into `[dependencies]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dependency {
    /// A version requirement.
    Version(String),
    /// The folder of a package.
    Path(PathBuf),
    /// What the workspace says.
    Workspace,
}

/// A manifest that is being edited.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    /// The file.
    pub(crate) path: PathBuf,
    document: DocumentMut,
}

impl Manifest {
    /// Reads a manifest.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::could_not_run(format!("`{shown}` cannot be read")).caused_by(error))?;
        Self::parse(path, &text)
    }

    /// A manifest of this text, which is not written yet.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let document = text.parse().map_err(|error: toml_edit::TomlError| {
            Error::could_not_run(format!("`{}` is no TOML", path.display())).caused_by(error)
        })?;
        Ok(Self { path: path.to_path_buf(), document })
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.document.to_string()
    }

    /// Whether it describes a package.
    pub(crate) fn is_package(&self) -> bool {
        self.document.contains_key("package")
    }

    /// Whether it describes a workspace.
    pub(crate) fn is_workspace(&self) -> bool {
        self.document.contains_key("workspace")
    }

    /// Whether `[workspace.dependencies]` names this crate.
    pub(crate) fn shares_dependency(&self, name: &str) -> bool {
        self.workspace(&["dependencies", name]).is_some()
    }

    /// Whether `[workspace.package]` says an edition.
    pub(crate) fn shares_edition(&self) -> bool {
        self.workspace(&["package", "edition"]).is_some()
    }

    /// Whether `default-members` says what a bare `cargo build` builds.
    pub(crate) fn has_default_members(&self) -> bool {
        self.workspace(&["default-members"]).is_some()
    }

    fn workspace(&self, keys: &[&str]) -> Option<&Item> {
        keys.iter().try_fold(self.document.get("workspace")?, |item, key| item.get(*key))
    }

    /// Whether the package depends on this crate already.
    pub(crate) fn depends_on(&self, name: &str) -> bool {
        self.document.get("dependencies").is_some_and(|table| table.get(name).is_some())
    }

    /// Adds a dependency.
    pub(crate) fn add_dependency(&mut self, name: &str, dependency: &Dependency) -> Result<()> {
        let item = match dependency {
            Dependency::Version(version) => value(version.as_str()),
            Dependency::Path(path) => inline("path", slashed(path).into()),
            Dependency::Workspace => inline("workspace", true.into()),
        };
        let table = self.document.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
        let Some(table) = table.as_table_like_mut() else { return Err(self.odd("dependencies")) };
        table.insert(name, item);
        Ok(())
    }

    /// Adds a member to the workspace, and to what a bare `cargo build` builds if that is said at all.
    /// A workspace that has none is begun.
    pub(crate) fn add_member(&mut self, member: &str) -> Result<()> {
        let workspace = self.document.entry("workspace").or_insert_with(|| Item::Table(Table::new()));
        let Some(workspace) = workspace.as_table_like_mut() else { return Err(self.odd("workspace")) };
        let members = workspace.entry("members").or_insert_with(|| value(Array::new()));
        let Some(members) = members.as_array_mut() else { return Err(self.odd("workspace.members")) };
        push(members, member);
        if let Some(members) = workspace.get_mut("default-members") {
            let Some(members) = members.as_array_mut() else { return Err(self.odd("workspace.default-members")) };
            push(members, member);
        }
        Ok(())
    }

    fn odd(&self, key: &str) -> Error {
        Error::could_not_run(format!("`{key}` in `{}` is not what cargo expects there", self.path.display()))
    }
}

fn inline(key: &str, content: Value) -> Item {
    let mut table = InlineTable::new();
    table.insert(key, content);
    value(table)
}

/// Adds a member to a list, laid out like the last one; unless the list has it.
fn push(list: &mut Array, member: &str) {
    if list.iter().filter_map(Value::as_str).any(|pattern| covers(pattern, member)) {
        return;
    }
    let before = list.iter().last().and_then(|last| last.decor().prefix()).and_then(|prefix| prefix.as_str());
    // Its indent, without a comment that stands before it.
    let indent = before.and_then(|prefix| prefix.rfind('\n').map(|newline| prefix[newline..].to_owned()));
    list.push(member);
    if let (Some(indent), Some(last)) = (indent, list.iter_mut().last()) {
        last.decor_mut().set_prefix(indent);
    }
}

/// Whether a member's pattern (`crates/*`) covers this folder.
fn covers(pattern: &str, member: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let (patterns, parts): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), member.split('/').collect());
    patterns.len() == parts.len()
        && patterns.iter().zip(&parts).all(|(pattern, part)| match pattern.split_once('*') {
            Some((start, end)) => {
                part.len() >= start.len() + end.len() && part.starts_with(start) && part.ends_with(end)
            }
            None => pattern == part,
        })
}

/// A path as manifests write it.
pub(crate) fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The way from one folder to another; both absolute.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to.to_path_buf();
    }
    let up = from.components().skip(shared).map(|_| Path::new(".."));
    let path: PathBuf = up.chain(to.components().skip(shared).map(|part| Path::new(part.as_os_str()))).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Manifest {
        Manifest { path: "Cargo.toml".into(), document: text.parse().unwrap() }
    }

    #[test]
    fn a_member_is_added_in_the_style_of_the_others() {
        let mut edited = manifest("# mine\n[workspace]\nmembers = [\n    \"a\", # first\n    \"b\",\n]\n");
        edited.add_member("schemas").unwrap();
        assert_eq!(
            edited.text(),
            "# mine\n[workspace]\nmembers = [\n    \"a\", # first\n    \"b\",\n    \"schemas\",\n]\n"
        );
        let mut edited = manifest("[workspace]\nmembers = [\"a\"]\ndefault-members = [\"a\"]\n");
        edited.add_member("schemas").unwrap();
        assert_eq!(
            edited.text(),
            "[workspace]\nmembers = [\"a\", \"schemas\"]\ndefault-members = [\"a\", \"schemas\"]\n"
        );
    }

    #[test]
    fn a_member_is_added_once() {
        for members in ["schemas", "./schemas", "*", "sch*"] {
            let mut edited = manifest(&format!("[workspace]\nmembers = [\"{members}\"]\n"));
            let before = edited.text();
            edited.add_member("schemas").unwrap();
            assert_eq!(edited.text(), before);
        }
        assert!(covers("crates/*", "crates/schemas"));
        assert!(!covers("crates/*", "schemas"));
        assert!(!covers("*", "crates/schemas"));
    }

    #[test]
    fn a_package_becomes_a_workspace() {
        let mut edited = manifest("[package]\nname = \"app\"\n");
        edited.add_member("schemas").unwrap();
        assert_eq!(edited.text(), "[package]\nname = \"app\"\n\n[workspace]\nmembers = [\"schemas\"]\n");
    }

    #[test]
    fn a_dependency_is_a_version_a_path_or_the_workspace_s() {
        let add = |dependency| {
            let mut edited = manifest("[dependencies]\nserde = \"1\"\n");
            edited.add_dependency("frostline", &dependency).unwrap();
            edited.text().lines().last().unwrap().to_owned()
        };
        assert_eq!(add(Dependency::Version("0.1".into())), "frostline = \"0.1\"");
        assert_eq!(add(Dependency::Path("../f".into())), "frostline = { path = \"../f\" }");
        assert_eq!(add(Dependency::Workspace), "frostline = { workspace = true }");
    }

    #[test]
    fn folders_lead_to_each_other() {
        let way = |from: &str, to: &str| slashed(&relative(Path::new(from), Path::new(to)));
        assert_eq!(way("/w/a", "/w/b/c"), "../b/c");
        assert_eq!(way("/w", "/w/b"), "b");
        assert_eq!(way("/w", "/w"), ".");
    }
}
