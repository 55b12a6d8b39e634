//! How SQLite spells types (<https://sqlite.org/datatype3.html>).
//!
//! | word | column | strict table | affinity |
//! |---|---|---|---|
//! | `smallint` | `SMALLINT` | `INTEGER` | integer |
//! | `integer` | `INTEGER` | `INTEGER` | integer |
//! | `bigint` | `BIGINT` | `INTEGER` | integer |
//! | `real` | `REAL` | `REAL` | real |
//! | `double` | `DOUBLE` | `REAL` | real |
//! | `decimal(p, s)` | `DECIMAL(p, s)` | `ANY` | numeric |
//! | `boolean` | `BOOLEAN` | `INTEGER` | numeric |
//! | `text` | `TEXT` | `TEXT` | text |
//! | `varchar(n)` | `VARCHAR(n)` | `TEXT` | text |
//! | `char(n)` | `CHAR(n)` | `TEXT` | text |
//! | `blob` | `BLOB` | `BLOB` | none |
//! | `date`, `time`, `datetime` | `DATE`, `TIME`, `DATETIME` | `TEXT` | numeric |
//! | `json` | `TEXT` | `TEXT` | text |
//! | `uuid` | `TEXT` | `TEXT` | text |
//! | `enum e` | `TEXT`, with a check | `TEXT` | text |
//!
//! `json` and `uuid` are `TEXT`, not `JSON` and `UUID`: those would have numeric affinity, and a JSON
//! document `007` or a UUID of digits alone would be stored as a number.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use super::expressions;
use crate::model::{
    Check, Column, DefaultValue, Direction, EnumType, IndexKey, KeyColumn, Literal, Model, Name, NotNull, Sql, Table,
    Type, convention,
};

/// The type as a column of SQLite declares it. Empty where the column has none.
pub fn type_name(ty: &Type, strict: bool) -> String {
    let name = match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean if strict => "INTEGER",
        Type::Real | Type::Double if strict => "REAL",
        Type::Decimal { .. } if strict => "ANY",
        Type::Text | Type::Varchar(_) | Type::Char(_) | Type::Date | Type::Time | Type::DateTime if strict => "TEXT",
        Type::SmallInt => "SMALLINT",
        Type::Integer => "INTEGER",
        Type::BigInt => "BIGINT",
        Type::Real => "REAL",
        Type::Double => "DOUBLE",
        Type::Decimal { precision, scale } => return format!("DECIMAL({precision}, {scale})"),
        Type::Boolean => "BOOLEAN",
        Type::Text | Type::Json | Type::Uuid | Type::Enum(_) => "TEXT",
        Type::Varchar(length) => return format!("VARCHAR({length})"),
        Type::Char(length) => return format!("CHAR({length})"),
        Type::Blob => "BLOB",
        Type::Date => "DATE",
        Type::Time => "TIME",
        Type::DateTime => "DATETIME",
        Type::Verbatim(text) => return text.as_str().to_owned(),
    };
    name.to_owned()
}

/// How a column converts what is stored into it (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affinity {
    /// Numbers become text.
    Text,
    /// Text that looks like a number becomes one.
    Numeric,
    /// As numeric; a float that is whole becomes an integer.
    Integer,
    /// As numeric; integers become floats.
    Real,
    /// Nothing is converted.
    Blob,
}

impl Affinity {
    /// Its name in SQLite's documentation, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Numeric => "numeric",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Blob => "blob",
        }
    }
}

