//! Views, triggers and virtual tables.

use super::alter::{drop_table, rename_table};
use super::quote::{name, names};
use crate::model::{Trigger, View, VirtualTable};
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
pub(super) fn fill(table: &crate::model::Name) -> String {
    let table = name(table);
    format!("INSERT INTO {table} ({table}) VALUES ('rebuild')")
}

/// The old one waits under another name, which its own tables follow.
pub(super) fn copy(copy: &VirtualCopy) -> Vec<String> {
    let VirtualCopy { from, to, scratch, copy } = copy;
    let targets = names(copy.iter().map(|(target, _)| target));
    let sources = names(copy.iter().map(|(_, source)| source));
    vec![
        rename_table(from, scratch),
        virtual_table(to),
        format!("INSERT INTO {} ({targets})\nSELECT {sources}\nFROM {}", name(&to.name), name(scratch)),
        drop_table(scratch),
    ]
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
