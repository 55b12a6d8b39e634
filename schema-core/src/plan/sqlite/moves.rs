//! What comes first: the tables whose names are needed go, and everything gets its new name.

use std::borrow::Cow;

use super::names::{Taken, hides_rowid};
use super::pairs::{Pair, Pairs};
use super::rename::{Hop, hops};
use super::renamed;
use crate::model::{Model, Name, Table};
use crate::plan::{Operation, Step};

/// The database after the moves.
pub(super) struct Moved<'a> {
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// The model that they lead to. The tables stand where they stood, gone or not.
    pub(super) now: Cow<'a, Model>,
    /// The places of the tables that have been dropped.
    pub(super) dropped: Vec<usize>,
}

/// Prefix of the name of what steps aside.
const ASIDE: &str = "frostline_aside";

/// Renames tables and columns, all of them at once, in an order that works.
pub(super) fn moves<'a>(from: &'a Model, to: &Model, pairs: &Pairs, taken: &mut Taken<'_>) -> Moved<'a> {
    let mut moved = Moved { steps: Vec::new(), now: Cow::Borrowed(from), dropped: Vec::new() };
    if !pairs.gone.is_empty() {
        let needed = Taken::tables([to, to]);
        moved.dropped = pairs.gone.iter().copied().filter(|at| needed.has(&from.tables[*at].name)).collect();
    }
    for table in moved.dropped.iter().map(|at| &from.tables[*at]) {
        let about = format!("Drop table `{}`, with its rows: another takes its name", table.name);
        moved.steps.push(Step { about, operation: Operation::DropTable(table.name.clone()) });
    }
    moved.tables(from, to, pairs, taken);
    for pair in &pairs.kept {
        moved.columns(pair, to);
    }
    moved
}

impl Moved<'_> {
    /// The model without the tables that are gone; what is no table is not of interest.
    pub(super) fn left(&self) -> Cow<'_, Model> {
        if self.dropped.is_empty() {
            return Cow::Borrowed(&self.now);
        }
        let tables = self.now.tables.iter().enumerate().filter(|(at, _)| !self.dropped.contains(at));
        Cow::Owned(Model::of_tables(tables.map(|(_, table)| table.clone()).collect()))
    }

    fn tables(&mut self, from: &Model, to: &Model, pairs: &Pairs, taken: &mut Taken<'_>) {
        let name = |pair: &Pair| (from.tables[pair.before].name.clone(), to.tables[pair.after].name.clone());
        let moves: Vec<Hop> = pairs.kept.iter().map(name).filter(|(from, to)| from != to).collect();
        if moves.is_empty() {
            return;
        }
        let tables = from.tables.iter().enumerate().filter(|(at, _)| !self.dropped.contains(at));
        let used: Vec<Name> = tables.map(|(_, table)| table.name.clone()).collect();
        for (from, to) in hops(&moves, used, |name| taken.free(ASIDE, name)) {
            let place =
                (0..self.now.tables.len()).find(|at| !self.dropped.contains(at) && self.now.tables[*at].name == from);
            if let Some(place) = place {
                renamed::table(self.now.to_mut(), place, &to);
            }
            let about = format!("Rename table `{from}` to `{to}`");
            self.steps.push(Step { about, operation: Operation::RenameTable { from, to } });
        }
    }

    /// Renames the columns of one table. A column that goes and whose name another takes steps aside.
    ///
    /// Where SQLite cannot rename one of them, all keep their names until the table is rebuilt.
    fn columns(&mut self, pair: &Pair, to: &Model) {
        let table = &self.now.tables[pair.before];
        let after = &to.tables[pair.after];
        if pair.columns.iter().zip(&table.columns).all(|(new, column)| new.as_ref() == Some(&column.name)) {
            return;
        }
        let owner = table.name.clone();
        let mut taken = Taken::columns([table, after]);
        let named = |name: &Name| after.columns.iter().any(|column| column.name.same(name));
        let used: Vec<Name> = table.columns.iter().map(|column| column.name.clone()).collect();
        let mut aside = Vec::new();
        let mut moves = Vec::new();
        for (name, new) in used.iter().zip(&pair.columns) {
            match new {
                Some(new) => moves.push((name.clone(), new.clone())),
                None if named(name) => aside.push((name.clone(), taken.free(ASIDE, name))),
                None => {}
            }
        }
        if moves.iter().any(|(from, to)| from != to && !can_rename(table, from, to)) {
            return;
        }
        moves.splice(0..0, aside);
        let hops = hops(&moves, used, |name| taken.free(ASIDE, name));
        drop(taken);
        for (from, to) in hops {
            renamed::column(self.now.to_mut(), pair.before, &from, &to);
            let about = format!("Rename column `{owner}.{from}` to `{to}`");
            self.steps.push(Step { about, operation: Operation::RenameColumn { table: owner.clone(), from, to } });
        }
    }
}

/// Whether SQLite renames the column in place. It neither takes a word for the rowid from a column nor
/// gives one it; and in a `WITHOUT ROWID` table it trips over a column that is both in the primary key and
/// in a unique constraint ("no such column").
fn can_rename(table: &Table, from: &Name, to: &Name) -> bool {
    let is_twice_key = table.without_rowid
        && table.primary_key.as_ref().is_some_and(|key| key.has(from))
        && table.uniques.iter().any(|unique| unique.has(from));
    !is_twice_key && !hides_rowid(table, from) && !hides_rowid(table, to)
}
