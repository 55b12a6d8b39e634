//! What `cargo schema snapshot` is told.

use crate::transition::{self, allowable};

const AFTER_HELP: &str = "\
Two schemas cannot tell a rename from a drop and an add. On a terminal it asks; elsewhere it stops and prints the flags \
to choose from. The answers are frozen with the revision. Names with a dot are put in double quotes: '\"a.b\".c=d'.

Before it writes, the whole history is replayed in an in-memory SQLite, with the new revision up, down and up again.

Examples:
  cargo schema snapshot -m \"baseline\"
  cargo schema snapshot -m \"full names\" --rename users.name=full_name
  cargo schema snapshot -m \"no more faxes\" --allow drops-column
  cargo schema snapshot -m \"every order has a state\" --backfill \"orders.state='open'\"
  cargo schema snapshot --amend                              before it is shared: the newest revision anew
  cargo schema snapshot --empty -m \"split the names\"        rows alone; write its SQL, then `cargo schema accept`

Exit codes: 0 frozen, or nothing was pending; 1 refused; 2 it could not run. Unless it is 0, nothing was written.";

/// Freeze what is pending as the next revision
#[derive(Debug, Default, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// What changed, in a few words: the revision's name is made of it
    #[arg(short, long)]
    pub(crate) message: Option<String>,

    /// Print what would be frozen, with its SQL, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Freeze a revision that changes no schema: a data migration, whose SQL is written by hand
    #[arg(long, conflicts_with_all = ["amend", "allow", "rename", "drop", "backfill", "cast"])]
    pub(crate) empty: bool,

    /// Freeze the newest revision anew, with what is pending in it; what was said when it was frozen still holds
    #[arg(long)]
    pub(crate) amend: bool,

    /// Allow a hazard that loses data: `drops-table` or `drops-column`
    #[arg(long, value_name = "CODE", value_parser = allowable)]
    pub(crate) allow: Vec<String>,

    #[command(flatten)]
    pub(crate) transition: transition::Answers,
}
