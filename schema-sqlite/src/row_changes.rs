//! What a script does to rows by statements of its own.

use schema_core::model::Name;

use crate::ddl::{Write, written};
use crate::script::{normalized, statements};

/// What one statement of a script does to the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// The table, by the name that the statement says.
    pub table: Name,
    /// What becomes of its rows.
    pub kind: RowChangeKind,
}

/// What becomes of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowChangeKind {
    /// There are more of them.
    Inserts,
    /// These columns have other values.
    Updates(Vec<Name>),
    /// There are fewer of them.
    Deletes,
    /// Anything: `REPLACE`, or an insert that updates what is there.
    Replaces,
}

/// Every `INSERT`, `UPDATE`, `DELETE` and `REPLACE` of a script. The copy into the new table of a rebuild is one of a
/// table that no schema has.
pub fn row_changes(script: &str) -> Vec<RowChange> {
    let written = |sql: &str| {
        let written = written(sql)?;
        let kind = match written.how {
            Write::Insert => RowChangeKind::Inserts,
            Write::Update(columns) => RowChangeKind::Updates(columns),
            Write::Delete => RowChangeKind::Deletes,
            Write::Replace => RowChangeKind::Replaces,
        };
        Some(RowChange { table: written.table, kind })
    };
    statements(&normalized(script)).filter_map(written).collect()
}
