//! Virtual tables: made, dropped, renamed in place, and copied where their module is known.

use std::collections::BTreeSet;

use super::module::{Content, content};
use super::names::Taken;
use super::step;
use crate::model::{Model, Name, Transition, VirtualTable};
use crate::plan::{Operation, Step, VirtualCopy};

/// Prefix of the name of what steps aside.
const ASIDE: &str = "frostline_aside";

/// Prefix of the name under which old content waits.
const SCRATCH: &str = "frostline_old";

/// The steps for virtual tables.
#[derive(Default)]
pub(super) struct Virtuals {
    /// What goes, and what makes room, before the tables move.
    pub(super) early: Vec<Step>,
    /// Renames, copies and new ones, when the tables are what they will be.
    pub(super) late: Vec<Step>,
    /// What an index over the content of others may be filled from, in lower case.
    sources: BTreeSet<String>,
    /// Indexes over the content of others that are filled again, when the views are there.
    pub(super) fills: Vec<Step>,
    /// The names, old and new, of all that changes.
    pub(super) touched: BTreeSet<String>,
    /// What cannot be planned.
    pub(super) faults: Vec<String>,
}

/// The old virtual table that each new one was; `None` where it is new.
pub(crate) fn pairs<'a>(from: &'a Model, to: &Model, transition: &Transition) -> Vec<Option<&'a VirtualTable>> {
    let mut taken: BTreeSet<&Name> = BTreeSet::new();
    let mut pairs: Vec<Option<&VirtualTable>> = vec![None; to.virtual_tables.len()];
    type Rule<'a> = &'a dyn Fn(&VirtualTable, &VirtualTable) -> bool;
    let rules: [Rule<'_>; 3] = [
        &|old, new| transition.table_before(&new.name) == Some(&old.name),
        &|old, new| old.name == new.name,
        &|old, new| old.name.same(&new.name),
    ];
    for rule in rules {
        for (slot, new) in pairs.iter_mut().zip(&to.virtual_tables).filter(|(slot, _)| slot.is_none()) {
            let found = from.virtual_tables.iter().find(|old| !taken.contains(&old.name) && rule(old, new));
            taken.extend(found.map(|old| &old.name));
            *slot = found;
        }
    }
    pairs
}

/// The steps. `refilled` are the new names of the tables whose rows do not stay as they are.
pub(super) fn virtuals(
    from: &Model,
    to: &Model,
    transition: &Transition,
    refilled: &BTreeSet<String>,
    taken: &mut Taken<'_>,
) -> Virtuals {
    let sources = to.tables.iter().map(|table| &table.name).chain(to.views.iter().map(|view| &view.name));
    let sources = sources.chain(to.virtual_tables.iter().map(|table| &table.name)).map(Name::folded).collect();
    let mut plan = Virtuals { sources, ..Virtuals::default() };
    if from.virtual_tables.is_empty() && to.virtual_tables.is_empty() {
        return plan;
    }
    let needed = Taken::objects([to, to]);
    let pairs = pairs(from, to, transition);
    for old in &from.virtual_tables {
        if !pairs.iter().flatten().any(|kept| kept.name == old.name) {
            plan.drop(old);
        }
    }
    for (new, old) in to.virtual_tables.iter().zip(pairs) {
        match old {
            None => plan.create(new),
            Some(old) if is_same(old, new) => {
                if old.name != new.name {
                    let now = plan.make_room(old, &needed, taken);
                    plan.rename(&now, &new.name, false);
                }
                if let Content::External(table) = content(new)
                    && refilled.contains(&table.folded())
                {
                    plan.touch([&old.name, &new.name]);
                    plan.fill(new);
                }
            }
            Some(old) => plan.remake(old, new, &needed, taken),
        }
    }
    plan
}

fn is_same(old: &VirtualTable, new: &VirtualTable) -> bool {
    old.module.same(&new.module) && old.arguments == new.arguments
}

