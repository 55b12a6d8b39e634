//! The planner for SQLite.
//!
//! The order of a plan, and why:
//!
//! 1. Indexes that go are dropped, since index names are global and another table may take one.
//! 2. Tables and columns get their new names, in place: SQLite rewrites whatever names them, in other
//!    tables too. A dropped table whose name is needed goes before that.
//! 3. New tables are created.
//! 4. Each table that stays is altered in place, where SQLite can do that with rows in it and where it
//!    leads to what a new table would be; otherwise all its changes make one rebuild.
//! 5. Dropped tables go, so that expressions of step 4 may still read them.
//! 6. New indexes are created.
//!
//! 7. Virtual tables are made, renamed and copied.
//! 8. Views are made, then triggers.
//!
//! Before all that the views, triggers and virtual tables go that are in its way (see `object`).
//!
//! Tables stand in the order of their references, referenced first; drops in the reverse order. Foreign
//! keys are off while a plan runs, so this is for the reader: cycles do no harm.
//!
//! SQLite's own rules: <https://sqlite.org/lang_altertable.html>.

mod constraints;
mod convert;
mod dangling;
mod expression;
mod flags;
mod in_place;
mod kept;
mod late;
mod look;
mod mention;
mod module;
mod moves;
mod names;
mod needs;
mod object;
mod order;
mod pairs;
mod plain;
mod reads;
mod rebuild;
mod refuse;
mod rename;
mod renamed;
mod table;
mod virtual_table;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use super::{Input, Look, Operation, Plan, Step};
use crate::dialect::sqlite::lower;
use crate::diff::{Change, Item, diff};
use crate::error::Result;
use crate::model::{Index, Model, Name, Table, Transition};
use kept::Kept;
use moves::moves;
use names::Taken;
use object::Objects;
use pairs::Pairs;
use table::Way;
use virtual_table::Virtuals;

pub(crate) use mention::{checks_itself, names};
pub(crate) use module::{Content, content};
pub(crate) use names::ROWID;
pub use needs::needs;
pub(crate) use object::views_first;
pub(crate) use order::references_first;
pub(crate) use plain::may_aggregate;
pub(crate) use rebuild::{kept_rowid, rowid_word};
pub(crate) use virtual_table::pairs as virtual_pairs;

pub(super) fn plan(input: &Input<'_>) -> Result<Plan> {
    let faults = refuse::faults(input);
    if !faults.is_empty() {
        return Err(refuse::unplannable(&faults));
    }
    let from = lower(input.from);
    let to = lower(input.to);
    let changes = diff(&from, &to, input.transition);
    let pairs = Pairs::new(&from, &to, &changes);
    let mut taken = Taken::objects([&from, &to]);
    let moved = moves(&from, &to, &pairs, &mut taken);
    let renames = !input.transition.rename_tables.is_empty() || !input.transition.rename_columns.is_empty();
    let mut changes = by_table(match moved.steps.is_empty() && !renames {
        // Nothing has moved, so that they are what they were.
        true => changes,
        false => diff(&moved.left(), &to, &Transition::default()),
    });
    late::references(&moved.now, &to, &pairs, &mut changes);

    let faults = reads::faults(input, &from, &pairs, &moved);
    let mut draft = Draft { needed: owners(&to), faults, ..Draft::default() };
    // The names of what is altered, and the tables whose rows get other values.
    let (mut touched, mut refilled) = (BTreeSet::new(), BTreeSet::new());
    let kept = pairs.kept.iter().map(|pair| {
        let kept = Kept {
            input,
            old: &from.tables[pair.before],
            now: &moved.now.tables[pair.before],
            to: &to.tables[pair.after],
            declared: &input.to.tables[pair.after],
            columns: &pair.columns,
            changes: changes.get(&to.tables[pair.after].name).map(Vec::as_slice).unwrap_or_default(),
        };
        (pair.after, kept)
    });
    let all: BTreeMap<usize, Kept<'_>> = kept.collect();
    for after in references_first(&to) {
        if let Some(kept) = all.get(&after) {
            let way = Way::of(kept, &mut taken, &mut draft.faults);
            if way.alters() || kept.is_renamed() {
                touched.extend([kept.old.name.folded(), kept.to.name.folded()]);
            }
            if way.rewrites() {
                refilled.insert(kept.to.name.folded());
            }
            draft.looks.extend(look::looks(kept));
            draft.looks.extend(dangling::looks(kept, &all));
            draft.alter(kept, way);
        } else {
            touched.insert(to.tables[after].name.folded());
            draft.create(&to.tables[after]);
        }
    }
    touched.extend(pairs.gone.iter().map(|at| from.tables[*at].name.folded()));
    for at in references_first(&from).into_iter().rev() {
        if pairs.gone.contains(&at) && !moved.dropped.contains(&at) {
            draft.drop(&from.tables[at]);
        }
    }
    let virtuals = virtual_table::virtuals(&from, &to, input.transition, &refilled, &mut taken);
    touched.extend(virtuals.touched.iter().cloned());
    draft.faults.extend(virtuals.faults.iter().cloned());
    let steps = [&moved.steps, &draft.alters, &virtuals.early, &virtuals.late].into_iter().flatten();
    let looks_at_all = steps.map(|step| &step.operation).any(|operation| {
        use Operation::{DropColumn, RebuildVirtualTable, RenameColumn, RenameTable};
        matches!(operation, RenameTable { .. } | RenameColumn { .. } | DropColumn { .. } | RebuildVirtualTable(_))
    });
    let objects = object::objects(&from, &to, touched, looks_at_all);
    if !draft.faults.is_empty() {
        return Err(refuse::unplannable(&draft.faults));
    }
    Ok(draft.plan(moved.steps, virtuals, objects))
}

