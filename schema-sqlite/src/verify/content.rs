//! The rows of a database as values, to be compared with those of another moment.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use schema_core::model::{Model, Name};

use super::survivors::{Survivor, Values};

/// What every table of a model holds, but for generated columns.
pub(super) struct Content(BTreeMap<String, Rows>);

struct Rows {
    columns: Vec<Name>,
    rows: Vec<Vec<Cell>>,
}

/// A value, bit for bit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Null,
    Integer(i64),
    Real(u64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Cell {
    fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(value) => Self::Integer(value),
            ValueRef::Real(value) => Self::Real(value.to_bits()),
            ValueRef::Text(text) => Self::Text(text.to_vec()),
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_vec()),
        }
    }

    /// Whether it is this one, or reads as it does where the column is of another sort now.
    fn is_still(&self, after: &Self, values: Values) -> bool {
        match values {
            Values::Free => true,
            Values::Same => self == after,
            Values::SameButNulls => *self == Self::Null || self == after,
            Values::Alike => *self == Self::Null || self == after || self.reads_as(after),
        }
    }

    /// Whether one is the text of the other.
    fn reads_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Real(a), Self::Real(b)) => f64::from_bits(*a) == f64::from_bits(*b),
            (Self::Integer(a), Self::Real(b)) | (Self::Real(b), Self::Integer(a)) => *a as f64 == f64::from_bits(*b),
            (Self::Integer(number), Self::Text(text)) | (Self::Text(text), Self::Integer(number)) => {
                number.to_string().as_bytes() == text
            }
            (Self::Real(number), Self::Text(text)) | (Self::Text(text), Self::Real(number)) => {
                let read = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
                // SQLite writes 15 to 17 digits of a float as text.
                read.is_some_and(|read| {
                    let number = f64::from_bits(*number);
                    (read - number).abs() <= number.abs() * 1e-14
                })
            }
            (Self::Text(a) | Self::Blob(a), Self::Text(b) | Self::Blob(b)) => a == b,
            _ => false,
        }
    }

    fn words(&self) -> String {
        const LENGTH: usize = 40;
        let cut = |text: String| match text.char_indices().nth(LENGTH) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        match self {
            Self::Null => "null".to_owned(),
            Self::Integer(value) => value.to_string(),
            Self::Real(bits) => format!("{:?}", f64::from_bits(*bits)),
            Self::Text(text) => format!("'{}'", cut(String::from_utf8_lossy(text).escape_debug().to_string())),
            Self::Blob(bytes) => {
                format!("x'{}'", cut(bytes.iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect()))
            }
        }
    }
}

impl Content {
    /// Reads the tables that the model names.
    pub(super) fn read(connection: &Connection, model: &Model) -> rusqlite::Result<Self> {
        let mut tables = BTreeMap::new();
        for table in &model.tables {
            let columns = table.columns.iter().filter(|column| column.generated.is_none());
            let columns: Vec<Name> = columns.map(|column| column.name.clone()).collect();
            let mut names: Vec<String> = columns.iter().map(Name::quoted).collect();
            // A table may hold nothing but what it computes.
            names.push("1".to_owned());
            let sql = format!("SELECT {} FROM main.{}", names.join(", "), table.name.quoted());
            let mut statement = connection.prepare(&sql)?;
            let mut found = statement.query([])?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                let cells = (0..columns.len()).map(|at| row.get_ref(at).map(Cell::of));
                rows.push(cells.collect::<rusqlite::Result<_>>()?);
            }
            tables.insert(table.name.folded(), Rows { columns, rows });
        }
        Ok(Self(tables))
    }

    /// What became of the rows of tables that survive, where it is not as it has to be; one fact each.
    pub(super) fn lost(&self, after: &Self, survivors: &[Survivor]) -> Vec<String> {
        let mut findings = Vec::new();
        for survivor in survivors {
            let (Some(before), Some(after)) = (self.0.get(&survivor.from.folded()), after.0.get(&survivor.to.folded()))
            else {
                continue;
            };
            before.compare(after, survivor, &mut findings);
        }
        findings
    }
}

