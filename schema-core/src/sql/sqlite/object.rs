//! `CREATE VIEW`, `CREATE TRIGGER`, `CREATE VIRTUAL TABLE`.

use super::quote::name;
use crate::model::{Trigger, View, VirtualTable};

/// The statement that creates a view.
pub(super) fn create_view(view: &View) -> String {
    ended(format!("CREATE VIEW {} {}", name(&view.name), view.definition()))
}

/// The statement that creates a trigger.
pub(super) fn create_trigger(trigger: &Trigger) -> String {
    ended(format!("CREATE TRIGGER {} {}", name(&trigger.name), trigger.sql))
}

/// The statement that creates a virtual table.
pub(super) fn create_virtual_table(table: &VirtualTable) -> String {
    ended(format!("CREATE VIRTUAL TABLE {} USING {}", name(&table.name), table.definition()))
}

/// A comment at its end does not swallow the `;`.
fn ended(mut statement: String) -> String {
    if statement.contains("--") {
        statement.push('\n');
    }
    statement
}
