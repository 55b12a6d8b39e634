//! Tables: from the pieces of their text to the model.

use std::collections::BTreeSet;

use pest::iterators::Pairs;

use super::body::Next;
use super::cut::{Cutter, Piece, Stop};
use super::engine;
use super::expected::{self, TYPES};
use super::grammar::Rule;
use super::nearest::nearest;
use super::reader::{Docs, Reader};
use super::{ItemSpans, TableSpans};
use crate::fault::{Fault, FaultKind, Site, Span};
use crate::model::{Check, ForeignKey, Name, PrimaryKey, Table, Unique, convention};

/// The words that start an item of a table, and so no column.
const ITEMS: [&str; 5] = ["primary", "foreign", "unique", "index", "check"];

/// A table in the making: constraints without a name get theirs when all columns are known.
pub(super) struct Draft {
    pub(super) table: Table,
    pub(super) spans: TableSpans,
    /// Which references name a table and no columns.
    pub(super) implied: Vec<usize>,
    /// For each constraint and index, whether its name is to be made.
    foreign_keys: Vec<bool>,
    uniques: Vec<bool>,
    checks: Vec<bool>,
    pub(super) indexes: Vec<bool>,
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

    pub(super) fn primary_key(&mut self, key: PrimaryKey, span: Span, parts: ItemSpans, faults: &mut Vec<Fault>) {
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

    pub(super) fn foreign_key(&mut self, key: ForeignKey, make: bool, implied: bool, span: Span, parts: ItemSpans) {
        if implied {
            self.implied.push(self.table.foreign_keys.len());
        }
        self.table.foreign_keys.push(key);
        self.foreign_keys.push(make);
        self.spans.foreign_keys.push(span);
        self.spans.foreign_key_parts.push(parts);
    }

    pub(super) fn unique(&mut self, unique: Unique, make: bool, span: Span, parts: ItemSpans) {
        self.table.uniques.push(unique);
        self.uniques.push(make);
        self.spans.uniques.push(span);
        self.spans.unique_parts.push(parts);
    }

    pub(super) fn check(&mut self, check: Check, make: bool, span: Span, parts: ItemSpans) {
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
        let pairs = engine::parse(Rule::table_front, &mended).ok()?.next()?.into_inner();
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
            let whole = ("table", &draft.table.name);
            let (docs, before) = match self.next_entry(whole, "a column, a constraint or an index", open) {
                Next::Entry(docs, before) => (docs, before),
                Next::Closed => return,
                Next::Unclosed => {
                    draft.spans.incomplete = true;
                    return;
                }
            };
            let at = self.cutter.at();
            if self.object_follows() {
                // The docs belong to that view or trigger.
                self.cutter.go_to(before);
                self.unclosed_body(draft, at);
                return;
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
        if let Some(word) = self.item_in_capitals(piece) {
            let lower = self.text.get(word.start..word.end).unwrap_or_default().to_ascii_lowercase();
            let remedy = expected::lower_case(&lower);
            self.unexpected(word.start, &format!("`{lower}`"), Some(&remedy));
            draft.spans.incomplete = true;
            return false;
        }
        if let Some(pairs) = self.run(Rule::column, piece, "`,`") {
            self.column(draft, pairs, docs, false);
            return true;
        }
        if let Some(next) = self.next_column(piece) {
            let own = piece.text.get(..next - piece.span.start).unwrap_or_default();
            let whole = engine::parse(Rule::column, own);
            let guessed = whole.is_err();
            let pairs =
                whole.or_else(|_| engine::parse(Rule::column_front, own)).ok().and_then(|mut pairs| pairs.next());
            if let Some(pairs) = pairs
                && self.cutter.go_back(next, piece.span.end)
            {
                self.column(draft, pairs.into_inner(), docs, guessed);
                return true;
            }
        }
        match engine::parse(Rule::column_front, &piece.text).ok().and_then(|mut pairs| pairs.next()) {
            Some(front) => self.column(draft, front.into_inner(), docs, true),
            None => draft.spans.incomplete = true,
        }
        false
    }

    /// The word `INDEX` and the like where an item starts, in capitals; of a column by that name a type
    /// follows.
    fn item_in_capitals(&self, piece: &Piece<'_>) -> Option<Span> {
        let word = Cutter::token_at(self.text, piece.span.start);
        let text = self.text.get(word.start..word.end)?;
        let next = Cutter::token_at(self.text, word.end);
        let next = self.text.get(next.start..next.end)?.to_ascii_lowercase();
        let is_item = text.bytes().all(|byte| byte.is_ascii_uppercase())
            && ITEMS.contains(&text.to_ascii_lowercase().as_str())
            && !TYPES.contains(&next.as_str());
        is_item.then_some(word)
    }

    /// Where a column was refused because the next one starts: a `,` is missing, and perhaps the type
    /// before it. Then the fault is told where the column is cut short.
    fn next_column(&mut self, piece: &Piece<'_>) -> Option<usize> {
        let refused = self.refused_at();
        let token = |at: usize| {
            let span = Cutter::token_at(self.text, at);
            (span, self.text.get(span.start..span.end).unwrap_or_default())
        };
        let is_word = |text: &str| text.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let (span, word) = token(refused);
        let (_, after) = token(span.end);
        if span.start != refused || refused <= piece.span.start || !is_word(word) {
            return None;
        }
        let (name_span, name) = token(piece.span.start);
        let is_short = token(name_span.end).0.start == refused;
        let typed = TYPES.contains(&after);
        if !is_short {
            return typed.then_some(refused);
        }
        let follows = typed || ITEMS.contains(&word);
        if !follows || expected::alias(word).is_some() || nearest(word, TYPES).is_some() {
            return None;
        }
        let message = format!("expected a column type after `{name}`; write it, and a `,` before the next column");
        self.faults.pop();
        self.fault(name_span, message);
        Some(refused)
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
}