impl Content {
    /// Where this one, made by the chain, and one that was made from a checkpoint hold other rows.
    pub(super) fn differs(&self, short: &Self) -> Vec<String> {
        let mut findings = Vec::new();
        for (table, chain) in &self.0 {
            let Some(short) = short.0.get(table) else { continue };
            let sorted = |rows: &Rows| {
                let mut rows = rows.rows.clone();
                rows.sort();
                rows
            };
            let (old, new) = (chain.rows.len(), short.rows.len());
            if old != new {
                findings
                    .push(format!("table `{table}` has {} by the chain, and {new} from the checkpoint", count(old)));
            } else if sorted(chain) != sorted(short) {
                findings.push(format!("table `{table}` holds other rows by the chain than from the checkpoint"));
            }
        }
        findings
    }
}

impl Rows {
    fn place(&self, name: &Name) -> Option<usize> {
        self.columns.iter().position(|column| column.same(name))
    }

    fn compare(&self, after: &Self, survivor: &Survivor, findings: &mut Vec<String>) {
        const SHOWN: usize = 3;
        let table = &survivor.to;
        let (old, new) = (self.rows.len(), after.rows.len());
        if new < old && !survivor.may_shrink || new > old && !survivor.may_grow {
            findings.push(format!("table `{table}` had {}, and has {new}", count(old)));
        }
        if survivor.may_shrink {
            return;
        }
        let pairs: Vec<(usize, usize, Values)> = survivor
            .columns
            .iter()
            .filter_map(|column| Some((self.place(&column.from)?, after.place(&column.to)?, column.values)))
            .collect();
        // A row that may have changed more is matched after those that may not.
        let mut order: Vec<&Vec<Cell>> = self.rows.iter().collect();
        let free = |row: &Vec<Cell>| {
            pairs.iter().filter(|(from, _, values)| *values == Values::SameButNulls && row[*from] == Cell::Null).count()
        };
        order.sort_by_key(|row| Reverse(free(row)));
        order.reverse();
        let mut left: Vec<&Vec<Cell>> = after.rows.iter().collect();
        let mut missing = Vec::new();
        for row in order {
            let is_it = |other: &&Vec<Cell>| pairs.iter().all(|(from, to, how)| row[*from].is_still(&other[*to], *how));
            match left.iter().position(is_it) {
                Some(at) => drop(left.swap_remove(at)),
                None => missing.push(row),
            }
        }
        for row in missing.iter().take(SHOWN) {
            let values = pairs.iter().filter(|(_, _, values)| *values != Values::Free);
            let same = |other: &&Vec<Cell>| {
                let values = values.clone();
                values.filter(|(from, to, how)| row[*from].is_still(&other[*to], *how)).count()
            };
            let says = |from: &usize| format!("`{}` = {}", self.columns[*from], row[*from].words());
            // One that is mostly the same is the row, and has changed.
            let nearest = left.iter().max_by_key(|other| same(other)).filter(|other| {
                let same = same(other);
                same > 0 && same * 2 >= values.clone().count()
            });
            let Some(nearest) = nearest else {
                let values: Vec<String> = values.map(|(from, _, _)| says(from)).collect();
                findings.push(format!("table `{table}` no longer has the row {}", values.join(", ")));
                continue;
            };
            let (mut stays, mut changes) = (Vec::new(), Vec::new());
            for (from, to, how) in values {
                if row[*from].is_still(&nearest[*to], *how) {
                    stays.push(says(from));
                } else {
                    let (column, was, is) = (&self.columns[*from], row[*from].words(), nearest[*to].words());
                    changes.push(format!("`{column}` was {was}, is {is}"));
                }
            }
            findings.push(format!("table `{table}`, row {}: {}", stays.join(", "), changes.join(", ")));
        }
        if missing.len() > SHOWN {
            findings.push(format!("table `{table}` no longer has {} more", count(missing.len() - SHOWN)));
        }
    }
}

fn count(rows: usize) -> String {
    format!("{rows} row{}", if rows == 1 { "" } else { "s" })
}
