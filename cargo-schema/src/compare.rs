//! Two schemas side by side, wherever each of them comes from.

use schema_core::dialect::Dialect;
use schema_core::diff::{Ambiguity, Change, ambiguities, diff};
use schema_core::model::{Model, Transition};
use schema_core::plan::Target;

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
}

impl Comparison {
    /// Compares these two.
    pub(crate) fn new(from: Schema, to: Schema) -> Self {
        let is_stored = from.is_stored || to.is_stored;
        let planned = match is_stored {
            true => (Dialect::Sqlite.lower(&from.model), Dialect::Sqlite.lower(&to.model)),
            false => (from.model, to.model),
        };
        let told = match is_stored {
            true => (neutral::types(&planned.0), neutral::types(&planned.1)),
            false => planned.clone(),
        };
        Self { from_label: from.label, to_label: to.label, planned, told }
    }

    /// The schema that the way leads to, as it is planned.
    pub(crate) fn to(&self) -> &Model {
        &self.planned.1
    }

    /// The answers of the command line.
    pub(crate) fn transition(&self, answers: &Answers) -> Result<Transition> {
        let sides = Sides { from: &self.from_label, to: &self.to_label };
        answers.transition(&self.told.0, &self.told.1, &sides)
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
