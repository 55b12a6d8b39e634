//! The guard: is everything that is declared frozen, and everything that is frozen as it was?

use std::path::Path;

use super::Loaded;
use super::load::load_expecting;
use crate::check::check;
use crate::dialect::Dialect;
use crate::diff::{Alteration, Change, Item, Object, diff};
use crate::fault::{Fault, FaultKind, Site, Span};
use crate::model::{Model, Name, Table, Transition};
use crate::syntax::{ColumnSpans, Declaration, ObjectSpans, TableSpans, parse_declaration, print_model};

/// What mends every pending change.
const MEND: &str = "run `cargo schema snapshot -m \"…\"` and commit it";

/// Everything that a build says of a declaration.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// As much of the declaration as could be read.
    pub declaration: Declaration,
    /// The history; empty where the declaration itself is faulty, since the guard comes after it.
    pub loaded: Loaded,
    /// Every fault: of the text; where there are none, of the model; where there are none, of the
    /// history; where there are none, what is pending.
    pub faults: Vec<Fault>,
}

impl Judgement {
    /// Whether the declaration and its frozen chain are sound, whatever is pending.
    pub fn is_sound(&self) -> bool {
        self.faults.iter().all(|fault| fault.kind == FaultKind::Pending)
    }
}

/// Parses, checks and guards the text of a declaration: what `schema!` and `cargo schema check` run.
///
/// `package` is the folder of the package's manifest, from which the revisions are found.
pub fn judge(text: &str, package: &Path, dialects: &[Dialect]) -> Judgement {
    let parsed = parse_declaration(text);
    let declaration = parsed.value;
    let mut faults = parsed.faults;
    if faults.is_empty() {
        faults = check(&declaration.model, Some(&declaration.spans), dialects);
    }
    let loaded = if faults.is_empty() {
        let (loaded, found) = examine(&declaration, &package.join(declaration.settings.revisions()));
        faults = found;
        loaded
    } else {
        Loaded::nothing(declaration.settings.history())
    };
    Judgement { declaration, loaded, faults }
}

/// Compares a declaration with the history in a folder: the faults of the chain, or, where the chain
/// is sound, one fault for each pending change. Returns what was loaded, for embedding.
///
/// The declaration is taken as sound; its own faults come before the guard's.
pub fn examine(declaration: &Declaration, revisions: &Path) -> (Loaded, Vec<Fault>) {
    let Declaration { settings, model, .. } = declaration;
    let loaded = load_expecting(revisions, settings.history(), model, print_model(model));
    let faults = if loaded.faults.is_empty() { pending(declaration, &loaded) } else { loaded.faults.clone() };
    (loaded, faults)
}

/// One fault for each change between the head and the declaration, at the column, table or item that
/// changed; what is gone is reported at its table, or at the declaration. Each ends with the command
/// that mends it.
///
/// Before the first freeze all of it is one fault. A rename cannot be told here: it shows as what is
/// gone and what is new, and is said when the revision is frozen.
pub fn pending(declaration: &Declaration, loaded: &Loaded) -> Vec<Fault> {
    let Some(revision) = loaded.history.head() else {
        if declaration.model.is_empty() {
            return Vec::new();
        }
        let message = format!(
            "there is no frozen revision yet; run `cargo schema snapshot -m \"baseline\"` and commit the folder `{}`",
            declaration.settings.revisions()
        );
        return vec![Fault::new(FaultKind::Pending, Site::Declaration, message)];
    };
    let Some(head) = &loaded.head else { return Vec::new() };
    if head.model == declaration.model {
        return Vec::new();
    }
    let teller = Teller { declaration, frozen: &head.model, revision: &revision.name };
    let changes = diff(&head.model, &declaration.model, &Transition::default());
    // A new column in the middle puts those after it in another place: that is told at the column.
    let told = |change: &&Change| !matches!(change, Change::ReorderColumns { table } if !teller.has_moved(table));
    changes.iter().filter(told).map(|change| teller.fault(change)).collect()
}

/// Says changes as faults.
struct Teller<'a> {
    declaration: &'a Declaration,
    frozen: &'a Model,
    revision: &'a str,
}

