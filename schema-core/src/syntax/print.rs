//! Model to text, in the one canonical form.
//!
//! Enums come first, then tables. Of a table columns come first, with their types, Rust types, defaults, collations and generated expressions;
//! then a blank line and the constraints and indexes, each with its name. A primary key of one column
//! that has no name of its own stands on its column. A reference that is not sound has the word
//! `unchecked`. After the tables come the virtual tables, the views and the triggers.
//!
//! A model that a parser or a database made comes back as it was. Two things have a normal form that
//! one made by hand may lack: docs (see [`Column::docs`]: no line breaks, no blanks at line ends), and
//! numbers in defaults (`-`, digits, a fraction after digits, an exponent).

use std::collections::BTreeMap;

use super::{FORMAT, Snapshot, doc, literal};
use crate::dialect::reference::is_sound;
use crate::model::{
    Action, Column, Conflict, DefaultValue, Direction, Enum, ForeignKey, Index, IndexKey, KeyColumn, Literal, Model,
    Name, NotNull, PrimaryKey, RustType, Sql, Storage, Table, Transition, Type,
};

/// A model as a declaration says it. `parse_declaration(print_model(m))` is `m`.
///
/// ```
/// use schema_core::syntax::{parse_declaration, print_model};
///
/// let model = parse_declaration("table users { id integer primary key, email text unique }").value.model;
/// assert_eq!(
///     print_model(&model),
///     "table users {\n    id integer primary key,\n    email text,\n\n    unique uq_users_email (email),\n}\n",
/// );
/// ```
pub fn print_model(model: &Model) -> String {
    let mut out = Printer::default();
    out.model(model);
    out.text
}

/// A snapshot: the format line, the transition, the tables.
pub fn print_snapshot(snapshot: &Snapshot) -> String {
    let mut out = Printer::default();
    out.text.push_str(&format!("format {FORMAT}\n"));
    if !snapshot.transition.is_empty() {
        out.text.push('\n');
        out.transition(&snapshot.transition);
    }
    if !snapshot.model.is_empty() {
        out.text.push('\n');
        out.model(&snapshot.model);
    }
    out.text
}

/// Whether the text of a snapshot ends in exactly these tables, in canonical form: what
/// [`print_snapshot`] writes for this model, after whatever transition.
///
/// Far cheaper than parsing it. Of a text that `print_snapshot` wrote `true` is the truth; `false` may also mean that docs or Rust names
/// differ, or the order of tables, or that somebody edited the text by hand: then it is to be parsed.
pub fn snapshot_holds(text: &str, model: &Model) -> bool {
    let text: std::borrow::Cow<'_, str> =
        if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() };
    let Some(front) = text.strip_suffix(&print_model(model)) else { return false };
    let Some(transition) = front.strip_prefix(&format!("format {FORMAT}\n")) else { return false };
    // The head of a table, and its docs, stand at the start of a line; nothing of a transition does but
    // its first line and its last.
    transition.lines().all(|line| line.is_empty() || line.starts_with(INDENT) || line == "transition {" || line == "}")
        && transition.matches("transition {").count() <= 1
}

/// Words that stand for themselves somewhere a name may stand, so that as names they are quoted.
const RESERVED: [&str; 7] = ["check", "foreign", "index", "primary", "sql", "table", "unique"];

/// Words that may follow `not null`, so that as names of it they are quoted.
const AFTER_NOT_NULL: [&str; 10] =
    ["as", "check", "collate", "default", "generated", "not", "on", "primary", "references", "unique"];

const INDENT: &str = "    ";

#[derive(Default)]
struct Printer {
    text: String,
}

impl Printer {
    fn word(&mut self, word: &str) {
        self.text.push_str(word);
    }

    fn model(&mut self, model: &Model) {
        let start = self.text.len();
        let mut tables: BTreeMap<String, &Table> = BTreeMap::new();
        if model.tables.iter().any(|table| !table.foreign_keys.is_empty()) {
            for table in &model.tables {
                tables.entry(table.name.folded()).or_insert(table);
            }
        }
        for declared in &model.enums {
            self.gap(start);
            self.enumeration(declared);
        }
        for table in &model.tables {
            self.gap(start);
            self.table(table, &tables);
        }
        for table in &model.virtual_tables {
            self.gap(start);
            self.object("virtual table", &table.docs, &table.name, &table.definition());
        }
        for view in &model.views {
            self.gap(start);
            self.object("view", &view.docs, &view.name, view.sql.as_str());
        }
        for trigger in &model.triggers {
            self.gap(start);
            self.object("trigger", &trigger.docs, &trigger.name, trigger.sql.as_str());
        }
    }

