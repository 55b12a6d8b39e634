//! What the rows of a table have to be asked before it is altered.
//!
//! A look speaks of the values that the plan writes, as far as they are known beforehand: a value that an
//! affinity may convert on its way, one of an expression that is not [plain](super::plain), or of a
//! default, is not looked at. Nothing is lost by that: the constraint itself refuses the row.

use std::borrow::Cow;

use super::convert::{alike, of};
use super::kept::Kept;
use super::mention::{has_stray, names};
use super::names::ROWID;
use super::plain::is_plain;
use super::rebuild::rowid_word;
use crate::dialect::sqlite::{Affinity, enum_check, rowid_alias, type_name};
use crate::model::{
    Check, Column, DefaultValue, EnumType, Expression, IndexKey, Literal, Name, Sql, SqlToken, Table, Type,
};
use crate::plan::{Look, RowKey, Source, Unfit};

/// The looks at a table that stays, before the way up.
pub(super) fn looks(kept: &Kept<'_>) -> Vec<Look> {
    if is_as_it_was(kept) {
        return Vec::new();
    }
    let looking = Looking::new(kept);
    let columns = kept.to.columns.iter().filter(|column| column.generated.is_none());
    let nulls = columns.clone().filter_map(|column| looking.null(column));
    let types = columns.filter_map(|column| looking.stored_as(column));
    let checks = kept.to.checks.iter().filter_map(|check| looking.check(check));
    nulls.chain(types).chain(looking.clashes()).chain(checks).collect()
}

/// Whether no row of the table is asked anything: it stays as it is, or what it loses on the way down is filled.
pub(super) fn is_as_it_was(kept: &Kept<'_>) -> bool {
    let is_written = |list: &[Expression]| list.iter().any(|entry| entry.table == kept.to.name);
    let transition = kept.input.transition;
    let is_as_it_was = kept.changes.is_empty()
        && kept.late_renames().next().is_none()
        && !is_written(&transition.backfills)
        && !is_written(&transition.casts);
    kept.is_down() || is_as_it_was
}

/// What tells a row of the table.
fn key(table: &Table) -> RowKey {
    let columns: Vec<&Column> = match &table.primary_key {
        Some(key) => key.names().filter_map(|name| table.column_named(name)).collect(),
        None => Vec::new(),
    };
    let has_nulls = columns.iter().any(|column| column.nullable);
    match columns.as_slice() {
        columns if columns.is_empty() || (has_nulls && !table.without_rowid) => {
            rowid_word(table).filter(|_| !table.without_rowid).map_or(RowKey::None, RowKey::Rowid)
        }
        [column] if collation(column).is_some() => RowKey::Column(column.name.clone()),
        columns => RowKey::Columns(columns.iter().map(|column| column.name.clone()).collect()),
    }
}

/// The collation of a column, where it is one of SQLite's own: any other may not be there.
pub(super) fn collation(column: &Column) -> Option<Name> {
    known(column.collation.as_ref())
}

fn known(collation: Option<&Name>) -> Option<Name> {
    let name = collation.map_or("BINARY", Name::as_str).to_ascii_uppercase();
    matches!(name.as_str(), "BINARY" | "NOCASE" | "RTRIM").then(|| Name::new(name))
}

/// What is asked of the rows of one table.
pub(super) struct Looking<'a> {
    pub(super) kept: &'a Kept<'a>,
    key: RowKey,
}

impl<'a> Looking<'a> {
    pub(super) fn new(kept: &'a Kept<'a>) -> Self {
        Self { kept, key: key(kept.old) }
    }
}