impl Teller<'_> {
    fn fault(&self, change: &Change) -> Fault {
        let revision = self.revision;
        let mut advice = "";
        let (span, fact) = match change {
            Change::AddTable { table } => {
                (self.table_name(&table.name), format!("table `{}` is not in revision `{revision}`", table.name))
            }
            Change::DropTable { table } => {
                (None, format!("table `{}` is in revision `{revision}`, but no longer declared", table.name))
            }
            Change::RenameTable { from, to } => {
                (self.table_name(to), format!("table `{to}` is called `{from}` in revision `{revision}`"))
            }
            Change::AddColumn { table, column } => {
                let mut fact = format!("column `{table}.{}` is not in revision `{revision}`", column.name);
                if self.is_amid(table, &column.name) {
                    fact.push_str(", and does not stand last, so that the table would be rebuilt");
                    advice = "move it to the end, or ";
                }
                (self.column(table, &column.name).map(|spans| spans.name), fact)
            }
            Change::DropColumn { table, column } => (
                self.table_name(table),
                format!("column `{table}.{}` is in revision `{revision}`, but no longer declared", column.name),
            ),
            Change::RenameColumn { table, from, to } => (
                self.column(table, to).map(|spans| spans.name),
                format!("column `{table}.{to}` is called `{from}` in revision `{revision}`"),
            ),
            Change::AlterColumn { table, to, what, .. } => (
                self.column(table, &to.name).map(|spans| altered(spans, what)),
                self.differs(&format!("column `{table}.{}`", to.name), ": ", change),
            ),
            Change::ReorderColumns { table } => (
                self.table_name(table),
                format!("the columns of table `{table}` stand in another order in revision `{revision}`"),
            ),
            Change::AddItem { table, item } => {
                (self.item(table, item), format!("{} of table `{table}` is not in revision `{revision}`", brief(item)))
            }
            Change::DropItem { table, item } => (
                self.table_name(table),
                format!("{} of table `{table}` is in revision `{revision}`, but no longer declared", brief(item)),
            ),
            Change::AlterItem { table, from, to } => {
                let fact = match (from.name(), to.name()) {
                    (Some(before), Some(after)) if before != after => {
                        format!("{} of table `{table}` is called `{before}` in revision `{revision}`", brief(to))
                    }
                    _ => format!("{} of table `{table}` differs from revision `{revision}`", brief(to)),
                };
                (self.item(table, to), fact)
            }
            Change::AlterOptions { table, strict, without_rowid } => {
                let said = self.table(table).and_then(|(_, spans)| {
                    let strict = spans.strict.filter(|_| *strict == Some(true));
                    strict.or(spans.without_rowid.filter(|_| *without_rowid == Some(true)))
                });
                (said.or(self.table_name(table)), self.differs(&format!("table `{table}`"), " is ", change))
            }
            Change::AddObject { object } => {
                (self.object(object).map(|spans| spans.name), format!("{object} is not in revision `{revision}`"))
            }
            Change::DropObject { object } => {
                (None, format!("{object} is in revision `{revision}`, but no longer declared"))
            }
            Change::AlterObject { from, to } if from.name() != to.name() => (
                self.object(to).map(|spans| spans.name),
                format!("{to} is called `{}` in revision `{revision}`", from.name()),
            ),
            Change::AlterObject { to, .. } => {
                (self.object(to).map(|spans| spans.sql), format!("{to} differs from revision `{revision}`"))
            }
        };
        let site = span.map_or(Site::Declaration, Site::Source);
        Fault::new(FaultKind::Pending, site, format!("{fact}; {advice}{MEND}"))
    }

    /// A change of something that was there before; what changed is in the words of the differ, which
    /// begin with the subject too.
    fn differs(&self, subject: &str, joint: &str, change: &Change) -> String {
        let words = change.to_string();
        let what = words.strip_prefix(subject).and_then(|rest| rest.strip_prefix(joint)).unwrap_or(&words);
        format!("{subject} differs from revision `{}`: {what}", self.revision)
    }

    fn table(&self, table: &Name) -> Option<(&Table, &TableSpans)> {
        let Declaration { model, spans, .. } = self.declaration;
        Some((model.table(table)?, spans.table(model, table)?))
    }

    /// Where the name of a table or of a virtual table was said.
    fn table_name(&self, table: &Name) -> Option<Span> {
        let Declaration { model, spans, .. } = self.declaration;
        let of_virtual = || {
            let place = model.virtual_tables.iter().position(|candidate| candidate.name == *table)?;
            spans.virtual_tables.get(place).map(|spans| spans.name)
        };
        self.table(table).map(|(_, spans)| spans.name).or_else(of_virtual)
    }

    fn object(&self, object: &Object) -> Option<ObjectSpans> {
        let Declaration { model, spans, .. } = self.declaration;
        let name = object.name();
        let (place, spans) = match object {
            Object::View(_) => (model.views.iter().position(|view| view.name == *name), &spans.views),
            Object::Trigger(_) => (model.triggers.iter().position(|trigger| trigger.name == *name), &spans.triggers),
            Object::VirtualTable(_) => {
                (model.virtual_tables.iter().position(|table| table.name == *name), &spans.virtual_tables)
            }
        };
        spans.get(place?).copied()
    }

    fn column(&self, table: &Name, column: &Name) -> Option<&ColumnSpans> {
        self.declaration.spans.column(&self.declaration.model, table, column)
    }

    /// Where an item of a declared table was said.
    fn item(&self, table: &Name, item: &Item) -> Option<Span> {
        fn find<T: PartialEq>(items: &[T], spans: &[Span], item: &T) -> Option<Span> {
            let place = items.iter().position(|candidate| candidate == item)?;
            spans.get(place).copied()
        }
        let (declared, spans) = self.table(table)?;
        let span = match item {
            Item::PrimaryKey(_) => spans.primary_key,
            Item::ForeignKey(key) => find(&declared.foreign_keys, &spans.foreign_keys, key),
            Item::Unique(unique) => find(&declared.uniques, &spans.uniques, unique),
            Item::Check(check) => find(&declared.checks, &spans.checks, check),
            Item::Index(index) => find(&declared.indexes, &spans.indexes, index),
        };
        span.or(Some(spans.name))
    }

    /// Whether a new column stands before one that is frozen, which costs a rebuild of the table. Where a
    /// column of the table is gone, the new one may be that, renamed, and stand where it should.
    fn is_amid(&self, table: &Name, column: &Name) -> bool {
        let (Some((declared, _)), Some(frozen)) = (self.table(table), self.frozen.table(table)) else { return false };
        if frozen.columns.iter().any(|column| declared.column_named(&column.name).is_none()) {
            return false;
        }
        let later = declared.columns.iter().skip_while(|candidate| candidate.name != *column);
        later.into_iter().any(|later| frozen.column(&later.name).is_some())
    }

    /// Whether the columns that were there before and still are changed places.
    fn has_moved(&self, table: &Name) -> bool {
        let (Some((declared, _)), Some(frozen)) = (self.table(table), self.frozen.table(table)) else { return true };
        let both = |name: &&Name| declared.column(name).is_some() && frozen.column(name).is_some();
        let names = |table: &Table| table.columns.iter().map(|column| &column.name).filter(both).cloned().collect();
        let (after, before): (Vec<Name>, Vec<Name>) = (names(declared), names(frozen));
        after != before
    }
}

/// Where of a column it is said that it changed.
fn altered(spans: &ColumnSpans, what: &[Alteration]) -> Span {
    let place = match what.first() {
        Some(Alteration::Type | Alteration::Nullable) => Some(spans.ty),
        Some(Alteration::NotNull) => spans.not_null.or(Some(spans.ty)),
        Some(Alteration::Default) => spans.default,
        Some(Alteration::Collation) => spans.collation,
        Some(Alteration::Generated) => spans.generated,
        None => None,
    };
    place.unwrap_or(spans.name)
}

/// An item by its name or, where it has none, by what it says.
fn brief(item: &Item) -> String {
    match item.name() {
        Some(name) => format!("{} `{name}`", item.kind()),
        None => format!("the {item}"),
    }
}
