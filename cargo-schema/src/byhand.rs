//! Whether a revision's SQL is what the planner makes of it.

use schema_core::dialect::Dialect;
use schema_core::history::Revision;
use schema_core::model::{Model, Transition};
use schema_core::plan::{self, Target};
use schema_core::sql;

/// Whether somebody edited the SQL of a revision, or a version of the planner wrote it that planned
/// otherwise. Comments do not count.
pub(crate) fn is_by_hand(revision: &Revision<'_>, from: &Model, to: &Model, transition: &Transition) -> bool {
    let Some(script) = revision.script(Dialect::Sqlite) else { return false };
    let Ok((up, down)) = plan::both(from, to, transition, &Target::SQLITE) else { return true };
    let (up, down) = (sql::script(&up, Dialect::Sqlite), sql::script(&down, Dialect::Sqlite));
    statements(&up) != statements(&script.up) || statements(&down) != statements(&script.down)
}

fn statements(sql: &str) -> Vec<&str> {
    let lines = sql.lines().map(str::trim_end);
    lines.filter(|line| !line.is_empty() && (!line.starts_with("--") || line.starts_with("-- look:"))).collect()
}
