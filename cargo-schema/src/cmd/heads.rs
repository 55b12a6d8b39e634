//! `cargo schema heads`.

use schema_core::history::{Branch, Revision};

use crate::error::{Outcome, Result};
use crate::git;
use crate::session::Session;
use crate::shell::{BOLD, DIM};
use crate::standing::revisions;

const AFTER_HELP: &str = "\
A history is one line, so it has one head. After a merge of two branches that both froze it has two, and the build is \
refused until `cargo schema rebase` has put the one after the other.

Examples:
  cargo schema heads
  cargo schema heads --quiet     the names and nothing else

Exit codes: 0 there is one head, or nothing is frozen yet; 1 there are several, or the history is broken; 2 it could not run.";

/// Say which revisions nothing was frozen on: one, unless branches were merged
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments, session: &mut Session<'_>) -> Result<Outcome> {
    let all = session.all()?;
    let mut outcome = Outcome::Fine;
    for declared in &all {
        if all.len() > 1 {
            session.shell.status(format!("{BOLD}{}{BOLD:#}", declared.module))?;
        }
        let loaded = declared.load();
        if loaded.faults.is_empty() {
            match loaded.history.head() {
                Some(head) => one(head, 0, "", session)?,
                None => {
                    let freeze = declared.command("snapshot", "-m \"baseline\"");
                    session.shell.status(format!("no revision is frozen yet; run `{freeze}`"))?;
                }
            }
            continue;
        }
        outcome = Outcome::Wanting;
        let fork = git::branches(&declared.revisions).ok().filter(|fork| fork.branches.len() > 1);
        let Some(fork) = fork else {
            session.complain(&declared.diagnose_all(&loaded.faults))?;
            continue;
        };
        let since = fork.common.last().map_or("the empty start".to_owned(), |last| format!("`{}`", last.name));
        let ways: Vec<_> = fork.branches.iter().flat_map(Branch::ways).collect();
        let width = ways.iter().filter_map(|way| way.last()).map(|head| head.name.chars().count()).max().unwrap_or(0);
        for way in ways {
            let Some(head) = way.last() else { continue };
            one(head, width, &format!("  {} after {since}", revisions(way.len())), session)?;
        }
        let rebase = declared.command("rebase", "");
        session.shell.status(format!("the ways part after {since}; run `{rebase}`"))?;
    }
    Ok(outcome)
}

fn one(head: &Revision<'_>, width: usize, more: &str, session: &mut Session<'_>) -> Result<()> {
    if session.shell.is_quiet() {
        return session.shell.print(&*head.name);
    }
    session.shell.print(format!("{:width$}  {DIM}{:.12}{DIM:#}{more}", head.name, head.identity.to_string()))
}
