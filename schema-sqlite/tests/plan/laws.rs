//! What holds for every plan that runs.

use std::collections::BTreeMap;

use rusqlite::Connection;
use schema_core::dialect::sqlite::{Affinity, affinity, lower, rowid_alias, type_name};
use schema_core::diff::diff;
use schema_core::model::{Column, Model, Name, Table, Transition};
use schema_core::plan::{Operation, Plan, Target, both, plan};
use schema_sqlite::introspect;

use super::oracle;
use super::rows::quote;
use super::script;

/// Old name, new name.
type Pair = (Name, Name);

/// Which old table and column each new one was. The tests' own reading of a transition.
#[derive(Debug)]
pub(crate) struct Survivors {
    /// Old table, new table, and their columns.
    pub(crate) tables: Vec<(Name, Name, Vec<Pair>)>,
}

fn paired<'a>(
    old: &[&'a Name],
    new: &[&'a Name],
    renamed: impl Fn(&Name) -> Option<Name>,
) -> Vec<(&'a Name, &'a Name)> {
    let mut pairs: Vec<(&Name, &Name)> = Vec::new();
    type Rule<'a> = &'a dyn Fn(&Name, &Name) -> bool;
    let rules: [Rule<'_>; 3] =
        [&|old, new| renamed(new).as_ref() == Some(old), &|old, new| old == new, &|old, new| old.same(new)];
    for rule in rules {
        for new in new {
            for old in old {
                let is_free = !pairs.iter().any(|(was, is)| was == old || is == new);
                if is_free && rule(old, new) {
                    pairs.push((old, new));
                }
            }
        }
    }
    pairs
}

impl Survivors {
    pub(crate) fn new(from: &Model, to: &Model, transition: &Transition) -> Self {
        let names = |model: &'_ Model| -> Vec<Name> { model.tables.iter().map(|table| table.name.clone()).collect() };
        let (old, new) = (names(from), names(to));
        let tables = paired(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>(), |name| {
            transition.table_before(name).cloned()
        });
        let tables = tables.into_iter().map(|(old, new)| {
            let columns =
                |table: &Table| -> Vec<Name> { table.columns.iter().map(|column| column.name.clone()).collect() };
            let before = columns(from.table(old).unwrap());
            let after = columns(to.table(new).unwrap());
            let columns = paired(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>(), |name| {
                transition.column_before(new, name).cloned()
            });
            let columns = columns.into_iter().map(|(old, new)| (old.clone(), new.clone())).collect();
            (old.clone(), new.clone(), columns)
        });
        Self { tables: tables.collect() }
    }
}

/// Each value of a row as SQLite spells it: type and literal, so that `7`, `7.0` and `'7'` are three.
pub(crate) fn dump(connection: &Connection, table: &Name, columns: &[Name], with_rowid: Option<&str>) -> Vec<String> {
    let mut values: Vec<String> = with_rowid.map(|word| format!("'rowid ' || {word}")).into_iter().collect();
    values.extend(columns.iter().map(|column| {
        let column = quote(column.as_str());
        // A text may hold a NUL, which `quote` would end at.
        format!("typeof({column}) || ' ' || iif(typeof({column}) = 'text', hex({column}), quote({column}))")
    }));
    if values.is_empty() {
        values.push("''".to_owned());
    }
    let sql = format!("SELECT {} FROM {}", values.join(" || ', ' || "), quote(table.as_str()));
    let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let mut rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    rows.sort();
    rows
}

fn hidden_rowid(table: &Table) -> Option<&'static str> {
    if table.without_rowid || rowid_alias(table).is_some() {
        return None;
    }
    ["rowid", "_rowid_", "oid"].into_iter().find(|word| table.column_named(&Name::from(*word)).is_none())
}

/// Whether a copy has no reason to change a value of this column.
fn keeps_values(old: &Column, old_table: &Table, new: &Column, new_table: &Table) -> bool {
    let of = |column: &Column, table: &Table| match type_name(&column.ty, table.strict) {
        name if table.strict && name.eq_ignore_ascii_case("any") => Affinity::Blob,
        name => affinity(&name),
    };
    let numeric = |affinity| matches!(affinity, Affinity::Integer | Affinity::Numeric);
    let (before, after) = (of(old, old_table), of(new, new_table));
    new.generated.is_none() && (after == Affinity::Blob || before == after || (numeric(before) && numeric(after)))
}

/// What the tables that stay hold, by their new names: all that must be the same afterwards.
type Kept = BTreeMap<Name, Vec<String>>;

fn kept(connection: &Connection, from: &Model, to: &Model, transition: &Transition, after: bool) -> Kept {
    let mut kept = Kept::new();
    for (old, new, columns) in Survivors::new(from, to, transition).tables {
        let (before_table, after_table) = (from.table(&old).unwrap(), to.table(&new).unwrap());
        let columns: Vec<Pair> = columns
            .into_iter()
            .filter(|(old, new)| {
                let (old, new_column) = (before_table.column(old).unwrap(), after_table.column(new).unwrap());
                keeps_values(old, before_table, new_column, after_table)
                    && transition.cast(&after_table.name, new).is_none()
                    && transition.backfill(&after_table.name, new).is_none()
            })
            .collect();
        let rowid = match (hidden_rowid(before_table), hidden_rowid(after_table)) {
            (Some(before), Some(now)) => Some(if after { now } else { before }),
            _ => None,
        };
        let (table, columns): (&Name, Vec<Name>) = match after {
            true => (&new, columns.into_iter().map(|(_, new)| new).collect()),
            false => (&old, columns.into_iter().map(|(old, _)| old).collect()),
        };
        kept.insert(new.clone(), dump(connection, table, &columns, rowid));
    }
    for new in &to.virtual_tables {
        let old = transition.table_before(&new.name).unwrap_or(&new.name);
        let old = from.virtual_table(old).filter(|old| old.module.same(&new.module) && old.arguments == new.arguments);
        // The content of others may change.
        if let Some(old) = old.filter(|old| !old.arguments.as_str().contains("content")) {
            let name = if after { &new.name } else { &old.name };
            kept.insert(new.name.clone(), content(connection, name));
        }
    }
    kept
}

/// What came of a plan on rows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It ran, and all laws hold.
    Ran,
    /// The rows did not allow it: the text of the error, and what the looks found. Nothing was changed.
    Refused(String, Vec<String>),
}

