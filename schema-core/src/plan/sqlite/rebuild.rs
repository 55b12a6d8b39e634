//! The rebuild: a copy of the table in its new shape.

use super::convert::{keeps, of, zero};
use super::flags::{as_expression, flag};
use super::kept::Kept;
use super::names::{ROWID, Taken};
use super::step;
use crate::dialect::sqlite::{rowid_alias, type_name};
use crate::diff::Change;
use crate::model::{Column, DefaultValue, IndexKey, Literal, Name, Sql, Table};
use crate::plan::{Before, Operation, Rebuild, Source, Step};

/// Prefix of the name under which a copy is made.
const SCRATCH: &str = "frostline_new";

/// The step that rebuilds the table.
pub(super) fn step_of(kept: &Kept<'_>, taken: &mut Taken<'_>, faults: &mut Vec<String>) -> Step {
    let mut copy = Copy { kept, values: Vec::new(), notes: Vec::new(), has_expressions: false };
    for (column, declared) in kept.to.columns.iter().zip(&kept.declared.columns) {
        if column.generated.is_none()
            && let Err(fault) = copy.column(column, declared)
        {
            faults.push(fault);
        }
    }
    let before = (kept.is_renamed() && copy.has_expressions).then(|| Before {
        table: kept.old.name.clone(),
        columns: kept.old.columns.iter().map(|column| column.name.clone()).collect(),
    });
    let rebuild = Rebuild {
        from: kept.now.clone(),
        to: kept.to.clone(),
        scratch: taken.free(SCRATCH, &kept.to.name),
        before,
        copy: copy.values,
    };
    if rebuild.copy.is_empty() && kept_rowid(&rebuild.from, &rebuild.to).is_none() {
        faults.push(format!(
            "no column of table `{}` stays, so its rows cannot be told apart; drop the table and declare another",
            kept.to.name
        ));
    }
    let mut about = format!("Rebuild table `{}`:", kept.to.name);
    let renames = kept.late_renames().map(|(from, to)| format!("column `{}.{from}` renamed to `{to}`", kept.to.name));
    let is_rename = |change: &&Change| match change {
        Change::AddColumn { column, .. } => kept.late_renames().any(|(_, to)| *to == column.name),
        Change::DropColumn { column, .. } => kept.late_renames().any(|(from, _)| *from == column.name),
        Change::RenameColumn { from, .. } => kept.late_renames().any(|(name, _)| name == from),
        _ => false,
    };
    let changes = kept.changes.iter().filter(|change| !is_rename(change)).map(Change::to_string);
    for line in renames.chain(changes).chain(copy.notes) {
        about.push_str("\n  ");
        about.push_str(&line);
    }
    step(about, Operation::Rebuild(rebuild))
}

/// The words by which the hidden rowid is read and written, where a rebuild keeps it: neither table has
/// another name for it.
pub(crate) fn kept_rowid(from: &Table, to: &Table) -> Option<(&'static str, &'static str)> {
    let hidden = |table: &Table| !table.without_rowid && rowid_alias(table).is_none();
    if hidden(from) && hidden(to) { Some((rowid_word(from)?, rowid_word(to)?)) } else { None }
}

/// The word by which a table's rowid can be named; `None` where columns hide all of them.
pub(crate) fn rowid_word(table: &Table) -> Option<&'static str> {
    ROWID.into_iter().find(|word| table.column_named(&Name::from(*word)).is_none())
}

struct Copy<'a> {
    kept: &'a Kept<'a>,
    values: Vec<(Name, Source)>,
    notes: Vec<String>,
    /// Whether a value is an expression of the transition's.
    has_expressions: bool,
}

