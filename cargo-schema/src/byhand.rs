//! Whether a revision's SQL is what the planner makes of it.

use schema_core::dialect::Dialect;
use schema_core::history::{Revision, Script};
use schema_core::model::{Model, Transition};
use schema_core::plan::{self, Target};
use schema_core::sql;

/// Whether somebody edited the SQL of a revision, or a version of the planner wrote it that planned
/// otherwise. Comments do not count, but for those that do something: looks and steps.
pub(crate) fn is_by_hand(revision: &Revision<'_>, from: &Model, to: &Model, transition: &Transition) -> bool {
    revision.script(Dialect::Sqlite).is_some()
        && planned(from, to, transition).is_none_or(|planned| is_edited(revision, &planned))
}

/// What the planner makes of a revision, if it does.
pub(crate) fn planned(from: &Model, to: &Model, transition: &Transition) -> Option<Script<'static>> {
    let (up, down) = plan::both(from, to, transition, &Target::SQLITE).ok()?;
    let text = |plan| sql::script(plan, Dialect::Sqlite).into();
    Some(Script { dialect: Dialect::Sqlite, up: text(&up), down: text(&down) })
}

/// Whether somebody edited what was planned so.
pub(crate) fn is_edited(revision: &Revision<'_>, planned: &Script<'_>) -> bool {
    revision.script(Dialect::Sqlite).is_some_and(|is| !alike(planned, is))
}

/// Whether two scripts do the same.
pub(crate) fn alike(a: &Script<'_>, b: &Script<'_>) -> bool {
    statements(&a.up) == statements(&b.up) && statements(&a.down) == statements(&b.down)
}

fn statements(sql: &str) -> Vec<&str> {
    let lines = sql.lines().map(str::trim_end);
    lines.filter(|line| !line.is_empty() && (!line.starts_with("--") || works(line))).collect()
}

/// Whether a comment does something.
pub(crate) fn works(line: &str) -> bool {
    line.starts_with("-- look:") || is_step(line)
}

/// Whether a comment names a step in Rust.
pub(crate) fn is_step(line: &str) -> bool {
    line.starts_with(STEP)
}

const STEP: &str = "-- step: ";

/// The steps in Rust that a revision names.
pub(crate) fn steps<'a>(revision: &'a Revision<'_>) -> Vec<&'a str> {
    let up = revision.script(Dialect::Sqlite).map_or("", |script| &script.up);
    up.lines().filter_map(|line| line.strip_prefix(STEP)).map(str::trim).collect()
}

const BESIDE: &str = "-- What stood here by hand, before this was planned anew:";

/// A script without what stands there as a comment since it was planned anew.
pub(crate) fn without_beside(script: &str) -> &str {
    script.find(BESIDE).map_or(script, |at| &script[..at])
}

/// A script that was planned anew, with what stood there before by hand as a comment, so that it is not lost.
pub(crate) fn beside(planned: &Script<'static>, was: &Revision<'_>, is_edited: bool) -> Script<'static> {
    let Some(old) = was.script(planned.dialect) else { return planned.clone() };
    let with = |new: &str, old: &str| {
        let kept = match old.find(BESIDE) {
            _ if is_edited && statements(old) != statements(new) => {
                old.lines().fold(BESIDE.to_owned(), |text, line| format!("{text}\n-- {line}"))
            }
            // It was put there when it was planned anew before.
            Some(at) if !is_edited => old[at..].to_owned(),
            _ => return new.to_owned(),
        };
        let lines = kept.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        format!("{}\n\n{lines}\n", new.trim_end())
    };
    let (up, down) = (with(&planned.up, &old.up).into(), with(&planned.down, &old.down).into());
    Script { dialect: planned.dialect, up, down }
}
