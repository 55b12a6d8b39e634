//! What comes first: the tables whose names are needed go, and everything gets its new name.

use super::names::{Taken, hides_rowid};
use super::pairs::{Pair, Pairs};
use super::rename::{Hop, hops};
use super::renamed;
use crate::model::{Model, Name, Table};
use crate::plan::{Operation, Step};

/// The database after the moves.
pub(super) struct Moved {
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// The model that they lead to. The tables stand where they stood, gone or not.
    pub(super) now: Model,
    /// The places of the tables that have been dropped.
    pub(super) dropped: Vec<usize>,
}

/// Prefix of the name of what steps aside.
const ASIDE: &str = "frostline_aside";

/// Renames tables and columns, all of them at once, in an order that works.
pub(super) fn moves(from: &Model, to: &Model, pairs: &Pairs, taken: &mut Taken) -> Moved {
    let mut moved = Moved { steps: Vec::new(), now: from.clone(), dropped: Vec::new() };
    let needed = Taken::tables([to, to]);
    moved.dropped = pairs.gone.iter().copied().filter(|at| needed.has(&from.tables[*at].name)).collect();
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

impl Moved {
    /// The model without the tables that are gone.
    pub(super) fn left(&self) -> Model {
        let tables = self.now.tables.iter().enumerate().filter(|(at, _)| !self.dropped.contains(at));
        Model::of_tables(tables.map(|(_, table)| table.clone()).collect())
    }

    fn tables(&mut self, from: &Model, to: &Model, pairs: &Pairs, taken: &mut Taken) {
        let name = |pair: &Pair| (from.tables[pair.before].name.clone(), to.tables[pair.after].name.clone());
        let moves: Vec<Hop> = pairs.kept.iter().map(name).collect();
        let tables = from.tables.iter().enumerate().filter(|(at, _)| !self.dropped.contains(at));
        let used: Vec<Name> = tables.map(|(_, table)| table.name.clone()).collect();
        for (from, to) in hops(&moves, used, |name| taken.free(ASIDE, name)) {
            let place =
                (0..self.now.tables.len()).find(|at| !self.dropped.contains(at) && self.now.tables[*at].name == from);
            if let Some(place) = place {
                renamed::table(&mut self.now, place, &to);
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
        for (from, to) in hops(&moves, used, |name| taken.free(ASIDE, name)) {
            renamed::column(&mut self.now, pair.before, &from, &to);
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
