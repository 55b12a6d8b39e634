//! What a table lists beside its columns: keys, references, unique constraints, checks, indexes.

use pest::iterators::Pair;

use super::ItemSpans;
use super::grammar::Rule;
use super::reader::Reader;
use super::table::Draft;
use crate::fault::Span;
use crate::model::{
    Action, Check, Conflict, Direction, ForeignKey, Index, IndexKey, IndexPart, KeyColumn, Name, PrimaryKey, Sql,
    Unique,
};

/// The name of a constraint as it was written.
enum Label {
    Named(Name),
    Unnamed,
    Missing,
}

impl Label {
    fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    fn name(self) -> Option<Name> {
        match self {
            Self::Named(name) => Some(name),
            Self::Unnamed | Self::Missing => None,
        }
    }
}

impl Reader<'_> {
    pub(super) fn item(&mut self, draft: &mut Draft, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::primary_key => {
                let (label, columns, conflict, parts) = self.key(pair);
                let autoincrement = parts.autoincrement.is_some();
                let key = PrimaryKey { name: label.name(), columns, autoincrement, conflict };
                draft.primary_key(key, span, parts, &mut self.faults);
            }
            Rule::foreign_key => {
                let mut label = Label::Missing;
                let mut parts = ItemSpans::default();
                let mut columns = None;
                let mut rest = Vec::new();
                for pair in pair.into_inner() {
                    match pair.as_rule() {
                        Rule::label => label = self.label(pair, &mut parts),
                        Rule::columns if columns.is_none() => columns = Some(self.columns(pair, &mut parts.columns)),
                        _ => rest.push(pair),
                    }
                }
                let make = label.is_missing();
                let (key, parts, implied) = self.reference_of(rest, columns.unwrap_or_default(), label.name(), parts);
                draft.foreign_key(key, make, implied, span, parts);
            }
            Rule::unique => {
                let (label, columns, conflict, parts) = self.key(pair);
                let make = label.is_missing();
                draft.unique(Unique { name: label.name(), columns, conflict }, make, span, parts);
            }
            Rule::check => {
                let mut label = Label::Missing;
                let mut parts = ItemSpans::default();
                let mut expr = Sql::new("");
                for pair in pair.into_inner() {
                    match pair.as_rule() {
                        Rule::label => label = self.label(pair, &mut parts),
                        Rule::sql_text => {
                            parts.expr = Some(self.span(&pair));
                            expr = self.sql(pair);
                        }
                        _ => {}
                    }
                }
                let make = label.is_missing();
                draft.check(Check { name: label.name(), expr }, make, span, parts);
            }
            Rule::index | Rule::unique_index => {
                let mut index = Index {
                    name: Name::from(""),
                    unique: pair.as_rule() == Rule::unique_index,
                    parts: Vec::new(),
                    filter: None,
                };
                let mut spans = ItemSpans::default();
                for pair in pair.into_inner() {
                    match pair.as_rule() {
                        Rule::index_name => {
                            spans.name = Some(self.span(&pair));
                            index.name = self.name(pair);
                        }
                        Rule::parts => {
                            for part in pair.into_inner().filter(|pair| pair.as_rule() == Rule::part) {
                                let part = self.part(part, &mut spans);
                                index.parts.extend(part);
                            }
                        }
                        Rule::filter => {
                            for text in pair.into_inner().filter(|pair| pair.as_rule() == Rule::sql_text) {
                                spans.expr = Some(self.span(&text));
                                index.filter = Some(self.sql(text));
                            }
                        }
                        _ => {}
                    }
                }
                draft.indexes.push(spans.name.is_none());
                draft.table.indexes.push(index);
                draft.spans.indexes.push(span);
                draft.spans.index_parts.push(spans);
            }
            _ => {}
        }
    }

    /// What a primary key or a unique constraint says.
    fn key(&mut self, pair: Pair<'_, Rule>) -> (Label, Vec<KeyColumn>, Conflict, ItemSpans) {
        let mut label = Label::Missing;
        let mut parts = ItemSpans::default();
        let mut columns = Vec::new();
        let mut conflict = Conflict::Abort;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::label => label = self.label(pair, &mut parts),
                Rule::key_columns => {
                    for pair in pair.into_inner().filter(|pair| pair.as_rule() == Rule::key_column) {
                        columns.extend(self.key_column(pair, &mut parts));
                    }
                }
                Rule::autoincrement => parts.autoincrement = Some(self.span(&pair)),
                Rule::on_conflict => {
                    parts.on_conflict = Some(self.span(&pair));
                    conflict = conflict_of(pair);
                }
                _ => {}
            }
        }
        (label, columns, conflict, parts)
    }

    fn key_column(&mut self, pair: Pair<'_, Rule>, spans: &mut ItemSpans) -> Option<KeyColumn> {
        let mut column = None;
        let (mut collation, mut collation_span) = (None, None);
        let mut direction = Direction::Asc;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => {
                    spans.columns.push(self.span(&pair));
                    column = Some(self.name(pair));
                }
                Rule::collate => (collation, collation_span) = self.collate(pair),
                Rule::direction if pair.as_str() == "desc" => direction = Direction::Desc,
                _ => {}
            }
        }
        spans.collations.push(collation_span);
        column.map(|name| KeyColumn { name, collation, direction })
    }

    fn label(&mut self, pair: Pair<'_, Rule>, parts: &mut ItemSpans) -> Label {
        let span = self.span(&pair);
        match pair.into_inner().next() {
            Some(inner) if inner.as_rule() == Rule::name => {
                parts.name = Some(span);
                Label::Named(self.name(inner))
            }
            _ => Label::Unnamed,
        }
    }

    pub(super) fn columns(&mut self, pair: Pair<'_, Rule>, spans: &mut Vec<Span>) -> Vec<Name> {
        let names = pair.into_inner().filter(|pair| pair.as_rule() == Rule::name);
        names
            .map(|pair| {
                spans.push(self.span(&pair));
                self.name(pair)
            })
            .collect()
    }

    fn part(&mut self, pair: Pair<'_, Rule>, spans: &mut ItemSpans) -> Option<IndexPart> {
        let mut key = None;
        let mut collation = None;
        let mut collation_span = None;
        let mut direction = Direction::Asc;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => {
                    spans.columns.push(self.span(&pair));
                    key = Some(IndexKey::Column(self.name(pair)));
                }
                Rule::sql => {
                    spans.columns.push(self.span(&pair));
                    key = Some(IndexKey::Expr(self.sql(pair)));
                }
                Rule::collate => (collation, collation_span) = self.collate(pair),
                Rule::direction if pair.as_str() == "desc" => direction = Direction::Desc,
                _ => {}
            }
        }
        spans.collations.push(collation_span);
        key.map(|key| IndexPart { key, collation, direction })
    }

    pub(super) fn collate(&mut self, pair: Pair<'_, Rule>) -> (Option<Name>, Option<Span>) {
        match pair.into_inner().find(|pair| pair.as_rule() == Rule::collation) {
            Some(pair) => {
                let span = self.span(&pair);
                (Some(self.name(pair)), Some(span))
            }
            None => (None, None),
        }
    }

    pub(super) fn reference(
        &mut self,
        pair: Pair<'_, Rule>,
        columns: Vec<Name>,
        name: Option<Name>,
        parts: ItemSpans,
    ) -> (ForeignKey, ItemSpans, bool) {
        self.reference_of(pair.into_inner().collect(), columns, name, parts)
    }

    /// Notes where something stands that may stand once.
    fn once(&mut self, place: &mut Option<Span>, span: Span, word: &str) {
        if place.replace(span).is_some() {
            self.fault(span, format!("`{word}` is given twice; keep one"));
        }
    }

    /// A reference, from what follows its word: the table, the columns, the actions. And whether the
    /// columns are left out.
    fn reference_of(
        &mut self,
        pairs: Vec<Pair<'_, Rule>>,
        columns: Vec<Name>,
        name: Option<Name>,
        mut parts: ItemSpans,
    ) -> (ForeignKey, ItemSpans, bool) {
        let mut key = ForeignKey {
            name,
            columns,
            table: Name::from(""),
            references: Vec::new(),
            bare: false,
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferred: false,
        };
        let mut implied = true;
        for pair in pairs {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::target_table => {
                    parts.table = Some(span);
                    key.table = self.name(pair);
                }
                Rule::columns => {
                    key.references = self.columns(pair, &mut parts.references);
                    // `()` is the primary key, too, and the SQL says no more.
                    (implied, key.bare) = (key.references.is_empty(), key.references.is_empty());
                }
                Rule::deferred => {
                    key.deferred = true;
                    self.once(&mut parts.deferred, span, "deferrable");
                }
                Rule::unchecked => self.once(&mut parts.unchecked, span, "unchecked"),
                Rule::action => {
                    for action in pair.into_inner() {
                        let deleting = match action.as_rule() {
                            Rule::on_delete => true,
                            Rule::on_update => false,
                            _ => continue,
                        };
                        let (slot, place, word) = if deleting {
                            (&mut key.on_delete, &mut parts.on_delete, "on delete")
                        } else {
                            (&mut key.on_update, &mut parts.on_update, "on update")
                        };
                        self.once(place, span, word);
                        let what = action.into_inner().find(|pair| pair.as_rule() == Rule::what);
                        if let Some(what) = what.and_then(|what| what.into_inner().next()) {
                            *slot = action_of(what.as_rule());
                        }
                    }
                }
                _ => {}
            }
        }
        (key, parts, implied)
    }
}

/// The conflict clause in `on_conflict`.
pub(super) fn conflict_of(pair: Pair<'_, Rule>) -> Conflict {
    let word = pair.into_inner().find(|pair| pair.as_rule() == Rule::resolution);
    match word.as_ref().map(Pair::as_str) {
        Some("rollback") => Conflict::Rollback,
        Some("fail") => Conflict::Fail,
        Some("ignore") => Conflict::Ignore,
        Some("replace") => Conflict::Replace,
        _ => Conflict::Abort,
    }
}

fn action_of(rule: Rule) -> Action {
    match rule {
        Rule::cascade => Action::Cascade,
        Rule::restrict => Action::Restrict,
        Rule::set_null => Action::SetNull,
        Rule::set_default => Action::SetDefault,
        _ => Action::NoAction,
    }
}