impl Virtuals {
    fn touch<'a>(&mut self, names: impl IntoIterator<Item = &'a Name>) {
        self.touched.extend(names.into_iter().map(Name::folded));
    }

    fn drop(&mut self, old: &VirtualTable) {
        self.touch([&old.name]);
        let about = format!("Drop virtual table `{}`, with its content", old.name);
        self.early.push(step(about, Operation::DropTable(old.name.clone())));
    }

    fn create(&mut self, new: &VirtualTable) {
        self.touch([&new.name]);
        let about = format!("Create virtual table `{}`", new.name);
        self.late.push(step(about, Operation::CreateVirtualTable(new.clone())));
        if matches!(content(new), Content::External(_)) {
            self.fill(new);
        }
    }

    /// Nothing is read from what is not there: SQLite lets the table go that an index has its content in.
    fn fill(&mut self, table: &VirtualTable) {
        if matches!(content(table), Content::External(source) if !self.sources.contains(&source.folded())) {
            return;
        }
        let about = format!("Fill virtual table `{}` from its content", table.name);
        self.fills.push(step(about, Operation::FillVirtualTable(table.name.clone())));
    }

    /// Takes the old name away early where something new has it. Returns the name that it has then.
    fn make_room(&mut self, old: &VirtualTable, needed: &Taken<'_>, taken: &mut Taken<'_>) -> Name {
        if !needed.has(&old.name) {
            return old.name.clone();
        }
        let aside = taken.free(ASIDE, &old.name);
        self.rename(&old.name, &aside, true);
        aside
    }

    fn rename(&mut self, from: &Name, to: &Name, early: bool) {
        self.touch([from, to]);
        let about = format!("Rename virtual table `{from}` to `{to}`");
        let step = step(about, Operation::RenameTable { from: from.clone(), to: to.clone() });
        if early { self.early.push(step) } else { self.late.push(step) }
    }

    /// A virtual table with other arguments.
    fn remake(&mut self, old: &VirtualTable, new: &VirtualTable, needed: &Taken<'_>, taken: &mut Taken<'_>) {
        let same_module = old.module.same(&new.module);
        let copy = match (content(old), content(new)) {
            (Content::External(_), Content::External(_)) => {
                self.fill(new);
                Vec::new()
            }
            (Content::Fts5(before), Content::Fts5(after)) => {
                let mut copy = vec![(Name::from("rowid"), Name::from("rowid"))];
                copy.extend(common(&before, &after));
                copy
            }
            (
                Content::RTree { id: old_id, coordinates: before, others: old_others },
                Content::RTree { id, coordinates: after, others },
            ) if same_module && common(&before, &after).len() == after.len() => {
                let mut copy = vec![(id, old_id)];
                copy.extend(common(&before, &after));
                copy.extend(common(&old_others, &others));
                copy
            }
            _ => {
                self.faults.push(format!(
                    "virtual table `{}` becomes `{}`, and only the content of an fts5 table of its own and of an R-tree \
                     with the same coordinates can be copied; declare it under another name, fill that, and drop `{}` \
                     in a later revision",
                    old.name,
                    new.definition(),
                    old.name,
                ));
                return;
            }
        };
        self.touch([&old.name, &new.name]);
        let is_renamed = old.name != new.name;
        let now = if is_renamed { self.make_room(old, needed, taken) } else { old.name.clone() };
        let scratch = taken.free(SCRATCH, &new.name);
        let about = format!("Rebuild virtual table `{}`", new.name);
        let copy = VirtualCopy { from: now, to: new.clone(), scratch, copy };
        self.late.push(step(about, Operation::RebuildVirtualTable(copy)));
    }
}

/// The columns that both have: new name, old name.
fn common(before: &[Name], after: &[Name]) -> Vec<(Name, Name)> {
    let of = |new: &Name| before.iter().find(|old| old.same(new)).map(|old| (new.clone(), old.clone()));
    after.iter().filter_map(of).collect()
}