impl Copy<'_> {
    fn column(&mut self, column: &Column, declared: &Column) -> Result<(), String> {
        let source = match self.kept.now_of(column) {
            Some((at, now)) => Some(self.stored(column, at, now)?),
            None => self.missing(column, declared)?,
        };
        self.values.extend(source.map(|source| (column.name.clone(), source)));
        Ok(())
    }

    /// A column that has values.
    fn stored(&mut self, column: &Column, at: usize, now: &Column) -> Result<Source, String> {
        let kept = self.kept;
        let backfill = kept.backfill(column);
        let old = &kept.old.columns[at].name;
        let value = match (kept.cast(column), backfill) {
            (Some(cast), None) => cast.clone(),
            (Some(cast), Some(backfill)) => coalesce(&bracketed(cast), backfill),
            (None, Some(backfill)) => coalesce(&old.quoted(), backfill),
            (None, None) => {
                self.converts(column, now)?;
                return Ok(Source::Column(now.name.clone()));
            }
        };
        if kept.cast(column).is_none() {
            self.converts(column, now)?;
        }
        self.has_expressions = true;
        Ok(Source::Expr(value))
    }

    /// Whether the copy may leave the conversion to SQLite.
    fn converts(&self, column: &Column, now: &Column) -> Result<(), String> {
        let kept = self.kept;
        if kept.is_down() || keeps(of(now, kept.now), of(column, kept.to)) {
            return Ok(());
        }
        let (table, name) = (&kept.to.name, &column.name);
        let word = |column: &Column, table: &Table| match type_name(&column.ty, table.strict) {
            word if word.is_empty() => "no type".to_owned(),
            word => format!("`{word}`"),
        };
        let columns = kept.old.columns.iter().zip(&kept.now.columns);
        let old = columns.into_iter().find(|(_, it)| it.name == now.name).map_or(name, |(old, _)| &old.name);
        Err(format!(
            "column `{table}.{name}` changes from {} to {}, and SQLite may rewrite what is stored (text `007` as a \
             number is 7); say what values become with `{}`, or take SQLite's rules with `{}`",
            word(now, kept.now),
            word(column, kept.to),
            flag("cast", table, name, "EXPR"),
            flag("cast", table, name, &as_expression(old)),
        ))
    }

    /// A column that has no values; `None` when it gets its default.
    fn missing(&mut self, column: &Column, declared: &Column) -> Result<Option<Source>, String> {
        let kept = self.kept;
        if let Some(value) = kept.cast(column).or(kept.backfill(column)) {
            self.has_expressions = true;
            return Ok(Some(Source::Expr(value.clone())));
        }
        let has_default = !matches!(column.default, None | Some(DefaultValue::Literal(Literal::Null)));
        let (table, name) = (&kept.to.name, &column.name);
        if !kept.is_down() {
            if has_default || column.nullable {
                return Ok(None);
            }
            let is_rowid = rowid_alias(kept.to).is_some_and(|alias| alias.name == *name);
            let example = if is_rowid && !kept.now.without_rowid {
                format!(" (`{}` numbers them as SQLite did)", flag("backfill", table, name, "rowid"))
            } else {
                String::new()
            };
            return Err(format!(
                "column `{table}.{name}` is new and may not be null, and rows that exist have no value for it; \
                 give them one with `{}`{example}, or declare a default or `?`",
                flag("backfill", table, name, "EXPR"),
            ));
        }
        if column.nullable || (has_default && !is_key(kept.to, name)) {
            return Ok(None);
        }
        let value = if !is_key(kept.to, name) {
            zero(declared, kept.declared)
        } else {
            match rowid_word(kept.now) {
                Some(word) if !kept.now.without_rowid => word.into(),
                _ => "row_number() OVER ()".into(),
            }
        };
        self.notes.push(format!("column `{table}.{name}` is filled with {value}, since its values are gone"));
        Ok(Some(Source::Expr(Sql::new(value))))
    }
}

/// Whether no two rows may have the same value in all columns of a key that the column is part of.
fn is_key(table: &Table, name: &Name) -> bool {
    let mut keys = table
        .primary_key
        .iter()
        .flat_map(|key| key.names())
        .chain(table.uniques.iter().flat_map(|unique| unique.names()));
    let mut indexes = table.indexes.iter().filter(|index| index.unique).flat_map(|index| &index.parts);
    keys.any(|key| key == name) || indexes.any(|part| matches!(&part.key, IndexKey::Column(column) if column == name))
}

/// In brackets, with room for a comment at its end.
fn bracketed(expr: &Sql) -> String {
    let end = if expr.as_str().contains("--") { "\n" } else { "" };
    format!("({expr}{end})")
}

fn coalesce(value: &str, otherwise: &Sql) -> Sql {
    Sql::new(format!("coalesce({value}, {})", bracketed(otherwise)))
}
