//! What a change takes from virtual tables. No rule of its own: others tell it under their codes.

use super::Context;
use crate::model::{Name, VirtualTable};
use crate::plan::sqlite::{Content, content, virtual_pairs};

/// Content that is lost.
pub(super) struct Lost {
    /// The table: its new name, or its old one where it is gone.
    pub(super) table: Name,
    /// The column, where the table stays.
    pub(super) column: Option<Name>,
    /// What it is, in words.
    pub(super) what: String,
}

/// Virtual tables that go with content of their own, and columns of those that stay.
pub(super) fn lost(context: &Context<'_>) -> Vec<Lost> {
    let pairs = virtual_pairs(context.from, context.to, context.transition);
    let mut lost = Vec::new();
    for old in &context.from.virtual_tables {
        let is_kept = pairs.iter().flatten().any(|kept| kept.name == old.name);
        if !is_kept && !matches!(content(old), Content::External(_)) {
            lost.push(Lost { table: old.name.clone(), column: None, what: format!("virtual table `{}`", old.name) });
        }
    }
    for (new, old) in context.to.virtual_tables.iter().zip(pairs) {
        let after = columns(new);
        for column in old.map(columns).unwrap_or_default() {
            if !after.iter().any(|it| it.same(&column)) {
                let what = format!("column `{}.{column}`", new.name);
                lost.push(Lost { table: new.name.clone(), column: Some(column), what });
            }
        }
    }
    lost
}

/// The columns that hold content of the table's own.
fn columns(table: &VirtualTable) -> Vec<Name> {
    match content(table) {
        Content::Fts5(columns) => columns,
        Content::RTree { others, .. } => others,
        Content::External(_) | Content::Other => Vec::new(),
    }
}
