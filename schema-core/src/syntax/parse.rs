//! Text to model.

use std::collections::BTreeMap;

use pest::iterators::Pairs;

use super::cut::{Lead, Stop};
use super::enumeration::is_enum;
use super::grammar::Rule;
use super::nearest::nearest;
use super::object::{Objects, is_object};
use super::reader::Reader;
use super::table::Draft;
use super::{Declaration, EnumSpans, FORMAT, Parsed, Settings, Snapshot, SourceMap, TableSpans};
use crate::fault::Span;
use crate::model::{Enum, Expression, Model, Name, Rename, RenameColumn, Table, Transition};

/// Parses a declaration: settings, enums, tables and so on, as in `schema! { … }` or a `.schema` file.
///
/// Names left out are made ([`crate::model::convention`]). The model is as sound as the text: run
/// [`check`](crate::check::check) on it.
///
/// ```
/// let parsed = schema_core::syntax::parse_declaration("table users { id integer primary key, name text? }");
/// assert!(parsed.faults.is_empty());
/// assert_eq!(parsed.value.model.tables[0].columns.len(), 2);
/// ```
pub fn parse_declaration(text: &str) -> Parsed<Declaration> {
    let mut reader = Reader::new(text);
    let mut top = Top { settings: Some(Settings::default()), ..Top::default() };
    reader.top(&mut top);
    let (model, spans) = reader.finish(top.enums, top.drafts, top.objects);
    let settings = top.settings.unwrap_or_default();
    Parsed { value: Declaration { settings, model, spans }, faults: reader.into_faults() }
}

/// Parses a snapshot: the format line, the transition and the tables.
///
/// A snapshot of a higher [`FORMAT`] is a fault, and nothing of it is read: this version cannot know
/// what it says.
pub fn parse_snapshot(text: &str) -> Parsed<Snapshot> {
    let mut reader = Reader::new(text);
    if !reader.format() {
        return Parsed { value: Snapshot::default(), faults: reader.into_faults() };
    }
    let mut top = Top { transition: Some(Transition::default()), ..Top::default() };
    reader.top(&mut top);
    let (model, _) = reader.finish(top.enums, top.drafts, top.objects);
    let transition = top.transition.unwrap_or_default();
    Parsed { value: Snapshot { transition, model }, faults: reader.into_faults() }
}

/// What stands at the top level.
#[derive(Default)]
struct Top {
    /// Where settings may stand, their values.
    settings: Option<Settings>,
    /// Where a transition may stand, its answers.
    transition: Option<Transition>,
    /// Whether one was read already.
    transition_seen: bool,
    enums: Vec<(Enum, EnumSpans)>,
    drafts: Vec<Draft>,
    objects: Objects,
    /// Whether a table or another object came already.
    begun: bool,
}

