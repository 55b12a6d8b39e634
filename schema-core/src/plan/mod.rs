//! How one model becomes the other, in order.
//!
//! A [`Plan`] is free of SQL text: steps over models, which [`crate::sql`] renders. Each dialect plans
//! in its own folder, since each can alter other things in place.

pub mod sqlite;

use crate::dialect::Dialect;
use crate::error::Result;
use crate::model::{Column, Index, Model, Name, Sql, Table, Transition};

/// What to plan for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The database.
    pub dialect: Dialect,
    /// The oldest version of it that has to run the plan: major, minor, patch.
    pub version: (u16, u16, u16),
}

impl Target {
    /// SQLite 3.35 (2021), the oldest version with `DROP COLUMN`.
    pub const SQLITE: Self = Self { dialect: Dialect::Sqlite, version: (3, 35, 0) };
}

/// The steps from one model to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
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
        /// The table.
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
    /// Create an index.
    CreateIndex {
        /// The table.
        table: Name,
        /// The index.
        index: Index,
    },
    /// Drop an index.
    DropIndex(Name),
    /// Fill a column of the rows that have no value for it.
    Fill {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The value, over the row.
        value: Sql,
    },
    /// Copy a table into its new shape.
    Rebuild(Rebuild),
}

/// A rebuild (<https://sqlite.org/lang_altertable.html#otheralter>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The table as it is when the step starts.
    pub from: Table,
    /// The table as it is afterwards.
    pub to: Table,
    /// The name under which the copy is made; no table of either model has it.
    pub scratch: Name,
    /// For each stored column of `to`, in order: its name and where its value comes from.
    pub copy: Vec<(Name, Source)>,
}

/// Where a rebuilt column's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the old table, bit for bit.
    Column(Name),
    /// An expression over the old row.
    Expr(Sql),
}

/// Plans the way from one model to the other.
///
/// # Errors
///
/// `is_unplannable` when the transition leaves an ambiguity open, names what is not there, or when the
/// change has no plan that keeps every row; the text says which and what to do.
pub fn plan(from: &Model, to: &Model, transition: &Transition, target: &Target) -> Result<Plan> {
    match target.dialect {
        Dialect::Sqlite => sqlite::plan(from, to, transition, target),
    }
}
