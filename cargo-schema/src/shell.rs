//! Where the command prints.

use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use crate::error::{Error, Result};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = AnsiColor::BrightRed.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The two streams. Everything is written with colours; the streams take them out again where they do
/// not belong.
pub(crate) struct Shell {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    quiet: bool,
}

impl Shell {
    /// The streams of the process.
    pub(crate) fn of_process(color: Color, quiet: bool) -> Self {
        Self {
            out: Box::new(AutoStream::new(io::stdout(), color.choice())),
            err: Box::new(AutoStream::new(io::stderr(), color.choice())),
            quiet,
        }
    }

    /// Whether it prints errors and what was asked for alone.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a line of what was asked for.
    pub(crate) fn print(&mut self, line: impl AsRef<str>) -> Result<()> {
        writeln!(self.out, "{}", line.as_ref())?;
        Ok(())
    }

    /// Prints text of what was asked for, as it is.
    pub(crate) fn print_raw(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()?;
        Ok(())
    }

    /// Prints a line that tells what is done; `--quiet` drops it.
    pub(crate) fn status(&mut self, line: impl AsRef<str>) -> Result<()> {
        if self.quiet { Ok(()) } else { self.print(line) }
    }

    /// Prints a line about what was done beside what was asked for, on the other stream; `--quiet` drops it.
    pub(crate) fn note(&mut self, line: impl AsRef<str>) -> Result<()> {
        if self.quiet { Ok(()) } else { self.complain(line.as_ref()) }
    }

    /// Prints diagnostics, as they are rendered.
    pub(crate) fn complain(&mut self, text: &str) -> Result<()> {
        // What was printed so far belongs above.
        self.out.flush()?;
        writeln!(self.err, "{}", text.trim_end())?;
        Ok(())
    }

    /// Prints a warning.
    pub(crate) fn warn(&mut self, message: &str) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        self.complain(&format!("{YELLOW}warning{YELLOW:#}{BOLD}: {message}{BOLD:#}"))
    }

    /// Prints the error that ends the command. Nothing can be done when even that fails.
    pub(crate) fn error(&mut self, error: &Error) {
        let Some(message) = error.message() else { return };
        let title = |message: &str| format!("{RED}error{RED:#}{BOLD}: {message}{BOLD:#}");
        let mut text = title(message);
        for line in error.details() {
            text.push_str("\n  ");
            text.push_str(&line.replace('\n', "\n  "));
        }
        for other in error.others() {
            text.push('\n');
            text.push_str(&title(other));
        }
        let _ = self.complain(&text);
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! A shell whose output can be read.

    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// What was printed, without colours, both streams in the order of time.
    #[derive(Clone, Default)]
    pub(crate) struct Printed(Rc<RefCell<Vec<u8>>>);

    impl Printed {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Printed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend(anstream::adapter::strip_bytes(bytes).into_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    pub(crate) fn shell() -> (Shell, Printed) {
        let printed = Printed::default();
        let shell = Shell { out: Box::new(printed.clone()), err: Box::new(printed.clone()), quiet: false };
        (shell, printed)
    }
}