/// The affinity of a declared type, by SQLite's five rules in their order.
pub fn affinity(type_name: &str) -> Affinity {
    let name = type_name.to_ascii_uppercase();
    let has = |word: &str| name.contains(word);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || name.is_empty() {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// The model with every type spelled as SQLite does, without what SQLite does not store (doc comments
/// and Rust names), and with one spelling for what SQLite takes for one:
///
/// - `default now` is the expression that SQLite reads back (`CURRENT_TIMESTAMP`, or `CURRENT_DATE` and
///   `CURRENT_TIME` by the type), and a boolean default the 1 or 0 that it stores;
/// - a column of an enum is text with a check, `"state" IN ('a', 'b')`, named as one that is declared without a name;
/// - what [`settle`] says.
pub fn lower(model: &Model) -> Model {
    let mut model = model.clone();
    model.enums.clear();
    for table in &mut model.tables {
        table.rust_name = None;
        table.docs.clear();
        enum_checks(table);
        for column in &mut table.columns {
            column.docs.clear();
            column.rust_type = None;
            match &column.default {
                Some(DefaultValue::Now) => column.default = Some(DefaultValue::Expr(Sql::new(now(&column.ty)))),
                Some(DefaultValue::Literal(Literal::Boolean(value))) => {
                    let digit = if *value { "1" } else { "0" };
                    column.default = Some(DefaultValue::Literal(Literal::Integer(digit.to_owned())));
                }
                _ => {}
            }
            if !matches!(column.ty, Type::Verbatim(_)) {
                column.ty = Type::Verbatim(Sql::new(type_name(&column.ty, table.strict)));
            }
        }
    }
    let docs = model.views.iter_mut().map(|view| &mut view.docs);
    let docs = docs.chain(model.triggers.iter_mut().map(|trigger| &mut trigger.docs));
    docs.chain(model.virtual_tables.iter_mut().map(|table| &mut table.docs)).for_each(Vec::clear);
    settle(&mut model);
    model
}

/// What holds a column to the values of its enum. They are sorted, since their order is no difference.
pub(crate) fn enum_check(column: &Name, of: &EnumType) -> Sql {
    let mut values: Vec<String> = of.values.iter().map(|value| text_literal(value)).collect();
    values.sort();
    Sql::new(format!("{} IN ({})", column.quoted(), values.join(", ")))
}

/// A text as SQL says it. Of control characters there are none in a value of an enum.
pub(crate) fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn enum_checks(table: &mut Table) {
    if !table.columns.iter().any(|column| matches!(column.ty, Type::Enum(_))) {
        return;
    }
    let mut taken: BTreeSet<String> = table.constraint_names().map(Name::folded).collect();
    for column in &table.columns {
        let Type::Enum(of) = &column.ty else { continue };
        let expr = enum_check(&column.name, of);
        let name =
            convention::check(&table.name, &expr, slice::from_ref(column), |name| taken.contains(&name.folded()));
        taken.insert(name.folded());
        table.checks.push(Check { name: Some(name), expr });
    }
}

/// What `default now` is for a column of this type: the moment of the insert, in UTC.
pub fn now(ty: &Type) -> &'static str {
    match ty {
        Type::Date => "CURRENT_DATE",
        Type::Time => "CURRENT_TIME",
        _ => "CURRENT_TIMESTAMP",
    }
}

/// The column that is another name for the rowid, if there is one: the only column of the primary key,
/// of the very type `INTEGER` (<https://sqlite.org/lang_createtable.html#rowid>).
///
/// A key that descends is none: it is `INTEGER PRIMARY KEY DESC` on the column, an index of its own by a quirk
/// of SQLite's that it keeps for old files.
pub fn rowid_alias(table: &Table) -> Option<&Column> {
    integer_key(table).filter(|(key, _)| key.direction == Direction::Asc).map(|(_, column)| column)
}

/// The column that is `INTEGER PRIMARY KEY DESC`, if there is one.
pub(crate) fn descending_key(table: &Table) -> Option<&Column> {
    integer_key(table).filter(|(key, _)| key.direction == Direction::Desc).map(|(_, column)| column)
}

fn integer_key(table: &Table) -> Option<(&KeyColumn, &Column)> {
    let [key] = table.primary_key.as_ref()?.columns.as_slice() else { return None };
    let column = table.column_named(&key.name)?;
    let is_integer = match &column.ty {
        Type::Verbatim(text) => text.as_str().eq_ignore_ascii_case("INTEGER"),
        ty => type_name(ty, table.strict) == "INTEGER",
    };
    (is_integer && !table.without_rowid).then_some((key, column))
}

/// Gives one spelling to what SQLite takes for one, so that models compare by what they mean there:
///
/// - a key column that SQLite never lets be null is not null: the rowid's alias, and every column of the
///   primary key of a `WITHOUT ROWID` or `STRICT` table;
/// - a column named in a key, reference or index is spelled as the table spells it, and a referenced
///   table as it is spelled itself (ASCII letters match in either case);
/// - what is said of `not null` where a column may be null is dropped, and the bare words wherever they are
///   needless, but for the rowid's alias: there they make the column what pragmas call not null;
/// - `BINARY` is what a column collates by without a word, and an index, a key or a unique constraint by
///   what its column does; SQLite's own collations are in capitals;
/// - a word in double quotes that is no column is a string, and a part of an index that is a column or that
///   ends in a collation is what it says;
/// - the key that is the rowid has no collation of its own, nor has one that only descends.
pub fn settle(model: &mut Model) {
    for table in &mut model.tables {
        settle_nulls(table);
        let Table { columns, primary_key, uniques, foreign_keys, .. } = table;
        let keys = primary_key.iter_mut().flat_map(|key| &mut key.columns);
        let uniques = uniques.iter_mut().flat_map(|unique| &mut unique.columns);
        keys.chain(uniques).for_each(|column| respell(&mut column.name, columns));
        let references = foreign_keys.iter_mut().flat_map(|key| &mut key.columns);
        references.for_each(|name| respell(name, columns));
        expressions::fold(table);
        settle_collations(table);
    }
    settle_references(model);
}

/// Spells what references name as it is spelled where it stands.
fn settle_references(model: &mut Model) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, table) in model.tables.iter().enumerate() {
        places.entry(table.name.folded()).or_insert(at);
    }
    // The key, and its table and columns as they are spelled.
    let mut spelled: Vec<(usize, usize, Name, Vec<Name>)> = Vec::new();
    for (at, table) in model.tables.iter().enumerate() {
        for (nth, key) in table.foreign_keys.iter().enumerate() {
            let Some(target) = places.get(&key.table.folded()).map(|at| &model.tables[*at]) else { continue };
            let is_column = |name: &Name| target.column(name).is_some() || target.column_named(name).is_none();
            if key.table != target.name || !key.references.iter().all(is_column) {
                let mut references = key.references.clone();
                references.iter_mut().for_each(|name| respell(name, &target.columns));
                spelled.push((at, nth, target.name.clone(), references));
            }
        }
    }
    for (at, nth, table, references) in spelled {
        let key = &mut model.tables[at].foreign_keys[nth];
        (key.table, key.references) = (table, references);
    }
}

