//! `cargo schema completions SHELL`.

use crate::error::{Outcome, Result};
use crate::session::Session;

const AFTER_HELP: &str = "\
Examples:
  cargo schema completions bash > ~/.local/share/bash-completion/completions/cargo-schema
  cargo schema completions fish > ~/.config/fish/completions/cargo-schema.fish";

/// Print a script that completes this command in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

/// `command` is the whole command line.
pub(crate) fn run(arguments: &Arguments, command: clap::Command, session: &mut Session<'_>) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command.bin_name("cargo-schema"), "cargo-schema", &mut script);
    session.shell.print_raw(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}
