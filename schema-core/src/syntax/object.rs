//! Views, triggers and virtual tables: a name and SQL.

use super::ObjectSpans;
use super::cut::Cutter;
use super::expected::{AFTER_OBJECT, TYPES};
use super::grammar::Rule;
use super::nearest::nearest;
use super::reader::{Docs, Reader};
use crate::model::{Name, Sql, Trigger, View, VirtualTable};

/// The words that start one.
const WORDS: [&str; 3] = ["view", "trigger", "virtual"];

/// What was read of the objects beside the tables.
#[derive(Default)]
pub(super) struct Objects {
    pub(super) views: Vec<(View, ObjectSpans)>,
    pub(super) triggers: Vec<(Trigger, ObjectSpans)>,
    pub(super) virtual_tables: Vec<(VirtualTable, ObjectSpans)>,
}

/// Whether this word is meant to start an object.
pub(super) fn is_object(word: &str) -> bool {
    WORDS.contains(&word)
        || nearest(word, ["table", "enum", "view", "trigger", "virtual", "transition"])
            .is_some_and(|near| WORDS.contains(&near))
}

impl Reader<'_> {
    /// A view, a trigger or a virtual table, from its first word to the end of its SQL.
    pub(super) fn object(&mut self, docs: Docs, objects: &mut Objects) {
        let piece = self.cutter.object();
        let Some(mut pairs) = self.run(Rule::object, &piece, AFTER_OBJECT) else {
            if self.text.as_bytes().get(self.cutter.at()) == Some(&b'{') {
                self.cutter.skip_body();
            }
            return;
        };
        let Some(object) = pairs.next() else { return };
        let rule = object.as_rule();
        let mut spans = ObjectSpans::default();
        let (mut name, mut columns, mut text) = (Name::from(""), None, String::new());
        for pair in object.into_inner() {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::view_name | Rule::trigger_name | Rule::table_name => {
                    spans.name = span;
                    name = self.name(pair);
                }
                Rule::columns => columns = Some(self.columns(pair, &mut Vec::new())),
                Rule::sql_text => {
                    spans.sql = span;
                    text = self.sql(pair).as_str().to_owned();
                }
                _ => {}
            }
        }
        // As a statement, it may end like one.
        while let Some(shorter) = text.trim_end().strip_suffix(';') {
            text.truncate(shorter.len());
        }
        match rule {
            Rule::view => {
                if let Some(columns) = columns {
                    let names: Vec<String> = columns.iter().map(Name::quoted).collect();
                    text = format!("({}) AS {text}", names.join(", "));
                }
                objects.views.push((View { name, docs: docs.lines, sql: Sql::new(text) }, spans));
            }
            Rule::trigger => {
                objects.triggers.push((Trigger { name, docs: docs.lines, sql: Sql::new(text) }, spans));
            }
            _ => {
                let Some((module, arguments)) = VirtualTable::read_definition(&text) else {
                    self.fault(
                        spans.sql,
                        "this is no module of a virtual table; write it with its arguments in brackets, as in \
                         `fts5(title, body)`",
                    );
                    return;
                };
                let table = VirtualTable { name, docs: docs.lines, module, arguments };
                objects.virtual_tables.push((table, spans));
            }
        }
    }

    /// Whether a view, a trigger or a virtual table starts here, where a column may stand: no type follows
    /// the name.
    pub(super) fn object_follows(&self) -> bool {
        let word = self.cutter.word();
        if !WORDS.contains(&word) {
            return false;
        }
        let token = |at: usize| {
            let span = Cutter::token_at(self.text, at);
            (self.text.get(span.start..span.end).unwrap_or_default(), span.end)
        };
        let is_string = |token: &str| token.ends_with(['"', '#']) && token.starts_with(['"', 'r']);
        let (first, end) = token(self.cutter.at() + word.len());
        let (second, end) = token(end);
        if word == "virtual" {
            return first == "table" && is_string(token(end).0);
        }
        !TYPES.contains(&first) && (is_string(second) || (second == "(" && !is_string(first)))
    }
}
