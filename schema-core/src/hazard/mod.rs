//! What a change endangers.
//!
//! One pure function; one hazard, one file.

mod breaks_program;
mod converts;
mod drops_column;
mod drops_table;
mod irreversible;
mod may_clash;
mod needs_backfill;
mod rewrites_table;
mod virtual_tables;

use std::fmt;

use crate::dialect::sqlite::enum_check;
use crate::diff::{Change, diff};
use crate::model::{Check, Column, EnumType, Model, Name, Table, Transition, Type};
use crate::plan::Plan;

/// A danger of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// Its stable code.
    pub code: Code,
    /// The table.
    pub table: Name,
    /// The column, where it is about one.
    pub column: Option<Name>,
    /// What can happen, in words.
    pub message: String,
}

/// The stable code of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// `drops-table`: its rows are lost.
    DropsTable,
    /// `drops-column`: its values are lost.
    DropsColumn,
    /// `needs-backfill`: fails when rows exist, since a column may not be null and has no value.
    NeedsBackfill,
    /// `may-clash`: fails when rows exist that the new constraint refuses.
    MayClash,
    /// `converts`: stored values may change their type.
    Converts,
    /// `rewrites-table`: every row is copied.
    RewritesTable,
    /// `breaks-program`: a name that the previous program reads is gone, or an enum has other values.
    BreaksProgram,
    /// `irreversible`: the way down cannot restore what the way up removed.
    Irreversible,
    /// `changes-rows`: statements by hand change, delete or insert rows of a table that was there before.
    ChangesRows,
    /// `runs-twice`: a way back has not undone what a revision did to rows, and it runs on them once more.
    RunsTwice,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl Hazard {
    fn new(code: Code, table: &Name, column: Option<&Name>, message: String) -> Self {
        Self { code, table: table.clone(), column: column.cloned(), message }
    }
}

impl Code {
    /// Every code, in the order in which hazards are listed.
    pub const ALL: &'static [Self] = &[
        Self::DropsTable,
        Self::DropsColumn,
        Self::NeedsBackfill,
        Self::MayClash,
        Self::Converts,
        Self::RewritesTable,
        Self::BreaksProgram,
        Self::Irreversible,
        Self::ChangesRows,
        Self::RunsTwice,
    ];

    /// The code as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DropsTable => "drops-table",
            Self::DropsColumn => "drops-column",
            Self::NeedsBackfill => "needs-backfill",
            Self::MayClash => "may-clash",
            Self::Converts => "converts",
            Self::RewritesTable => "rewrites-table",
            Self::BreaksProgram => "breaks-program",
            Self::Irreversible => "irreversible",
            Self::ChangesRows => "changes-rows",
            Self::RunsTwice => "runs-twice",
        }
    }

    /// Whether rows or values are lost, or come out wrong.
    pub fn loses_data(self) -> bool {
        matches!(self, Self::DropsTable | Self::DropsColumn | Self::RunsTwice)
    }
}

/// What every rule looks at.
struct Context<'a> {
    from: &'a Model,
    to: &'a Model,
    transition: &'a Transition,
    plan: &'a Plan,
    changes: &'a [Change],
}

impl<'a> Context<'a> {
    /// The table as it was, by its new name; `None` where it is new.
    fn before(&self, table: &Name) -> Option<&'a Table> {
        let name = self.transition.table_before(table).unwrap_or(table);
        self.from.table_named(name)
    }

    /// Whether rows may exist: the table was there before.
    fn has_rows(&self, table: &Name) -> bool {
        self.before(table).is_some()
    }
}

/// Whether a check of the table's own holds the column to the values of this enum, as that of the enum does.
fn is_held(table: Option<&Table>, column: &Name, of: &EnumType) -> bool {
    table.is_some_and(|table| table.checks.iter().any(|check| check.expr == enum_check(column, of)))
}

/// Whether a column of the table is of an enum that holds it to what this check says.
fn is_of_enum(table: Option<&Table>, check: &Check) -> bool {
    let says = |column: &Column| match &column.ty {
        Type::Enum(of) => check.expr == enum_check(&column.name, of),
        _ => false,
    };
    table.is_some_and(|table| table.columns.iter().any(says))
}

/// One rule: what it finds, in the order of the changes.
type Rule = fn(&Context<'_>) -> Vec<Hazard>;

const RULES: &[Rule] = &[
    drops_table::find,
    drops_column::find,
    needs_backfill::find,
    may_clash::find,
    converts::find,
    rewrites_table::find,
    breaks_program::find,
    irreversible::find,
];

/// The hazards of a plan that leads from one model to the other: by code, then in the order of the
/// changes.
pub fn hazards(from: &Model, to: &Model, transition: &Transition, plan: &Plan) -> Vec<Hazard> {
    let changes = diff(from, to, transition);
    let context = Context { from, to, transition, plan, changes: &changes };
    RULES.iter().flat_map(|rule| rule(&context)).collect()
}
