//! The command line.

use clap::{CommandFactory, Parser, Subcommand};

use crate::cmd;
use crate::error::{Outcome, Result};
use crate::find::Selection;
use crate::session::Session;
use crate::shell::{Color, Shell};

const AFTER_HELP: &str = "\
A day with it:
  cargo schema init                        start a declaration
  cargo schema snapshot -m \"baseline\"      freeze it as the first revision
  cargo build                              refused once the declaration changes …
  cargo schema diff                        … in this way
  cargo schema snapshot -m \"users email\"   freeze the change, and commit it
  cargo schema upgrade -d app.db           bring a database to the newest revision

With a database that is there already:
  cargo schema init --from sqlite:app.db   declare what it holds, and freeze it
  cargo schema stamp -d app.db             from now on `upgrade` knows where it is

Exit codes: 0 all is well; 1 something is pending, broken or refused; 2 the command could not run.";

/// Schema as code: freeze, check, compare and apply the revisions of a declaration
#[derive(Debug, Parser)]
#[command(
    name = "cargo-schema",
    bin_name = "cargo schema",
    version,
    after_help = AFTER_HELP,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    selection: Selection,

    /// When to use colours; `auto` is on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,

    /// Print errors and what was asked for, and nothing else
    #[arg(short, long, global = true)]
    quiet: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(cmd::init::Arguments),
    Snapshot(cmd::snapshot::arguments::Arguments),
    Accept(cmd::accept::Arguments),
    Rebase(cmd::rebase::Arguments),
    Check(cmd::check::Arguments),
    Diff(cmd::diff::Arguments),
    Sql(cmd::sql::Arguments),
    Upgrade(cmd::upgrade::Arguments),
    Downgrade(cmd::downgrade::Arguments),
    Restore(cmd::restore::Arguments),
    Stamp(cmd::stamp::Arguments),
    Pull(cmd::pull::Arguments),
    Fmt(cmd::fmt::Arguments),
    Apply(cmd::apply::Arguments),
    Current(cmd::current::Arguments),
    History(cmd::history::Arguments),
    Heads(cmd::heads::Arguments),
    Show(cmd::show::Arguments),
    Verify(cmd::verify::Arguments),
    Squash(cmd::squash::Arguments),
    Completions(cmd::completions::Arguments),
}

impl Cli {
    /// Parses the arguments of the process.
    ///
    /// Cargo runs `cargo schema check` as `cargo-schema schema check`; started by hand it is
    /// `cargo-schema check`.
    pub(crate) fn of_process() -> Self {
        let mut arguments: Vec<_> = std::env::args_os().collect();
        if arguments.get(1).is_some_and(|first| first == "schema") {
            arguments.remove(1);
        }
        Self::parse_from(arguments)
    }

    /// Runs the command. Returns the exit code.
    pub(crate) fn run(self) -> u8 {
        let mut shell = Shell::of_process(self.color, self.quiet);
        match self.carry_out(&mut shell) {
            Ok(outcome) => outcome.code(),
            Err(error) => {
                shell.error(&error);
                error.code()
            }
        }
    }

    fn carry_out(self, shell: &mut Shell) -> Result<Outcome> {
        let mut session = Session::of_process(shell, self.selection)?;
        match self.command {
            Command::Init(arguments) => cmd::init::run(&arguments, &mut session),
            Command::Rebase(arguments) => cmd::rebase::run(&arguments, &mut session),
            Command::Accept(arguments) => cmd::accept::run(&arguments, &mut session),
            Command::Snapshot(arguments) => cmd::snapshot::run(&arguments, &mut session),
            Command::Check(arguments) => cmd::check::run(&arguments, &mut session),
            Command::Diff(arguments) => cmd::diff::run(&arguments, &mut session),
            Command::Sql(arguments) => cmd::sql::run(&arguments, &mut session),
            Command::Restore(arguments) => cmd::restore::run(&arguments, &mut session),
            Command::Stamp(arguments) => cmd::stamp::run(&arguments, &mut session),
            Command::Apply(arguments) => cmd::apply::run(&arguments, &mut session),
            Command::Fmt(arguments) => cmd::fmt::run(&arguments, &mut session),
            Command::Pull(arguments) => cmd::pull::run(&arguments, &mut session),
            Command::Upgrade(arguments) => cmd::upgrade::run(&arguments, &mut session),
            Command::Downgrade(arguments) => cmd::downgrade::run(&arguments, &mut session),
            Command::Current(arguments) => cmd::current::run(&arguments, &mut session),
            Command::Show(arguments) => cmd::show::run(&arguments, &mut session),
            Command::Heads(arguments) => cmd::heads::run(&arguments, &mut session),
            Command::History(arguments) => cmd::history::run(&arguments, &mut session),
            Command::Squash(arguments) => cmd::squash::run(&arguments, &mut session),
            Command::Verify(arguments) => cmd::verify::run(&arguments, &mut session),
            Command::Completions(arguments) => cmd::completions::run(&arguments, Cli::command(), &mut session),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