/// Checks every law on a change that can be planned. `prepare` puts rows into the old database, `probe`
/// looks at the new one.
pub(crate) fn hold(
    from: &Model,
    to: &Model,
    transition: &Transition,
    target: &Target,
    prepare: impl Fn(&Connection),
    probe: impl Fn(&Connection),
) -> Result<(Outcome, Plan), String> {
    let (up, down) = both(from, to, transition, target).map_err(|error| error.to_string())?;
    let context = |what: &str| format!("{what}\n\nup:\n{}\ndown:\n{}", script::text(&up), script::text(&down));
    if (script::text(&up), script::text(&down)) != {
        let (up, down) = both(from, to, transition, target).unwrap();
        (script::text(&up), script::text(&down))
    } {
        return Err(context("planning twice gives two texts"));
    }
    let wanted_before = oracle::schema(&script::made(from)?);
    let wanted = oracle::schema(&script::made(to)?);

    // Without rows nothing can stand in the way, up or down.
    let bare = script::made(from)?;
    let found = script::looks(&bare, &up).map_err(|error| context(&format!("a look: {error}")))?;
    if !found.is_empty() {
        return Err(context(&format!("looks find fault with no rows: {found:?}")));
    }
    script::apply(&bare, &up).map_err(|error| context(&format!("up, without rows: {error}")))?;
    same(&oracle::schema(&bare), &wanted).map_err(|error| context(&format!("up, without rows: {error}")))?;
    script::apply(&bare, &down).map_err(|error| context(&format!("down, without rows: {error}")))?;
    same(&oracle::schema(&bare), &wanted_before).map_err(|error| context(&format!("down, without rows: {error}")))?;

    let connection = script::made(from)?;
    prepare(&connection);
    let before = kept(&connection, from, to, transition, false);
    let everything = whole(&connection, from);
    let was_sound = sound(&connection).is_ok();
    let marks = marks(&connection, from, to, transition, false);
    let found = script::looks(&connection, &up).map_err(|error| context(&format!("a look: {error}")))?;
    let applied = script::apply(&connection, &up);
    if !found.is_empty() && applied.is_ok() {
        return Err(context(&format!("looks find fault with rows that fit: {found:?}")));
    }
    if let Err(error) = applied {
        let left = (oracle::schema(&connection), whole(&connection, from));
        if left != (wanted_before, everything) {
            return Err(context(&format!("a failed plan changed the database: {error}")));
        }
        return Ok((Outcome::Refused(error, found), up));
    }
    same(&oracle::schema(&connection), &wanted).map_err(|error| context(&format!("up: {error}")))?;
    let after = kept(&connection, from, to, transition, true);
    if before != after {
        return Err(context(&format!("rows changed\nbefore: {before:#?}\nafter: {after:#?}")));
    }
    virtuals_hold(&connection, to).map_err(|error| context(&error))?;
    let marks_after = self::marks(&connection, from, to, transition, true);
    if marks.iter().any(|(table, mark)| marks_after.get(table).copied().unwrap_or(0) < *mark) {
        return Err(context(&format!("autoincrement went back: {marks:?} {marks_after:?}")));
    }
    if was_sound {
        sound(&connection).map_err(|error| context(&error))?;
    }

    // Read back it is what was declared, and there is nothing left to do.
    let has_objects = !(to.views.is_empty() && to.triggers.is_empty() && to.virtual_tables.is_empty());
    let read = match introspect(&connection) {
        Ok(read) => Some(read),
        // The oracle has looked at these.
        Err(error) if has_objects && error.to_string().contains("no word for") => None,
        Err(error) => return Err(context(&error.to_string())),
    };
    let rest = read.as_ref().map(|read| diff(read, &lower(to), &Transition::default())).unwrap_or_default();
    if !rest.is_empty() {
        return Err(context(&format!("it reads back otherwise: {rest:#?}")));
    }
    for start in read.iter().chain([to]) {
        let again = plan(start, to, &Transition::default(), target).map_err(|error| context(&error.to_string()))?;
        if !again.steps.is_empty() {
            return Err(context(&format!("planning again is not empty:\n{}", script::text(&again))));
        }
    }

    // The way down on the rows that the way up left, as far as they allow it.
    probe(&connection);
    let inverse = transition.inverse();
    let before = kept(&connection, to, from, &inverse, false);
    if script::apply(&connection, &down).is_ok() {
        same(&oracle::schema(&connection), &wanted_before).map_err(|error| context(&format!("down: {error}")))?;
        let after = kept(&connection, to, from, &inverse, true);
        if before != after {
            return Err(context(&format!("rows changed on the way down\nbefore: {before:#?}\nafter: {after:#?}")));
        }
        if was_sound {
            sound(&connection).map_err(|error| context(&error))?;
        }
    } else {
        same(&oracle::schema(&connection), &wanted).map_err(|error| context(&format!("a failed way down: {error}")))?;
    }
    Ok((Outcome::Ran, up))
}

