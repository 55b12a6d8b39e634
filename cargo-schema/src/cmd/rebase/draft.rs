//! A revision, drafted anew after others.

use schema_core::dialect::Dialect;
use schema_core::history::{Draft, History, Revision};
use schema_core::model::{Model, Transition};
use schema_core::syntax::Snapshot;

use crate::byhand::beside;
use crate::error::Result;
use crate::freeze::{self, Way};

/// What becomes of the SQL of a revision.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sql {
    /// It was planned, and is planned anew.
    Planned,
    /// It was edited by hand, and is kept.
    Kept,
    /// It was edited by hand, and is planned anew beside it.
    Replanned,
}

/// What the name of a revision says, without its number.
pub(super) fn title<'r>(revision: &'r Revision<'_>) -> &'r str {
    revision.name.split_once('_').map_or(&*revision.name, |(_, title)| title)
}

/// The revision as the next one of this history, from the one model to the other.
pub(super) fn draft(
    history: &History<'_>,
    was: &Revision<'static>,
    from: &Model,
    to: &Model,
    transition: &Transition,
    sql: Sql,
) -> Result<Draft> {
    let title = title(was);
    if sql == Sql::Kept {
        let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
        return Ok(Draft::new(history, title, &snapshot, was.scripts.to_vec()));
    }
    let way = Way::find(from, to, transition.clone())?;
    let planned = freeze::draft(history, to, &way, title);
    let mut scripts = planned.scripts.clone();
    // What stood at its top in words stays there.
    let words: String = was.script(Dialect::Sqlite).map(|script| top(&script.up)).unwrap_or_default();
    for script in &mut scripts {
        if !script.up.starts_with(&words) {
            script.up = format!("{words}{}", script.up).into();
        }
        *script = beside(script, was, sql == Sql::Replanned);
    }
    if scripts == planned.scripts {
        return Ok(planned);
    }
    let snapshot = Snapshot { transition: transition.clone(), model: to.clone() };
    Ok(Draft::new(history, title, &snapshot, scripts))
}

/// The message that a script begins with, where the revision's name could not hold it: it has letters that
/// are not ASCII.
fn top(up: &str) -> String {
    let lines = up.lines().take_while(|line| line.starts_with("-- ") && !line.is_ascii());
    lines.map(|line| format!("{line}\n")).collect()
}
