//! A database as a declaration.

use std::path::Path;

use schema_core::check::check;
use schema_core::dialect::Dialect;
use schema_core::fault::Fault;
use schema_core::model::{Model, Name};
use schema_core::syntax::{parse_declaration, print_model};
use schema_sqlite::Inspection;

use crate::endpoint;
use crate::error::{Error, Result};
use crate::neutral;

/// Which tables are meant, by their names.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Choice {
    /// These tables alone; `*` is any text, `?` any letter
    #[arg(long, value_name = "GLOB", value_delimiter = ',', help_heading = "Which tables")]
    pub(crate) tables: Vec<String>,

    /// All but these tables
    #[arg(long, value_name = "GLOB", value_delimiter = ',', help_heading = "Which tables")]
    pub(crate) exclude: Vec<String>,
}

/// A database, read as one would declare it.
#[derive(Debug)]
pub(crate) struct Pulled {
    /// In the words of the language.
    pub(crate) model: Model,
    /// The tables of the language, without settings.
    pub(crate) text: String,
    /// What the language has against it: SQLite allows more than is sound.
    pub(crate) faults: Vec<Fault>,
}

impl Pulled {
    /// Reads what was inspected. `label` names it in messages.
    pub(crate) fn new(label: &str, mut found: Inspection, choice: &Choice) -> Result<Self> {
        choice.apply(&mut found)?;
        let stored = endpoint::stored(label, found).map_err(|error| {
            // Whoever cannot say it may do without it.
            error.note("leave it out with `--exclude`, if the declaration can do without it")
        })?;
        let model = neutral::declared(&stored.model);
        let text = print_model(&model);
        let parsed = parse_declaration(&text);
        let mut faults = parsed.faults;
        if faults.is_empty() {
            faults = check(&parsed.value.model, Some(&parsed.value.spans), Dialect::ALL);
        }
        Ok(Self { model, text, faults })
    }

    /// The declaration as a text of its own, or as a macro.
    pub(crate) fn declaration(&self, from: &str, as_macro: bool) -> String {
        let from = from.replace(|letter: char| letter.is_control(), " ");
        let header = format!("// Pulled from {from} by `cargo schema pull`.\n");
        let gap = if self.text.is_empty() { "" } else { "\n" };
        if as_macro { in_macro(&format!("{header}{gap}{}", self.text)) } else { format!("{header}{gap}{}", self.text) }
    }
}

/// A text of the language inside the macro, as code is indented. No string of it spans lines.
pub(crate) fn in_macro(text: &str) -> String {
    let mut made = String::from("frostline::schema! {\n");
    for line in text.lines() {
        if !line.is_empty() {
            made.push_str("    ");
            made.push_str(line);
        }
        made.push('\n');
    }
    made.push_str("}\n");
    made
}

/// What a header says of a file: its name, which is the same on every machine.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl Choice {
    fn has(&self, name: &Name) -> bool {
        let any = |globs: &[String]| globs.iter().any(|glob| matches(glob, name.as_str()));
        (self.tables.is_empty() || any(&self.tables)) && !any(&self.exclude)
    }

    /// Takes out what is not meant. Shadow tables go with their virtual tables, which make them.
    fn apply(&self, found: &mut Inspection) -> Result<()> {
        let model = &mut found.model;
        let mut names: Vec<Name> = model.tables.iter().map(|table| table.name.clone()).collect();
        names.extend(model.views.iter().map(|view| view.name.clone()));
        names.extend(model.virtual_tables.iter().map(|table| table.name.clone()));
        names.extend(found.unsaid.iter().map(|unsaid| unsaid.table.clone()));
        for glob in self.tables.iter().chain(&self.exclude) {
            if !names.iter().any(|name| matches(glob, name.as_str())) {
                names.dedup();
                let mut list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                if list.is_empty() {
                    list.push_str("none");
                }
                return Err(Error::could_not_run(format!("no table is called `{glob}`; the tables are {list}")));
            }
        }
        model.tables.retain(|table| self.has(&table.name));
        model.views.retain(|view| self.has(&view.name));
        model.virtual_tables.retain(|table| self.has(&table.name));
        // A trigger goes with its table, or by its own name.
        let excluded = |name: &Name| self.exclude.iter().any(|glob| matches(glob, name.as_str()));
        model
            .triggers
            .retain(|trigger| !excluded(&trigger.name) && trigger.table().is_none_or(|table| self.has(&table)));
        found.unsaid.retain(|unsaid| self.has(&unsaid.table));
        Ok(())
    }
}

/// Whether a name is one of a glob's, whatever the case of its ASCII letters, as SQLite compares names.
fn matches(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut at, mut star) = ((0, 0), None);
    while at.1 < name.len() {
        match glob.get(at.0) {
            Some('*') => {
                star = Some(at);
                at.0 += 1;
            }
            Some(letter) if *letter == '?' || letter.eq_ignore_ascii_case(&name[at.1]) => at = (at.0 + 1, at.1 + 1),
            _ => match star {
                // The star takes one letter more.
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    at = (place + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    glob[at.0..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_of_whole_names() {
        for (glob, name, fits) in [
            ("users", "Users", true),
            ("users", "users_old", false),
            ("user*", "users_old", true),
            ("*_old", "users_old_old", true),
            ("*_old", "users_old_x", false),
            ("u?ers", "users", true),
            ("?", "", false),
            ("*", "", true),
            ("", "", true),
            ("**a*b", "xaab", true),
            ("ü*", "über", true),
        ] {
            assert_eq!(matches(glob, name), fits, "{glob} {name}");
        }
    }
}
