//! Views, triggers and virtual tables.

use super::alter::{drop_table, rename_table};
use super::quote::{name, names};
use crate::model::{Name, Trigger, View, VirtualTable};
use crate::plan::VirtualCopy;

/// `CREATE VIEW`.
pub(super) fn view(view: &View) -> String {
    format!("CREATE VIEW {} {}", name(&view.name), ended(&view.definition()))
}

/// `CREATE TRIGGER`.
pub(super) fn trigger(trigger: &Trigger) -> String {
    format!("CREATE TRIGGER {} {}", name(&trigger.name), ended(trigger.sql.as_str()))
}

/// `CREATE VIRTUAL TABLE`.
pub(super) fn virtual_table(table: &VirtualTable) -> String {
    let definition = lines(&table.definition());
    // A comment at the end of the arguments does not swallow the bracket.
    let definition = match definition.strip_suffix(')') {
        Some(front) if table.arguments.as_str().contains("--") => format!("{front}\n)"),
        _ => definition,
    };
    format!("CREATE VIRTUAL TABLE {} USING {definition}", name(&table.name))
}

/// What an fts5 table does when it is told to (<https://sqlite.org/fts5.html#the_rebuild_command>).
pub(super) fn fill(table: &Name) -> String {
    let table = name(table);
    format!("INSERT INTO {table} ({table}) VALUES ('rebuild')")
}

/// The old one waits under another name, which its own tables follow.
pub(super) fn copy(copy: &VirtualCopy) -> Vec<String> {
    let VirtualCopy { from, to, scratch, copy } = copy;
    let mut statements = vec![rename_table(from, scratch), virtual_table(to)];
    if to.module.same(&"fts5".into()) {
        statements.push(settings(to, scratch));
    }
    if !copy.is_empty() {
        let targets = names(copy.iter().map(|(target, _)| target));
        let sources = names(copy.iter().map(|(_, source)| source));
        let (into, waiting) = (name(&to.name), name(scratch));
        statements.push(format!("INSERT INTO {into} ({targets})\nSELECT {sources}\nFROM {waiting}"));
    }
    statements.push(drop_table(scratch));
    statements
}

/// What an fts5 table was told to keep (<https://sqlite.org/fts5.html#the_automerge_configuration_option> and
/// those after it): each setting is a command of the same name.
fn settings(to: &VirtualTable, scratch: &Name) -> String {
    let into = name(&to.name);
    let kept = name(&Name::new(format!("{scratch}_config")));
    format!("INSERT INTO {into} ({into}, \"rank\")\nSELECT \"k\", \"v\" FROM {kept} WHERE \"k\" <> 'version'")
}

/// The text with a line's end after it where a comment would swallow what follows.
fn ended(text: &str) -> String {
    let end = if text.contains("--") { "\n" } else { "" };
    format!("{}{end}", lines(text))
}

/// The text with plain ends of lines; a carriage return in quotes has been refused. One alone is a blank, and
/// no end of a comment.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', " ")
}
