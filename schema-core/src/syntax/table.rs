//! Tables: from the pieces of their text to the model.

use std::collections::BTreeSet;

use pest::Parser;
use pest::iterators::{Pair, Pairs};

use super::cut::{Lead, Piece, Stop};
use super::expected::{self, TYPES};
use super::grammar::{Grammar, Rule};
use super::nearest::nearest;
use super::parse::{Docs, Reader};
use super::{ColumnSpans, ItemSpans, TableSpans};
use crate::fault::{Fault, FaultKind, Site, Span};
use crate::model::{
    Action, Check, Column, DefaultValue, Direction, ForeignKey, Generated, Index, IndexKey, IndexPart, Literal, Name,
    PrimaryKey, Sql, Storage, Table, Type, Unique, convention,
};

/// The words that start an item of a table, and so no column.
const ITEMS: [&str; 5] = ["primary", "foreign", "unique", "index", "check"];

/// A table in the making: constraints without a name get theirs when all columns are known.
pub(super) struct Draft {
    table: Table,
    spans: TableSpans,
    /// Which references name a table and no columns.
    pub(super) implied: Vec<usize>,
    /// For each constraint and index, whether its name is to be made.
    foreign_keys: Vec<bool>,
    uniques: Vec<bool>,
    checks: Vec<bool>,
    indexes: Vec<bool>,
}

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

impl Draft {
    fn new(name: Name) -> Self {
        Self {
            table: Table::new(name),
            spans: TableSpans::default(),
            implied: Vec::new(),
            foreign_keys: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
        }
    }

    /// The table, with every name made.
    pub(super) fn finish(self) -> (Table, TableSpans) {
        let Self { mut table, spans, foreign_keys, uniques, checks, indexes, .. } = self;
        let made = [&foreign_keys, &uniques, &checks, &indexes].into_iter().flatten().any(|made| *made);
        if !made {
            return (table, spans);
        }
        let written = table.primary_key.iter().filter_map(|key| key.name.as_ref());
        let written = written.chain(table.foreign_keys.iter().filter_map(|key| key.name.as_ref()));
        let written = written.chain(table.uniques.iter().filter_map(|unique| unique.name.as_ref()));
        let written = written.chain(table.checks.iter().filter_map(|check| check.name.as_ref()));
        let written =
            written.chain(table.indexes.iter().zip(&indexes).filter(|(_, made)| !**made).map(|(index, _)| &index.name));
        let mut taken: BTreeSet<String> = written.map(Name::folded).collect();

        for (key, _) in table.foreign_keys.iter_mut().zip(foreign_keys).filter(|(_, made)| *made) {
            let name = convention::foreign_key(&table.name, &key.columns, |name| taken.contains(&name.folded()));
            taken.insert(name.folded());
            key.name = Some(name);
        }
        for (unique, _) in table.uniques.iter_mut().zip(uniques).filter(|(_, made)| *made) {
            let name = convention::unique(&table.name, &unique.columns, |name| taken.contains(&name.folded()));
            taken.insert(name.folded());
            unique.name = Some(name);
        }
        for (check, _) in table.checks.iter_mut().zip(checks).filter(|(_, made)| *made) {
            let is_taken = |name: &Name| taken.contains(&name.folded());
            let name = convention::check(&table.name, &check.expr, &table.columns, is_taken);
            taken.insert(name.folded());
            check.name = Some(name);
        }
        for (index, _) in table.indexes.iter_mut().zip(indexes).filter(|(_, made)| *made) {
            let is_taken = |name: &Name| taken.contains(&name.folded());
            let name = convention::index(&table.name, index.unique, &index.parts, &table.columns, is_taken);
            taken.insert(name.folded());
            index.name = name;
        }
        (table, spans)
    }

    fn primary_key(&mut self, key: PrimaryKey, span: Span, parts: ItemSpans, faults: &mut Vec<Fault>) {
        if self.table.primary_key.is_some() {
            faults.push(Fault::new(
                FaultKind::Check,
                Site::Source(span),
                format!(
                    "table `{}` has a second primary key; for a key of several columns write `primary key (a, b)` once",
                    self.table.name
                ),
            ));
            return;
        }
        self.table.primary_key = Some(key);
        self.spans.primary_key = Some(span);
        self.spans.primary_key_parts = parts;
    }

    fn foreign_key(&mut self, key: ForeignKey, make: bool, implied: bool, span: Span, parts: ItemSpans) {
        if implied {
            self.implied.push(self.table.foreign_keys.len());
        }
        self.table.foreign_keys.push(key);
        self.foreign_keys.push(make);
        self.spans.foreign_keys.push(span);
        self.spans.foreign_key_parts.push(parts);
    }