/// Every row of every table.
pub(crate) fn whole(connection: &Connection, model: &Model) -> Vec<Vec<String>> {
    let columns = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let tables = model.tables.iter().map(|table| dump(connection, &table.name, &columns(table), hidden_rowid(table)));
    tables.chain(model.virtual_tables.iter().map(|table| content(connection, &table.name))).collect()
}

/// Every row of a virtual table, and what its module says of itself.
fn content(connection: &Connection, table: &Name) -> Vec<String> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0").unwrap();
    let columns: Vec<String> =
        statement.query_map([table.as_str()], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let columns: Vec<Name> = columns.into_iter().map(Name::new).collect();
    dump(connection, table, &columns, Some("rowid"))
}

/// Virtual tables that stay as they are hold what they held, and an index over text finds all of it.
fn virtuals_hold(connection: &Connection, to: &Model) -> Result<(), String> {
    for table in to.virtual_tables.iter().filter(|table| table.module.same(&"fts5".into())) {
        let name = quote(table.name.as_str());
        let check = format!("INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)");
        connection.execute(&check, []).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// The highest keys ever given, by the new names, of the tables that have them before and after.
fn marks(
    connection: &Connection,
    from: &Model,
    to: &Model,
    transition: &Transition,
    after: bool,
) -> BTreeMap<Name, i64> {
    let has = |table: &Table| table.primary_key.as_ref().is_some_and(|key| key.autoincrement);
    let mut marks = BTreeMap::new();
    for (old, new, _) in Survivors::new(from, to, transition).tables {
        if has(from.table(&old).unwrap()) && has(to.table(&new).unwrap()) {
            let name = if after { &new } else { &old };
            let sql = "SELECT max(seq), count(*) FROM sqlite_sequence WHERE name = ?1";
            let (mark, count): (Option<i64>, i64) =
                connection.query_row(sql, [name.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            assert!(count <= 1, "two marks for `{name}`");
            marks.insert(new.clone(), mark.unwrap_or(0));
        }
    }
    marks
}

fn sound(connection: &Connection) -> Result<(), String> {
    let mut statement = connection.prepare("PRAGMA integrity_check").unwrap();
    let told: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    // The library finds `non-BLOB value`s in sound strict tables with a virtual column before a default of
    // another type (seen with 3.54.1). It refuses such values when they are written.
    // And 3.40 reads the wrong columns of a table `WITHOUT ROWID` whose key does not stand first.
    let wrong = |line: &str| line.starts_with("NULL value in") && rusqlite::version_number() < 3_042_000;
    match told.into_iter().find(|line| line != "ok" && !line.starts_with("non-") && !wrong(line)) {
        Some(line) => Err(format!("integrity_check: {line}")),
        None => Ok(()),
    }
}

fn same(found: &[String], wanted: &[String]) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    let lacks = wanted.iter().filter(|line| !found.contains(line)).map(|line| format!("- {line}"));
    let has = found.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+ {line}"));
    let lines: Vec<String> = lacks.chain(has).collect();
    Err(format!("the schema is not the one that was planned:\n{}", lines.join("\n")))
}

/// The tables that a plan rebuilds, by their new names.
pub(crate) fn rebuilt(plan: &Plan) -> Vec<String> {
    let rebuilt = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::Rebuild(rebuild) => Some(rebuild.to.name.to_string()),
        _ => None,
    });
    rebuilt.collect()
}