fn by_table(changes: Vec<Change>) -> BTreeMap<Name, Vec<Change>> {
    let mut by_table: BTreeMap<Name, Vec<Change>> = BTreeMap::new();
    // The name of a trigger may be a table's, too.
    for change in changes.into_iter().filter(|change| !change.is_of_object()) {
        by_table.entry(change.table().clone()).or_default().push(change);
    }
    by_table
}

/// For each name of an object the table that it belongs to.
fn owners(model: &Model) -> BTreeMap<String, Name> {
    let mut owners = BTreeMap::new();
    for table in &model.tables {
        for index in &table.indexes {
            owners.insert(index.name.folded(), table.name.clone());
        }
        // A table's own name belongs to none of its indexes.
        owners.insert(table.name.folded(), Name::new(""));
    }
    owners
}

/// The steps by their phases.
#[derive(Default)]
struct Draft {
    /// The names of the new model, with the table that each belongs to.
    needed: BTreeMap<String, Name>,
    looks: Vec<Look>,
    drop_indexes: Vec<Step>,
    creates: Vec<Step>,
    alters: Vec<Step>,
    drops: Vec<Step>,
    create_indexes: Vec<Step>,
    faults: Vec<String>,
}

impl Draft {
    fn create(&mut self, table: &Table) {
        let about = format!("Create table `{}`", table.name);
        self.creates.push(step(about, Operation::CreateTable(table.clone())));
        for index in &table.indexes {
            self.create_index(&table.name, index);
        }
    }

    fn drop(&mut self, table: &Table) {
        self.free_indexes(table, None);
        let about = format!("Drop table `{}`, with its rows", table.name);
        self.drops.push(step(about, Operation::DropTable(table.name.clone())));
    }

    fn create_index(&mut self, table: &Name, index: &Index) {
        let about = format!("Create {} `{}`", if index.unique { "unique index" } else { "index" }, index.name);
        let (table, index) = (table.clone(), index.clone());
        self.create_indexes.push(step(about, Operation::CreateIndex { table, index }));
    }

    fn drop_index(&mut self, index: &Index) {
        let about = format!("Drop index `{}`", index.name);
        self.drop_indexes.push(step(about, Operation::DropIndex(index.name.clone())));
    }

    /// Drops the indexes of a table that goes, or that is rebuilt to be this one, whose names something
    /// else takes. The others go with the table.
    fn free_indexes(&mut self, table: &Table, to: Option<&Table>) {
        for index in &table.indexes {
            let owner = self.needed.get(&index.name.folded());
            if owner.is_some_and(|owner| to.is_none_or(|to| *owner != to.name)) {
                self.drop_index(index);
            }
        }
    }

    fn alter(&mut self, kept: &Kept<'_>, way: Way) {
        match way {
            Way::InPlace(steps) => {
                for change in kept.changes {
                    match change {
                        Change::AddItem { item: Item::Index(index), .. } => self.create_index(&kept.to.name, index),
                        Change::DropItem { item: Item::Index(index), .. } => self.drop_index(index),
                        Change::AlterItem { from: Item::Index(from), to: Item::Index(to), .. } => {
                            self.drop_index(from);
                            self.create_index(&kept.to.name, to);
                        }
                        _ => {}
                    }
                }
                self.alters.extend(steps);
            }
            Way::Rebuild(step) => {
                self.free_indexes(kept.now, Some(kept.to));
                self.alters.push(*step);
            }
        }
    }

    fn plan(self, moves: Vec<Step>, virtuals: Virtuals, objects: Objects) -> Plan {
        let phases = [
            objects.drops,
            virtuals.early,
            self.drop_indexes,
            moves,
            self.creates,
            self.alters,
            self.drops,
            self.create_indexes,
            virtuals.late,
            objects.views,
            virtuals.fills,
            objects.triggers,
        ];
        Plan { looks: self.looks, steps: phases.into_iter().flatten().collect() }
    }
}

fn step(about: String, operation: Operation) -> Step {
    Step { about, operation }
}
