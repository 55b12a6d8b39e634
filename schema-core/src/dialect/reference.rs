//! What makes a reference sound: SQLite takes any, and fails when a row is written
//! (<https://sqlite.org/foreignkeys.html#fk_indexes>).

use std::collections::BTreeSet;

use super::sqlite;
use crate::model::{Action, Column, DefaultValue, ForeignKey, IndexKey, KeyColumn, Literal, Name, Table, Type};

/// Whether a reference of this table to that one (`None`: there is no such table) has nothing that a check
/// would complain of.
pub(crate) fn is_sound(key: &ForeignKey, table: &Table, target: Option<&Table>) -> bool {
    let Some(target) = target else { return false };
    if key.references.is_empty() || key.references.len() != key.columns.len() {
        return false;
    }
    let once = |names: &[Name]| names.iter().map(Name::folded).collect::<BTreeSet<_>>().len() == names.len();
    let pairs = key.columns.iter().zip(&key.references);
    let mut pairs = pairs.map(|(name, referenced)| (table.column_named(name), target.column_named(referenced)));
    let fits = |(from, to): (Option<&Column>, Option<&Column>)| match (from, to) {
        (Some(from), Some(to)) => {
            alike(&from.ty, &to.ty) && can_take(key.on_delete, from) && can_take(key.on_update, from)
        }
        // A column of the table itself that is not there is another fault.
        (None, to) => to.is_some(),
        (_, None) => false,
    };
    once(&key.columns) && pairs.all(fits) && is_unique(target, &key.references)
}

/// Whether a column can hold what this action sets.
pub(crate) fn can_take(action: Action, column: &Column) -> bool {
    match action {
        Action::SetNull => column.nullable,
        Action::SetDefault => match column.default {
            None => false,
            Some(DefaultValue::Literal(Literal::Null)) => column.nullable,
            Some(_) => true,
        },
        Action::NoAction | Action::Restrict | Action::Cascade => true,
    }
}

/// Whether no two rows of the table have the same values in these columns of it. Their order is free.
pub(crate) fn is_unique(table: &Table, columns: &[Name]) -> bool {
    let folded = |names: &mut dyn Iterator<Item = &Name>| names.map(Name::folded).collect::<BTreeSet<_>>();
    let wanted = folded(&mut columns.iter());
    if wanted.len() != columns.len() {
        return false;
    }
    // A key by another collation than the column's is none that SQLite takes here.
    let is_own = |name: &Name, collation: &Option<Name>| match (collation, table.column_named(name)) {
        (Some(collation), Some(column)) => match &column.collation {
            Some(of_column) => collation.same(of_column),
            None => collation.as_str().eq_ignore_ascii_case("binary"),
        },
        _ => true,
    };
    let same = |columns: &[KeyColumn]| {
        let own = columns.iter().all(|column| is_own(&column.name, &column.collation));
        own && columns.len() == wanted.len() && folded(&mut columns.iter().map(|column| &column.name)) == wanted
    };
    // The rowid is unique whatever its key says of a collation.
    let rowid = sqlite::rowid_alias(table).map(|column| column.name.folded());
    let is_rowid = rowid.is_some_and(|rowid| wanted.len() == 1 && wanted.contains(&rowid));
    is_rowid
        || table.primary_key.as_ref().is_some_and(|key| same(&key.columns))
        || table.uniques.iter().any(|unique| same(&unique.columns))
        || table.indexes.iter().any(|index| {
            let mut names = index.parts.iter().filter_map(|part| match &part.key {
                IndexKey::Column(name) if is_own(name, &part.collation) => Some(name),
                _ => None,
            });
            index.unique && index.filter.is_none() && index.parts.len() == wanted.len() && folded(&mut names) == wanted
        })
}

/// Whether values of both types can be equal. Lengths make no difference, nor do widths of integers.
pub(crate) fn alike(a: &Type, b: &Type) -> bool {
    if matches!(a, Type::Verbatim(_)) || matches!(b, Type::Verbatim(_)) {
        let affinity = |ty: &Type| sqlite::affinity(&sqlite::type_name(ty, false));
        return affinity(a) == affinity(b);
    }
    if let (Type::Enum(a), Type::Enum(b)) = (a, b) {
        return a.same_values(b);
    }
    sort(a) == sort(b)
}

fn sort(ty: &Type) -> &'static str {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt => "integer",
        Type::Real | Type::Double => "real",
        Type::Decimal { .. } => "decimal",
        Type::Text | Type::Varchar(_) | Type::Char(_) => "text",
        Type::Boolean => "boolean",
        Type::Blob => "blob",
        Type::Date => "date",
        Type::Time => "time",
        Type::DateTime => "datetime",
        Type::Json => "json",
        Type::Uuid => "uuid",
        Type::Enum(_) => "enum",
        Type::Verbatim(_) => "",
    }
}
