//! What a rebase says of the line that it made.

use schema_core::diff::diff;
use schema_core::history::Branches;
use schema_core::model::Transition;

use super::choice::Straight;
use super::placed::{Now, Placed};
use crate::byhand::steps;
use crate::error::Result;
use crate::find::Declared;
use crate::report::changes;
use crate::session::Session;
use crate::shell::BOLD;
use crate::standing::{list, model_of};

/// Tells which revision stays, what becomes of each of the others, and what is to be looked at.
pub(super) fn tell(
    straight: &Straight,
    since: &str,
    fork: &Branches,
    declared: &Declared,
    session: &mut Session<'_>,
) -> Result<()> {
    let regained = &fork.regained;
    if !regained.is_empty() {
        let names = list(regained);
        session.shell.status(format!("the line of {names} is not in the index; it is taken from git\n"))?;
    }
    let line = &straight.placed;
    let mut live = line.iter().filter(|placed| placed.now().is_some()).peekable();
    if live.peek().is_none() && !line.is_empty() {
        session.shell.status(format!("both sides are one line, up to {since}"))?;
    } else if let Some(head) = live.take_while(|placed| placed.is_where_it_was()).last() {
        session.shell.status(format!("the ways part after {since}; `{}` stays where it is", head.was.name))?;
    }
    let moved: Vec<&Placed> = line.iter().filter(|placed| !placed.is_where_it_was()).collect();
    for placed in &moved {
        one(placed, session)?;
    }
    if moved.is_empty() && !regained.is_empty() {
        session.shell.status("no revision moves")?;
    } else if moved.is_empty() {
        session
            .shell
            .status("both sides came to the same revisions: none moves, and the index is written without markers")?;
    }
    for placed in &moved {
        placed.left_out.iter().try_for_each(|words| session.shell.warn(words))?;
        if placed.is_replanned {
            let named = steps(&placed.was)
                .iter()
                .map(|name| format!(" its step `{name}` does not run then,"))
                .collect::<String>();
            session.shell.warn(&format!(
                "`{}` was edited by hand and is planned anew: what was written by hand stands in its SQL as a comment,{named} \
                 and nothing does it now; write it again for what the schema is now, and run `{}`",
                placed.was.name,
                declared.command("accept", "")
            ))?;
        }
    }
    odd(straight, fork, declared, session)
}

fn one(placed: &Placed, session: &mut Session<'_>) -> Result<()> {
    let was = &placed.was.name;
    let now = match &placed.now {
        Now::Is(now) => now,
        Now::Twin(name) => {
            return session.shell.status(format!("\n{was} goes: {BOLD}{name}{BOLD:#} is the same"));
        }
        Now::Empty => return session.shell.status(format!("\n{was} goes: all that it changes is there already")),
        Now::Out => return session.shell.status(format!("\n{was} goes: it is taken out")),
    };
    session.shell.status(format!("\n{was} becomes {BOLD}{}{BOLD:#}", now.name))?;
    if placed.is_by_hand {
        session.shell.status("  with its SQL as it was edited by hand")?;
    }
    if placed.changes.is_empty() {
        session.shell.status("  it changes no schema")?;
    }
    for change in &placed.changes {
        session.shell.status(changes::change(change))?;
    }
    for name in steps(now) {
        let number = now.name.split('_').next().unwrap_or_default();
        session.shell.status(format!(
            "  its step is still called `{name}`; rows of that revision are in `revisions::r{number}_…` now"
        ))?;
    }
    Ok(())
}

/// Warns of an end that is not what a merge of the branches' ends is, unless the declaration says the same.
fn odd(straight: &Straight, fork: &Branches, declared: &Declared, session: &mut Session<'_>) -> Result<()> {
    let head = straight.placed.iter().rev().find_map(Placed::now).or(fork.common.last());
    let Some(head) = head.filter(|_| !straight.odd.is_empty()) else { return Ok(()) };
    let end = model_of(head)?;
    if diff(&end, &declared.declaration().model, &Transition::default()).is_empty() {
        return Ok(());
    }
    for (fact, belongs) in &straight.odd {
        let mut text = format!("{fact}:");
        belongs.iter().for_each(|line| text.push_str(&format!("\n  {line}")));
        text.push_str(&format!("\nsee what of it the declaration says with `{}`", declared.command("diff", "")));
        session.shell.warn(&text)?;
    }
    Ok(())
}