    fn unique(&mut self, unique: Unique, make: bool, span: Span, parts: ItemSpans) {
        self.table.uniques.push(unique);
        self.uniques.push(make);
        self.spans.uniques.push(span);
        self.spans.unique_parts.push(parts);
    }

    fn check(&mut self, check: Check, make: bool, span: Span, parts: ItemSpans) {
        self.table.checks.push(check);
        self.checks.push(make);
        self.spans.checks.push(span);
        self.spans.check_parts.push(parts);
    }
}

impl Reader<'_> {
    /// A table, from its first word to its `}`. What comes is not a table for sure.
    pub(super) fn table(&mut self, docs: Docs) -> Option<Draft> {
        let piece = self.cutter.head();
        let read = self.run(Rule::table_head, &piece, "`{`").map(|pairs| self.table_head(pairs));
        let headed = read.is_some();
        let mut draft = read.or_else(|| self.table_front(&piece));
        if let Some(draft) = &mut draft {
            draft.table.docs = docs.lines;
        } else if !headed && docs.span.is_some() && piece.span.start == piece.span.end {
            self.idle_docs(&docs);
        }
        match piece.stop {
            Stop::Open => {
                let open = self.cutter.at();
                match &mut draft {
                    Some(draft) => {
                        self.cutter.go_to(open + 1);
                        self.body(draft, open);
                    }
                    None => self.cutter.skip_body(),
                }
            }
            stop => {
                if headed {
                    let what = match &draft {
                        Some(draft) => format!("`{{` and the columns of `{}`", draft.table.name),
                        None => "`{`".to_owned(),
                    };
                    self.unexpected(piece.span.end, &what, None);
                }
                if stop == Stop::Close {
                    self.cutter.go_to(piece.span.end + 1);
                }
                if let Some(draft) = &mut draft {
                    draft.spans.incomplete = true;
                }
            }
        }
        draft
    }

    fn table_head(&mut self, pairs: Pairs<'_, Rule>) -> Draft {
        let mut draft = Draft::new(Name::from(""));
        for pair in pairs {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::table_name => {
                    draft.table.name = self.name(pair);
                    draft.spans.name = span;
                }
                Rule::struct_as => {
                    for name in pair.into_inner().filter(|pair| pair.as_rule() == Rule::struct_name) {
                        draft.spans.rust_name = Some(self.span(&name));
                        draft.table.rust_name = Some(name.as_str().to_owned());
                    }
                }
                Rule::strict => {
                    if draft.spans.strict.replace(span).is_some() {
                        self.fault(span, "`strict` is given twice; keep one");
                    }
                    draft.table.strict = true;
                }
                Rule::without_rowid => {
                    if draft.spans.without_rowid.replace(span).is_some() {
                        self.fault(span, "`without rowid` is given twice; keep one");
                    }
                    draft.table.without_rowid = true;
                }
                _ => {}
            }
        }
        draft
    }

    /// What can be read of a head with a fault: the name, if the first word is meant to be `table`.
    fn table_front(&mut self, piece: &Piece<'_>) -> Option<Draft> {
        let text: &str = &piece.text;
        let word = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
        nearest(word, ["table"])?;
        let mut mended = String::with_capacity(text.len());
        // As long as the word itself, so that the spans of what follows stay right.
        let padding = word.len().saturating_sub("table".len());
        if word.len() < "table".len() {
            return None;
        }
        mended.push_str("table");
        mended.extend(std::iter::repeat_n(' ', padding));
        mended.push_str(&text[word.len()..]);
        let pairs = Grammar::parse(Rule::table_front, &mended).ok()?.next()?.into_inner();
        let mut draft = self.table_head(pairs);
        draft.spans.incomplete = true;
        // Of a struct that was named by a path, the front is `crate` or a module.
        let rest = draft.spans.rust_name.and_then(|span| self.text.get(span.end..)).unwrap_or_default().trim_start();
        if rest.starts_with("::") {
            let path = rest.split('{').next().unwrap_or_default();
            let last = path.rsplit("::").next().and_then(|last| last.split_whitespace().next());
            let is_plain = |name: &&str| {
                !name.starts_with(|c: char| c.is_ascii_digit())
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            };
            draft.table.rust_name = last.filter(is_plain).map(str::to_owned);
        }
        Some(draft)
    }

    fn body(&mut self, draft: &mut Draft, open: usize) {
        loop {
            let before = self.cutter.at();
            let (docs, lead) = self.docs();
            let at = self.cutter.at();
            match lead {
                Lead::End => {
                    self.idle_docs(&docs);
                    if self.cutter.unclosed.is_none() {
                        let message =
                            format!("this `{{` is never closed; close table `{}` with `}}`", draft.table.name);
                        self.fault(Span::new(open, open + 1), message);
                    }
                    draft.spans.incomplete = true;
                    return;
                }
                Lead::Other(b'}') => {
                    self.idle_docs(&docs);
                    self.cutter.go_to(at + 1);
                    return;
                }
                Lead::Other(b',') => {
                    self.idle_docs(&docs);
                    self.unexpected(at, "a column, a constraint or an index", Some("one `,` between two is enough"));
                    self.cutter.go_to(at + 1);
                    continue;
                }
                Lead::InnerDoc(span) => {
                    self.fault(span, "an inner doc comment stands before the first table; write `///` or `//`");
                    continue;
                }
                Lead::Setting => {
                    self.idle_docs(&docs);
                    let piece = self.cutter.attribute();
                    self.fault(piece.span, "a setting stands before the first table; move it to the top");
                    if self.cutter.at() == at {
                        self.cutter.go_to(at + 1);
                    }
                    continue;
                }
                _ => {}
            }
            let is_item = ITEMS.contains(&self.cutter.word());
            let piece = self.cutter.entry();
            if piece.stop == Stop::Table && piece.span.start == piece.span.end {
                // The docs belong to that table.
                self.cutter.go_to(before);
                self.unclosed_body(draft, at);
                return;
            }
            if is_item && docs.span.is_some() {
                self.idle_docs(&docs);
            }
            if !self.entry(draft, &piece, is_item, docs) {
                let refused = self.refused_at();
                self.cutter.resume(&piece, refused);
            }
            match piece.stop {
                Stop::Table if self.cutter.at() == piece.span.end => {
                    self.unclosed_body(draft, piece.span.end);
                    return;
                }
                _ => self.eat_comma(),
            }
        }
    }

    fn unclosed_body(&mut self, draft: &mut Draft, at: usize) {
        let expected = format!("`}}` at the end of table `{}`", draft.table.name);
        self.unexpected(at, &expected, None);
        draft.spans.incomplete = true;
    }

    /// Reads one entry of the body; `false` when pest refused it.
    fn entry(&mut self, draft: &mut Draft, piece: &Piece<'_>, is_item: bool, docs: Docs) -> bool {
        if is_item {
            let Some(mut pairs) = self.run(Rule::item, piece, "`,`") else {
                self.quote_hint(piece);
                draft.spans.incomplete = true;
                return false;
            };
            if let Some(item) = pairs.next() {
                self.item(draft, item);
            }
            return true;
        }
        if let Some(pairs) = self.run(Rule::column, piece, "`,`") {
            self.column(draft, pairs, docs, false);
            return true;
        }
        match Grammar::parse(Rule::column_front, &piece.text).ok().and_then(|mut pairs| pairs.next()) {
            Some(front) => self.column(draft, front.into_inner(), docs, true),
            None => draft.spans.incomplete = true,
        }
        false
    }

    /// `index text` is meant to be a column: say how.
    fn quote_hint(&mut self, piece: &Piece<'_>) {
        let mut words = piece.text.split([' ', '\n', '\t', '\r', '?', '(']).filter(|word| !word.is_empty());
        let (Some(first), Some(second)) = (words.next(), words.next()) else { return };
        let index_follows = first == "unique" && second == "index";
        if !TYPES.contains(&second) || index_follows {
            return;
        }
        if let Some(fault) = self.faults.last_mut()
            && !fault.message.contains(';')
        {
            fault.message.push_str(&format!("; write `\"{first}\"` for a column of that name"));
        }
    }

    fn column(&mut self, draft: &mut Draft, pairs: Pairs<'_, Rule>, docs: Docs, guessed: bool) {
        let mut column = Column::new("", Type::Text);
        column.docs = docs.lines;
        let mut spans = ColumnSpans { guessed, ..ColumnSpans::default() };
        let mut typed = false;
        let mut seen: Vec<Rule> = Vec::new();
        // What a modifier says of the table is kept until the column itself is known.
        let mut constraints = Vec::new();
        for pair in pairs {
            let span = self.span(&pair);
            let rule = pair.as_rule();
            match rule {
                Rule::column_name => {
                    column.name = self.name(pair);
                    spans.name = span;
                    continue;
                }
                Rule::column_type => {
                    column.ty = self.column_type(pair);
                    spans.ty = span;
                    typed = true;
                    continue;
                }
                Rule::nullable => {
                    column.nullable = true;
                    spans.ty.end = span.end;
                    continue;
                }
                Rule::EOI => continue,
                _ => {}
            }
            if seen.contains(&rule) {
                let word = pair.as_str().split([' ', '\n', '\t', '\r', '"']).next().unwrap_or_default();
                self.fault(
                    Span::new(span.start, span.start + word.len()),
                    format!("`{word}` is given twice; keep one"),
                );
                continue;
            }
            seen.push(rule);
            match rule {
                Rule::rust_as => {
                    for ty in pair.into_inner().filter(|pair| pair.as_rule() == Rule::rust_type) {
                        spans.rust_type = Some(self.span(&ty));
                        column.rust_type = Some(rust_text(ty.as_str()));
                    }
                }
                Rule::default => {
                    for value in pair.into_inner().filter(|pair| pair.as_rule() == Rule::default_value) {
                        spans.default = Some(self.span(&value));
                        column.default = self.default_value(value);
                    }
                }
                Rule::collate => {
                    let (name, span) = self.collate(pair);
                    column.collation = name;
                    spans.collation = span;
                }
                Rule::generated => self.generated(pair, &mut column, &mut spans),
                _ => constraints.push((pair, span)),
            }
        }
        if !typed {
            // The fault has been told; a guess keeps the struct's fields complete.
            let (ty, span) = self.guess_type(spans.name.end);
            column.ty = ty;
            spans.ty = span;
        }
        let name = column.name.clone();
        draft.table.columns.push(column);
        draft.spans.columns.push(spans);
        for (pair, span) in constraints {
            self.column_constraint(draft, &name, pair, span);
        }
    }

    fn column_constraint(&mut self, draft: &mut Draft, column: &Name, pair: Pair<'_, Rule>, span: Span) {
        match pair.as_rule() {
            Rule::primary => {
                let auto = pair.into_inner().find(|pair| pair.as_rule() == Rule::autoincrement);
                let parts =
                    ItemSpans { autoincrement: auto.as_ref().map(|pair| self.span(pair)), ..ItemSpans::default() };
                let key = PrimaryKey {
                    name: None,
                    columns: vec![column.clone()],
                    autoincrement: parts.autoincrement.is_some(),
                };
                draft.primary_key(key, span, parts, &mut self.faults);
            }
            Rule::references => {
                let (key, parts, implied) = self.reference(pair, vec![column.clone()], None, ItemSpans::default());
                draft.foreign_key(key, true, implied, span, parts);
            }
            Rule::column_unique => {
                draft.unique(Unique { name: None, columns: vec![column.clone()] }, true, span, ItemSpans::default());
            }
            Rule::column_check => {
                let mut parts = ItemSpans::default();
                let mut expr = Sql::new("");
                for text in pair.into_inner().filter(|pair| pair.as_rule() == Rule::sql_text) {
                    parts.expr = Some(self.span(&text));
                    expr = self.sql(text);
                }
                draft.check(Check { name: None, expr }, true, span, parts);
            }
            _ => {}
        }
    }

    fn item(&mut self, draft: &mut Draft, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::primary_key => {
                let (label, columns, parts) = self.label_and_columns(pair);
                let key = PrimaryKey { name: label.name(), columns, autoincrement: parts.autoincrement.is_some() };
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
                let (label, columns, parts) = self.label_and_columns(pair);
                let make = label.is_missing();
                draft.unique(Unique { name: label.name(), columns }, make, span, parts);
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

    fn label_and_columns(&mut self, pair: Pair<'_, Rule>) -> (Label, Vec<Name>, ItemSpans) {
        let mut label = Label::Missing;
        let mut parts = ItemSpans::default();
        let mut columns = Vec::new();
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::label => label = self.label(pair, &mut parts),
                Rule::columns => columns = self.columns(pair, &mut parts.columns),
                Rule::autoincrement => parts.autoincrement = Some(self.span(&pair)),
                _ => {}
            }
        }
        (label, columns, parts)
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

    fn columns(&mut self, pair: Pair<'_, Rule>, spans: &mut Vec<Span>) -> Vec<Name> {
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

    fn collate(&mut self, pair: Pair<'_, Rule>) -> (Option<Name>, Option<Span>) {
        match pair.into_inner().find(|pair| pair.as_rule() == Rule::collation) {
            Some(pair) => {
                let span = self.span(&pair);
                (Some(self.name(pair)), Some(span))
            }
            None => (None, None),
        }
    }

    fn reference(
        &mut self,
        pair: Pair<'_, Rule>,
        columns: Vec<Name>,
        name: Option<Name>,
        parts: ItemSpans,
    ) -> (ForeignKey, ItemSpans, bool) {
        self.reference_of(pair.into_inner().collect(), columns, name, parts)
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
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
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
                    implied = false;
                    key.references = self.columns(pair, &mut parts.references);
                }
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
                        if place.replace(span).is_some() {
                            self.fault(span, format!("`{word}` is given twice; keep one"));
                        }
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

    fn column_type(&mut self, pair: Pair<'_, Rule>) -> Type {
        let Some(inner) = pair.into_inner().next() else { return Type::Text };
        match inner.as_rule() {
            Rule::plain_type => plain_type(inner.as_str()).unwrap_or(Type::Text),
            Rule::sql => Type::Verbatim(self.sql(inner)),
            rule => {
                let mut numbers = inner.into_inner().filter(|pair| pair.as_rule() == Rule::integer);
                let (first, second) = (numbers.next(), numbers.next());
                match (rule, first) {
                    (Rule::varchar, Some(length)) => {
                        Type::Varchar(self.integer(&length, "4294967295").unwrap_or(u32::MAX))
                    }
                    (Rule::char, Some(length)) => Type::Char(self.integer(&length, "4294967295").unwrap_or(u32::MAX)),
                    (_, Some(precision)) => Type::Decimal {
                        precision: self.integer(&precision, "65535").unwrap_or(u16::MAX),
                        scale: second.and_then(|scale| self.integer(&scale, "65535")).unwrap_or_default(),
                    },
                    _ => Type::Text,
                }
            }
        }
    }

    /// The type that a word nearly is, for a column whose type could not be read.
    fn guess_type(&self, at: usize) -> (Type, Span) {
        let span = super::cut::Cutter::token_at(self.text, at);
        let word = self.text.get(span.start..span.end).unwrap_or_default();
        let word = expected::alias(word).or_else(|| nearest(word, TYPES));
        (word.and_then(plain_type).unwrap_or(Type::Text), span)
    }

    fn default_value(&mut self, pair: Pair<'_, Rule>) -> Option<DefaultValue> {
        let inner = pair.into_inner().next()?;
        Some(DefaultValue::Literal(match inner.as_rule() {
            Rule::now => return Some(DefaultValue::Now),
            Rule::sql => return Some(DefaultValue::Expr(self.sql(inner))),
            Rule::null => Literal::Null,
            Rule::true_ => Literal::Boolean(true),
            Rule::false_ => Literal::Boolean(false),
            Rule::bytes => Literal::Blob(self.bytes(inner)),
            Rule::number => {
                let negative = inner.as_str().starts_with('-');
                let digits = inner.into_inner().find(|pair| pair.as_rule() == Rule::digits)?;
                let mut number = if negative { "-".to_owned() } else { String::new() };
                number.extend(digits.as_str().chars().filter(|c| *c != '_'));
                if number.contains(['.', 'e', 'E']) { Literal::Real(number) } else { Literal::Integer(number) }
            }
            _ => Literal::Text(self.string(inner)),
        }))
    }

    fn generated(&mut self, pair: Pair<'_, Rule>, column: &mut Column, spans: &mut ColumnSpans) {
        let mut expr = Sql::new("");
        let mut storage = Storage::Virtual;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::sql_text => {
                    spans.generated = Some(self.span(&pair));
                    expr = self.sql(pair);
                }
                Rule::storage if pair.as_str() == "stored" => storage = Storage::Stored,
                _ => {}
            }
        }
        column.generated = Some(Generated { expr, storage });
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

fn plain_type(word: &str) -> Option<Type> {
    Some(match word {
        "smallint" => Type::SmallInt,
        "integer" => Type::Integer,
        "bigint" => Type::BigInt,
        "real" => Type::Real,
        "double" => Type::Double,
        "boolean" => Type::Boolean,
        "text" => Type::Text,
        "blob" => Type::Blob,
        "date" => Type::Date,
        "time" => Type::Time,
        "datetime" => Type::DateTime,
        "json" => Type::Json,
        "uuid" => Type::Uuid,
        _ => return None,
    })
}

/// A Rust type in its one spelling: blanks only between two words and after `,` and `;`.
fn rust_text(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut blank = false;
    for c in source.chars() {
        if matches!(c, ' ' | '\n' | '\t' | '\r') {
            blank = true;
            continue;
        }
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        match text.chars().next_back() {
            Some(',' | ';') if !matches!(c, '>' | ')' | ']') => text.push(' '),
            Some(last) if blank && word(last) && word(c) => text.push(' '),
            _ => {}
        }
        text.push(c);
        blank = false;
    }
    text
}
