//! Columns: their types, defaults and other modifiers.

use pest::iterators::{Pair, Pairs};

use super::expected::{self, TYPES};
use super::grammar::Rule;
use super::item::conflict_of;
use super::nearest::nearest;
use super::reader::{Docs, Reader};
use super::table::Draft;
use super::{ColumnSpans, ItemSpans};
use crate::fault::Span;
use crate::model::{
    Check, Column, Conflict, DefaultValue, EnumType, Generated, Literal, Name, NotNull, PrimaryKey, RustType, Sql,
    Storage, Type, Unique,
};

impl Reader<'_> {
    pub(super) fn column(&mut self, draft: &mut Draft, pairs: Pairs<'_, Rule>, docs: Docs, guessed: bool) {
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
                    for ty in pair.into_inner() {
                        let is = match ty.as_rule() {
                            Rule::rust_type => RustType::Named(rust_text(ty.as_str())),
                            Rule::new_name => RustType::New(ty.as_str().to_owned()),
                            _ => continue,
                        };
                        spans.rust_type = Some(self.span(&ty));
                        column.rust_type = Some(is);
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
                Rule::not_null => {
                    spans.not_null = Some(span);
                    self.not_null(pair, &mut column);
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
                let mut parts = ItemSpans::default();
                let mut conflict = Conflict::Abort;
                for pair in pair.into_inner() {
                    match pair.as_rule() {
                        Rule::autoincrement => parts.autoincrement = Some(self.span(&pair)),
                        Rule::on_conflict => {
                            parts.on_conflict = Some(self.span(&pair));
                            conflict = conflict_of(pair);
                        }
                        _ => {}
                    }
                }
                let key = PrimaryKey {
                    name: None,
                    columns: vec![column.into()],
                    autoincrement: parts.autoincrement.is_some(),
                    conflict,
                };
                draft.primary_key(key, span, parts, &mut self.faults);
            }
            Rule::references => {
                let (key, parts, implied) = self.reference(pair, vec![column.clone()], None, ItemSpans::default());
                draft.foreign_key(key, true, implied, span, parts);
            }
            Rule::column_unique => {
                let mut parts = ItemSpans::default();
                let mut unique = Unique::new(None, [column]);
                for pair in pair.into_inner().filter(|pair| pair.as_rule() == Rule::on_conflict) {
                    parts.on_conflict = Some(self.span(&pair));
                    unique.conflict = conflict_of(pair);
                }
                draft.unique(unique, true, span, parts);
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

    fn column_type(&mut self, pair: Pair<'_, Rule>) -> Type {
        let Some(inner) = pair.into_inner().next() else { return Type::Text };
        match inner.as_rule() {
            Rule::plain_type => plain_type(inner.as_str()).unwrap_or(Type::Text),
            Rule::sql => Type::Verbatim(self.sql(inner)),
            // Its values come when the whole text is read.
            Rule::enumeration => {
                let name = inner.into_inner().find(|pair| pair.as_rule() == Rule::enum_name);
                let name = name.map_or_else(|| Name::from(""), |name| self.name(name));
                Type::Enum(Box::new(EnumType::new(name, [])))
            }
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

    fn not_null(&mut self, pair: Pair<'_, Rule>, column: &mut Column) {
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::not_null_name => column.not_null.name = Some(self.name(pair)),
                Rule::on_conflict => column.not_null.conflict = conflict_of(pair),
                _ => {}
            }
        }
        // Whether the bare words say anything, the whole table tells.
        column.not_null.said = column.not_null == NotNull::default();
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