impl Reader<'_> {
    fn format(&mut self) -> bool {
        let (docs, lead) = self.docs();
        if docs.span.is_some() || !matches!(lead, Lead::Other(_)) || self.cutter.word() != "format" {
            self.unexpected(
                self.cutter.at(),
                &format!("`format {FORMAT}`"),
                Some("a snapshot starts with the format that it is written in"),
            );
            return false;
        }
        let piece = self.cutter.line();
        let Some(pairs) = self.run(Rule::format, &piece, "the end of the line") else { return false };
        for pair in pairs.filter(|pair| pair.as_rule() == Rule::integer) {
            let span = self.span(&pair);
            // A number that is no u32 is higher than any format of today, too.
            let format = pair.as_str().parse().unwrap_or(u32::MAX);
            if format > FORMAT {
                self.fault(
                    span,
                    format!(
                        "this snapshot has format {}, and this version of frostline reads formats up to {FORMAT}; run \
                         `cargo update -p frostline` and update `cargo schema` too",
                        pair.as_str()
                    ),
                );
                return false;
            }
            if format == 0 {
                self.fault(span, "there is no format 0; a snapshot starts with `format 1`");
                return false;
            }
        }
        true
    }

    /// Everything at the top level, to the end of the text.
    fn top(&mut self, top: &mut Top) {
        loop {
            let (docs, lead) = self.docs();
            let at = self.cutter.at();
            match lead {
                Lead::End => {
                    self.idle_docs(&docs);
                    return;
                }
                Lead::Setting => {
                    self.idle_docs(&docs);
                    self.setting(top);
                }
                Lead::InnerDoc(span) => {
                    if !top.begun {
                        continue;
                    }
                    self.fault(span, "an inner doc comment stands before the first table; write `///` or `//`");
                }
                Lead::Other(b'}') => {
                    self.unexpected(at, "`table`", Some("this `}` closes nothing"));
                    self.cutter.go_to(at + 1);
                }
                Lead::Other(_) if self.cutter.word() == "transition" => {
                    self.idle_docs(&docs);
                    self.transition(top);
                }
                Lead::Other(b',' | b';') => {
                    self.idle_docs(&docs);
                    self.unexpected(
                        at,
                        "a table, an enum, a view, a trigger or a virtual table",
                        Some("nothing stands between two"),
                    );
                    self.cutter.go_to(at + 1);
                }
                Lead::Other(_) if is_object(self.cutter.word()) => {
                    top.begun = true;
                    self.object(docs, &mut top.objects);
                }
                Lead::Other(_) if is_enum(self.cutter.word()) => {
                    top.begun = true;
                    let found = self.enumeration(docs);
                    top.enums.extend(found);
                }
                _ => {
                    top.begun = true;
                    if let Some(draft) = self.table(docs) {
                        top.drafts.push(draft);
                    }
                }
            }
        }
    }

    fn setting(&mut self, top: &mut Top) {
        let piece = self.cutter.attribute();
        if piece.span.start == piece.span.end {
            self.cutter.go_to(piece.span.end + 1);
        }
        // `#![doc = "…"]` is `//!`, which is a comment on the whole.
        let is_doc = piece.text.trim_start_matches(['#', '!', '[', ' ', '\n', '\t', '\r']).starts_with("doc");
        if is_doc && !top.begun {
            return;
        }
        let Some(settings) = &mut top.settings else {
            self.fault(piece.span, "a snapshot has no settings; they belong to the declaration");
            return;
        };
        if top.begun {
            self.fault(piece.span, "a setting stands before the first table; move it to the top");
            return;
        }
        let Some(pairs) = self.run(Rule::setting, &piece, "the end of the setting") else { return };
        let (mut key, mut value) = (None, String::new());
        for pair in pairs {
            match pair.as_rule() {
                Rule::setting_key => key = Some((pair.as_str(), self.span(&pair))),
                Rule::string => value = self.string(pair),
                _ => {}
            }
        }
        let Some((key, span)) = key else { return };
        let slot = match key {
            "revisions" => &mut settings.revisions,
            "history" => &mut settings.history,
            other => {
                let mut message = format!("there is no setting `{other}`; ");
                match nearest(other, ["revisions", "history"]) {
                    Some(near) => message.push_str(&format!("did you mean `{near}`?")),
                    None => message.push_str("the settings are `revisions` and `history`"),
                }
                self.fault(span, message);
                return;
            }
        };
        if slot.is_some() {
            self.fault(span, format!("the setting `{key}` is given twice; keep one"));
        } else {
            *slot = Some(value);
        }
    }

    fn transition(&mut self, top: &mut Top) {
        let at = self.cutter.at();
        let word = Span::new(at, at + "transition".len());
        let piece = self.cutter.head();
        let read = self.run(Rule::transition_head, &piece, "`{`").is_some();
        let Some(transition) = &mut top.transition else {
            self.fault(
                word,
                "a declaration has no transition; say it when you freeze the change, and it is written into the snapshot",
            );
            if piece.stop == Stop::Open {
                self.cutter.skip_body();
            }
            return;
        };
        if std::mem::replace(&mut top.transition_seen, true) {
            self.fault(word, "there is a second transition; join it with the first");
        } else if top.begun {
            self.fault(word, "the transition stands before the first table; move it up");
        }
        if piece.stop != Stop::Open {
            if read {
                self.unexpected(piece.span.end, "`{`", None);
            }
            return;
        }
        let open = self.cutter.at();
        self.cutter.go_to(open + 1);
        loop {
            let (docs, lead) = self.docs();
            self.idle_docs(&docs);
            let at = self.cutter.at();
            match lead {
                Lead::End => {
                    if self.cutter.unclosed.is_none() {
                        self.fault(
                            Span::new(open, open + 1),
                            "this `{` is never closed; close the transition with `}`",
                        );
                    }
                    return;
                }
                Lead::Other(b'}') => {
                    self.cutter.go_to(at + 1);
                    return;
                }
                Lead::Other(b',') => {
                    self.unexpected(at, "`rename`, `drop`, `backfill` or `cast`", None);
                    self.cutter.go_to(at + 1);
                    continue;
                }
                Lead::InnerDoc(_) => continue,
                _ => {}
            }
            let piece = self.cutter.entry();
            if piece.stop == Stop::Table && piece.span.start == piece.span.end {
                self.unexpected(at, "`}` at the end of the transition", None);
                return;
            }
            if let Some(pairs) = self.run(Rule::answer, &piece, "`,`") {
                self.answer(pairs, transition);
            } else {
                let refused = self.refused_at();
                self.cutter.resume(&piece, refused);
            }
            match piece.stop {
                Stop::Table => {
                    self.unexpected(self.cutter.at(), "`}` at the end of the transition", None);
                    return;
                }
                _ => self.eat_comma(),
            }
        }
    }

    fn answer(&mut self, pairs: Pairs<'_, Rule>, transition: &mut Transition) {
        for answer in pairs {
            let rule = answer.as_rule();
            let mut names: Vec<Name> = Vec::new();
            let mut expr = None;
            for pair in answer.into_inner() {
                match pair.as_rule() {
                    Rule::name => names.push(self.name(pair)),
                    Rule::sql_text => expr = Some(self.sql(pair)),
                    _ => {}
                }
            }
            let mut names = names.into_iter();
            let (Some(first), second, third) = (names.next(), names.next(), names.next()) else { continue };
            match (rule, second, third, expr) {
                (Rule::rename_table, Some(to), ..) => transition.rename_tables.push(Rename { from: first, to }),
                (Rule::rename_column, Some(from), Some(to), _) => {
                    transition.rename_columns.push(RenameColumn { table: first, from, to });
                }
                (Rule::drop_table, ..) => transition.drop_tables.push(first),
                (Rule::drop_column, Some(column), ..) => transition.drop_columns.push((first, column)),
                (Rule::backfill, Some(column), _, Some(expr)) => {
                    transition.backfills.push(Expression { table: first, column, expr });
                }
                (Rule::cast, Some(column), _, Some(expr)) => {
                    transition.casts.push(Expression { table: first, column, expr });
                }
                _ => {}
            }
        }
    }

    /// Names the constraints, tells columns the values of their enums, and fills in the columns of references that name a table alone.
    fn finish(&mut self, enums: Vec<(Enum, EnumSpans)>, drafts: Vec<Draft>, objects: Objects) -> (Model, SourceMap) {
        let mut implied: Vec<(usize, usize)> = Vec::new();
        let mut tables: Vec<Table> = Vec::with_capacity(drafts.len());
        let mut spans = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.into_iter().enumerate() {
            implied.extend(draft.implied.iter().map(|&foreign_key| (index, foreign_key)));
            let (table, table_spans) = draft.finish();
            tables.push(table);
            spans.push(table_spans);
        }
        if !implied.is_empty() {
            let mut keys: BTreeMap<String, Vec<Name>> = BTreeMap::new();
            for table in &tables {
                if let Some(key) = &table.primary_key {
                    keys.entry(table.name.folded()).or_insert_with(|| key.names().cloned().collect());
                }
            }
            for (table, place) in implied {
                let Some(foreign_key) = tables.get_mut(table).and_then(|table| table.foreign_keys.get_mut(place))
                else {
                    continue;
                };
                let is_unchecked = spans
                    .get(table)
                    .and_then(|spans: &TableSpans| spans.foreign_key_parts.get(place))
                    .is_some_and(|parts| parts.unchecked.is_some());
                if let Some(key) = keys.get(&foreign_key.table.folded())
                    && !(is_unchecked && key.len() != foreign_key.columns.len())
                {
                    foreign_key.references = key.clone();
                } else {
                    foreign_key.bare = false;
                }
            }
        }
        let (views, view_spans) = objects.views.into_iter().unzip();
        let (triggers, trigger_spans) = objects.triggers.into_iter().unzip();
        let (virtual_tables, virtual_table_spans) = objects.virtual_tables.into_iter().unzip();
        let (enums, enum_spans) = enums.into_iter().unzip();
        let mut model = Model { enums, tables, views, triggers, virtual_tables };
        model.resolve_enums();
        let spans = SourceMap {
            enums: enum_spans,
            tables: spans,
            views: view_spans,
            triggers: trigger_spans,
            virtual_tables: virtual_table_spans,
        };
        (model, spans)
    }
}
