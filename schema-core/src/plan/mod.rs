//! How one model becomes the other, in order.
//!
//! A [`Plan`] is free of SQL text: steps over models, which [`crate::sql`] renders. Each dialect plans
//! in its own folder, since each can alter other things in place.
//!
//! ```
//! use schema_core::model::{Column, Model, Table, Transition, Type};
//! use schema_core::plan::{Operation, Target, both};
//!
//! let users = Table { columns: vec![Column::new("name", Type::Text)], ..Table::new("users") };
//! let to = Model::of_tables(vec![users]);
//! let (up, down) = both(&Model::default(), &to, &Transition::default(), &Target::SQLITE)?;
//! assert!(matches!(up.steps[0].operation, Operation::CreateTable(_)));
//! assert!(matches!(down.steps[0].operation, Operation::DropTable(_)));
//! # Ok::<_, schema_core::Error>(())
//! ```

mod look;
pub mod sqlite;

pub use look::{Look, RowKey, Unfit};

use crate::dialect::Dialect;
use crate::error::Result;
use crate::model::{Check, Column, Conflict, Index, Model, Name, Sql, Table, Transition, Trigger, View, VirtualTable};

/// What to plan for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The database.
    pub dialect: Dialect,
    /// The oldest version of it that has to run the plan: major, minor, patch.
    pub version: (u16, u16, u16),
}

impl Target {
    /// SQLite 3.35.5 (2021), the oldest version whose `DROP COLUMN` can be trusted
    /// (<https://sqlite.org/releaselog/3_35_5.html>).
    ///
    /// It is what nobody asked for: a schema that says `strict`, which is newer, is planned for all the same,
    /// and the script says what it needs.
    pub const SQLITE: Self = Self { dialect: Dialect::Sqlite, version: (3, 35, 5) };
}

/// Which way a plan leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// To the newer model. Whatever the rows need and nobody said is asked for.
    #[default]
    Up,
    /// Back to the older one. What the way up removed cannot come back: a column that may not be null
    /// is filled with its type's zero value, and values are converted as the database does it.
    Down,
}

/// All that a planner is told.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The model that the database has.
    pub from: &'a Model,
    /// The model that it is to have.
    pub to: &'a Model,
    /// What the two cannot tell.
    pub transition: &'a Transition,
    /// Which way it leads.
    pub direction: Direction,
    /// What it is planned for.
    pub target: &'a Target,
}

/// The steps from one model to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What the rows are asked before the first step; one at fault, and nothing is changed.
    pub looks: Vec<Look>,
    /// The steps, in the order in which they run.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does, as the comment above its SQL says it.
    pub about: String,
    /// The operation.
    pub operation: Operation,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Create a table, without its indexes.
    CreateTable(Table),
    /// Drop a table, with its indexes.
    DropTable(Name),
    /// Rename a table; references to it follow.
    RenameTable {
        /// The old name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// Add a column as the last one.
    AddColumn {
        /// The table. Of its references and checks it has those alone that come with the column.
        table: Table,
        /// The column.
        column: Column,
    },
    /// Drop a column.
    DropColumn {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// Rename a column; whatever names it follows.
    RenameColumn {
        /// The table.
        table: Name,
        /// The old name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// Let a column be null no longer, or change what becomes of a null.
    SetNotNull {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// What becomes of a null.
        conflict: Conflict,
    },
    /// Let a column be null.
    DropNotNull {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// Add a check.
    AddCheck {
        /// The table.
        table: Name,
        /// The check.
        check: Check,
    },
    /// Drop a check, by its name.
    DropCheck {
        /// The table.
        table: Name,
        /// Its name.
        check: Name,
    },
    /// Create an index.
    CreateIndex {
        /// The table.
        table: Name,
        /// The index.
        index: Index,
    },
    /// Drop an index.
    DropIndex(Name),
    /// Fill a column of the rows that have no value for it, which are those where it is null.
    Fill {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The value, over the row.
        value: Sql,
    },
    /// Copy a table into its new shape, with its indexes.
    Rebuild(Rebuild),
    /// Create a virtual table.
    CreateVirtualTable(VirtualTable),
    /// Make a virtual table anew and copy what it held.
    RebuildVirtualTable(VirtualCopy),
    /// Fill an fts5 table anew from the table that has its content.
    FillVirtualTable(Name),
    /// Create a view.
    CreateView(View),
    /// Drop a view.
    DropView(Name),
    /// Create a trigger.
    CreateTrigger(Trigger),
    /// Drop a trigger.
    DropTrigger(Name),
}

/// A virtual table that is made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualCopy {
    /// Its name when the step starts.
    pub from: Name,
    /// The new one.
    pub to: VirtualTable,
    /// The name under which the old one waits; nothing of either model has it.
    pub scratch: Name,
    /// What is copied: the column of the new one, and of the old one. Empty where the content is another
    /// table's.
    pub copy: Vec<(Name, Name)>,
}

/// A rebuild (<https://sqlite.org/lang_altertable.html#otheralter>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The table as it is when the step starts.
    pub from: Table,
    /// The table as it is afterwards.
    pub to: Table,
    /// The name under which the copy is made; no table or index of either model has it.
    pub scratch: Name,
    /// The names that the expressions of [`copy`](Self::copy) go by, where an earlier step has renamed
    /// the table or its columns.
    pub before: Option<Before>,
    /// For each stored column of `to` that does not get its default, in order: its name and where its
    /// value comes from. Not empty unless the rowid is kept.
    pub copy: Vec<(Name, Source)>,
}

/// The names that a table and its columns had before the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The table.
    pub table: Name,
    /// Its columns, in its order.
    pub columns: Vec<Name>,
}

/// Where a rebuilt column's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the old table, by the name that it has when the step starts, bit for bit.
    Column(Name),
    /// An expression over the old row.
    Expr(Sql),
}

/// Plans the way from one model to the other.
///
/// The plan is empty when the database cannot tell the models apart: `text` and `json` are one type on
/// SQLite.
///
/// # Errors
///
/// `is_unplannable` when the transition leaves an ambiguity open, names what is not there, or when the
/// change has no plan that keeps every row; the text says which and what to do.
pub fn plan(from: &Model, to: &Model, transition: &Transition, target: &Target) -> Result<Plan> {
    Input { from, to, transition, direction: Direction::Up, target }.plan()
}

/// Plans the way from one model to the other, and the way back.
///
/// # Errors
///
/// As [`plan`].
pub fn both(from: &Model, to: &Model, transition: &Transition, target: &Target) -> Result<(Plan, Plan)> {
    let up = plan(from, to, transition, target)?;
    let back = transition.inverse();
    let down = Input { from: to, to: from, transition: &back, direction: Direction::Down, target };
    Ok((up, down.plan()?))
}

impl Input<'_> {
    /// Plans it.
    ///
    /// # Errors
    ///
    /// As [`plan`]. On the way down nothing is ambiguous: what the transition does not rename is another
    /// thing.
    pub fn plan(&self) -> Result<Plan> {
        match self.target.dialect {
            Dialect::Sqlite => sqlite::plan(self),
        }
    }
}