impl Looking<'_> {
    pub(super) fn look(&self, about: String, columns: &[&Column], fault: Unfit) -> Option<Look> {
        let values = columns.iter().map(|column| Some((column.name.clone(), self.source(column)?)));
        Some(Look {
            about,
            table: self.kept.old.name.clone(),
            under: self.kept.to.name.clone(),
            values: values.collect::<Option<_>>()?,
            key: self.key.clone(),
            fault,
        })
    }

    /// Where the value of a column comes from, as the row stands before the plan.
    pub(super) fn source(&self, column: &Column) -> Option<Source> {
        let kept = self.kept;
        let old = kept.now_of(column).map(|(at, _)| &kept.old.columns[at].name);
        let (cast, backfill) = (kept.cast(column), kept.backfill(column));
        if [cast, backfill].into_iter().flatten().any(|expr| !is_plain(expr) || has_stray(expr, kept.old)) {
            return None;
        }
        let expr = match (old, cast, backfill) {
            (Some(old), None, None) => return Some(Source::Column(old.clone())),
            (Some(old), None, Some(backfill)) => format!("coalesce({}, {})", old.quoted(), line(backfill)),
            (_, Some(cast), Some(backfill)) => format!("coalesce(({}), {})", line(cast), line(backfill)),
            (_, Some(expr), None) | (None, None, Some(expr)) => line(expr),
            (None, None, None) => match &column.default {
                None | Some(DefaultValue::Literal(Literal::Null)) => "NULL".to_owned(),
                Some(_) => return None,
            },
        };
        Some(Source::Expr(Sql::new(expr)))
    }

    /// The old column whose very values the column has, as long as it compares as it did.
    pub(super) fn same(&self, column: &Column) -> Option<&Column> {
        let kept = self.kept;
        let (at, now) = kept.now_of(column)?;
        let is_same = kept.cast(column).is_none()
            && kept.backfill(column).is_none()
            && column.generated == now.generated
            && (column.generated.is_none() || self.is_still())
            && alike(of(now, kept.now)) == alike(of(column, kept.to));
        is_same.then(|| &kept.old.columns[at])
    }

    /// Whether no column of the table gets other values.
    fn is_still(&self) -> bool {
        let kept = self.kept;
        kept.to.columns.iter().filter(|column| column.generated.is_none()).all(|column| {
            kept.now_of(column).is_none() || (kept.cast(column).is_none() && kept.backfill(column).is_none())
        }) && kept.old.columns.len() == kept.now.columns.len()
            && kept.now.columns.iter().filter(|now| now.generated.is_none()).all(|now| {
                let column = kept.to.columns.iter().find(|column| kept.now_of(column).is_some_and(|(_, it)| it == now));
                column.is_none_or(|column| alike(of(now, kept.now)) == alike(of(column, kept.to)))
            })
    }

    /// A column that may be null and may be so no longer.
    fn null(&self, column: &Column) -> Option<Look> {
        let kept = self.kept;
        let is_new_rule = !column.nullable && kept.now_of(column).is_none_or(|(_, now)| now.nullable);
        let has_cast = kept.cast(column).is_some() || kept.backfill(column).is_some();
        if column.nullable
            || kept.backfill(column).or(kept.cast(column)).is_some_and(is_never_null)
            || !(is_new_rule || has_cast)
        {
            return None;
        }
        let about = format!("column `{}` of table `{}` is null", column.name, kept.to.name);
        self.look(about, &[column], Unfit::Null(column.name.clone()))
    }

    /// A column that stores fewer sorts of values than before, where none of them is converted.
    fn stored_as(&self, column: &Column) -> Option<Look> {
        let kept = self.kept;
        let (_, now) =
            kept.now_of(column).filter(|_| kept.cast(column).is_none() && kept.backfill(column).is_none())?;
        let is_rowid = |table: &Table, column: &Column| rowid_alias(table).is_some_and(|it| it.name == column.name);
        let strict_type = |table: &Table, column: &Column| {
            let ty = type_name(&column.ty, true).to_ascii_uppercase();
            (table.strict && ty != "ANY").then_some(ty)
        };
        let before = alike(of(now, kept.now));
        if is_rowid(kept.now, now) {
            return None;
        }
        let storages = if is_rowid(kept.to, column) {
            // A null is found as such.
            (before == Affinity::Numeric).then(|| vec!["integer"])?
        } else {
            let ty = strict_type(kept.to, column)?;
            if strict_type(kept.now, now).as_ref() == Some(&ty) {
                return None;
            }
            match ty.as_str() {
                "INT" | "INTEGER" if before == Affinity::Numeric => vec!["integer"],
                "REAL" if before == Affinity::Real => vec!["real", "integer"],
                "TEXT" if before == Affinity::Text => vec!["text"],
                "BLOB" => vec!["blob"],
                _ => return None,
            }
        };
        let word = type_name(&column.ty, kept.to.strict);
        let about = format!("column `{}` of table `{}` holds what is no `{word}`", column.name, kept.to.name);
        self.look(about, &[column], Unfit::StoredAs(column.name.clone(), storages))
    }

    /// The columns that an expression names, if it can be asked beforehand.
    fn named(&self, expr: &Sql) -> Option<Vec<&Column>> {
        let kept = self.kept;
        let columns: Vec<&Column> = kept.to.columns.iter().filter(|column| names(expr, &column.name)).collect();
        let rowid = ROWID.iter().any(|word| names(expr, &Name::from(*word)));
        let is_qualified_twice = names(expr, &"main".into());
        let same = |column: &&Column| {
            let compares = |old: &Column| match (&old.collation, &column.collation) {
                (None, None) => true,
                (Some(old), Some(new)) => old.same(new),
                _ => false,
            };
            self.same(column).is_some_and(compares)
        };
        (is_plain(expr) && !has_stray(expr, kept.to) && !rowid && !is_qualified_twice && columns.iter().all(same))
            .then_some(columns)
    }

    fn check(&self, check: &Check) -> Option<Look> {
        let kept = self.kept;
        if kept.now.checks.iter().any(|old| old.expr == check.expr) {
            return None;
        }
        let columns = self.named(&check.expr)?;
        if let Some((column, of)) = self.of_enum(check) {
            // Rows that fit fewer values fit more.
            if self.enum_before(column).is_some_and(|before| before.without(of).next().is_none()) {
                return None;
            }
            let about = format!(
                "column `{}` of table `{}` holds what is no value of enum `{}`",
                column.name, kept.to.name, of.name
            );
            return self.look(about, &columns, Unfit::Breaks(Sql::new(line(&check.expr))));
        }
        let what = check.name.as_ref().map_or_else(|| line(&check.expr), ToString::to_string);
        let about = format!("check `{what}` of table `{}` is broken", kept.to.name);
        self.look(about, &columns, Unfit::Breaks(Sql::new(line(&check.expr))))
    }

    /// The column that a check holds to its enum.
    fn of_enum(&self, check: &Check) -> Option<(&Column, &EnumType)> {
        self.kept.declared.columns.iter().find_map(|column| match &column.ty {
            Type::Enum(of) if enum_check(&column.name, of) == check.expr => Some((column, &**of)),
            _ => None,
        })
    }

    /// The enum that a column was of before.
    fn enum_before(&self, column: &Column) -> Option<&EnumType> {
        let kept = self.kept;
        let (at, _) = kept.now_of(column)?;
        let table = kept.input.from.table(&kept.old.name)?;
        match &table.columns.get(at)?.ty {
            Type::Enum(of) => Some(of),
            _ => None,
        }
    }

    /// The keys that are new.
    fn clashes(&self) -> Vec<Look> {
        let keys = unique_keys(self.kept.to);
        keys.into_iter().filter(|key| !self.held(key)).filter_map(|key| self.clash(&key)).collect()
    }

    /// Whether the rows are held apart by this key already.
    fn held(&self, key: &UniqueKey<'_>) -> bool {
        let kept = self.kept;
        let stays = |part: &Part<'_>| match part {
            Part::Column(name, _) => kept.to.column_named(name).is_some_and(|column| self.same(column).is_some()),
            Part::Expr(expr, _) => self.named(expr).is_some(),
        };
        let same = |old: &UniqueKey<'_>| {
            old.filter == key.filter
                && old.parts.len() == key.parts.len()
                && key.parts.iter().all(|part| {
                    old.parts
                        .iter()
                        .any(|old| old == part && self.collates(kept.now, old) == self.collates(kept.to, part))
                })
        };
        key.parts.iter().all(stays)
            && key.filter.is_none_or(|filter| self.named(filter).is_some())
            && unique_keys(kept.now).iter().any(same)
    }

    /// The collation of a part of a key of this table.
    fn collates(&self, table: &Table, part: &Part<'_>) -> Option<Name> {
        match part {
            Part::Column(_, Some(collation)) | Part::Expr(_, Some(collation)) => known(Some(collation)),
            Part::Column(name, None) => collation(table.column_named(name)?),
            // The collation of an expression is the one of a column in it, if there is one.
            Part::Expr(expr, None) => {
                let mut columns = table.columns.iter().filter(|column| names(expr, &column.name));
                let is_said = expr.tokens().any(|token| token.is_keyword("collate"));
                (!is_said && columns.all(|column| column.collation.is_none())).then(|| Name::from("BINARY"))
            }
        }
    }

    /// Whether the plan writes an expression into the column.
    fn is_written(&self, column: &Column) -> bool {
        column.generated.is_none() && (self.kept.cast(column).is_some() || self.kept.backfill(column).is_some())
    }

    /// What else has to be equal of two values, so that they are still when the column has converted them: 1 and
    /// 1.0 are one number and, in a column of text, two texts.
    fn stored(&self, column: &Column) -> Option<(Sql, Name)> {
        let name = column.name.quoted();
        let text = match of(column, self.kept.to) {
            Affinity::Text => format!("CASE typeof({name}) WHEN 'text' THEN '' ELSE quote({name}) END"),
            Affinity::Blob => return None,
            Affinity::Numeric | Affinity::Integer | Affinity::Real => format!("typeof({name})"),
        };
        Some((Sql::new(text), Name::from("BINARY")))
    }

    fn clash(&self, key: &UniqueKey<'_>) -> Option<Look> {
        let kept = self.kept;
        let mut columns: Vec<&Column> = Vec::new();
        let mut parts = Vec::new();
        for part in &key.parts {
            let collation = self.collates(kept.to, part)?;
            match part {
                Part::Column(name, _) => {
                    let column = kept.to.column_named(name)?;
                    if self.same(column).is_none() {
                        self.is_written(column).then_some(())?;
                        parts.extend(self.stored(column));
                    }
                    columns.push(column);
                    parts.push((Sql::new(column.name.quoted()), collation));
                }
                Part::Expr(expr, _) => {
                    columns.extend(self.named(expr)?);
                    parts.push((Sql::new(format!("({})", line(expr))), collation));
                }
            }
        }
        if let Some(filter) = key.filter {
            columns.extend(self.named(filter)?);
        }
        columns.sort_by_key(|column| kept.to.columns.iter().position(|it| it.name == column.name));
        columns.dedup_by_key(|column| &column.name);
        let told: Vec<String> = key.parts.iter().map(Part::told).collect();
        let told = told.join(", ");
        let about = format!("`({told})` of table `{}` is not unique", kept.to.name);
        let filter = key.filter.map(|filter| Sql::new(line(filter)));
        self.look(about, &columns, Unfit::Clash { parts, filter })
    }
}

