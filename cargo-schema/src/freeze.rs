//! Making the next revision: the answers, the plan, its hazards, its SQL. Nothing here writes.

use std::collections::BTreeSet;

use schema_core::dialect::Dialect;
use schema_core::diff::{Ambiguity, Change, ambiguities, diff};
use schema_core::hazard::{Code, Hazard, hazards};
use schema_core::history::{Draft, History, Script};
use schema_core::model::{Expression, Model, Rename, RenameColumn, Sql, Transition};
use schema_core::plan::{self, Plan, Target};
use schema_core::sql;
use schema_core::syntax::Snapshot;

use crate::error::{Error, Result};
use crate::question::{Fate, Questioner};
use crate::transition::{argument, shell_word};

/// The way from one model to the other, with all that is known about it.
#[derive(Debug)]
pub(crate) struct Way {
    /// What the two models cannot tell.
    pub(crate) transition: Transition,
    /// What changes.
    pub(crate) changes: Vec<Change>,
    /// What that endangers.
    pub(crate) hazards: Vec<Hazard>,
    /// How it is done.
    up: Plan,
    /// How it is undone; empty where nobody asked for that.
    down: Plan,
}

impl Way {
    /// Finds the way, with everybody's answers.
    pub(crate) fn find(from: &Model, to: &Model, transition: Transition) -> Result<Self> {
        let changes = diff(from, to, &transition);
        let (up, down) = plan::both(from, to, &transition, &Target::SQLITE)?;
        let hazards = hazards(from, to, &transition, &up);
        Ok(Self { transition, changes, hazards, up, down })
    }

    /// Finds the way of these changes without the way back.
    pub(crate) fn one_way(
        from: &Model,
        to: &Model,
        transition: Transition,
        target: &Target,
        changes: Vec<Change>,
    ) -> Result<Self> {
        let up = plan::plan(from, to, &transition, target)?;
        let mut hazards = hazards(from, to, &transition, &up);
        hazards.retain(|hazard| hazard.code != Code::Irreversible);
        Ok(Self { transition, changes, hazards, up, down: Plan::default() })
    }

    /// Whether the database has nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.up.steps.is_empty()
    }

    /// Its SQL.
    pub(crate) fn script(&self) -> String {
        sql::script(&self.up, Dialect::Sqlite)
    }
}

/// Which flags a command has for what was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flags {
    /// `--drop`, and `--allow` for the data that it loses.
    WithAllow,
    /// `--drop` alone: the command changes nothing.
    WithoutAllow,
}

/// Answers what the models leave open, by asking. Without somebody to ask it stops with the flags.
pub(crate) fn settle(
    from: &Model,
    to: &Model,
    transition: &mut Transition,
    questioner: &mut dyn Questioner,
    flags: Flags,
) -> Result<()> {
    let mut answered = BTreeSet::new();
    while let Some(question) = next_question(from, to, transition, &mut answered, flags)? {
        match questioner.fate(&question)? {
            Some(Fate::Dropped) => drop_it(transition, &question),
            Some(Fate::Renamed(name)) => match &question {
                Ambiguity::Table { from, .. } => {
                    transition.rename_tables.push(Rename { from: from.clone(), to: name });
                }
                Ambiguity::Column { table, from, .. } => {
                    let (table, from) = (table.clone(), from.clone());
                    transition.rename_columns.push(RenameColumn { table, from, to: name });
                }
            },
            None => return Err(unanswered(&ambiguities(from, to, transition), flags)),
        }
    }
    Ok(())
}

/// The first open question. One that comes back although it was answered would be asked for ever.
fn next_question(
    from: &Model,
    to: &Model,
    transition: &Transition,
    answered: &mut BTreeSet<String>,
    flags: Flags,
) -> Result<Option<Ambiguity>> {
    let Some(question) = ambiguities(from, to, transition).into_iter().next() else { return Ok(None) };
    if answered.insert(format!("{question:?}")) {
        return Ok(Some(question));
    }
    Err(Error::refused("the answers contradict each other").notes(choices(&[question], flags)))
}

/// Notes that it was dropped.
pub(crate) fn drop_it(transition: &mut Transition, question: &Ambiguity) {
    match question {
        Ambiguity::Table { from, .. } => transition.drop_tables.push(from.clone()),
        Ambiguity::Column { table, from, .. } => transition.drop_columns.push((table.clone(), from.clone())),
    }
}

/// The error that prints the flags to choose from.
pub(crate) fn unanswered(questions: &[Ambiguity], flags: Flags) -> Error {
    let facts: Vec<String> = questions
        .iter()
        .map(|question| match question {
            Ambiguity::Table { from, candidates } => {
                format!("table `{from}` is gone and {} appeared", names(candidates.iter().map(|name| name.to_string())))
            }
            Ambiguity::Column { table, from, candidates } => format!(
                "column `{table}.{from}` is gone and {} appeared",
                names(candidates.iter().map(|name| format!("{table}.{name}")))
            ),
        })
        .collect();
    let message = format!("{}; say what became of it with one of these flags", facts.join(", and "));
    Error::refused(message).notes(choices(questions, flags))
}

