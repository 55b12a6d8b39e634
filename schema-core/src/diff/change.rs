//! The changes.

use crate::model::{Check, Column, ForeignKey, Index, Name, PrimaryKey, Table, Trigger, Unique, View, VirtualTable};

/// One difference between two models.
///
/// Tables go by their new name, except where a table is dropped. Its text says it in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A table that was not there before.
    AddTable {
        /// The table.
        table: Table,
    },
    /// A table that is gone.
    DropTable {
        /// The table as it was.
        table: Table,
    },
    /// A table, or a virtual table, with a new name.
    RenameTable {
        /// The old name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// A column that was not there before.
    AddColumn {
        /// Its table.
        table: Name,
        /// The column.
        column: Column,
    },
    /// A column that is gone.
    DropColumn {
        /// Its table.
        table: Name,
        /// The column as it was.
        column: Column,
    },
    /// A column with a new name.
    RenameColumn {
        /// Its table.
        table: Name,
        /// The old name.
        from: Name,
        /// The new name.
        to: Name,
    },
    /// A column that is declared otherwise than before.
    AlterColumn {
        /// Its table.
        table: Name,
        /// The column as it was, under its new name.
        from: Column,
        /// The column as it is.
        to: Column,
        /// What of it differs. Not empty.
        what: Vec<Alteration>,
    },
    /// The columns stand in another order: those that stay changed places, or a new one is not last.
    ReorderColumns {
        /// The table.
        table: Name,
    },
    /// A constraint or index that was not there before.
    AddItem {
        /// Its table.
        table: Name,
        /// What was added.
        item: Item,
    },
    /// A constraint or index that is gone.
    DropItem {
        /// Its table.
        table: Name,
        /// What was dropped.
        item: Item,
    },
    /// A constraint or index of the same name with other contents, or of other name with the same.
    AlterItem {
        /// Its table.
        table: Name,
        /// As it was.
        from: Item,
        /// As it is.
        to: Item,
    },
    /// `strict` or `without rowid` was added or taken away.
    AlterOptions {
        /// The table.
        table: Name,
        /// The new value of `strict`, if it changed.
        strict: Option<bool>,
        /// The new value of `without rowid`, if it changed.
        without_rowid: Option<bool>,
    },
    /// A view, a trigger or a virtual table that was not there before.
    AddObject {
        /// What was added.
        object: Object,
    },
    /// A view, a trigger or a virtual table that is gone. With a virtual table its rows are.
    DropObject {
        /// What was dropped.
        object: Object,
    },
    /// A view, a trigger or a virtual table with another text, or whose name differs in ASCII case. It has
    /// to be dropped and made anew, since SQLite alters none: with a virtual table its rows are lost. One
    /// that was renamed goes by its new name here.
    AlterObject {
        /// As it was.
        from: Object,
        /// As it is; of the same kind.
        to: Object,
    },
}

/// A view, a trigger or a virtual table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// A view.
    View(View),
    /// A trigger.
    Trigger(Trigger),
    /// A virtual table.
    VirtualTable(VirtualTable),
}

impl Object {
    /// Its name.
    pub fn name(&self) -> &Name {
        match self {
            Self::View(view) => &view.name,
            Self::Trigger(trigger) => &trigger.name,
            Self::VirtualTable(table) => &table.name,
        }
    }

    /// What it is: `view`, `trigger` or `virtual table`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::View(_) => "view",
            Self::Trigger(_) => "trigger",
            Self::VirtualTable(_) => "virtual table",
        }
    }
}

/// What of a column differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alteration {
    /// The type.
    Type,
    /// Whether it may be null.
    Nullable,
    /// The name or the conflict clause of `not null`, on a column that is so before and after.
    NotNull,
    /// The default.
    Default,
    /// The collation.
    Collation,
    /// The generated expression, or whether there is one.
    Generated,
}

/// A constraint or an index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// The primary key.
    PrimaryKey(PrimaryKey),
    /// A reference.
    ForeignKey(ForeignKey),
    /// A unique constraint.
    Unique(Unique),
    /// A check.
    Check(Check),
    /// An index.
    Index(Index),
}

impl Change {
    /// The table that the change is about: the new name, except where a table is dropped. For a view, a
    /// trigger and a virtual table it is their own name: see [`is_of_object`](Self::is_of_object).
    pub fn table(&self) -> &Name {
        match self {
            Self::AddTable { table } | Self::DropTable { table } => &table.name,
            Self::RenameTable { to, .. } => to,
            Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::ReorderColumns { table }
            | Self::AddItem { table, .. }
            | Self::DropItem { table, .. }
            | Self::AlterItem { table, .. }
            | Self::AlterOptions { table, .. } => table,
            Self::AddObject { object } | Self::DropObject { object } | Self::AlterObject { to: object, .. } => {
                object.name()
            }
        }
    }

    /// Whether it is about a view, a trigger or a virtual table, whose names are no table's. (A virtual
    /// table that was renamed is told as a table is.)
    pub fn is_of_object(&self) -> bool {
        matches!(self, Self::AddObject { .. } | Self::DropObject { .. } | Self::AlterObject { .. })
    }
}