    fn enumeration(&mut self, declared: &Enum) {
        self.docs("", &declared.docs);
        self.word("enum ");
        self.name(&declared.name);
        self.rust_name(declared.rust_name.as_deref());
        self.word(" {\n");
        for variant in &declared.variants {
            self.docs(INDENT, &variant.docs);
            self.word(INDENT);
            self.name(&Name::from(variant.text.as_str()));
            self.rust_name(variant.rust_name.as_deref());
            self.end();
        }
        self.word("}\n");
    }

    fn rust_name(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.word(" as ");
            self.word(name);
        }
    }

    /// A blank line between two things.
    fn gap(&mut self, start: usize) {
        if self.text.len() > start {
            self.text.push('\n');
        }
    }

    fn object(&mut self, word: &str, docs: &[String], name: &Name, sql: &str) {
        self.docs("", docs);
        self.word(word);
        self.word(" ");
        self.name(name);
        self.word(" ");
        literal::quote_lines(sql, &mut self.text);
        self.word("\n");
    }

    fn table(&mut self, table: &Table, tables: &BTreeMap<String, &Table>) {
        self.docs("", &table.docs);
        self.word("table ");
        self.name(&table.name);
        if let Some(rust_name) = &table.rust_name {
            self.word(" as ");
            self.word(rust_name);
        }
        if table.strict {
            self.word(" strict");
        }
        if table.without_rowid {
            self.word(" without rowid");
        }
        self.word(" {\n");

        let inline_key = table.primary_key.as_ref().filter(|key| {
            // A name twice is a fault of the model; on the column it would be two keys.
            let named = |name: &Name| table.columns.iter().filter(|column| column.name == *name).count() == 1;
            key.name.is_none() && matches!(key.columns.as_slice(), [only] if only.is_plain() && named(&only.name))
        });
        for column in &table.columns {
            let key = inline_key.filter(|key| key.has(&column.name));
            self.column(column, key);
        }

        let items = self.text.len();
        if let Some(key) = table.primary_key.as_ref().filter(|_| inline_key.is_none()) {
            self.word(INDENT);
            self.word("primary key ");
            if let Some(name) = &key.name {
                self.label(Some(name));
            }
            self.key(&key.columns);
            if key.autoincrement {
                self.word(" autoincrement");
            }
            self.on_conflict(key.conflict);
            self.end();
        }
        for key in &table.foreign_keys {
            let target = tables.get(&key.table.folded()).copied();
            self.foreign_key(key, is_sound(key, table, target));
        }
        for unique in &table.uniques {
            self.word(INDENT);
            self.word("unique ");
            self.label(unique.name.as_ref());
            self.key(&unique.columns);
            self.on_conflict(unique.conflict);
            self.end();
        }
        for check in &table.checks {
            self.word(INDENT);
            self.word("check ");
            self.label(check.name.as_ref());
            self.sql(&check.expr);
            self.end();
        }
        for index in &table.indexes {
            self.index(index);
        }
        if self.text.len() > items && !table.columns.is_empty() {
            self.text.insert(items, '\n');
        }
        self.word("}\n");
    }

    fn column(&mut self, column: &Column, key: Option<&PrimaryKey>) {
        self.docs(INDENT, &column.docs);
        self.word(INDENT);
        self.name(&column.name);
        self.word(" ");
        self.ty(&column.ty);
        if column.nullable {
            self.word("?");
        }
        if let Some(rust_type) = &column.rust_type {
            let (word, name) = match rust_type {
                RustType::Named(name) => (" as ", name),
                RustType::New(name) => (" as new ", name),
            };
            self.word(word);
            self.word(name);
        }
        if let Some(key) = key {
            self.word(if key.autoincrement { " primary key autoincrement" } else { " primary key" });
            self.on_conflict(key.conflict);
        }
        if column.not_null != NotNull::default() {
            self.word(" not null");
            if let Some(name) = &column.not_null.name {
                self.word(" ");
                if AFTER_NOT_NULL.contains(&name.as_str()) {
                    literal::quote(name.as_str(), &mut self.text);
                } else {
                    self.name(name);
                }
            }
            self.on_conflict(column.not_null.conflict);
        }
        if let Some(default) = &column.default {
            self.word(" default ");
            self.default_value(default);
        }
        if let Some(collation) = &column.collation {
            self.word(" collate ");
            self.name(collation);
        }
        if let Some(generated) = &column.generated {
            self.word(" generated ");
            self.sql(&generated.expr);
            self.word(match generated.storage {
                Storage::Stored => " stored",
                Storage::Virtual => " virtual",
            });
        }
        self.end();
    }

    fn on_conflict(&mut self, conflict: Conflict) {
        if conflict != Conflict::Abort {
            self.word(" on conflict ");
            self.word(conflict.word());
        }
    }

    fn foreign_key(&mut self, key: &ForeignKey, is_sound: bool) {
        self.word(INDENT);
        self.word("foreign key ");
        self.label(key.name.as_ref());
        self.names(&key.columns);
        self.word(" references ");
        self.name(&key.table);
        self.word(" ");
        self.names(if key.bare { &[] } else { &key.references });
        for (word, action) in [(" on delete ", key.on_delete), (" on update ", key.on_update)] {
            if action != Action::NoAction {
                self.word(word);
                self.word(action.words());
            }
        }
        if key.deferred {
            self.word(" deferrable initially deferred");
        }
        if !is_sound {
            self.word(" unchecked");
        }
        self.end();
    }

    fn index(&mut self, index: &Index) {
        self.word(INDENT);
        self.word(if index.unique { "unique index " } else { "index " });
        self.name(&index.name);
        self.word(" (");
        for (position, part) in index.parts.iter().enumerate() {
            if position > 0 {
                self.word(", ");
            }
            match &part.key {
                IndexKey::Column(name) => self.name(name),
                IndexKey::Expr(expr) => {
                    self.word("sql ");
                    self.sql(expr);
                }
            }
            if let Some(collation) = &part.collation {
                self.word(" collate ");
                self.name(collation);
            }
            if part.direction == Direction::Desc {
                self.word(" desc");
            }
        }
        self.word(")");
        if let Some(filter) = &index.filter {
            self.word(" where ");
            self.sql(filter);
        }
        self.end();
    }

    fn transition(&mut self, transition: &Transition) {
        self.word("transition {\n");
        for rename in &transition.rename_tables {
            self.word(INDENT);
            self.word("rename table ");
            self.name(&rename.from);
            self.word(" to ");
            self.name(&rename.to);
            self.end();
        }
        for rename in &transition.rename_columns {
            self.word(INDENT);
            self.word("rename column ");
            self.path(&rename.table, &rename.from);
            self.word(" to ");
            self.name(&rename.to);
            self.end();
        }
        for table in &transition.drop_tables {
            self.word(INDENT);
            self.word("drop table ");
            self.name(table);
            self.end();
        }
        for (table, column) in &transition.drop_columns {
            self.word(INDENT);
            self.word("drop column ");
            self.path(table, column);
            self.end();
        }
        for (word, list) in [("backfill ", &transition.backfills), ("cast ", &transition.casts)] {
            for expression in list {
                self.word(INDENT);
                self.word(word);
                self.path(&expression.table, &expression.column);
                self.word(" with ");
                self.sql(&expression.expr);
                self.end();
            }
        }
        self.word("}\n");
    }

    fn docs(&mut self, indent: &str, docs: &[String]) {
        for line in doc::normal(docs) {
            self.word(indent);
            self.word("///");
            if !line.is_empty() {
                self.word(" ");
                self.word(line);
            }
            self.word("\n");
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Verbatim(sql) => {
                self.word("sql ");
                self.sql(sql);
            }
            Type::Enum(of) => {
                self.word("enum ");
                self.name(&of.name);
            }
            other => self.word(&other.words()),
        }
    }

    fn default_value(&mut self, default: &DefaultValue) {
        match default {
            DefaultValue::Now => self.word("now"),
            DefaultValue::Expr(expr) => {
                self.word("sql ");
                self.sql(expr);
            }
            DefaultValue::Literal(Literal::Null) => self.word("null"),
            DefaultValue::Literal(Literal::Boolean(value)) => self.word(if *value { "true" } else { "false" }),
            DefaultValue::Literal(Literal::Integer(number) | Literal::Real(number)) => self.word(number),
            DefaultValue::Literal(Literal::Text(text)) => literal::quote(text, &mut self.text),
            DefaultValue::Literal(Literal::Blob(bytes)) => literal::quote_bytes(bytes, &mut self.text),
        }
    }

    fn label(&mut self, name: Option<&Name>) {
        match name {
            Some(name) => self.name(name),
            None => self.word("_"),
        }
        self.word(" ");
    }

    fn path(&mut self, table: &Name, column: &Name) {
        self.name(table);
        self.word(".");
        self.name(column);
    }

    fn names(&mut self, names: &[Name]) {
        self.word("(");
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                self.word(", ");
            }
            self.name(name);
        }
        self.word(")");
    }

    fn key(&mut self, columns: &[KeyColumn]) {
        self.word("(");
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                self.word(", ");
            }
            self.name(&column.name);
            if let Some(collation) = &column.collation {
                self.word(" collate ");
                self.name(collation);
            }
            if column.direction == Direction::Desc {
                self.word(" desc");
            }
        }
        self.word(")");
    }

    fn name(&mut self, name: &Name) {
        let text = name.as_str();
        let mut bytes = text.bytes();
        // ASCII alone: Rust normalises other identifiers, and a name must come back byte for byte.
        let plain = bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && text != "_"
            && !RESERVED.contains(&text);
        if plain {
            self.word(text);
        } else {
            literal::quote(text, &mut self.text);
        }
    }

    fn sql(&mut self, sql: &Sql) {
        literal::quote(sql.as_str(), &mut self.text);
    }

    fn end(&mut self) {
        self.word(",\n");
    }
}
