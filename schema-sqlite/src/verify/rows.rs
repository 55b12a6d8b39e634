//! The proof with rows in every table.

use rusqlite::Connection;
use rusqlite::backup::Backup;
use schema_core::dialect::Dialect;
use schema_core::diff::{Change, Item, diff};
use schema_core::history::Revision;
use schema_core::model::{Model, Transition};

use super::content::Content;
use super::fixture::{Extent, ahead, fill};
use super::survivors::{Values, survivors};
use super::{Failure, Notes, Verify, database, look, told};
use crate::drift::differences;
use crate::error::Error;
use crate::look::snapshot_of;
use crate::script::{normalized, steps};

/// One revision, between its two schemas.
struct Between<'a, 'h> {
    verify: &'a Verify<'a, 'h>,
    revision: &'a Revision<'h>,
    before: Model,
    after: Model,
    transition: Transition,
    /// Whether it is taken down.
    goes_down: bool,
}

pub(super) fn rows_survive(verify: &Verify<'_, '_>) -> Result<Notes, Failure> {
    let skipped = verify.skipped()?;
    let floor = verify.floor_place()?;
    let (mut notes, mut findings) = (Notes::default(), Vec::new());
    // The rows of the user's own go along in this one; the rest is made anew for each revision.
    let mut chain = database()?;
    let mut before = Model::default();
    for (at, revision) in verify.history.revisions.iter().enumerate() {
        let place = format!("revision `{}`", revision.name);
        let snapshot = snapshot_of(revision).map_err(|error| Failure::from_error(&place, &error))?;
        if !skipped.contains(&at) {
            let between = Between {
                verify,
                revision,
                before,
                after: snapshot.model.clone(),
                transition: snapshot.transition,
                goes_down: at >= floor,
            };
            match between.prove(&chain, &mut notes) {
                Ok(()) => {}
                Err(failure) => findings.extend(failure.findings),
            }
        }
        before = snapshot.model;
        verify.upgrade(&mut chain, at + 1)?;
        verify.give_rows(&chain, revision)?;
    }
    Failure::unless_empty(findings)?;
    Ok(notes)
}

impl Between<'_, '_> {
    fn place(&self, what: &str) -> String {
        format!("revision `{}` {what}", self.revision.name)
    }

    fn error(&self, what: &str, error: &Error) -> Failure {
        Failure::from_error(&self.place(what), error)
    }

    fn prove(&self, chain: &Connection, notes: &mut Notes) -> Result<(), Failure> {
        let next = ahead(&self.before, &self.after, &self.transition);
        let tries = [(&self.before, Extent::Full), (&next, Extent::Full), (&next, Extent::Single)];
        let mut refused: Option<Error> = None;
        for (model, extent) in tries {
            let mut work = copy(chain)?;
            let wanting = fill(&work, model, extent).map_err(|error| self.sqlite("rows cannot be made", &error))?;
            let before = Moment::of(&work, &self.before)?;
            let mut alone = if self.runs_steps() { Some(copy(&work)?) } else { None };
            match self.verify.upgrade_or_error(&mut work, self.revision) {
                Ok(()) => {}
                Err(error) if self.may_refuse(&error) => {
                    refused.get_or_insert(error);
                    continue;
                }
                Err(error) => return Err(self.error("with rows in every table", &error)),
            }
            if let Some(error) = &refused {
                notes.add(format!("revision `{}` is proved on rows that fit it alone: {error}", self.revision.name));
            }
            for (table, why) in wanting {
                notes.add(format!(
                    "SKIPPED: table `{table}` has no rows before revision `{}`: none was found that passes ({why}); \
                     give some of your own",
                    self.revision.name
                ));
            }
            let by_sql = match &mut alone {
                Some(alone) => self.prove_sql(alone, &before, notes),
                None => Ok(()),
            };
            let whole = self.prove_from(&mut work, &before, notes);
            let findings = [by_sql, whole].into_iter().filter_map(Result::err).flat_map(|failure| failure.findings);
            return Failure::unless_empty(findings.collect());
        }
        let error = refused.map(|error| self.error("refuses every row that was made for it", &error));
        let mut failure = error.unwrap_or_default();
        failure
            .findings
            .push(format!("give rows of your own before revision `{}`, or leave it out", self.revision.name));
        Err(failure)
    }