/// Whether the expression is a constant, or the rowid.
fn is_never_null(expr: &Sql) -> bool {
    let mut tokens = expr.tokens();
    let is_one = match tokens.next() {
        Some(SqlToken::Text(_) | SqlToken::Number(_)) => true,
        Some(SqlToken::Word(word)) => ROWID.iter().any(|rowid| word.eq_ignore_ascii_case(rowid)),
        _ => false,
    };
    is_one && tokens.next().is_none()
}

/// What no two rows may have in common.
struct UniqueKey<'a> {
    parts: Vec<Part<'a>>,
    filter: Option<&'a Sql>,
}

#[derive(PartialEq)]
enum Part<'a> {
    Column(&'a Name, Option<&'a Name>),
    Expr(&'a Sql, Option<&'a Name>),
}

impl Part<'_> {
    fn told(&self) -> String {
        match self {
            Self::Column(name, _) => name.to_string(),
            Self::Expr(expr, _) => line(expr),
        }
    }
}

fn unique_keys(table: &Table) -> Vec<UniqueKey<'_>> {
    let mut keys = Vec::new();
    let constraints = table.primary_key.iter().map(|key| &key.columns);
    for columns in constraints.chain(table.uniques.iter().map(|unique| &unique.columns)) {
        let parts = columns.iter().map(|column| Part::Column(&column.name, column.collation.as_ref()));
        keys.push(UniqueKey { parts: parts.collect(), filter: None });
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let parts = index.parts.iter().map(|part| match &part.key {
            IndexKey::Column(name) => Part::Column(name, part.collation.as_ref()),
            IndexKey::Expr(expr) => Part::Expr(expr, part.collation.as_ref()),
        });
        keys.push(UniqueKey { parts: parts.collect(), filter: index.filter.as_ref() });
    }
    keys
}

