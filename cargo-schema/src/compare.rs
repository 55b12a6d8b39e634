//! Two schemas side by side, wherever each of them comes from.

use schema_core::dialect::Dialect;
use schema_core::diff::{Ambiguity, Change, ambiguities, diff, validate};
use schema_core::model::{Expression, Model, Name, Rename, RenameColumn, Transition};
use schema_core::plan::Target;
use schema_core::syntax::parse_snapshot;

use crate::endpoint::Schema;
use crate::error::Result;
use crate::freeze::{self, Way};
use crate::neutral;
use crate::question::Questioner;
use crate::transition::{Answers, Sides};

/// Two schemas, compared.
///
/// Where SQLite said one of them, both are brought to what SQLite stores: `json` is `TEXT` there, and
/// doc comments are nothing. They are then told in the words of the language, and planned as stored.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// What the first is called.
    pub(crate) from_label: String,
    /// What the second is called.
    pub(crate) to_label: String,
    /// As they are planned.
    planned: (Model, Model),
    /// As they are told.
    told: (Model, Model),
    /// What was said when the revisions between the two were frozen.
    frozen: Transition,
}

impl Comparison {
    /// Compares these two.
    pub(crate) fn new(from: Schema, to: Schema) -> Self {
        let is_stored = from.is_stored || to.is_stored;
        let frozen = frozen_between(&from, &to);
        let planned = match is_stored {
            true => (Dialect::Sqlite.lower(&from.model), Dialect::Sqlite.lower(&to.model)),
            false => (from.model, to.model),
        };
        let told = match is_stored {
            true => (neutral::types(&planned.0), neutral::types(&planned.1)),
            false => planned.clone(),
        };
        Self { from_label: from.label, to_label: to.label, planned, told, frozen }
    }

    /// The schema that the way leads to, as it is planned.
    pub(crate) fn to(&self) -> &Model {
        &self.planned.1
    }

    /// The answers of the command line.
    pub(crate) fn transition(&self, answers: &Answers) -> Result<Transition> {
        let sides = Sides { from: &self.from_label, to: &self.to_label };
        let mut transition = answers.transition(&self.told.0, &self.told.1, &sides)?;
        carry_over(&mut transition, &self.frozen, &self.told.0, &self.told.1);
        Ok(transition)
    }

    /// What changes.
    pub(crate) fn changes(&self, transition: &Transition) -> Vec<Change> {
        diff(&self.told.0, &self.told.1, transition)
    }

    /// What the two leave open.
    pub(crate) fn open(&self, transition: &Transition) -> Vec<Ambiguity> {
        ambiguities(&self.told.0, &self.told.1, transition)
    }

    /// Answers what the two leave open, by asking.
    pub(crate) fn settle(
        &self,
        transition: &mut Transition,
        questioner: &mut dyn Questioner,
        flags: freeze::Flags,
    ) -> Result<()> {
        freeze::settle(&self.told.0, &self.told.1, transition, questioner, flags)
    }

    /// Asks for what the rows that exist get in columns that may not be null.
    pub(crate) fn fill(&self, transition: &mut Transition, questioner: &mut dyn Questioner) -> Result<()> {
        freeze::fill(&self.told.0, &self.told.1, transition, questioner)
    }

    /// The way, when nothing is open any more.
    pub(crate) fn way(&self, mut transition: Transition, target: &Target) -> Result<Way> {
        let (from, to) = (&self.planned.0, &self.planned.1);
        if self.open(&transition).is_empty() {
            // In SQLite's own words nobody can tell which types are of one sort; what is not alike in the
            // words of the language was never a question.
            for question in ambiguities(from, to, &transition) {
                freeze::drop_it(&mut transition, &question);
            }
        }
        let changes = self.changes(&transition);
        Way::one_way(from, to, transition, target, changes)
    }
}

/// What was said of the revisions from one schema to a later one of the same history, as one transition; of
/// those to an earlier one, turned round.
fn frozen_between(from: &Schema, to: &Schema) -> Transition {
    let (Some((history, start)), Some((_, end))) = (&from.of_history, &to.of_history) else {
        return Transition::default();
    };
    if start > end {
        return frozen_between(to, from).inverse();
    }
    let said = |place: usize| parse_snapshot(&history.revisions.get(place)?.snapshot).value.transition.into();
    (*start..*end).filter_map(said).fold(Transition::default(), |before, after| then(&before, &after))
}

