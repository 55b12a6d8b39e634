//! Plans as SQL text.

pub mod sqlite;

use crate::dialect::Dialect;
use crate::model::Model;
use crate::plan::Plan;

/// The script of a plan: readable, commented, one statement after another, without a transaction of
/// its own. The runner switches foreign keys off and opens the transaction.
pub fn script(plan: &Plan, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => sqlite::script(plan),
    }
}

/// The script that creates a whole model in an empty database.
pub fn create(model: &Model, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => sqlite::create(model),
    }
}
