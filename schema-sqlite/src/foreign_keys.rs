//! References that point nowhere: which ones a script has made.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::collation;
use super::failure::{self, Context as _};
use crate::error::{Error, Kind, Result};
use schema_core::model::{Name, Transition};

/// The rows without their parent, by table and parent.
#[derive(Clone, Debug, Default)]
pub(super) struct Violations {
    found: BTreeMap<(Name, Name), Rows>,
    /// Tables that cannot be checked, since a reference of theirs is to columns that are not unique.
    mismatched: BTreeSet<Name>,
}

#[derive(Clone, Debug, Default)]
struct Rows {
    /// How many references of each row point nowhere: a table may have two to one parent.
    rowids: BTreeMap<i64, usize>,
    /// Rows of a `WITHOUT ROWID` table, which the check cannot name.
    nameless: usize,
}

impl Violations {
    /// Runs `PRAGMA foreign_key_check` (<https://sqlite.org/pragma.html#pragma_foreign_key_check>).
    ///
    /// A reference to columns that are not unique makes the check fail as a whole; then each table is
    /// checked alone.
    pub(super) fn find(connection: &Connection) -> Result<Self> {
        let mut violations = Self::default();
        match violations.add(connection, "PRAGMA main.foreign_key_check") {
            Ok(()) => return Ok(violations),
            Err(error) if is_mismatch(&error) => {}
            Err(error) => return Err(cannot(connection, error)),
        }
        let mut violations = Self::default();
        let sql = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY rowid";
        let tables = connection.prepare(sql).and_then(|mut statement| {
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect::<rusqlite::Result<Vec<String>>>()
        });
        for table in tables.context("the schema cannot be read")? {
            let pragma = format!("PRAGMA main.foreign_key_check(\"{}\")", table.replace('"', "\"\""));
            match violations.add(connection, &pragma) {
                Ok(()) => {}
                Err(error) if is_mismatch(&error) => drop(violations.mismatched.insert(Name::new(table))),
                Err(error) => return Err(cannot(connection, error)),
            }
        }
        Ok(violations)
    }

    fn add(&mut self, connection: &Connection, pragma: &str) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(pragma)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            let found = self.found.entry((Name::new(table), Name::new(parent))).or_default();
            match row.get(1)? {
                Some(rowid) => *found.rowids.entry(rowid).or_default() += 1,
                None => found.nameless += 1,
            }
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.mismatched.is_empty()
    }

    /// Renames the tables as the transitions of the revisions between did.
    pub(super) fn follow(&mut self, transition: &Transition) {
        let after = |name: Name| -> Name {
            let renamed = transition.rename_tables.iter().find(|rename| rename.from.same(&name));
            renamed.map_or(name, |rename| rename.to.clone())
        };
        let found = std::mem::take(&mut self.found);
        self.found = found.into_iter().map(|((table, parent), rows)| ((after(table), after(parent)), rows)).collect();
        self.mismatched = std::mem::take(&mut self.mismatched).into_iter().map(after).collect();
    }

    /// An error when there is a violation that was not there before.
    pub(super) fn refuse_new(&self, before: &Self) -> Result<()> {
        let folded = |(table, parent): &(Name, Name)| (table.folded(), parent.folded());
        let mismatched = &before.mismatched;
        let before: BTreeMap<_, _> = before.found.iter().map(|(key, rows)| (folded(key), rows)).collect();
        let mut words = Vec::new();
        for (key, rows) in &self.found {
            let old = before.get(&folded(key));
            let had = |rowid: &i64| old.and_then(|old| old.rowids.get(rowid)).copied().unwrap_or(0);
            let rowids = rows.rowids.iter().filter(|(rowid, count)| **count > had(rowid)).count();
            let count = rowids + rows.nameless.saturating_sub(old.map_or(0, |old| old.nameless));
            if count > 0 {
                let noun = if count == 1 { "row" } else { "rows" };
                words.push(format!("{count} {noun} of `{}` without their row in `{}`", key.0, key.1));
            }
        }
        for table in &self.mismatched {
            if !mismatched.iter().any(|old| old.same(table)) {
                words.push(format!("a reference of `{table}` to columns that are not unique"));
            }
        }
        if words.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            Kind::ForeignKeys,
            format!("the revisions would leave {}; nothing was changed", words.join(", ")),
        ))
    }
}

fn is_mismatch(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::Unknown) && !collation::is_missing(error)
}

fn cannot(connection: &Connection, error: rusqlite::Error) -> Error {
    let fact = match collation::missing(connection, &error, "") {
        Some(why) => format!("the references cannot be checked: {why}"),
        None => "the references cannot be checked".to_owned(),
    };
    failure::sqlite(error, &fact)
}