/// One transition after another.
fn then(first: &Transition, second: &Transition) -> Transition {
    let table = |name: &Name| {
        let renamed = second.rename_tables.iter().find(|it| it.from == *name);
        renamed.map_or_else(|| name.clone(), |it| it.to.clone())
    };
    let column = |owner: &Name, name: &Name| {
        let owner = table(owner);
        let renamed = second.rename_columns.iter().find(|it| it.table == owner && it.from == *name);
        renamed.map_or_else(|| name.clone(), |it| it.to.clone())
    };
    let mut all = Transition::default();
    for Rename { from, to } in &first.rename_tables {
        all.rename_tables.push(Rename { from: from.clone(), to: table(to) });
    }
    for rename in &second.rename_tables {
        if !first.rename_tables.iter().any(|it| it.to == rename.from) {
            all.rename_tables.push(rename.clone());
        }
    }
    for RenameColumn { table: owner, from, to } in &first.rename_columns {
        all.rename_columns.push(RenameColumn { table: table(owner), from: from.clone(), to: column(owner, to) });
    }
    for rename in &second.rename_columns {
        let continues = |it: &RenameColumn| table(&it.table) == rename.table && it.to == rename.from;
        if !first.rename_columns.iter().any(continues) {
            all.rename_columns.push(rename.clone());
        }
    }
    all.rename_tables.retain(|it| it.from != it.to);
    all.rename_columns.retain(|it| it.from != it.to);
    all.drop_tables = first.drop_tables.iter().chain(&second.drop_tables).cloned().collect();
    all.drop_columns = first.drop_columns.iter().map(|(owner, name)| (table(owner), name.clone())).collect();
    all.drop_columns.extend(second.drop_columns.iter().cloned());
    // An expression reads the row of its own time: of a later one it is said in other names.
    let moved =
        |it: &Expression| Expression { table: table(&it.table), column: column(&it.table, &it.column), ..it.clone() };
    all.backfills = first.backfills.iter().map(moved).chain(second.backfills.iter().cloned()).collect();
    all.casts = first.casts.iter().map(moved).chain(second.casts.iter().cloned()).collect();
    all
}

/// Adds what was said before to what is said now, as far as it still holds and nothing else is said now.
pub(crate) fn carry_over(now: &mut Transition, said: &Transition, from: &Model, to: &Model) {
    for rename in &said.rename_tables {
        let is_answered = now.rename_tables.iter().any(|it| it.from == rename.from || it.to == rename.to)
            || now.drop_tables.contains(&rename.from);
        if !is_answered {
            add(now, from, to, |now| now.rename_tables.push(rename.clone()));
        }
    }
    for table in &said.drop_tables {
        let is_answered = now.rename_tables.iter().any(|it| it.from == *table) || now.drop_tables.contains(table);
        if !is_answered {
            add(now, from, to, |now| now.drop_tables.push(table.clone()));
        }
    }
    for rename in &said.rename_columns {
        let is_answered = now
            .rename_columns
            .iter()
            .any(|it| it.table == rename.table && (it.from == rename.from || it.to == rename.to))
            || now.drop_columns.contains(&(rename.table.clone(), rename.from.clone()));
        if !is_answered {
            add(now, from, to, |now| now.rename_columns.push(rename.clone()));
        }
    }
    for dropped in &said.drop_columns {
        let is_answered = now.rename_columns.iter().any(|it| it.table == dropped.0 && it.from == dropped.1)
            || now.drop_columns.contains(dropped);
        if !is_answered {
            add(now, from, to, |now| now.drop_columns.push(dropped.clone()));
        }
    }
    for backfill in &said.backfills {
        if now.backfill(&backfill.table, &backfill.column).is_none() {
            add(now, from, to, |now| now.backfills.push(backfill.clone()));
        }
    }
    for cast in &said.casts {
        if now.cast(&cast.table, &cast.column).is_none() {
            add(now, from, to, |now| now.casts.push(cast.clone()));
        }
    }
}

/// Adds an answer, unless it speaks of what is not there.
fn add(now: &mut Transition, from: &Model, to: &Model, answer: impl Fn(&mut Transition)) {
    let mut with = now.clone();
    answer(&mut with);
    if validate(from, to, &with).len() <= validate(from, to, now).len() {
        *now = with;
    }
}