/// The expression without its comments, so that it stands on one line unless a string in it does not.
fn line(expr: &Sql) -> String {
    let mut text = String::new();
    let mut before = None;
    for token in expr.tokens() {
        let is_tight = matches!(
            (&before, &token),
            (None | Some(SqlToken::Symbol("(" | ".")), _)
                | (_, SqlToken::Symbol(")" | "," | "."))
                | (Some(SqlToken::Word(_)), SqlToken::Symbol("("))
        );
        if !is_tight {
            text.push(' ');
        }
        match &token {
            SqlToken::Word(Cow::Borrowed(word)) => text.push_str(word),
            SqlToken::Word(word) => text.push_str(&Name::new(word.as_ref()).quoted()),
            SqlToken::Text(part) | SqlToken::Number(part) | SqlToken::Symbol(part) => text.push_str(part),
        }
        before = Some(token);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_told_on_one_line() {
        for (text, told) in [
            ("a  >0 -- why\n AND lower( [b c] ) IN ( 1,2 )", "a > 0 AND lower(\"b c\") IN(1, 2)"),
            ("t . a - -1", "t.a - - 1"),
            ("\"q\"\"q\" || 'x  y'", "\"q\"\"q\" || 'x  y'"),
        ] {
            assert_eq!(line(&Sql::new(text)), told);
        }
    }
}