    /// The names of the steps in Rust that its up script asks for.
    fn steps(&self) -> Vec<String> {
        let script = self.revision.script(Dialect::Sqlite);
        script.map_or_else(Vec::new, |script| steps(&normalized(&script.up)).map(str::to_owned).collect())
    }

    /// Whether steps of the program run between its statements.
    fn runs_steps(&self) -> bool {
        !self.verify.without_steps && !self.steps().is_empty()
    }

    /// What the statements alone make of the rows, where a step runs between them: what that makes of the rows is
    /// the program's to prove.
    fn prove_sql(&self, work: &mut Connection, before: &Moment, notes: &mut Notes) -> Result<(), Failure> {
        let (name, steps) = (&self.revision.name, self.steps().join("`, `"));
        let alone = self.verify.clone().without_steps();
        if let Err(error) = alone.upgrade_or_error(work, self.revision) {
            notes.add(format!(
                "SKIPPED: the rows before and after revision `{name}` are not compared: its statements do not run without \
                 the step `{steps}` ({error})"
            ));
            return Ok(());
        }
        notes.add(format!(
            "revision `{name}`: the rows are compared without the step `{steps}`; what that makes of them is yours to test"
        ));
        let script = self.revision.script(Dialect::Sqlite).map_or("", |script| script.up.as_ref());
        let survivors = survivors(&self.before, &self.after, &self.transition, &normalized(script));
        let lost = before.content.lost(&Moment::of(work, &self.after)?.content, &survivors);
        Failure::unless_empty(lost.into_iter().map(|finding| format!("{}: {finding}", self.place("up"))).collect())
    }

    /// Whether the revision declares that it does not take all rows: it looks at them first, or has a new
    /// reference.
    fn may_refuse(&self, error: &Error) -> bool {
        let is_reference = |change: &Change| {
            let (Change::AddItem { item, .. } | Change::AlterItem { to: item, .. }) = change else { return false };
            matches!(item, Item::ForeignKey(_))
        };
        let adds_reference = || diff(&self.before, &self.after, &self.transition).iter().any(is_reference);
        error.is_rows() || error.is_foreign_keys() && adds_reference()
    }

