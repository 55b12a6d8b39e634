//! What two models cannot tell: whether a thing was renamed, or dropped while another was added.

use std::collections::BTreeSet;
use std::fmt;

use super::pairs;
use crate::model::{Column, Model, Name, Table, Transition, Type, VirtualTable};

/// Something vanished and something like it appeared, and the transition does not say which it was.
///
/// Its text is the flags that answer it, one possibility a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// A table or a virtual table.
    Table {
        /// The one that vanished.
        from: Name,
        /// The ones that it may have become, likeliest first. Not empty.
        candidates: Vec<Name>,
    },
    /// A column.
    Column {
        /// Its table, by the new name.
        table: Name,
        /// The one that vanished.
        from: Name,
        /// The ones that it may have become, likeliest first. Not empty.
        candidates: Vec<Name>,
    },
}

impl Ambiguity {
    /// The flags that answer it, one possibility each: a rename to each candidate, then a drop.
    pub fn flags(&self) -> Vec<String> {
        match self {
            Self::Table { from, candidates } => candidates
                .iter()
                .map(|to| format!("--rename {}", argument(&format!("{from}={to}"))))
                .chain([format!("--drop {}", argument(from.as_str()))])
                .collect(),
            Self::Column { table, from, candidates } => candidates
                .iter()
                .map(|to| format!("--rename {}", argument(&format!("{table}.{from}={to}"))))
                .chain([format!("--drop {}", argument(&format!("{table}.{from}")))])
                .collect(),
        }
    }
}

/// An argument as a POSIX shell takes it.
fn argument(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._=-".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, candidates } => {
                write!(f, "table `{from}` is gone and {} appeared; say which it was", Names(candidates))?;
            }
            Self::Column { table, from, candidates } => {
                write!(f, "column `{table}.{from}` is gone and {} appeared; say which it was", Names(candidates))?;
            }
        }
        self.flags()
            .iter()
            .enumerate()
            .try_for_each(|(index, flag)| write!(f, "{} `{flag}`", if index == 0 { ":" } else { " or" }))
    }
}

struct Names<'a>(&'a [Name]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(|name| format!("`{name}`")).collect();
        f.write_str(&names.join(", "))
    }
}

/// Everything that the transition has to answer before the change can be planned, in a stable order.
///
/// A table or column whose name changed in ASCII case only is not ambiguous.
pub fn ambiguities(from: &Model, to: &Model, transition: &Transition) -> Vec<Ambiguity> {
    let pairs = pairs::tables(from, to, transition);
    let added: Vec<&Table> =
        to.tables.iter().zip(&pairs.before).filter(|(_, before)| before.is_none()).map(|(table, _)| table).collect();
    let mut found = Vec::new();
    for gone in pairs.gone.iter().map(|&index| &from.tables[index]) {
        if transition.drop_tables.contains(&gone.name) {
            continue;
        }
        let candidates = ranked(added.iter().filter_map(|table| Some((table_likeness(gone, table)?, &table.name))));
        if !candidates.is_empty() {
            found.push(Ambiguity::Table { from: gone.name.clone(), candidates });
        }
    }
    virtual_tables(from, to, transition, &mut found);
    for (after, before) in to.tables.iter().zip(&pairs.before) {
        if let Some(before) = before.map(|index| &from.tables[index]) {
            columns(before, after, transition, &mut found);
        }
    }
    found
}

/// A virtual table holds rows, as a table does. (Views and triggers hold none: they are made anew.)
fn virtual_tables(from: &Model, to: &Model, transition: &Transition, found: &mut Vec<Ambiguity>) {
    let pairs = pairs::virtual_tables(from, to, transition);
    let added: Vec<&VirtualTable> =
        to.virtual_tables.iter().zip(&pairs.before).filter(|(_, old)| old.is_none()).map(|(table, _)| table).collect();
    for gone in pairs.gone.iter().map(|&index| &from.virtual_tables[index]) {
        if transition.drop_tables.contains(&gone.name) {
            continue;
        }
        let likeness = |table: &VirtualTable| {
            let alike = gone.module.same(&table.module);
            alike.then(|| {
                usize::from(gone.arguments == table.arguments) + usize::from(plain(&gone.name) == plain(&table.name))
            })
        };
        let candidates = ranked(added.iter().filter_map(|table| Some((likeness(table)?, &table.name))));
        if !candidates.is_empty() {
            found.push(Ambiguity::Table { from: gone.name.clone(), candidates });
        }
    }
}

fn columns(before: &Table, after: &Table, transition: &Transition, found: &mut Vec<Ambiguity>) {
    let pairs = pairs::columns(before, after, transition);
    let added: Vec<&Column> =
        after.columns.iter().zip(&pairs.before).filter(|(_, old)| old.is_none()).map(|(column, _)| column).collect();
    for gone in pairs.gone.iter().map(|&index| &before.columns[index]) {
        if transition.drop_columns.iter().any(|(table, column)| *table == after.name && *column == gone.name) {
            continue;
        }
        let candidates = ranked(added.iter().filter_map(|column| Some((column_likeness(gone, column)?, &column.name))));
        if !candidates.is_empty() {
            found.push(Ambiguity::Column { table: after.name.clone(), from: gone.name.clone(), candidates });
        }
    }
}

/// The likeliest first; equally likely ones in the order in which they were declared.
fn ranked<'a>(candidates: impl Iterator<Item = (usize, &'a Name)>) -> Vec<Name> {
    let mut candidates: Vec<(usize, &Name)> = candidates.collect();
    candidates.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    candidates.into_iter().map(|(_, name)| name.clone()).collect()
}

/// How much a table is like one that vanished; `None` when nobody would take them for one.
fn table_likeness(gone: &Table, new: &Table) -> Option<usize> {
    let names = |table: &Table| table.columns.iter().map(|column| column.name.folded()).collect::<BTreeSet<_>>();
    let common = names(gone).intersection(&names(new)).count();
    let all = gone.columns.len().max(new.columns.len());
    (common * 2 >= all || plain(&gone.name) == plain(&new.name)).then_some(common)
}

/// How much a column is like one that vanished; `None` when nobody would take them for one: values of
/// another sort under another name.
fn column_likeness(gone: &Column, new: &Column) -> Option<usize> {
    let alike = family(&gone.ty) == family(&new.ty);
    let named = plain(&gone.name) == plain(&new.name);
    if !alike && !named {
        return None;
    }
    let shared = words(&gone.name).intersection(&words(&new.name)).count();
    Some(
        usize::from(named) * 100
            + shared * 10
            + usize::from(gone.ty.same(&new.ty)) * 4
            + usize::from(alike) * 2
            + usize::from(gone.nullable == new.nullable),
    )
}

/// Sorts of values that one would rename into each other.
fn family(ty: &Type) -> u8 {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean => 0,
        Type::Real | Type::Double | Type::Decimal { .. } => 1,
        Type::Blob => 2,
        Type::Verbatim(_) => 3,
        Type::Text
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Date
        | Type::Time
        | Type::DateTime
        | Type::Json
        | Type::Uuid
        | Type::Enum(_) => 4,
    }
}

/// A name without its style: `createdAt` and `created_at` are one.
fn plain(name: &Name) -> String {
    name.as_str().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words(name: &Name) -> BTreeSet<String> {
    name.folded().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