fn names(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// The flags that answer questions, a line each with what it means.
fn choices(questions: &[Ambiguity], which: Flags) -> Vec<String> {
    let flags: Vec<(String, &str)> = questions.iter().flat_map(|question| flags(question, which)).collect();
    let width = flags.iter().map(|(flag, _)| flag.chars().count()).max().unwrap_or(0);
    flags.into_iter().map(|(flag, meaning)| format!("{flag:width$}   {meaning}")).collect()
}

/// The flags that answer a question, each with what it means.
pub(crate) fn flags(question: &Ambiguity, which: Flags) -> Vec<(String, &'static str)> {
    let (from, candidates, code) = match question {
        Ambiguity::Table { from, candidates } => (argument(&[from]), candidates, Code::DropsTable),
        Ambiguity::Column { table, from, candidates } => (argument(&[table, from]), candidates, Code::DropsColumn),
    };
    let rename = |name| {
        let word = shell_word(&format!("{from}={}", argument(&[name])));
        (format!("--rename {word}"), "it was renamed; its data stays")
    };
    let dropped = match which {
        Flags::WithAllow => format!("--drop {} --allow {code}", shell_word(&from)),
        Flags::WithoutAllow => format!("--drop {}", shell_word(&from)),
    };
    candidates.iter().map(rename).chain([(dropped, "it was dropped; its data is lost")]).collect()
}

/// Asks for what the rows that exist get in columns that may not be null, before anything is planned:
/// without an answer some of them cannot be.
pub(crate) fn fill(
    from: &Model,
    to: &Model,
    transition: &mut Transition,
    questioner: &mut dyn Questioner,
) -> Result<()> {
    for hazard in hazards(from, to, transition, &Plan::default()) {
        let (Code::NeedsBackfill, Some(column)) = (hazard.code, &hazard.column) else { continue };
        if let Some(expr) = questioner.backfill(&hazard)?.filter(|expr| !expr.is_empty()) {
            let (table, column) = (hazard.table.clone(), column.clone());
            transition.backfills.push(Expression { table, column, expr: Sql::new(expr) });
        }
    }
    Ok(())
}

/// Lets nothing pass that loses data without somebody's word for it.
pub(crate) fn allow(way: &Way, allowed: &[String], questioner: &mut dyn Questioner) -> Result<()> {
    allow_losses(&way.hazards, allowed, questioner)
}

/// The same, of these hazards.
pub(crate) fn allow_losses(hazards: &[Hazard], allowed: &[String], questioner: &mut dyn Questioner) -> Result<()> {
    let mut refused: Vec<&Hazard> = Vec::new();
    for hazard in hazards.iter().filter(|hazard| hazard.code.loses_data()) {
        if allowed.iter().any(|code| code == hazard.code.as_str()) {
            continue;
        }
        match questioner.may_lose(hazard)? {
            Some(true) => {}
            Some(false) => return Err(Error::refused("nothing was done: data would be lost")),
            None => refused.push(hazard),
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    let codes: BTreeSet<&str> = refused.iter().map(|hazard| hazard.code.as_str()).collect();
    let flags: Vec<String> = codes.into_iter().map(|code| format!("--allow {code}")).collect();
    let what = match refused.iter().all(|hazard| hazard.code == Code::RunsTwice) {
        true => "values would come out wrong",
        false => "data would be lost",
    };
    Err(Error::refused(format!("{what}; if that is meant, add `{}`", flags.join(" "))))
}

/// The next revision of a history: its snapshot, its SQL up and down.
pub(crate) fn draft(history: &History<'_>, to: &Model, way: &Way, message: &str) -> Draft {
    let down = sql::script(&way.down, Dialect::Sqlite);
    let mut up = way.script();
    if !names_itself(message) {
        // The folder's name takes ASCII letters alone, so the rest would be lost.
        let lines: Vec<String> = message.lines().map(|line| format!("-- {}\n", line.trim())).collect();
        up.insert_str(0, &lines.concat());
    }
    let script = Script { dialect: Dialect::Sqlite, up: up.into(), down: down.into() };
    let snapshot = Snapshot { transition: way.transition.clone(), model: to.clone() };
    Draft::new(history, message, &snapshot, vec![script])
}

/// Whether the name of a revision says what its message says: it takes ASCII letters and digits alone.
pub(crate) fn names_itself(message: &str) -> bool {
    message.chars().all(|letter| letter.is_ascii() || !letter.is_alphanumeric())
        && message.chars().any(|letter| letter.is_ascii_alphanumeric())
}

/// The history as it is once the draft is written.
pub(crate) fn extended(history: &History<'static>, draft: &Draft) -> History<'static> {
    let mut history = history.clone();
    history.revisions.to_mut().push(draft.revision());
    history
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::Scripted;
    use schema_core::syntax::parse_declaration;

    fn model(text: &str) -> Model {
        let parsed = parse_declaration(text);
        assert_eq!(parsed.faults, []);
        parsed.value.model
    }

    #[test]
    fn each_question_is_asked_once() {
        let from = model("table old { id integer, a text, b integer }");
        let to = model("table new { id integer, c text, b integer }");
        let mut somebody =
            Scripted { fates: [Fate::Renamed("new".into()), Fate::Renamed("c".into())].into(), ..Scripted::default() };
        let mut transition = Transition::default();
        settle(&from, &to, &mut transition, &mut somebody, Flags::WithAllow).unwrap();
        assert_eq!(somebody.asked.len(), 2);
        assert_eq!(transition.rename_tables.len(), 1);
        // The columns of a renamed table are asked for once it is known to be renamed.
        assert_eq!(transition.rename_columns[0].table.as_str(), "new");
    }

    #[test]
    fn flags_are_lined_up_and_fit_for_a_shell() {
        let question = Ambiguity::Column {
            table: "order items".into(),
            from: "a.b".into(),
            candidates: vec!["c".into(), "d".into()],
        };
        assert_eq!(
            choices(&[question], Flags::WithAllow),
            [
                "--rename 'order items.\"a.b\"=c'                    it was renamed; its data stays",
                "--rename 'order items.\"a.b\"=d'                    it was renamed; its data stays",
                "--drop 'order items.\"a.b\"' --allow drops-column   it was dropped; its data is lost",
            ]
        );
    }
}
