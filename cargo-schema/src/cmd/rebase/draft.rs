//! A revision, drafted anew after others.

use schema_core::dialect::Dialect;
use schema_core::history::{Draft, History, Revision, Script};
use schema_core::model::{Model, Transition};
use schema_core::syntax::Snapshot;

use crate::byhand::{alike, beside, is_edited};
use crate::carry::carried;
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

/// The revision as the next one of this history, from the one model to the other. `was_planned` is what the planner
/// makes of it where it was frozen.
///
/// What was planned is planned anew, with the comments and steps that were added to it. Where the SQL was edited, or the
/// place of a step is gone, it is kept, or planned anew beside it.
pub(super) fn draft(
    history: &History<'_>,
    was: &Revision<'static>,
    was_planned: Option<&Script<'static>>,
    (from, to): (&Model, &Model),
    transition: &Transition,
    replan: bool,
) -> Result<(Draft, Sql)> {
    let title = title(was);
    let with =
        |scripts| Draft::new(history, title, &Snapshot { transition: transition.clone(), model: to.clone() }, scripts);
    let is_edited = was.script(Dialect::Sqlite).is_some() && was_planned.is_none_or(|planned| is_edited(was, planned));
    let planned = Way::find(from, to, transition.clone()).map(|way| freeze::draft(history, to, &way, title));
    let carry = |planned: &Draft| -> Option<Vec<Script<'static>>> {
        let one = |anew: &Script<'static>| Some(carried(was_planned?, was.script(anew.dialect)?, anew)).flatten();
        planned.scripts.iter().map(|anew| one(anew).map(|made| beside(&made, was, false))).collect()
    };
    let made = planned.as_ref().ok().and_then(carry);
    // Where the plan is the same, every byte is.
    let is_same = |planned: &Draft| planned.scripts.iter().all(|anew| was_planned.is_some_and(|was| alike(was, anew)));
    if is_edited && !replan && (made.is_none() || planned.as_ref().is_ok_and(is_same)) {
        return Ok((with(was.scripts.to_vec()), Sql::Kept));
    }
    let planned = planned?;
    if let Some(made) = made {
        return Ok((if made == planned.scripts { planned } else { with(made) }, Sql::Planned));
    }
    let mut scripts = planned.scripts.clone();
    // What stood at its top in words stays there.
    let words: String = was.script(Dialect::Sqlite).map(|script| top(&script.up)).unwrap_or_default();
    for script in &mut scripts {
        if !script.up.starts_with(&words) {
            script.up = format!("{words}{}", script.up).into();
        }
        *script = beside(script, was, is_edited);
    }
    let sql = if is_edited { Sql::Replanned } else { Sql::Planned };
    Ok((if scripts == planned.scripts { planned } else { with(scripts) }, sql))
}

/// The message that a script begins with, where the revision's name could not hold it: it has letters that
/// are not ASCII.
fn top(up: &str) -> String {
    let lines = up.lines().take_while(|line| line.starts_with("-- ") && !line.is_ascii());
    lines.map(|line| format!("{line}\n")).collect()
}
