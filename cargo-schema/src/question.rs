//! Asking people.
//!
//! What two models cannot tell, and what loses data, only a person can answer. Commands are handed
//! somebody to ask; without a terminal that is [`Nobody`], and the command stops with the flags to
//! choose from. Nothing is guessed.

use std::io::{self, BufRead as _, Write as _};

use dialoguer::theme::ColorfulTheme;
use schema_core::diff::Ambiguity;
use schema_core::hazard::Hazard;
use schema_core::model::Name;

use crate::error::{Error, Result};
use crate::report::fact_and_remedy;
use crate::shell::BOLD;

/// Somebody who can be asked. `None` is: nobody is there.
pub(crate) trait Questioner {
    /// What became of a table or column that vanished.
    fn fate(&mut self, question: &Ambiguity) -> Result<Option<Fate>>;

    /// Whether data may be lost.
    fn may_lose(&mut self, hazard: &Hazard) -> Result<Option<bool>>;

    /// Whether to do it.
    fn confirm(&mut self, prompt: &str) -> Result<Option<bool>>;

    /// What a column holds in the rows that exist: an SQL expression; empty for nothing.
    fn backfill(&mut self, hazard: &Hazard) -> Result<Option<String>>;

    /// What the revision is called.
    fn message(&mut self, suggestion: &str) -> Result<Option<String>>;
}

/// What became of a table or column that vanished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was renamed to this.
    Renamed(Name),
    /// It was dropped.
    Dropped,
}

/// The person at the terminal, or nobody where there is none.
pub(crate) fn of_process() -> Box<dyn Questioner> {
    use std::io::IsTerminal;
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        Box::new(Terminal)
    } else {
        Box::new(Nobody)
    }
}

/// Nobody is there.
pub(crate) struct Nobody;

impl Questioner for Nobody {
    fn fate(&mut self, _: &Ambiguity) -> Result<Option<Fate>> {
        Ok(None)
    }

    fn may_lose(&mut self, _: &Hazard) -> Result<Option<bool>> {
        Ok(None)
    }

    fn confirm(&mut self, _: &str) -> Result<Option<bool>> {
        Ok(None)
    }

    fn backfill(&mut self, _: &Hazard) -> Result<Option<String>> {
        Ok(None)
    }

    fn message(&mut self, _: &str) -> Result<Option<String>> {
        Ok(None)
    }
}

/// The person at the terminal.
struct Terminal;

impl Questioner for Terminal {
    fn fate(&mut self, question: &Ambiguity) -> Result<Option<Fate>> {
        let (prompt, candidates) = match question {
            Ambiguity::Table { from, candidates } => (format!("What became of table `{from}`?"), candidates),
            Ambiguity::Column { table, from, candidates } => {
                (format!("What became of column `{table}.{from}`?"), candidates)
            }
        };
        let mut choices: Vec<String> =
            candidates.iter().map(|name| format!("it was renamed to `{name}`; its data stays")).collect();
        choices.push("it was dropped; its data is lost".to_owned());
        let chosen = dialoguer::Select::with_theme(&ColorfulTheme::default())
            .with_prompt(prompt)
            .items(&choices)
            .default(0)
            .interact_opt()
            .map_err(unanswered)?
            .ok_or_else(not_answered)?;
        Ok(Some(candidates.get(chosen).map_or(Fate::Dropped, |name| Fate::Renamed(name.clone()))))
    }

    fn may_lose(&mut self, hazard: &Hazard) -> Result<Option<bool>> {
        self.confirm(&format!("{}. Go on all the same?", hazard.message))
    }

    fn confirm(&mut self, prompt: &str) -> Result<Option<bool>> {
        // A line, as every terminal gives it: Ctrl-D answers, too, and what was typed ahead is seen.
        let ask = || -> io::Result<Option<String>> {
            let mut stderr = anstream::stderr();
            write!(stderr, "{BOLD}{prompt}{BOLD:#} [y/N] ")?;
            stderr.flush()?;
            let mut line = String::new();
            if io::stdin().lock().read_line(&mut line)? == 0 {
                writeln!(stderr)?;
                return Ok(None);
            }
            Ok(Some(line.trim().to_lowercase()))
        };
        loop {
            let answer = ask().map_err(|error| not_answered().caused_by(error))?.ok_or_else(not_answered)?;
            match answer.as_str() {
                "y" | "yes" => return Ok(Some(true)),
                "" | "n" | "no" => return Ok(Some(false)),
                _ => {}
            }
        }
    }

    fn backfill(&mut self, hazard: &Hazard) -> Result<Option<String>> {
        // Without the flags, which a terminal needs not.
        let (fact, _) = fact_and_remedy(&hazard.message);
        let answer: String = dialoguer::Input::with_theme(&ColorfulTheme::default())
            .with_prompt(format!("{fact}. What do rows get? (an SQL expression; empty for nothing)"))
            .allow_empty(true)
            .interact_text()
            .map_err(unanswered)?;
        Ok(Some(answer.trim().to_owned()))
    }

    fn message(&mut self, suggestion: &str) -> Result<Option<String>> {
        let theme = ColorfulTheme::default();
        let mut input = dialoguer::Input::with_theme(&theme).with_prompt("What changed?");
        if !suggestion.is_empty() {
            input = input.default(suggestion.to_owned());
        }
        Ok(Some(input.interact_text().map_err(unanswered)?))
    }
}

fn not_answered() -> Error {
    Error::refused("the question was not answered; nothing was written")
}

fn unanswered(error: dialoguer::Error) -> Error {
    not_answered().caused_by(error)
}

#[cfg(test)]
pub(crate) mod testing {
    //! Somebody who answers from a list.

    use std::collections::VecDeque;

    use super::*;

    /// Answers in order, and keeps what was asked.
    #[derive(Debug, Default)]
    pub(crate) struct Scripted {
        pub(crate) fates: VecDeque<Fate>,
        pub(crate) losses: VecDeque<bool>,
        pub(crate) backfills: VecDeque<String>,
        pub(crate) asked: Vec<String>,
    }

    impl Questioner for Scripted {
        fn fate(&mut self, question: &Ambiguity) -> Result<Option<Fate>> {
            self.asked.push(format!("{question:?}"));
            Ok(self.fates.pop_front())
        }

        fn may_lose(&mut self, hazard: &Hazard) -> Result<Option<bool>> {
            self.asked.push(hazard.message.clone());
            Ok(self.losses.pop_front())
        }

        fn confirm(&mut self, prompt: &str) -> Result<Option<bool>> {
            self.asked.push(prompt.to_owned());
            Ok(self.losses.pop_front())
        }

        fn backfill(&mut self, hazard: &Hazard) -> Result<Option<String>> {
            self.asked.push(hazard.message.clone());
            Ok(self.backfills.pop_front())
        }

        fn message(&mut self, suggestion: &str) -> Result<Option<String>> {
            self.asked.push("message".to_owned());
            Ok(Some(suggestion.to_owned()))
        }
    }
}