    /// From a database that is at the revision, down and up again.
    fn prove_from(&self, work: &mut Connection, before: &Moment, notes: &mut Notes) -> Result<(), Failure> {
        let script = self.revision.script(Dialect::Sqlite);
        let (up, down) = script.map_or(("", ""), |script| (script.up.as_ref(), script.down.as_ref()));
        let (up, down) = (&*normalized(up), &*normalized(down));
        let runs_steps = self.runs_steps();
        if !runs_steps && let [step, ..] = self.steps().as_slice() {
            notes.add(format!("revision `{}` is proved without its step `{step}`", self.revision.name));
        }
        let mut findings = self.unsound(work, "up")?;
        let lost =
            |from: &Moment, to: &Moment, (a, b): (&Model, &Model), transition: &Transition, script: &str, what| {
                // What a step makes of the rows is not ours to say; it has none on the way down.
                if runs_steps && what != "down" {
                    return Vec::new();
                }
                let lost = from.content.lost(&to.content, &survivors(a, b, transition, script));
                lost.into_iter().map(|finding| format!("{}: {finding}", self.place(what))).collect()
            };
        self.note_hand_changes(up, notes);
        let upwards = (&self.before, &self.after);
        let backwards = (&self.after, &self.before);
        let arrived = Moment::of(work, &self.after)?;
        findings.extend(lost(before, &arrived, upwards, &self.transition, up, "up"));
        if !self.goes_down {
            return Failure::unless_empty(findings);
        }

        // New tables have rows, too, when they go.
        let made = fill(work, &self.after, Extent::Full).map_err(|error| self.sqlite("rows cannot be made", &error))?;
        for (table, why) in made {
            if !self.before.tables.iter().any(|old| old.name.same(&table)) {
                notes.add(format!(
                    "SKIPPED: table `{table}` has no rows at revision `{}`: none was found that passes ({why}); \
                     give some of your own",
                    self.revision.name
                ));
            }
        }
        let at = Moment::of(work, &self.after)?;
        let inverse = self.transition.inverse();
        self.verify.downgrade(work).map_err(|error| self.error("down with rows in every table", &error))?;
        findings.extend(self.unsound(work, "down")?);
        let back = Moment::of(work, &self.before)?;
        let words = differences(&before.schema, &back.schema, "the schema before it");
        let place = self.place("down with rows does not lead back to the schema before it");
        findings.extend(told(&place, words));
        findings.extend(lost(&at, &back, backwards, &inverse, down, "down"));

        self.verify.upgrade_or_error(work, self.revision).map_err(|error| self.error("up again with rows", &error))?;
        findings.extend(self.unsound(work, "up again")?);
        let again = Moment::of(work, &self.after)?;
        let words = differences(&arrived.schema, &again.schema, "the schema of the first time");
        findings.extend(told(&self.place("up again with rows is not as the first time"), words));
        findings.extend(lost(&back, &again, upwards, &self.transition, up, "up again"));
        Failure::unless_empty(findings)
    }

    /// Tells which rows and values are not compared, because the revision changes them by statements of its own.
    fn note_hand_changes(&self, up: &str, notes: &mut Notes) {
        let name = &self.revision.name;
        for survivor in survivors(&self.before, &self.after, &self.transition, up) {
            let table = &survivor.to;
            if survivor.may_shrink {
                notes.add(format!(
                    "revision `{name}`: rows of `{table}` may go or be replaced by a statement of its own, so that whether \
                     each survives is yours to test"
                ));
                continue;
            }
            for column in survivor.columns.iter().filter(|column| column.values == Values::Free) {
                if self.transition.cast(table, &column.to).is_none() {
                    notes.add(format!(
                        "revision `{name}`: values of `{table}.{}` are changed by a statement of its own; what becomes of \
                         them is yours to test",
                        column.to
                    ));
                }
            }
        }
    }

    /// What SQLite itself finds wrong with the file.
    fn unsound(&self, connection: &Connection, what: &str) -> Result<Vec<String>, Failure> {
        let lines = |sql: &str| {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        let check = lines("PRAGMA main.integrity_check").map_err(|error| self.sqlite("cannot be checked", &error))?;
        let check = check.into_iter().filter(|line| line != "ok");
        Ok(check.map(|line| format!("{}: the integrity check says: {line}", self.place(what))).collect())
    }

    fn sqlite(&self, what: &str, error: &rusqlite::Error) -> Failure {
        Failure::new(format!("{}: {error}", self.place(what)))
    }
}

/// What a database is at one moment.
struct Moment {
    schema: crate::introspect::Inspection,
    content: Content,
}

impl Moment {
    fn of(connection: &Connection, model: &Model) -> Result<Self, Failure> {
        let content = Content::read(connection, model);
        let content = content.map_err(|error| Failure::new(format!("the rows cannot be read: {error}")))?;
        Ok(Self { schema: look(connection)?, content })
    }
}

/// The same database once more, in memory.
fn copy(from: &Connection) -> Result<Connection, Failure> {
    let mut to = database()?;
    let copied = Backup::new(from, &mut to).and_then(|backup| backup.step(-1));
    copied.map_err(|error| Failure::new(format!("the database cannot be copied: {error}")))?;
    Ok(to)
}