fn settle_nulls(table: &mut Table) {
    let alias = rowid_alias(table).map(|column| column.name.clone());
    let never_null: Vec<Name> = match &table.primary_key {
        Some(key) if table.without_rowid || table.strict => key.names().cloned().collect(),
        _ => alias.iter().cloned().collect(),
    };
    for column in &mut table.columns {
        if never_null.iter().any(|name| name.same(&column.name)) {
            column.nullable = false;
        }
        if column.nullable {
            column.not_null = NotNull::default();
        }
        column.not_null.said &= alias.as_ref().is_some_and(|alias| alias.same(&column.name))
            && column.not_null == (NotNull { said: true, ..NotNull::default() });
    }
}

fn settle_collations(table: &mut Table) {
    let is_binary = |name: &Name| name.as_str() == "BINARY";
    for column in &mut table.columns {
        column.collation = column.collation.take().map(spell_collation).filter(|name| !is_binary(name));
    }
    let columns = &table.columns;
    let differs = |collation: &Name, name: &Name| {
        let column = columns.iter().find(|column| column.name == *name);
        match column.and_then(|column| column.collation.as_ref()) {
            Some(of_column) => !collation.same(of_column),
            None => !is_binary(collation),
        }
    };
    for part in table.indexes.iter_mut().flat_map(|index| &mut index.parts) {
        part.collation = part.collation.take().map(spell_collation);
        if let IndexKey::Column(name) = &mut part.key {
            respell(name, columns);
            part.collation = part.collation.take().filter(|collation| differs(collation, name));
        }
    }
    let keys = table.primary_key.iter_mut().flat_map(|key| &mut key.columns);
    for column in keys.chain(table.uniques.iter_mut().flat_map(|unique| &mut unique.columns)) {
        let collation = column.collation.take().map(spell_collation);
        column.collation = collation.filter(|collation| differs(collation, &column.name));
    }
    if integer_key(table).is_some()
        && let Some(key) = &mut table.primary_key
    {
        key.columns.iter_mut().for_each(|column| column.collation = None);
    }
}

fn spell_collation(name: Name) -> Name {
    let own = ["BINARY", "NOCASE", "RTRIM"].into_iter().find(|own| name.as_str().eq_ignore_ascii_case(own));
    own.map_or(name, Name::from)
}

fn respell(name: &mut Name, columns: &[Column]) {
    let is_spelled = columns.iter().any(|column| column.name == *name);
    if !is_spelled && let Some(column) = columns.iter().find(|column| column.name.same(name)) {
        *name = column.name.clone();
    }
}
