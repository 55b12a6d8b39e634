//! `cargo schema snapshot --amend`: the newest revision, frozen anew.

use schema_core::diff::diff;
use schema_core::hazard::Hazard;
use schema_core::history::{Draft, History, Revision, Rewrite, read_unproved};
use schema_core::model::Transition;
use schema_core::syntax::{Snapshot, parse_snapshot};

use super::arguments::Arguments;
use super::draft::print_draft;
use crate::byhand::{beside, is_by_hand};
use crate::cmd::accept::affected;
use crate::compare::carry_over;
use crate::error::{Error, Outcome, Result};
use crate::find::Declared;
use crate::freeze::{self, Way};
use crate::git;
use crate::proof;
use crate::question::Nobody;
use crate::report::{self, changes};
use crate::session::Session;
use crate::shell::BOLD;
use crate::standing::model_of;
use crate::transition::Sides;

const SIDES: Sides<'static> = Sides { from: "the revision before", to: "the declaration" };

pub(super) fn run(arguments: &Arguments, declared: &Declared, session: &mut Session<'_>) -> Result<Outcome> {
    let history = &declared.judgement.loaded.history;
    let Some((newest, before)) = history.revisions.split_last() else {
        let freeze = declared.command("snapshot", "-m \"baseline\"");
        return Err(Error::refused(format!("no revision is frozen yet; run `{freeze}`")));
    };
    let parent = history.up_to(before.len());
    let from = before.last().map(model_of).transpose()?.unwrap_or_default();
    let (was, to) = (model_of(newest)?, &declared.declaration().model);
    if diff(&from, to, &Transition::default()).is_empty() {
        let name = &newest.name;
        if diff(&from, &was, &Transition::default()).is_empty() {
            let accept = declared.command("accept", "");
            return Err(Error::refused(format!(
                "`{name}` changes no schema, so there is nothing to freeze anew; edit its SQL, and run `{accept}`"
            )));
        }
        let after = before.last().map_or("the empty start".to_owned(), |before| format!("`{}`", before.name));
        return Err(Error::refused(format!(
            "nothing is left of `{name}`: what is declared is what {after} says; remove its folder, and its line of the index"
        )));
    }
    let said = parse_snapshot(&newest.snapshot).value.transition;
    let mut transition = arguments.transition.transition(&from, to, &SIDES)?;
    carry_over(&mut transition, &said, &from, to);
    freeze::settle(&from, to, &mut transition, &mut *session.questioner, freeze::Flags::WithAllow)?;
    freeze::fill(&from, to, &mut transition, &mut *session.questioner)?;
    let mut way = Way::find(&from, to, transition)?;

    let message = arguments.message.clone().unwrap_or_else(|| title(&newest.name).to_owned());
    let planned = freeze::draft(&parent, to, &way, &message);
    // What was written by hand is not lost.
    let is_edited = is_by_hand(newest, &from, &was, &said);
    let scripts: Vec<_> = planned.scripts.iter().map(|script| beside(script, newest, is_edited)).collect();
    let snapshot = Snapshot { transition: way.transition.clone(), model: to.clone() };
    let mut draft =
        if scripts == planned.scripts { planned } else { Draft::new(&parent, &message, &snapshot, scripts) };
    if arguments.message.is_none() {
        draft.name = newest.name.to_string();
    }
    if draft.identity == newest.identity && draft.name == newest.name {
        session.shell.status(format!("nothing changed: `{}` is frozen so already", newest.name))?;
        return Ok(Outcome::Fine);
    }
    let after = before.last().map_or("the empty start", |before| &before.name);
    session.shell.status(format!("revision {BOLD}{}{BOLD:#} anew, after {after}:", draft.name))?;
    for change in &way.changes {
        session.shell.status(changes::change(change))?;
    }
    // What was allowed when it was frozen first needs no second leave.
    let allowed = Way::find(&from, &was, said.clone()).map(|way| way.hazards).unwrap_or_default();
    let is_new = |hazard: &Hazard| !allowed.contains(hazard);
    way.hazards.retain(|hazard| !hazard.code.loses_data() || is_new(hazard));
    changes::print_hazards(&way.hazards, &arguments.allow, session.shell)?;
    proof::prove(&parent, &draft, &from, to)?;
    warn(newest, is_edited, declared, session)?;
    if arguments.dry_run {
        print_draft(&draft, &declared.revisions, session)?;
        freeze::allow(&way, &arguments.allow, &mut Nobody)?;
        return Ok(Outcome::Fine);
    }
    freeze::allow(&way, &arguments.allow, &mut *session.questioner)?;

    let (mut index, _) = read_unproved(&declared.revisions)?;
    index.checkpoints.retain(|checkpoint| checkpoint.revisions <= before.len());
    if let Some(entry) = index.entries.last_mut() {
        entry.name = draft.name.clone();
        entry.identity = draft.identity;
    }
    let gone = if draft.name == newest.name { Vec::new() } else { vec![newest.name.to_string()] };
    let files = Rewrite { index, drafts: vec![draft], gone, ..Rewrite::default() }.write(&declared.revisions)?;
    session.shell.status("\nwritten; commit it together with the declaration:")?;
    for file in files {
        session.shell.status(format!("  {}", report::shown(&file, &session.directory)))?;
    }
    let command = declared.command("upgrade", "-d DATABASE --back-to-common");
    affected(newest, before.len(), &history.revisions, &command, session)?;
    Ok(Outcome::Fine)
}

/// The message in a revision's name.
fn title(name: &str) -> &str {
    name.split_once('_').map_or(name, |(_, title)| title)
}

/// Warns of what is lost, or of others who have it.
fn warn(newest: &Revision<'_>, is_edited: bool, declared: &Declared, session: &mut Session<'_>) -> Result<()> {
    let name = &newest.name;
    if let Some(branch) = git::on_main(&declared.revisions.join(&**name).join("snapshot.schema")) {
        session.shell.warn(&format!(
            "`{name}` is committed on `{branch}`, so others may have run it; freeze the change as a revision of its own \
             unless you know that nobody has"
        ))?;
    }
    if is_edited {
        session.shell.warn(&format!(
            "the SQL of `{name}` was edited by hand; it is planned anew, and what stood there is a comment in it: write it \
             again where it is still wanted, and run `{}`",
            declared.command("accept", "")
        ))?;
    }
    let history: &History<'_> = &declared.judgement.loaded.history;
    if history.checkpoints.iter().any(|checkpoint| checkpoint.revisions == history.revisions.len()) {
        session.shell.warn(&format!("the checkpoint of `{name}` goes with it; run `cargo schema squash` again"))?;
    }
    Ok(())
}
